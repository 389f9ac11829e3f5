/* ladder.h: all ways to read a grey frame, the cheapest first. */
#ifndef TRC_SCAN_LADDER_H
#define TRC_SCAN_LADDER_H

#include "scanner/frame.h"
#include "scanner/sink.h"

/* What became of looking at a frame. */
enum scan_look {
    SCAN_LOOK_DONE,
    SCAN_LOOK_CLOSER, /* something is there that more pixels of the same picture may tell */
    SCAN_LOOK_NO_MEMORY
};

/**
 * Read every symbol in a frame.
 *
 * The answer depends on the frame alone. Each symbol is handed over once, with the decoder and the rung that read it,
 * and its corners in pixels of the frame; the worker adds the time. Text is UTF-8. A QR code with FNC1 in
 * first position begins with the identifier "]Q3". Symbols that were located and not read come last.
 */
enum scan_look scan_ladder_read(const struct scan_frame *frame, const struct scan_sink *sink);

#endif
