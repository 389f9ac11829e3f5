/* gate.h: the size gate that every codec passes, and how colours become grey. */
#ifndef TRC_SCAN_GATE_H
#define TRC_SCAN_GATE_H

#include "scanner/answer.h"
#include "scanner/frame.h"

/**
 * The one gate that every codec passes right after its header and before it allocates anything for the picture.
 *
 * Notes the size in *outcome, if it is of the first image or too large.
 * @return false, with outcome->result TOO_LARGE, for more than max_pixels or a side over SCAN_SIDE_MAX; with DAMAGED
 * for none.
 */
bool scan_frame_allowed(uint32_t width_px, uint32_t height_px, uint64_t max_pixels, struct scan_outcome *outcome);

/**
 * Get the memory of a frame that is allowed; scan_frame_free() at the end.
 *
 * @return false with outcome->result NO_MEMORY, and no frame.
 */
bool scan_frame_alloc(struct scan_frame *frame, uint32_t width_px, uint32_t height_px, struct scan_outcome *outcome);

void scan_frame_free(struct scan_frame *frame);

/**
 * The rows from `y` on were never decoded. So many as make a margin become white; the others are cut off, so that a
 * header that promises much costs no memory.
 */
void scan_frame_cut(struct scan_frame *frame, uint32_t y);

/**
 * The same picture with half as many pixels along each side, each the mean of four.
 *
 * @param[out] half scan_frame_free() at the end. @return false when memory ran out.
 */
bool scan_frame_halve(const struct scan_frame *frame, struct scan_frame *half);

/** Brightness of a colour (ITU-R BT.601, as JPEG weighs it). */
static inline uint8_t scan_grey(unsigned red, unsigned green, unsigned blue)
{
    return (uint8_t)((19595 * red + 38470 * green + 7471 * blue + 32768) >> 16);
}

/** Brightness of three colours of ink under black; of each the light that it leaves. */
static inline uint8_t scan_grey_of_inks(unsigned red, unsigned green, unsigned blue, unsigned black)
{
    return (uint8_t)(scan_grey(red, green, blue) * black / 255);
}

/** A brightness of the given opacity laid on another. */
static inline uint8_t scan_blend(unsigned grey, unsigned below, unsigned alpha)
{
    const unsigned mixed = grey * alpha + below * (255 - alpha) + 128;
    return (uint8_t)((mixed + (mixed >> 8)) >> 8);
}

/** A brightness of the given opacity laid on white paper. */
static inline uint8_t scan_flatten(unsigned grey, unsigned alpha)
{
    return scan_blend(grey, 255, alpha);
}

/** A brightness that is multiplied by its opacity already laid on white paper. */
static inline uint8_t scan_flatten_premultiplied(unsigned grey, unsigned alpha)
{
    return (uint8_t)(grey >= alpha ? 255 : grey + 255 - alpha);
}

#endif
