/* frame.h: one picture as rows of grey bytes, 0 black to 255 white. */
#ifndef TRC_SCAN_FRAME_H
#define TRC_SCAN_FRAME_H

#include "scanner/answer.h"

struct scan_frame {
    uint8_t *pixels; /* height_px rows of width_px bytes, without gaps; from malloc, the owner frees it */
    uint32_t width_px, height_px;
};

static inline uint8_t *scan_frame_row(const struct scan_frame *frame, uint32_t y)
{
    return frame->pixels + (size_t)y * frame->width_px;
}

/**
 * The one gate that every codec passes right after its header and before it allocates anything for the picture.
 *
 * Notes the size in *outcome.
 * @return false, with outcome->result TOO_LARGE, for more than max_pixels or a side over SCAN_SIDE_MAX.
 */
bool scan_frame_allowed(uint32_t width_px, uint32_t height_px, uint64_t max_pixels, struct scan_outcome *outcome);

/** Through the gate, and get the memory. @return false with outcome->result TOO_LARGE or NO_MEMORY, and no frame. */
bool scan_frame_alloc(struct scan_frame *frame, uint32_t width_px, uint32_t height_px, uint64_t max_pixels,
                      struct scan_outcome *outcome);

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
