/* attempt.h: from three finder patterns to a symbol, by all means, cheapest first. */
#ifndef TRC_SCAN_QR_ATTEMPT_H
#define TRC_SCAN_QR_ATTEMPT_H

#include "scanner/qr/decode.h"
#include "scanner/qr/group.h"
#include "scanner/qr/located.h"
#include "scanner/qr/refine.h"
#include "scanner/qr/sample.h"
#include "scanner/qr/work.h"

/* What one attempt works on, too large for a stack. */
struct qr_attempt {
    struct qr_frame view;
    double scale;  /* of the view's pixels, in the frame's */
    bool inverted; /* the view is the frame's negative */
    struct qr_work *work;
    struct qr_located *located; /* takes what cannot be decoded; NULL to leave it out */
    struct qr_samples samples;
    struct qr_grid grid;
    struct qr_warp warp; /* of the symbol that was read last */
    struct qr_refine_scratch refining;
    struct qr_decode_scratch decoding;
};

/**
 * Read the symbol of three finder patterns.
 *
 * @param[out] symbol  With corners in the frame's pixels; undefined on failure.
 * @return false when Reed-Solomon does not confirm it, or the work allowed is used up.
 */
bool qr_attempt(struct qr_attempt *attempt, const struct qr_finders *finders, const struct qr_triple *triple,
                struct qr_symbol *symbol);

#endif
