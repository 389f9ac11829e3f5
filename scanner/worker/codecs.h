/* codecs.h: the picture formats there are; picture.c chooses one by the first bytes. */
#ifndef TRC_SCAN_CODECS_H
#define TRC_SCAN_CODECS_H

#include "scanner/worker/frame.h"
#include "scanner/worker/input.h"

/* What one decoding works on. A codec's error handler jumps, so its results lie here and not in local variables. */
struct scan_decoding {
    struct scan_input input;
    uint64_t max_pixels;
    struct scan_frame *frame;
    struct scan_outcome *outcome;
};

/**
 * Decode into decoding->frame. Called with an empty frame, an outcome of READ and the input at the picture's first
 * byte; the codec passes scan_frame_alloc() right after the header, and leaves rows that never came white.
 */
void scan_png_read(struct scan_decoding *decoding);
void scan_jpeg_read(struct scan_decoding *decoding);

/** Note how a decoding ended early: the input ran out or failed, or the codec objected (`message`). The first counts.
 */
void scan_decoding_fail(struct scan_decoding *decoding, enum scan_result result, const char *message);

#endif
