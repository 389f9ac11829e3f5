/* prepare.h: smaller and clearer frames. */
#ifndef TRC_SCAN_PREPARE_H
#define TRC_SCAN_PREPARE_H

#include <stdbool.h>

#include "scanner/frame.h"

/** The whole factor by which a frame must shrink until no side is longer than `side_max`; 1 when none is. */
uint32_t scan_prepare_factor(const struct scan_frame *frame, uint32_t side_max);

/** Average squares of factor * factor pixels. @return A new frame; free its pixels. They are NULL without memory. */
struct scan_frame scan_prepare_shrunk(const struct scan_frame *frame, uint32_t factor);

/**
 * Black and white by the mean of the square around each pixel, which reaches a twentieth of the short side each way.
 * @return A new frame; free its pixels. They are NULL without memory.
 */
struct scan_frame scan_prepare_threshold(const struct scan_frame *frame);

#endif
