/* qr_render.h: QR codes drawn into grey frames through any projection, with supersampled edges. */
#ifndef TRC_TESTS_QR_RENDER_H
#define TRC_TESTS_QR_RENDER_H

#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <qrencode.h>

#include "scanner/qr/qr.h"
#include "scanner/qr/warp.h"

static inline struct qr_frame render_blank(uint32_t width, uint32_t height, uint8_t grey)
{
    uint8_t *pixels = malloc((size_t)width * height);
    assert_non_null(pixels);
    memset(pixels, grey, (size_t)width * height);
    return (struct qr_frame){pixels, width, height, width};
}

static inline void render_free(struct qr_frame *frame)
{
    free((void *)(uintptr_t)frame->grey);
    frame->grey = NULL;
}

static inline uint8_t *render_row(const struct qr_frame *frame, uint32_t y)
{
    return (uint8_t *)(uintptr_t)frame->grey + y * frame->stride;
}

enum { RENDER_FINE = 4, RENDER_QUIET = 4 };

/* The quadrilateral's corners are those of the symbol, without its quiet zone, which is drawn too. */
static inline void render_code(const struct qr_frame *frame, const QRcode *code, const struct qr_point corners[4],
                               uint8_t dark, uint8_t light)
{
    const double side = code->width;
    /* From the frame back to modules: the fit with its sides exchanged. */
    struct qr_match matches[4];
    const double reach = frame->width_px > frame->height_px ? frame->width_px : frame->height_px;
    for (int i = 0; i < 4; i++)
        matches[i] = (struct qr_match){corners[i], {i == 1 || i == 2 ? side : 0, i >= 2 ? side : 0}, 1};
    struct qr_warp back;
    assert_true(qr_warp_fit(&back, reach, matches, 4));
    for (uint32_t y = 0; y < frame->height_px; y++)
        for (uint32_t x = 0; x < frame->width_px; x++) {
            unsigned sum = 0, hits = 0;
            for (int i = 0; i < RENDER_FINE * RENDER_FINE; i++) {
                const struct qr_point at = qr_warp_at(&back, x + (i % RENDER_FINE + 0.5) / RENDER_FINE,
                                                      y + (i / RENDER_FINE + 0.5) / RENDER_FINE);
                if (!(at.x > -RENDER_QUIET && at.y > -RENDER_QUIET && at.x < side + RENDER_QUIET &&
                      at.y < side + RENDER_QUIET))
                    continue;
                const bool inside = at.x >= 0 && at.y >= 0 && at.x < side && at.y < side;
                hits++;
                sum += inside && code->data[(int)at.y * code->width + (int)at.x] & 1 ? dark : light;
            }
            if (hits > 0)
                render_row(frame, y)[x] =
                    (uint8_t)((sum + (RENDER_FINE * RENDER_FINE - hits) * render_row(frame, y)[x]) /
                              (RENDER_FINE * RENDER_FINE));
        }
}

#endif
