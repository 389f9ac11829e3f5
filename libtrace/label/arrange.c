/* arrange.c: where symbol and lines go on a label. Whole printer dots only: no drawing, no fonts, no allocation. */
#include <stdio.h>
#include <string.h>
#include <trc/design.h>

#include "base/error.h"
#include "label/print.h"

#define MM_AN_INCH 25.4
#define LABEL_MM_MAX 1000.0
#define MARGIN_MM 1.0
#define LINE_MM_MIN 1.8 /* characters of 1.35 mm: the least that Chinese stays legible at */
#define LINE_MM_MAX 4.0
#define BESIDE_MM_MIN 12.0 /* narrower than this, a serial beside the symbol would be too small to read */
#define BELOW_MM_MIN 8.0
#define PIN_LINES_WIDE 12 /* the PIN's word and field never take more than this many line heights */

/* Room for text, and what it lacks. */
struct room {
    struct trc_box box;
    int lacks_width, lacks_height; /* dots; 0: enough */
};

static int dots_of(double mm, unsigned dpi)
{
    return (int)(mm * dpi / MM_AN_INCH + 0.5);
}

static double mm_of(int dots, unsigned dpi)
{
    return dots * MM_AN_INCH / dpi;
}

/* In tenths and rounded up, with a dot to spare: a label so much larger does have the room. */
static double mm_enough(int dots, unsigned dpi)
{
    const int tenths = ((dots + 1) * 254 + (int)dpi - 1) / (int)dpi;
    return tenths / 10.0;
}

static int most(int a, int b)
{
    return a > b ? a : b;
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* As much of the text as a line holds, cut between characters; a line break or tab would tear the line in two. */
static void put_text(char out[TRC_LINE_MAX], const char *word, const char *text)
{
    snprintf(out, TRC_LINE_MAX, "%s%s%s", word, *word != '\0' && *text != '\0' ? " " : "", text);
    size_t len = strlen(out);
    if (len == TRC_LINE_MAX - 1) {
        while (len > 0 && ((unsigned char)out[len - 1] & 0xc0) == 0x80)
            len--;
        out[len > 0 ? len - 1 : 0] = '\0';
    }
    for (char *at = out; *at != '\0'; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7f)
            *at = ' ';
}

/* "271231" as "2027-12-31"; GS1 writes 00 for a day when only the month is meant. */
static void expiry_text(const char *expiry, char out[16])
{
    if (strlen(expiry) != 6 || strspn(expiry, "0123456789") != 6)
        snprintf(out, 16, "%.15s", expiry);
    else if (memcmp(expiry + 4, "00", 2) == 0)
        snprintf(out, 16, "20%.2s-%.2s", expiry, expiry + 2);
    else
        snprintf(out, 16, "20%.2s-%.2s-%.2s", expiry, expiry + 2, expiry + 4);
}

static void add_line(struct trc_arrangement *out, enum trc_line_kind kind, const char *word, const char *text)
{
    struct trc_arranged_line *line = &out->line[out->line_count++];
    line->kind = kind;
    put_text(line->text, word, text);
}

static bool is_given(const char *text)
{
    return text != NULL && *text != '\0';
}

static void add_lines(const struct trc_design *design, struct trc_arrangement *out)
{
    out->line_count = 0;
    if (is_given(design->name))
        add_line(out, TRC_LINE_FIXED, "", design->name);
    if (is_given(design->lot))
        add_line(out, TRC_LINE_FIXED, design->chinese ? "批号" : "Lot", design->lot);
    if (is_given(design->expiry)) {
        char day[16];
        expiry_text(design->expiry, day);
        add_line(out, TRC_LINE_FIXED, design->chinese ? "有效期" : "Expiry", day);
    }
    if (design->serial)
        add_line(out, TRC_LINE_SERIAL, "", "");
    if (is_given(design->host))
        add_line(out, TRC_LINE_FIXED, "", design->host);
    if (design->pin)
        add_line(out, TRC_LINE_PIN, design->chinese ? "刮开验证码" : "PIN", "");
}

/* The symbol alone, with its quiet zone: what a label without measures is. */
static void size_to_symbol(const struct trc_print *print, unsigned side, struct trc_arrangement *out)
{
    const int symbol = (int)(side * print->dots_a_module), quiet = (int)(TRC_QUIET_ZONE * print->dots_a_module);
    out->label = (struct trc_box){0, 0, symbol + 2 * quiet, symbol + 2 * quiet};
    out->symbol = (struct trc_box){quiet, quiet, symbol, symbol};
    out->quiet_zone = TRC_QUIET_ZONE;
}

static enum trc_status check_measures(const struct trc_design *design, struct trc_error *error)
{
    const double width = design->width_mm, height = design->height_mm;
    /* Written so that a NaN fails. */
    if (!(width >= 0 && width <= LABEL_MM_MAX && height >= 0 && height <= LABEL_MM_MAX))
        return trc_error_set(error, TRC_ERR_RANGE,
                             _("A label of %g x %g mm is out of range; choose up to %g mm each way."), width, height,
                             LABEL_MM_MAX);
    if ((width > 0) != (height > 0))
        return trc_error_set(error, TRC_ERR_RANGE,
                             _("A label of %g x %g mm lacks a measure: give width and height, or neither."), width,
                             height);
    return trc_print_check(&design->print, error);
}

static enum trc_status check_symbol_fits(const struct trc_design *design, const struct trc_arrangement *out, int whole,
                                         struct trc_error *error)
{
    const int least_side = least(out->label.width, out->label.height);
    if (whole <= least_side)
        return TRC_OK;
    const double mm = mm_of(whole, design->print.dpi);
    if (out->line_count == 0 && out->symbol.width <= least_side)
        return TRC_OK; /* with a quiet zone that is cut, and said to be */
    return trc_error_set(
        error, TRC_ERR_RANGE,
        _("The symbol with its quiet zone is %.1f x %.1f mm, and the label only %.1f x %.1f mm: choose "
          "a larger label or smaller modules."),
        mm, mm, design->width_mm, design->height_mm);
}

static struct room room_of(int x, int y, int right, int bottom, int width_min, int height_min)
{
    struct room room = {.box = {x, y, right - x, bottom - y}};
    room.lacks_width = most(0, width_min - room.box.width);
    room.lacks_height = most(0, height_min - room.box.height);
    return room;
}

static bool is_enough(const struct room *room)
{
    return room->lacks_width == 0 && room->lacks_height == 0;
}

static int lack_of(const struct room *room)
{
    return room->lacks_width + room->lacks_height;
}

static enum trc_status say_lack(const struct room *room, size_t lines, unsigned dpi, struct trc_error *error)
{
    const double width = mm_enough(room->lacks_width, dpi), height = mm_enough(room->lacks_height, dpi);
    if (room->lacks_width == 0)
        return trc_error_set(error, TRC_ERR_RANGE,
                             _("The label has no room for %zu lines of text: it must be %.1f mm higher, or have fewer "
                               "lines or smaller modules."),
                             lines, height);
    if (room->lacks_height == 0)
        return trc_error_set(error, TRC_ERR_RANGE,
                             _("The label has no room for %zu lines of text: it must be %.1f mm wider, or have smaller "
                               "modules."),
                             lines, width);
    return trc_error_set(
        error, TRC_ERR_RANGE,
        _("The label has no room for %zu lines of text: it must be %.1f mm wider and %.1f mm higher, or "
          "have fewer lines or smaller modules."),
        lines, width, height);
}

static void stack_lines(struct trc_arrangement *out, const struct trc_box *box, int top)
{
    const int height = (int)out->line_height;
    for (size_t i = 0; i < out->line_count; i++) {
        struct trc_arranged_line *line = &out->line[i];
        line->box = (struct trc_box){box->x, top + (int)i * height, box->width, height};
        if (line->kind == TRC_LINE_PIN)
            line->box.width = least(box->width, PIN_LINES_WIDE * height);
    }
}

/* Text in the middle of its room, but never beginning lower than the symbol: what is left below it may hold a logo. */
static void place_beside(struct trc_arrangement *out, const struct trc_box *box)
{
    const int left = box->height - (int)(out->line_height * out->line_count);
    out->symbol.y = (out->label.height - out->symbol.height) / 2;
    stack_lines(out, box, least(most(box->y, out->symbol.y), box->y + left / 2));
}

static void place_below(struct trc_arrangement *out, const struct trc_box *box)
{
    out->symbol.x = (out->label.width - out->symbol.width) / 2;
    stack_lines(out, box, box->y);
}

static enum trc_status place_text(unsigned dpi, int whole, struct trc_arrangement *out, struct trc_error *error)
{
    const int margin = dots_of(MARGIN_MM, dpi), right = out->label.width - margin, bottom = out->label.height - margin;
    const int lines = (int)out->line_count;
    const int line_min = (int)(LINE_MM_MIN * dpi / MM_AN_INCH + 0.999), line_max = dots_of(LINE_MM_MAX, dpi);
    const struct room beside = room_of(whole, margin, right, bottom, dots_of(BESIDE_MM_MIN, dpi), lines * line_min);
    const struct room below = room_of(margin, whole, right, bottom, dots_of(BELOW_MM_MIN, dpi), lines * line_min);
    if (!is_enough(&beside) && !is_enough(&below))
        return say_lack(lack_of(&beside) < lack_of(&below) ? &beside : &below, out->line_count, dpi, error);
    /* On a label that is higher than wide, lines below the symbol may be longer, and need not be smaller for it. */
    const bool is_high = out->label.height > out->label.width &&
                         least(below.box.height / lines, line_max) >= least(beside.box.height / lines, line_max);
    const struct room *chosen = is_enough(&beside) && !(is_high && is_enough(&below)) ? &beside : &below;
    out->line_height = (unsigned)least(chosen->box.height / lines, line_max);
    if (chosen == &beside)
        place_beside(out, &chosen->box);
    else
        place_below(out, &chosen->box);
    return TRC_OK;
}

enum trc_status trc_label_arrange(const struct trc_design *design, unsigned side, struct trc_arrangement *out,
                                  struct trc_error *error)
{
    enum trc_status status = check_measures(design, error);
    if (status != TRC_OK)
        return status;
    if (side < 21 || side > TRC_SYMBOL_SIDE_MAX)
        return trc_error_set(error, TRC_ERR_RANGE,
                             _("A symbol of %u modules a side is out of range; there are 21 to %d."), side,
                             TRC_SYMBOL_SIDE_MAX);
    memset(out, 0, sizeof *out);
    size_to_symbol(&design->print, side, out);
    if (!(design->width_mm > 0))
        return TRC_OK;

    const int whole = out->label.width;
    add_lines(design, out);
    out->label.width = dots_of(design->width_mm, design->print.dpi);
    out->label.height = dots_of(design->height_mm, design->print.dpi);
    status = check_symbol_fits(design, out, whole, error);
    if (status != TRC_OK)
        return status;
    if (out->line_count > 0)
        return place_text(design->print.dpi, whole, out, error);
    out->symbol.x = (out->label.width - out->symbol.width) / 2;
    out->symbol.y = (out->label.height - out->symbol.height) / 2;
    const unsigned free = (unsigned)least(out->symbol.x, out->symbol.y) / design->print.dots_a_module;
    out->quiet_zone = free < TRC_QUIET_ZONE ? free : TRC_QUIET_ZONE;
    return TRC_OK;
}
