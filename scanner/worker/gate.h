/* gate.h: the size gate that every codec passes, and how colours become grey. */
#ifndef TRC_SCAN_GATE_H
#define TRC_SCAN_GATE_H

#include "scanner/answer.h"
#include "scanner/frame.h"

/**
 * The one gate that every codec passes right after its header and before it allocates anything for the picture.
 *
 * Notes the size in *outcome.
 * @return false, with outcome->result TOO_LARGE, for more than max_pixels or a side over SCAN_SIDE_MAX.
 */
bool scan_frame_allowed(uint32_t width_px, uint32_t height_px, uint64_t max_pixels, struct scan_outcome *outcome);

/**
 * Through the gate, and get the memory, in place of what the frame had; scan_frame_free() at the end.
 *
 * @return false with outcome->result TOO_LARGE or NO_MEMORY, and no frame.
 */
bool scan_frame_alloc(struct scan_frame *frame, uint32_t width_px, uint32_t height_px, uint64_t max_pixels,
                      struct scan_outcome *outcome);

void scan_frame_free(struct scan_frame *frame);

/** Make the rows from `y` on white: they were never decoded. */
void scan_frame_blank(struct scan_frame *frame, uint32_t y);

/** Brightness of a colour (ITU-R BT.601, as JPEG weighs it). */
static inline uint8_t scan_grey(unsigned red, unsigned green, unsigned blue)
{
    return (uint8_t)((19595 * red + 38470 * green + 7471 * blue + 32768) >> 16);
}

/** A brightness of the given opacity laid on white paper. */
static inline uint8_t scan_flatten(unsigned grey, unsigned alpha)
{
    const unsigned mixed = grey * alpha + 255 * (255 - alpha) + 128;
    return (uint8_t)((mixed + (mixed >> 8)) >> 8);
}

#endif
