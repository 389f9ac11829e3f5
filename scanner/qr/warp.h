/* warp.h: from a symbol's modules to the frame: a projection, and a smooth bend on top of it. */
#ifndef TRC_SCAN_QR_WARP_H
#define TRC_SCAN_QR_WARP_H

#include "scanner/qr/qr.h"

#define QR_MESH_MAX 9 /* nodes along one side */
#define QR_NODES_MAX (QR_MESH_MAX * QR_MESH_MAX)

/* Modules count from the outer corner of the top left finder pattern: module (i, j)'s middle is (i + 0.5, j + 0.5). */
struct qr_warp {
    double side; /* modules */
    double projection[9];
    /* A mesh of nodes over the symbol, row by row: what is added to the module position before it is projected, in
     * modules, for u and v; linear between the nodes. */
    unsigned mesh; /* nodes along one side; 0 for a flat symbol */
    double bend[2][QR_NODES_MAX];
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

/* The four nodes around a place, and their shares. */
struct qr_mesh_cell {
    unsigned node[4];
    double share[4];
};

/** The mesh cell of a place; beyond the symbol's edge the outermost cell goes on. */
struct qr_mesh_cell qr_warp_cell(const struct qr_warp *warp, double u, double v);

/** What the bend adds there, to u (axis 0) or v (axis 1). */
double qr_warp_bend(const struct qr_warp *warp, unsigned axis, const struct qr_mesh_cell *cell);

/** Solve `size` linear equations in place by elimination: a is size * size, row by row. @return false when singular. */
bool qr_solve(double *a, double *b, unsigned size);

#endif
