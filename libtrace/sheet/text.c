/* text.c: lines of text as outlines of glyphs, each outline once. */
#include "sheet/text.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "sheet/shape.h"

#define CHARACTER_OF_LINE 0.75 /* trc/design.h: characters are 3/4 of a line high */
#define ASCENT_OF_EM 0.86      /* of Han characters, which fill the em from -0.14 to 0.86 */

/* A line on its way from Pango to the label. */
struct setting {
    struct trc_shape *shape;
    struct trc_text *text;
    struct trc_text_line *line;
    double x, y, scale; /* where it starts, and dots a TRC_EM unit */
    unsigned last;      /* the glyph found last */
    enum trc_status status;
    struct trc_error *error;
};

bool trc_text_is_utf8(const char *text)
{
    return g_utf8_validate(text, -1, NULL);
}

double trc_text_baseline(const struct trc_box *box, double em)
{
    return box->y + (box->height - em) / 2 + ASCENT_OF_EM * em;
}

static enum trc_status out_of_memory(struct trc_error *error)
{
    return trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out while setting the text of the labels."));
}

static enum trc_status no_outline(const char *text, struct trc_error *error)
{
    const gunichar character = g_utf8_get_char(text);
    return trc_error_set(error, TRC_ERR_SYNTAX,
                         _("No font here can draw the character \"%.*s\" (U+%04X). Install a font that has it, such as "
                           "the package fonts-droid-fallback or fonts-noto-cjk, or change the text."),
                         (int)(g_utf8_next_char(text) - text), text, (unsigned)character);
}

/* Bitmaps and colours, as of most emoji, have no outline; spaces need none. */
static bool lacks_outline(const cairo_path_t *path, const char *text, size_t len)
{
    if (path->num_data > 0 || len == 0)
        return false;
    const gunichar character = g_utf8_get_char(text);
    return !g_unichar_isspace(character) && !g_unichar_iszerowidth(character) && !g_unichar_iscntrl(character);
}

static bool is_same(const struct trc_glyph *glyph, const void *font, unsigned id, const char *text, size_t len)
{
    return glyph->font == font && glyph->id == id && strncmp(glyph->text, text, len) == 0 && glyph->text[len] == '\0';
}

static enum trc_status grow_glyphs(struct trc_text *text, struct trc_error *error)
{
    if (text->glyph_count < text->glyph_room)
        return TRC_OK;
    const size_t room = text->glyph_room > 0 ? 2 * text->glyph_room : 256;
    struct trc_glyph *grown = realloc(text->glyph, room * sizeof *grown);
    if (grown == NULL)
        return out_of_memory(error);
    text->glyph = grown;
    text->glyph_room = room;
    return TRC_OK;
}

static enum trc_status add_glyph(struct setting *setting, PangoFont *font, unsigned id, const char *shown, size_t len,
                                 double advance)
{
    struct trc_text *text = setting->text;
    const enum trc_status status = grow_glyphs(text, setting->error);
    if (status != TRC_OK)
        return status;
    cairo_path_t *path = trc_shape_outline(setting->shape, font, id);
    if (path == NULL)
        return out_of_memory(setting->error);
    if (lacks_outline(path, shown, len)) {
        cairo_path_destroy(path);
        return no_outline(shown, setting->error);
    }
    struct trc_glyph *glyph = &text->glyph[text->glyph_count];
    *glyph = (struct trc_glyph){.font = font, .id = id, .advance = (int)(advance + 0.5), .path = path};
    memcpy(glyph->text, shown, len);
    setting->last = (unsigned)text->glyph_count++;
    return TRC_OK;
}

static enum trc_status find_glyph(struct setting *setting, PangoFont *font, unsigned id, const char *shown, size_t len,
                                  double advance)
{
    if ((id & PANGO_GLYPH_UNKNOWN_FLAG) != 0)
        return no_outline(shown, setting->error);
    if (len >= sizeof setting->text->glyph->text)
        len = 0; /* a ligature of so much is drawn, and not found by a search */
    for (size_t i = 0; i < setting->text->glyph_count; i++)
        if (is_same(&setting->text->glyph[i], font, id, shown, len)) {
            setting->last = (unsigned)i;
            return TRC_OK;
        }
    return add_glyph(setting, font, id, shown, len, advance);
}

static enum trc_status add_mark(struct trc_text_line *line, struct trc_mark mark, struct trc_error *error)
{
    if (line->count == line->room) {
        const size_t room = line->room > 0 ? 2 * line->room : 64;
        struct trc_mark *grown = realloc(line->mark, room * sizeof *grown);
        if (grown == NULL)
            return out_of_memory(error);
        line->mark = grown;
        line->room = room;
    }
    line->mark[line->count++] = mark;
    return TRC_OK;
}

static bool set_glyph(void *context, PangoFont *font, unsigned id, const char *shown, size_t len, double x, double y,
                      double advance)
{
    struct setting *setting = context;
    setting->status = find_glyph(setting, font, id, shown, len, advance);
    if (setting->status == TRC_OK && setting->line != NULL)
        setting->status =
            add_mark(setting->line,
                     (struct trc_mark){setting->last, setting->x + x * setting->scale, setting->y + y * setting->scale},
                     setting->error);
    return setting->status == TRC_OK;
}

/* In the box's full height if its width allows, else smaller, else cut. Looked through whole before anything is cut, so
 * that a character without a glyph is told wherever it stands. */
static enum trc_status set_line(struct setting *setting, const char *text, const struct trc_box *box)
{
    setting->status = trc_shape_line(setting->shape, text, setting->error);
    if (setting->status != TRC_OK || *text == '\0')
        return setting->status;
    struct trc_text_line *line = setting->line;
    setting->line = NULL;
    if (!trc_shape_walk(setting->shape, set_glyph, setting))
        return setting->status;
    setting->line = line;

    const double wished = CHARACTER_OF_LINE * box->height, width = trc_shape_width(setting->shape) * wished / TRC_EM;
    double shrunk = width > box->width ? box->width / width : 1;
    if (shrunk < TRC_SHRUNK_LEAST) {
        shrunk = TRC_SHRUNK_LEAST;
        trc_shape_cut(setting->shape, box->width / (shrunk * wished) * TRC_EM);
    }
    line->em = wished * shrunk;
    setting->scale = line->em / TRC_EM;
    setting->x = box->x;
    setting->y = trc_text_baseline(box, line->em);
    trc_shape_walk(setting->shape, set_glyph, setting);
    return setting->status;
}

static enum trc_status set_lines(struct setting *setting, const struct trc_arrangement *arrangement)
{
    enum trc_status status = TRC_OK;
    for (size_t i = 0; i < arrangement->line_count && status == TRC_OK; i++) {
        const struct trc_arranged_line *line = &arrangement->line[i];
        struct trc_box box = line->box;
        if (line->kind == TRC_LINE_PIN) /* a gap before the frame */
            box.width = trc_label_pin_field(line).x - box.x - box.height / 4;
        setting->line = &setting->text->line[i];
        status = set_line(setting, line->text, &box);
    }
    return status;
}

static enum trc_status set_ascii(struct setting *setting)
{
    setting->line = NULL;
    for (unsigned i = 0; i < TRC_ASCII_COUNT; i++) {
        const char text[2] = {(char)(TRC_ASCII_FIRST + i), '\0'};
        const enum trc_status status = trc_shape_line(setting->shape, text, setting->error);
        if (status != TRC_OK)
            return status;
        if (!trc_shape_walk(setting->shape, set_glyph, setting))
            return setting->status;
        setting->text->ascii[i] = setting->last;
    }
    return TRC_OK;
}

enum trc_status trc_text_shape(const struct trc_arrangement *arrangement, const char *font, struct trc_text *text,
                               struct trc_error *error)
{
    memset(text, 0, sizeof *text);
    text->em = CHARACTER_OF_LINE * arrangement->line_height;
    struct trc_shape shape;
    struct setting setting = {.shape = &shape, .text = text, .error = error};
    enum trc_status status = trc_shape_open(&shape, font, error);
    if (status == TRC_OK)
        status = set_ascii(&setting);
    if (status == TRC_OK)
        status = set_lines(&setting, arrangement);
    trc_shape_close(&shape);
    if (status != TRC_OK)
        trc_text_free(text);
    return status;
}

void trc_text_free(struct trc_text *text)
{
    for (size_t i = 0; i < text->glyph_count; i++)
        cairo_path_destroy(text->glyph[i].path);
    free(text->glyph);
    for (size_t i = 0; i < TRC_LINES_MAX; i++)
        free(text->line[i].mark);
    memset(text, 0, sizeof *text);
}
