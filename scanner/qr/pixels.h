/* pixels.h: grey values between the pixels of a frame. */
#ifndef TRC_SCAN_QR_PIXELS_H
#define TRC_SCAN_QR_PIXELS_H

#include "scanner/qr/qr.h"

/* A coordinate held inside [0, limit]; anything that is no number is 0. */
static inline float qr_clamp(float value, float limit)
{
    return value > 0 ? (value < limit ? value : limit) : 0;
}

/* Bilinear; beyond the edge the nearest pixel's value. */
static inline float qr_pixel(const struct qr_frame *frame, float x, float y)
{
    const float px = qr_clamp(x - 0.5F, (float)(frame->width_px - 1));
    const float py = qr_clamp(y - 0.5F, (float)(frame->height_px - 1));
    const uint32_t x0 = (uint32_t)px, y0 = (uint32_t)py;
    const uint32_t right = x0 + 1 < frame->width_px, below = y0 + 1 < frame->height_px;
    const uint8_t *row = frame->grey + (size_t)y0 * frame->stride + x0;
    const uint8_t *next = row + below * frame->stride;
    const float fx = px - (float)x0, fy = py - (float)y0;
    const float top = (float)row[0] + fx * (float)(row[right] - row[0]);
    const float bottom = (float)next[0] + fx * (float)(next[right] - next[0]);
    return top + fy * (bottom - top);
}

static inline bool qr_inside(const struct qr_frame *frame, double x, double y)
{
    return x >= 0 && y >= 0 && x < frame->width_px && y < frame->height_px;
}

#endif
