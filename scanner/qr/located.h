/* located.h: symbols that were found and could not be decoded, each once, as well sampled as any attempt got them. */
#ifndef TRC_SCAN_QR_LOCATED_H
#define TRC_SCAN_QR_LOCATED_H

#include "scanner/qr/qr.h"

#define QR_LOCATED_MAX 16

struct qr_located {
    struct {
        struct qr_grid grid;
        double agreement; /* share of its fixed modules that are right */
    } at[QR_LOCATED_MAX];
    unsigned count;
};

/** Keep a grid, in the place of a worse one of the same symbol or, when there are too many, of the worst of all. */
void qr_located_note(struct qr_located *located, const struct qr_grid *grid, double agreement);

/** Hand on what lies in none of `count` quadrilaterals of decoded symbols. */
void qr_located_hand_on(const struct qr_located *located, const struct qr_quad *quads, unsigned count,
                        const struct qr_sink *sink);

/** Whether a point lies in a quadrilateral, whichever way round it goes. */
bool qr_located_inside(const struct qr_point quad[4], double x, double y);

#endif
