/* gate.c: the size gate, and the memory of a grey frame. */
#include "scanner/worker/gate.h"

#include <stdlib.h>
#include <string.h>

#include "scanner/protocol.h"

bool scan_frame_allowed(uint32_t width_px, uint32_t height_px, uint64_t max_pixels, struct scan_outcome *outcome)
{
    outcome->width_px = width_px;
    outcome->height_px = height_px;
    const bool allowed =
        (uint64_t)width_px * height_px <= max_pixels && width_px <= SCAN_SIDE_MAX && height_px <= SCAN_SIDE_MAX;
    if (!allowed)
        outcome->result = SCAN_TOO_LARGE;
    return allowed;
}

bool scan_frame_alloc(struct scan_frame *frame, uint32_t width_px, uint32_t height_px, uint64_t max_pixels,
                      struct scan_outcome *outcome)
{
    scan_frame_free(frame);
    if (!scan_frame_allowed(width_px, height_px, max_pixels, outcome))
        return false;
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

void scan_frame_blank(struct scan_frame *frame, uint32_t y)
{
    if (frame->pixels != NULL && y < frame->height_px)
        memset(scan_frame_row(frame, y), 0xFF, (size_t)(frame->height_px - y) * frame->width_px);
}
