/* preview.c: a whole label as a picture, dot for dot, for a person to look at. */
#include <cairo.h>
#include <string.h>
#include <trc/sheet.h>

#include "base/error.h"

/* The arrangement of this one label: what changes from label to label is fixed now. The PIN stays under its layer. */
static struct trc_arrangement with_serial(const struct trc_arrangement *arrangement, const char *serial)
{
    struct trc_arrangement one = *arrangement;
    for (size_t i = 0; i < one.line_count; i++)
        if (one.line[i].kind == TRC_LINE_SERIAL) {
            one.line[i].kind = TRC_LINE_FIXED;
            trc_serial_grouped(serial, one.line[i].text);
        }
    return one;
}

static bool is_dark(const struct trc_arrangement *arrangement, const struct trc_print *print,
                    const struct trc_symbol *symbol, const struct trc_bitmap *text, unsigned x, unsigned y)
{
    const int dots = (int)print->dots_a_module;
    const int inset = (arrangement->symbol.width - symbol->side * dots) / 2;
    const int column = (int)x - arrangement->symbol.x - inset, row = (int)y - arrangement->symbol.y - inset;
    if (column >= 0 && row >= 0 && trc_symbol_is_dark(symbol, column / dots, row / dots))
        return true;
    return (text->bits[y * ((text->width + 7) / 8) + x / 8] & 0x80 >> x % 8) != 0;
}

static void paint(cairo_surface_t *surface, const struct trc_arrangement *arrangement, const struct trc_print *print,
                  const struct trc_symbol *symbol, const struct trc_bitmap *text)
{
    unsigned char *pixels = cairo_image_surface_get_data(surface);
    const size_t stride = (size_t)cairo_image_surface_get_stride(surface);
    for (unsigned y = 0; y < text->height; y++)
        for (unsigned x = 0; x < text->width; x++) {
            const uint32_t rgb = is_dark(arrangement, print, symbol, text, x, y) ? print->dark : trc_print_light(print);
            memcpy(pixels + y * stride + 4 * x, &rgb, 4);
        }
    cairo_surface_mark_dirty(surface);
}

struct target {
    trc_sink *sink;
    void *context;
};

static cairo_status_t take(void *context, const unsigned char *bytes, unsigned len)
{
    const struct target *target = context;
    return target->sink(target->context, bytes, len) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

enum trc_status trc_sheet_preview(const struct trc_arrangement *arrangement, const struct trc_print *print,
                                  const struct trc_label *label, const char *font, trc_sink *sink, void *context,
                                  struct trc_error *error)
{
    struct trc_bitmap text;
    struct target target = {sink, context};
    const struct trc_arrangement one = with_serial(arrangement, label->serial);
    const enum trc_status status = trc_sheet_fixed_bitmap(&one, font, &text, error);
    if (status != TRC_OK)
        return status;
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)text.width, (int)text.height);
    cairo_status_t drawn = cairo_surface_status(surface);
    if (drawn == CAIRO_STATUS_SUCCESS) {
        paint(surface, arrangement, print, label->symbol, &text);
        drawn = cairo_surface_write_to_png_stream(surface, take, &target);
    }
    cairo_surface_destroy(surface);
    trc_sheet_bitmap_free(&text);
    if (drawn == CAIRO_STATUS_WRITE_ERROR)
        return trc_error_set(error, TRC_ERR_IO,
                             _("The picture could not be written: its target refused it. Is the disk "
                               "full, or was the output closed?"));
    return drawn == CAIRO_STATUS_SUCCESS
               ? TRC_OK
               : trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out while drawing the text of the labels."));
}
