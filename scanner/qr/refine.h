/* refine.h: make a warp fit the edges between the modules themselves. */
#ifndef TRC_SCAN_QR_REFINE_H
#define TRC_SCAN_QR_REFINE_H

#include "scanner/qr/sample.h"

/**
 * Fit the bend of a warp to every edge between a dark and a light module.
 *
 * @param[in]     grid     The modules as judged with the present warp.
 * @param[in,out] samples  As sampled with the present warp, and judged.
 * @param[in]     anchors  Points of the symbol that were seen, which weigh more.
 * @param[in]     terms    Of the bend: 3, 6, 10 or 15.
 * @return false when there are too few edges.
 */
bool qr_refine(const struct qr_frame *frame, const struct qr_grid *grid, const struct qr_samples *samples,
               const struct qr_match *anchors, unsigned anchor_count, unsigned terms, struct qr_warp *warp);

#endif
