/* codewords.h: from sampled modules to codewords in blocks, and from corrected blocks to data. */
#ifndef TRC_SCAN_QR_CODEWORDS_H
#define TRC_SCAN_QR_CODEWORDS_H

#include "qr/standard.h"
#include "scanner/qr/qr.h"
#include "scanner/qr/reed_solomon.h"

#define QR_BLOCKS_MAX 81

/* One block as it was read. */
struct qr_block {
    uint8_t codeword[QR_BLOCK_MAX];
    uint8_t sure[QR_BLOCK_MAX]; /* of the least certain of its eight modules, 0 to 127 */
    uint8_t len;
};

/** Read, unmask and deinterleave. @param[in] places From qr_data_places() of the grid's version. */
void qr_codewords_read(const struct qr_grid *grid, const uint16_t *places, unsigned mask,
                       const struct qr_blocks *blocks, struct qr_block *out);

#endif
