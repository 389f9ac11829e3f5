/* warp.h: from a symbol's modules to the frame: a projection, and a smooth bend on top of it. */
#ifndef TRC_SCAN_QR_WARP_H
#define TRC_SCAN_QR_WARP_H

#include "scanner/qr/qr.h"

#define QR_BEND_TERMS 15 /* of a polynomial of degree 4 in two variables */

/* Modules count from the outer corner of the top left finder pattern: module (i, j)'s middle is (i + 0.5, j + 0.5). */
struct qr_warp {
    double side; /* modules */
    double projection[9];
    /* Added to the module position before it is projected, in modules; u and v. All zero for a flat symbol. */
    double bend[2][QR_BEND_TERMS];
    unsigned bend_terms; /* that are in use: 0, or the number of terms of some degree */
};

/* A point of the symbol, in modules, that was seen in the frame. */
struct qr_match {
    struct qr_point module, seen;
    double weight;
};

/** The projection that fits best, in least squares of algebraic errors. @return false when there is none. */
bool qr_warp_fit(struct qr_warp *warp, double side, const struct qr_match *matches, unsigned count);

/** Where a point of the symbol lies in the frame. */
struct qr_point qr_warp_at(const struct qr_warp *warp, double u, double v);

/** The polynomial's terms at a place; bend_terms of them. */
void qr_warp_terms(const struct qr_warp *warp, double u, double v, double *terms);

/** Solve `size` linear equations in place by elimination: a is size * size, row by row. @return false when singular. */
bool qr_solve(double *a, double *b, unsigned size);

#endif
