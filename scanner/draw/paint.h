/* paint.h: lines, rectangles and words, one row of pixels at a time. */
#ifndef TRC_SCAN_PAINT_H
#define TRC_SCAN_PAINT_H

#include <stddef.h>
#include <stdint.h>

/* One row of a picture: 3 bytes a pixel. */
struct scan_row {
    uint8_t *rgb;
    int32_t width, y;
};

/** Paint where the row meets the line from (x0, y0) to (x1, y1), drawn with a round pen. */
void scan_paint_line(const struct scan_row *row, double x0, double y0, double x1, double y1, double pen_radius,
                     const uint8_t colour[3]);

void scan_paint_rectangle(const struct scan_row *row, int32_t left, int32_t top, int32_t width, int32_t height,
                          const uint8_t colour[3]);

/** Paint the row's part of a word. @param scale Pixels a side of each of a glyph's. */
void scan_paint_word(const struct scan_row *row, const char *word, int32_t left, int32_t top, int32_t scale,
                     const uint8_t colour[3]);

/** Width of a word in pixels of its glyphs. */
int32_t scan_word_width(const char *word);

#endif
