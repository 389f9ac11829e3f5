/* codecs.h: the picture formats there are; picture.c chooses one by the first bytes. */
#ifndef TRC_SCAN_CODECS_H
#define TRC_SCAN_CODECS_H

#include "scanner/worker/gate.h"
#include "scanner/worker/input.h"
#include "scanner/worker/picture.h"

/* What one decoding works on. A codec's error handler jumps, so its results lie here and not in local variables. */
struct scan_decoding {
    struct scan_input input;
    uint64_t max_pixels;
    struct scan_image image; /* the one at hand; the first has page 1, number 0 and reduction 1 */
    const struct scan_viewer *viewer;
    struct scan_outcome *outcome;
};

/**
 * Decode into decoding->image.frame, and show it; so for every image that the file holds. Called with an empty frame,
 * an outcome of READ and the input at the picture's first byte; the codec passes scan_frame_alloc() right after each
 * header, and leaves rows that never came white.
 */
void scan_png_read(struct scan_decoding *decoding);
void scan_jpeg_read(struct scan_decoding *decoding);

/** Show the image at hand, if it came as far as to have a frame. */
enum scan_look scan_decoding_show(struct scan_decoding *decoding);

/** Note how a decoding ended early: the input ran out or failed, or the codec objected (`message`). The first counts.
 */
void scan_decoding_fail(struct scan_decoding *decoding, enum scan_result result, const char *message);

#endif
