/* codewords.c: from sampled modules to codewords in blocks (ISO/IEC 18004:2015, 7.6 and 7.7.3). */
#include "scanner/qr/codewords.h"

#include <stdlib.h>

static void read_codeword(const struct qr_grid *grid, const uint16_t *places, unsigned mask, struct qr_block *block,
                          unsigned index)
{
    unsigned value = 0;
    int sure = 127;
    for (unsigned bit = 0; bit < 8; bit++) {
        const int soft = grid->soft[places[bit]];
        value = value << 1 | ((soft > 0) != qr_mask_flips(mask, places[bit] % grid->side, places[bit] / grid->side));
        sure = abs(soft) < sure ? abs(soft) : sure;
    }
    block->codeword[index] = (uint8_t)value;
    block->sure[index] = (uint8_t)sure;
}

void qr_codewords_read(const struct qr_grid *grid, const uint16_t *places, unsigned mask,
                       const struct qr_blocks *blocks, struct qr_block *out)
{
    uint16_t stream[QR_CODEWORDS_MAX];
    const uint16_t *next = stream;
    qr_interleave(blocks, stream);
    for (unsigned i = 0; i < blocks->count; i++) {
        out[i].len = (uint8_t)(qr_block_data_len(blocks, i) + blocks->parity);
        for (unsigned k = 0; k < out[i].len; k++)
            read_codeword(grid, places + 8 * *next++, mask, &out[i], k);
    }
}
