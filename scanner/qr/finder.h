/* finder.h: finder patterns: dark squares in light rings in dark rings. */
#ifndef TRC_SCAN_QR_FINDER_H
#define TRC_SCAN_QR_FINDER_H

#include "scanner/qr/qr.h"
#include "scanner/qr/work.h"

#define QR_FINDERS_MAX 3328  /* three for each of 1,024 symbols, and some that are none */
#define QR_MISFIT_CLEAR 0.12 /* up to here a pattern's outline is clear enough to rely on its corners */

/* One finder pattern: where its middle lies and how its modules do. */
struct qr_finder {
    struct qr_point centre;
    double to_px[2][2];      /* from modules along its two axes to pixels; the axes' order and signs mean nothing */
    double to_modules[2][2]; /* and back */
    double module_px;
    double misfit;           /* mean distance of its edges from the fitted squares, in modules */
    float dark, light, ring; /* grey values of its middle, its light ring and its dark ring */
    bool used;               /* belongs to a symbol that was read */
    bool guessed;            /* nobody saw it: its place follows from two others */
};

struct qr_finders {
    struct qr_finder at[QR_FINDERS_MAX];
    unsigned count;
};

/**
 * Look for finder patterns in a mask, and add those that are not known yet, as far as the work allowed goes.
 * Positions are in the pixels of `frame`, from which the mask was made.
 *
 * @param[in] runs Scratch: width_px + 1 values.
 */
void qr_finder_search(const struct qr_frame *frame, const uint8_t *mask, uint32_t *runs, struct qr_work *work,
                      struct qr_finders *finders);

/**
 * Fit three nested squares to the grey edges around a point.
 *
 * @param[in]  size_px  The pattern's rough width.
 * @return false when there is no finder pattern.
 */
bool qr_outline_fit(const struct qr_frame *frame, struct qr_point centre, double size_px, struct qr_finder *out);

/* A difference of positions in the pattern's own modules. */
static inline struct qr_point qr_finder_local(const struct qr_finder *finder, struct qr_point at)
{
    const double dx = at.x - finder->centre.x, dy = at.y - finder->centre.y;
    return (struct qr_point){finder->to_modules[0][0] * dx + finder->to_modules[0][1] * dy,
                             finder->to_modules[1][0] * dx + finder->to_modules[1][1] * dy};
}

#endif
