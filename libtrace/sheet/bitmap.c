/* bitmap.c: what is the same on every label of a batch, in printer dots. */
#include <stdlib.h>
#include <trc/sheet.h>

#include "base/error.h"
#include "sheet/text.h"

/* A dot is black from this coverage on, of 255. Below one half, or the thin strokes of Han characters break. */
#define BLACK_FROM 110

static void draw_glyph(cairo_t *cairo, const struct trc_text *text, const struct trc_mark *mark, double em)
{
    cairo_save(cairo);
    cairo_translate(cairo, mark->x, mark->y);
    cairo_scale(cairo, em / TRC_EM, em / TRC_EM);
    cairo_append_path(cairo, text->glyph[mark->glyph].path);
    cairo_restore(cairo);
    cairo_fill(cairo);
}

/* A thin line just inside the field. */
static void draw_frame(cairo_t *cairo, const struct trc_box *field)
{
    const double width = field->height < 32 ? 1 : field->height / 16; /* whole dots: the division is of integers */
    cairo_set_line_width(cairo, width);
    cairo_rectangle(cairo, field->x + width / 2, field->y + width / 2, field->width - width, field->height - width);
    cairo_stroke(cairo);
}

static void draw(cairo_t *cairo, const struct trc_arrangement *arrangement, const struct trc_text *text)
{
    for (size_t i = 0; i < arrangement->line_count; i++) {
        for (size_t k = 0; k < text->line[i].count; k++)
            draw_glyph(cairo, text, &text->line[i].mark[k], text->line[i].em);
        if (arrangement->line[i].kind == TRC_LINE_PIN) {
            const struct trc_box field = trc_label_pin_field(&arrangement->line[i]);
            draw_frame(cairo, &field);
        }
    }
}

static uint8_t *to_bits(cairo_surface_t *surface, unsigned width, unsigned height)
{
    const size_t row_len = (width + 7) / 8;
    uint8_t *bits = calloc(height, row_len);
    if (bits == NULL)
        return NULL;
    cairo_surface_flush(surface);
    const unsigned char *grey = cairo_image_surface_get_data(surface);
    const size_t stride = (size_t)cairo_image_surface_get_stride(surface);
    for (unsigned y = 0; y < height; y++)
        for (unsigned x = 0; x < width; x++)
            if (grey[y * stride + x] >= BLACK_FROM)
                bits[y * row_len + x / 8] |= (uint8_t)(0x80 >> x % 8);
    return bits;
}

enum trc_status trc_sheet_fixed_bitmap(const struct trc_arrangement *arrangement, const char *font,
                                       struct trc_bitmap *out, struct trc_error *error)
{
    *out = (struct trc_bitmap){0};
    struct trc_text text;
    const enum trc_status status = trc_text_shape(arrangement, font, &text, error);
    if (status != TRC_OK)
        return status;
    const int width = arrangement->label.width, height = arrangement->label.height;
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, width, height);
    cairo_t *cairo = cairo_create(surface);
    draw(cairo, arrangement, &text);
    const bool drawn = cairo_status(cairo) == CAIRO_STATUS_SUCCESS;
    cairo_destroy(cairo);
    uint8_t *bits = drawn ? to_bits(surface, (unsigned)width, (unsigned)height) : NULL;
    cairo_surface_destroy(surface);
    trc_text_free(&text);
    if (bits == NULL)
        return trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out while drawing the text of the labels."));
    *out = (struct trc_bitmap){(unsigned)width, (unsigned)height, bits};
    return TRC_OK;
}

void trc_sheet_bitmap_free(struct trc_bitmap *bitmap)
{
    union {
        const uint8_t *borrowed;
        uint8_t *owned; /* as calloc() gave it */
    } bits = {bitmap->bits};
    free(bits.owned);
    *bitmap = (struct trc_bitmap){0};
}
