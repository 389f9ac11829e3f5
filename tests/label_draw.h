/* label_draw.h: labels of our own drawn into grey frames through any projection, with soft edges; files of them. */
#ifndef TRC_TESTS_LABEL_DRAW_H
#define TRC_TESTS_LABEL_DRAW_H

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <trc/label.h>

#include "code_fixture.h"
#include "scanner/frame.h"
#include "scanner/qr/warp.h"

enum { LABEL_FINE = 4 }; /* samples along each side of a pixel */

static inline struct scan_frame label_frame(uint32_t width, uint32_t height, uint8_t grey)
{
    struct scan_frame frame = {malloc((size_t)width * height), width, height};
    fixture_need(frame.pixels != NULL, "malloc");
    memset(frame.pixels, grey, (size_t)width * height);
    return frame;
}

/* Issue a unit's code and make its symbol. */
static inline void label_issue(const struct trc_keyring *ring, uint32_t unit, struct trc_issued *issued,
                               struct trc_symbol *symbol)
{
    fixture_issue(ring, TRC_SEAL_KIND_NONE, unit, NULL, issued);
    fixture_need(trc_symbol_encode(issued->text, issued->text_len, TRC_EC_M, symbol, NULL) == TRC_OK,
                 "trc_symbol_encode");
}

static inline bool label_is_dark(const struct trc_symbol *symbol, double u, double v)
{
    return u >= 0 && v >= 0 && u < symbol->side && v < symbol->side && trc_symbol_is_dark(symbol, (int)u, (int)v);
}

/* The corners are those of the symbol; its quiet zone is drawn as well. */
static inline void label_draw(const struct scan_frame *frame, const struct trc_symbol *symbol,
                              const struct qr_point corners[4], uint8_t dark, uint8_t light)
{
    const double side = symbol->side;
    struct qr_match matches[4];
    struct qr_warp back; /* from pixels to modules */
    double low_x = HUGE_VAL, low_y = HUGE_VAL, high_x = -HUGE_VAL, high_y = -HUGE_VAL;
    for (int i = 0; i < 4; i++) {
        matches[i] = (struct qr_match){corners[i], {i == 1 || i == 2 ? side : 0, i >= 2 ? side : 0}, 1};
        low_x = fmin(low_x, corners[i].x), high_x = fmax(high_x, corners[i].x);
        low_y = fmin(low_y, corners[i].y), high_y = fmax(high_y, corners[i].y);
    }
    fixture_need(qr_warp_fit(&back, fmax(high_x, high_y), matches, 4), "qr_warp_fit");
    const double edge = 1.5 * TRC_QUIET_ZONE * fmax(high_x - low_x, high_y - low_y) / side;
    const uint32_t left = (uint32_t)fmax(0, low_x - edge), top = (uint32_t)fmax(0, low_y - edge);
    for (uint32_t y = top; y < frame->height_px && y < high_y + edge; y++)
        for (uint32_t x = left; x < frame->width_px && x < high_x + edge; x++) {
            unsigned sum = 0, hits = 0;
            for (int i = 0; i < LABEL_FINE * LABEL_FINE; i++) {
                const struct qr_point at =
                    qr_warp_at(&back, x + (i % LABEL_FINE + 0.5) / LABEL_FINE, y + (i / LABEL_FINE + 0.5) / LABEL_FINE);
                if (at.x < -TRC_QUIET_ZONE || at.y < -TRC_QUIET_ZONE || at.x >= side + TRC_QUIET_ZONE ||
                    at.y >= side + TRC_QUIET_ZONE)
                    continue;
                sum += label_is_dark(symbol, at.x, at.y) ? dark : light;
                hits++;
            }
            uint8_t *pixel = scan_frame_row(frame, y) + x;
            *pixel = (uint8_t)((sum + (LABEL_FINE * LABEL_FINE - hits) * *pixel) / (LABEL_FINE * LABEL_FINE));
        }
}

#endif
