/* bmp.h: a Windows bitmap's header, told in full before anything is decoded. */
#ifndef TRC_SCAN_BMP_H
#define TRC_SCAN_BMP_H

#include "scanner/worker/codecs.h"

/* One channel of a pixel in 16 or 32 bits. */
struct bmp_channel {
    uint32_t mask; /* 0: there is none */
    unsigned shift, max;
};

enum bmp_coding { BMP_PLAIN, BMP_RLE8, BMP_RLE4 };

struct bmp {
    uint32_t width, height;
    bool top_down;
    unsigned bits; /* a pixel */
    enum bmp_coding coding;
    uint32_t pixels_at;   /* byte of the file */
    uint8_t palette[256]; /* as grey; colours that the file lacks are black */
    struct bmp_channel red, green, blue, alpha;
};

/** Read the header at the input's beginning. @return false, with a result in the outcome, when it makes no sense. */
bool scan_bmp_header_read(struct scan_decoding *decoding, struct bmp *bmp);

/** Decode run-length coded rows into the frame, from pixels_at on. Pixels that are skipped are white. */
void scan_bmp_runs_read(struct scan_decoding *decoding, const struct bmp *bmp);

#endif
