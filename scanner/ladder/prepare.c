/* prepare.c: smaller and clearer frames. */
#include "scanner/ladder/prepare.h"

#include <stdlib.h>

#include "scanner/qr/binarise.h"

enum { WINDOW_SHARE = 20, WINDOW_MIN = 7 };

static struct qr_frame view_of(const struct scan_frame *frame)
{
    return (struct qr_frame){frame->pixels, frame->width_px, frame->height_px, frame->width_px};
}

static struct scan_frame new_frame(uint32_t width, uint32_t height)
{
    return (struct scan_frame){malloc((size_t)width * height), width, height};
}

uint32_t scan_prepare_factor(const struct scan_frame *frame, uint32_t side_max)
{
    const uint32_t longer = frame->width_px > frame->height_px ? frame->width_px : frame->height_px;
    return (longer + side_max - 1) / side_max;
}

struct scan_frame scan_prepare_shrunk(const struct scan_frame *frame, uint32_t factor)
{
    const struct qr_frame view = view_of(frame);
    struct scan_frame out = new_frame(frame->width_px / factor, frame->height_px / factor);
    if (out.pixels != NULL)
        qr_shrink(&view, factor, out.pixels);
    return out;
}

struct scan_frame scan_prepare_threshold(const struct scan_frame *frame)
{
    const struct qr_frame view = view_of(frame);
    const uint32_t shorter = frame->width_px < frame->height_px ? frame->width_px : frame->height_px;
    const uint32_t half = shorter / WINDOW_SHARE;
    struct scan_frame out = new_frame(frame->width_px, frame->height_px);
    uint32_t *columns = malloc(2 * (size_t)frame->width_px * sizeof *columns);
    if (out.pixels != NULL && columns != NULL) {
        qr_binarise(&view, half < WINDOW_MIN ? WINDOW_MIN : half, columns, out.pixels);
        for (size_t i = 0; i < (size_t)out.width_px * out.height_px; i++)
            out.pixels[i] = out.pixels[i] ? 0 : 255;
    } else {
        free(out.pixels);
        out.pixels = NULL;
    }
    free(columns);
    return out;
}
