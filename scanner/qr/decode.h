/* decode.h: from a sampled grid to a symbol's text. */
#ifndef TRC_SCAN_QR_DECODE_H
#define TRC_SCAN_QR_DECODE_H

#include "scanner/qr/codewords.h"
#include "scanner/qr/qr.h"

/* What one decoding works on, too large for a stack. */
struct qr_decode_scratch {
    struct qr_grid turned;
    uint8_t reserved[QR_SIDE_MAX * QR_SIDE_MAX];
    struct qr_block blocks[QR_BLOCKS_MAX];
    uint8_t data[QR_CODEWORDS_MAX];
};

/**
 * Decode a grid, as it is or mirrored.
 *
 * @param[in]  thorough  Also try less likely formats, and the least certain codewords as erasures.
 * @param[out] symbol    All but its corners; undefined on failure.
 * @return false when Reed-Solomon does not confirm it.
 */
bool qr_decode(const struct qr_grid *grid, bool thorough, struct qr_decode_scratch *scratch, struct qr_symbol *symbol);

#endif
