/* gate.c: the size gate, and the memory of a grey frame. */
#include "scanner/worker/gate.h"

#include <stdlib.h>
#include <string.h>

#include "scanner/protocol.h"

bool scan_frame_allowed(uint32_t width_px, uint32_t height_px, uint64_t max_pixels, struct scan_outcome *outcome)
{
    const bool allowed =
        (uint64_t)width_px * height_px <= max_pixels && width_px <= SCAN_SIDE_MAX && height_px <= SCAN_SIDE_MAX;
    if (!allowed || outcome->width_px == 0) {
        outcome->width_px = width_px;
        outcome->height_px = height_px;
    }
    if (!allowed)
        outcome->result = SCAN_TOO_LARGE;
    else if (width_px == 0 || height_px == 0)
        outcome->result = SCAN_DAMAGED;
    return allowed && width_px > 0 && height_px > 0;
}

bool scan_frame_alloc(struct scan_frame *frame, uint32_t width_px, uint32_t height_px, struct scan_outcome *outcome)
{
    frame->pixels = malloc((size_t)width_px * height_px);
    if (frame->pixels == NULL) {
        outcome->result = SCAN_NO_MEMORY;
        return false;
    }
    frame->width_px = width_px;
    frame->height_px = height_px;
    return true;
}

void scan_frame_free(struct scan_frame *frame)
{
    free(frame->pixels);
    *frame = (struct scan_frame){0};
}

/* Enough for the quiet zone of a symbol that was decoded to its last row. */
enum { MARGIN_ROWS = 256 };

void scan_frame_cut(struct scan_frame *frame, uint32_t y)
{
    if (frame->pixels == NULL || y >= frame->height_px)
        return;
    if (frame->height_px - y > MARGIN_ROWS)
        frame->height_px = y + MARGIN_ROWS;
    memset(scan_frame_row(frame, y), 0xFF, (size_t)(frame->height_px - y) * frame->width_px);
}

bool scan_frame_halve(const struct scan_frame *frame, struct scan_frame *half)
{
    half->width_px = (frame->width_px + 1) / 2;
    half->height_px = (frame->height_px + 1) / 2;
    half->pixels = malloc((size_t)half->width_px * half->height_px);
    if (half->pixels == NULL)
        return false;
    for (uint32_t y = 0; y < half->height_px; y++) {
        const uint8_t *upper = scan_frame_row(frame, 2 * y);
        const uint8_t *lower = 2 * y + 1 < frame->height_px ? upper + frame->width_px : upper;
        uint8_t *out = scan_frame_row(half, y);
        const uint32_t pairs = frame->width_px / 2;
        for (uint32_t x = 0; x < pairs; x++)
            out[x] = (uint8_t)((upper[2 * x] + upper[2 * x + 1] + lower[2 * x] + lower[2 * x + 1] + 2) / 4);
        if (pairs < half->width_px)
            out[pairs] = (uint8_t)((upper[2 * pairs] + lower[2 * pairs] + 1) / 2);
    }
    return true;
}
