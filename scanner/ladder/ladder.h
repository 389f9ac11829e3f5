/* ladder.h: all ways to read a grey frame, the cheapest first, until everything that is seen in it is read. */
#ifndef TRC_SCAN_LADDER_H
#define TRC_SCAN_LADDER_H

#include "scanner/frame.h"
#include "scanner/ladder/kept.h"
#include "scanner/ladder/seen.h"
#include "scanner/sink.h"

/* What became of looking at a frame. */
enum scan_look {
    SCAN_LOOK_DONE,
    SCAN_LOOK_CLOSER, /* something is there that more pixels of the same picture may tell */
    SCAN_LOOK_NO_MEMORY
};

/* What is known of one image; a closer look at it hands over the rest. Begins as {0}. */
struct scan_ladder {
    bool thorough; /* set by the caller, and kept: look for weak symbols among clear ones too, and measure the print */
    struct scan_seen seen; /* in pixels of the image */
    struct scan_kept kept;
    uint32_t looked_px; /* the long side of what was looked at */
};

/**
 * Read every symbol in a frame that has not been read in its image before.
 *
 * The answer depends on the frames of the image alone. Each symbol is handed over once, with the decoder and the rung
 * that read it, and its corners in pixels of the image; the worker adds the time. Text is UTF-8. A QR code with FNC1 in
 * first position begins with the identifier "]Q3".
 *
 * Bounded: about a second of computing for up to 12 megapixels. Takes at most about 40 MB, and gives it back.
 *
 * @param[in] reduction  Pixels of the image along one side of a pixel of the frame. CLOSER is only answered when it is
 *                       more than 1.
 */
enum scan_look scan_ladder_read(struct scan_ladder *ladder, const struct scan_frame *frame, uint32_t reduction,
                                const struct scan_sink *sink);

/** No closer look will come: hand over what was located and not read, and be ready for another image. */
void scan_ladder_finish(struct scan_ladder *ladder, const struct scan_sink *sink);

#endif
