/* tiff.h: how the samples of a TIFF page become grey. */
#ifndef TRC_SCAN_TIFF_H
#define TRC_SCAN_TIFF_H

#include <stdbool.h>
#include <stdint.h>
#include <tiffio.h>

enum tiff_colours { TIFF_GREY, TIFF_INVERTED, TIFF_PALETTE, TIFF_RGB, TIFF_CMYK };
enum tiff_alpha { TIFF_OPAQUE, TIFF_ALPHA, TIFF_PREMULTIPLIED };

struct tiff_samples {
    enum tiff_colours colours;
    enum tiff_alpha alpha; /* in the sample behind the colours */
    uint16_t bits, count;  /* of one sample; samples of one pixel */
    uint8_t palette[256];  /* as grey */
};

/** How does the page at hand keep its samples? @return false when it is a way that only libtiff itself knows. */
bool scan_tiff_samples_of(TIFF *tiff, struct tiff_samples *samples);

/** One row, or the row of a tile, to grey. @param spare Room for `width` * samples->count bytes. */
void scan_tiff_grey(const struct tiff_samples *samples, const uint8_t *in, uint32_t width, uint8_t *spare,
                    uint8_t *out);

#endif
