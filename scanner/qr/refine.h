/* refine.h: make a warp fit the edges between the modules themselves. */
#ifndef TRC_SCAN_QR_REFINE_H
#define TRC_SCAN_QR_REFINE_H

#include "scanner/qr/sample.h"

/* What the fitting works on. */
struct qr_refine_scratch {
    double a[2][QR_NODES_MAX * QR_NODES_MAX], b[2][QR_NODES_MAX];
    float offset[2][QR_MODULES_MAX]; /* of the edge right of and below each module, in modules */
    float weight[2][QR_MODULES_MAX]; /* 0 where there is none */
    double trust[QR_NODES_MAX];      /* of each cell, named by its first node */
};

/**
 * Fit the bend of a warp to every edge between a dark and a light module.
 *
 * @param[in]     grid       The modules as judged with the present warp.
 * @param[in]     samples    As sampled with the present warp, and judged.
 * @param[in]     anchors    Points of the symbol that were seen, which weigh more.
 * @param[in]     stiffness  How much the mesh resists bending: 100 hardly yields, 1 follows creases.
 * @return false when the edges decide nothing.
 */
bool qr_refine(const struct qr_frame *frame, const struct qr_grid *grid, const struct qr_samples *samples,
               const struct qr_match *anchors, unsigned anchor_count, double stiffness,
               struct qr_refine_scratch *scratch, struct qr_warp *warp);

#endif
