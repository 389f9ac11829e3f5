/* shape.c: Pango, asked for the outlines of one line. */
#include "sheet/shape.h"

#include <fontconfig/fontconfig.h>
#include <string.h>

#include "base/error.h"

/* A name of our own for the system's choice: every fontconfig has it as an alias. */
#define DEFAULT_FAMILY "sans"

static const char *const ALIAS[] = {"sans", "sans-serif", "serif", "monospace", "system-ui"};

/* By any of its names: Chinese fonts have a Chinese and an English one. Pango itself would take another family in
 * silence. */
static bool is_installed(const char *family)
{
    for (size_t i = 0; i < sizeof ALIAS / sizeof ALIAS[0]; i++)
        if (g_ascii_strcasecmp(family, ALIAS[i]) == 0)
            return true;
    FcPattern *wanted = FcPatternCreate();
    FcPatternAddString(wanted, FC_FAMILY, (const FcChar8 *)family);
    FcObjectSet *no_details = FcObjectSetCreate();
    FcFontSet *fonts = FcFontList(NULL, wanted, no_details);
    const bool found = fonts != NULL && fonts->nfont > 0;
    if (fonts != NULL)
        FcFontSetDestroy(fonts);
    FcObjectSetDestroy(no_details);
    FcPatternDestroy(wanted);
    return found;
}

/* Outlines as the font's designer drew them: nothing is fitted to the pixels of a screen. */
static void set_outline_options(PangoContext *context)
{
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(context, options);
    cairo_font_options_destroy(options);
    pango_context_set_round_glyph_positions(context, FALSE);
}

enum trc_status trc_shape_open(struct trc_shape *shape, const char *family, struct trc_error *error)
{
    memset(shape, 0, sizeof *shape);
    if (family == NULL || *family == '\0')
        family = DEFAULT_FAMILY;
    shape->map = pango_cairo_font_map_new();
    if (!is_installed(family))
        return trc_error_set(error, TRC_ERR_NOT_FOUND,
                             _("There is no font family \"%.80s\" here. \"fc-list : family\" lists those that are "
                               "installed."),
                             family);
    pango_cairo_font_map_set_resolution((PangoCairoFontMap *)shape->map, 72);
    shape->context = pango_font_map_create_context(shape->map);
    set_outline_options(shape->context);
    /* Han characters in their simplified forms, whatever the language of this session. */
    pango_context_set_language(shape->context, pango_language_from_string("zh-cn"));
    shape->font = pango_font_description_new();
    pango_font_description_set_family(shape->font, family);
    pango_font_description_set_absolute_size(shape->font, TRC_EM * PANGO_SCALE);
    shape->layout = pango_layout_new(shape->context);
    pango_layout_set_font_description(shape->layout, shape->font);
    pango_layout_set_single_paragraph_mode(shape->layout, TRUE);
    shape->surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1);
    shape->cairo = cairo_create(shape->surface);
    if (cairo_status(shape->cairo) != CAIRO_STATUS_SUCCESS)
        return trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out while setting the text of the labels."));
    return TRC_OK;
}

void trc_shape_close(struct trc_shape *shape)
{
    if (shape->cairo != NULL)
        cairo_destroy(shape->cairo);
    if (shape->surface != NULL)
        cairo_surface_destroy(shape->surface);
    g_clear_object(&shape->layout);
    if (shape->font != NULL)
        pango_font_description_free(shape->font);
    g_clear_object(&shape->context);
    g_clear_object(&shape->map);
    memset(shape, 0, sizeof *shape);
}

enum trc_status trc_shape_line(struct trc_shape *shape, const char *line, struct trc_error *error)
{
    if (!g_utf8_validate(line, -1, NULL))
        return trc_error_set(error, TRC_ERR_SYNTAX, _("A line of the label is not UTF-8 text: \"%.80s\"."), line);
    pango_layout_set_ellipsize(shape->layout, PANGO_ELLIPSIZE_NONE);
    pango_layout_set_width(shape->layout, -1);
    pango_layout_set_text(shape->layout, line, -1);
    return TRC_OK;
}

double trc_shape_width(const struct trc_shape *shape)
{
    PangoRectangle logical;
    pango_layout_get_extents(shape->layout, NULL, &logical);
    return (double)logical.width / PANGO_SCALE;
}

void trc_shape_cut(struct trc_shape *shape, double width_max)
{
    pango_layout_set_ellipsize(shape->layout, PANGO_ELLIPSIZE_END);
    pango_layout_set_width(shape->layout, (int)(width_max * PANGO_SCALE));
}

/* A cluster is what Pango cannot divide: its first glyph is given all of its characters, the others none. */
static bool walk_run(PangoGlyphItem *run, const char *line, double *x, trc_shape_glyph *each, void *context)
{
    const bool is_ellipsis = (run->item->analysis.flags & PANGO_ANALYSIS_FLAG_IS_ELLIPSIS) != 0;
    const PangoGlyphString *glyphs = run->glyphs;
    PangoGlyphItemIter cluster;
    for (gboolean more = pango_glyph_item_iter_init_start(&cluster, run, line); more;
         more = pango_glyph_item_iter_next_cluster(&cluster)) {
        const char *text = is_ellipsis ? "…" : line + cluster.start_index;
        size_t len = is_ellipsis ? strlen(text) : (size_t)(cluster.end_index - cluster.start_index);
        const bool leftwards = cluster.start_glyph > cluster.end_glyph;
        const int first = leftwards ? cluster.end_glyph + 1 : cluster.start_glyph;
        const int last = leftwards ? cluster.start_glyph : cluster.end_glyph - 1;
        for (int i = first; i <= last; i++) {
            const PangoGlyphInfo *info = &glyphs->glyphs[i];
            const double advance = (double)info->geometry.width / PANGO_SCALE;
            if (info->glyph != PANGO_GLYPH_EMPTY && !each(context, run->item->analysis.font, info->glyph, text, len,
                                                          *x + (double)info->geometry.x_offset / PANGO_SCALE,
                                                          (double)info->geometry.y_offset / PANGO_SCALE, advance))
                return false;
            *x += advance;
            len = 0;
        }
    }
    return true;
}

bool trc_shape_walk(const struct trc_shape *shape, trc_shape_glyph *each, void *context)
{
    const PangoLayoutLine *line = pango_layout_get_line_readonly(shape->layout, 0);
    double x = 0;
    bool going = true;
    for (const GSList *run = line->runs; run != NULL && going; run = run->next)
        going = walk_run(run->data, pango_layout_get_text(shape->layout), &x, each, context);
    return going;
}

cairo_path_t *trc_shape_outline(const struct trc_shape *shape, PangoFont *font, unsigned id)
{
    const cairo_glyph_t glyph = {.index = id};
    cairo_set_scaled_font(shape->cairo, pango_cairo_font_get_scaled_font((PangoCairoFont *)font));
    cairo_new_path(shape->cairo);
    cairo_glyph_path(shape->cairo, &glyph, 1);
    cairo_path_t *path = cairo_copy_path(shape->cairo);
    if (path->status == CAIRO_STATUS_SUCCESS)
        return path;
    cairo_path_destroy(path);
    return NULL;
}
