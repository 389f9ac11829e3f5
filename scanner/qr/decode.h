/* decode.h: from a sampled grid to a symbol's text. */
#ifndef TRC_SCAN_QR_DECODE_H
#define TRC_SCAN_QR_DECODE_H

#include "scanner/qr/codewords.h"
#include "scanner/qr/qr.h"

/* What one decoding works on, too large for a stack. */
struct qr_decode_scratch {
    struct qr_grid turned;
    uint16_t places[8 * QR_CODEWORDS_MAX]; /* of all data bits */
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

/** The chance, as a power of 2, below which noise must be for a correction to count: docs/decisions/0103. */
#define QR_FALSE_ACCEPT_LOG2 -36

/**
 * log2 of the chance that a random block lies within reach of a codeword.
 *
 * @param[in] trusted  Codewords whose values count, with `errors` wrong ones among them.
 * @param[in] erased   Codewords whose values do not.
 */
double qr_chance_log2(unsigned trusted, unsigned parity, unsigned erased, unsigned errors);

/** The mirror image: rows for columns. Corners are left alone. */
void qr_grid_transpose(const struct qr_grid *grid, struct qr_grid *out);

#endif
