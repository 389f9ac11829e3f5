/* glyphs.h: the characters that labels on pictures are written with. */
#ifndef TRC_SCAN_GLYPHS_H
#define TRC_SCAN_GLYPHS_H

#include <stddef.h>
#include <stdint.h>

#define SCAN_GLYPH_HEIGHT 24

struct scan_glyph {
    uint32_t code_point;
    uint8_t width;
    uint32_t row[SCAN_GLYPH_HEIGHT]; /* leftmost pixel in the highest bit */
};

/* Sorted by code point. */
extern const struct scan_glyph scan_glyphs[];
extern const size_t scan_glyph_count;

#endif
