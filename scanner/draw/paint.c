/* paint.c: lines, rectangles and words, one row of pixels at a time. */
#include "scanner/draw/paint.h"

#include <math.h>
#include <string.h>

#include "scanner/draw/glyphs.h"
#include "scanner/utf8.h"

/* Colours the pixels whose middles lie from `from` to `to`. */
static void fill(const struct scan_row *row, double from, double to, const uint8_t colour[3])
{
    if (!(from < row->width) || !(to > 0)) /* also when one is not a number */
        return;
    const int32_t first = from <= 0.5 ? 0 : (int32_t)ceil(from - 0.5);
    const int32_t end = to >= row->width - 0.5 ? row->width : (int32_t)floor(to - 0.5) + 1;
    for (int32_t x = first; x < end; x++)
        memcpy(row->rgb + 3 * (size_t)x, colour, 3);
}

static void paint_disc(const struct scan_row *row, double x, double y, double radius, const uint8_t colour[3])
{
    const double off = row->y + 0.5 - y, reach2 = radius * radius - off * off;
    if (reach2 > 0)
        fill(row, x - sqrt(reach2), x + sqrt(reach2), colour);
}

/* Narrows [*from, *to] to where a * x + b lies within [low, high]. */
static void narrow(double a, double b, double low, double high, double *from, double *to)
{
    if (fabs(a) < 1e-9) {
        if (b < low || b > high)
            *to = *from - 1;
        return;
    }
    const double at_low = (low - b) / a, at_high = (high - b) / a;
    *from = fmax(*from, fmin(at_low, at_high));
    *to = fmin(*to, fmax(at_low, at_high));
}

void scan_paint_line(const struct scan_row *row, double x0, double y0, double x1, double y1, double pen_radius,
                     const uint8_t colour[3])
{
    const double y = row->y + 0.5, len = hypot(x1 - x0, y1 - y0);
    if (y < fmin(y0, y1) - pen_radius || y > fmax(y0, y1) + pen_radius)
        return;
    paint_disc(row, x0, y0, pen_radius, colour);
    paint_disc(row, x1, y1, pen_radius, colour);
    if (len == 0)
        return;
    /* Along the line from 0 to its length, across it no further than the pen reaches. */
    const double ux = (x1 - x0) / len, uy = (y1 - y0) / len;
    double from = 0, to = row->width;
    narrow(ux, (y - y0) * uy - x0 * ux, 0, len, &from, &to);
    narrow(uy, -x0 * uy - (y - y0) * ux, -pen_radius, pen_radius, &from, &to);
    if (from < to)
        fill(row, from, to, colour);
}

void scan_paint_rectangle(const struct scan_row *row, int32_t left, int32_t top, int32_t width, int32_t height,
                          const uint8_t colour[3])
{
    if (row->y >= top && row->y < top + height)
        fill(row, left, (double)left + width, colour);
}

static const struct scan_glyph *glyph_of(uint32_t code_point)
{
    for (size_t i = 0; i < scan_glyph_count; i++)
        if (scan_glyphs[i].code_point == code_point)
            return &scan_glyphs[i];
    return NULL;
}

/* The next character's glyph, or NULL where there is none. Moves *word past it; what is no UTF-8 counts as a byte. */
static const struct scan_glyph *next_glyph(const char **word)
{
    uint32_t code_point = 0;
    const size_t used = scan_utf8_next(*word, strlen(*word), &code_point);
    *word += used > 0 ? used : 1;
    return used > 0 ? glyph_of(code_point) : NULL;
}

int32_t scan_word_width(const char *word)
{
    int32_t width = 0;
    while (*word != '\0') {
        const struct scan_glyph *glyph = next_glyph(&word);
        width += glyph != NULL ? glyph->width : 0;
    }
    return width;
}

void scan_paint_word(const struct scan_row *row, const char *word, int32_t left, int32_t top, int32_t scale,
                     const uint8_t colour[3])
{
    if (row->y < top || row->y >= top + SCAN_GLYPH_HEIGHT * scale)
        return;
    const int32_t glyph_y = (row->y - top) / scale;
    while (*word != '\0') {
        const struct scan_glyph *glyph = next_glyph(&word);
        for (int32_t x = 0; glyph != NULL && x < glyph->width; x++)
            if (glyph->row[glyph_y] >> (31 - x) & 1)
                fill(row, left + x * scale, left + (x + 1) * scale, colour);
        left += glyph != NULL ? glyph->width * scale : 0;
    }
}
