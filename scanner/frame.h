/* frame.h: one picture as rows of grey bytes, 0 black to 255 white. */
#ifndef TRC_SCAN_FRAME_H
#define TRC_SCAN_FRAME_H

#include <stddef.h>
#include <stdint.h>

struct scan_frame {
    uint8_t *pixels; /* height_px rows of width_px bytes, without gaps */
    uint32_t width_px, height_px;
};

static inline uint8_t *scan_frame_row(const struct scan_frame *frame, uint32_t y)
{
    return frame->pixels + (size_t)y * frame->width_px;
}

#endif
