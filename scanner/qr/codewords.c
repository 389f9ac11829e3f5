/* codewords.c: from sampled modules to codewords in blocks (ISO/IEC 18004:2015, 7.6 and 7.7.3). */
#include "scanner/qr/codewords.h"

#include <stdlib.h>
#include <string.h>

/* Where the next codeword of the interleaved stream belongs. */
struct place {
    unsigned block, index;
};

/* Data codewords go round the blocks, then the long blocks' extra ones, then the parity. */
static void advance(struct place *place, const struct qr_blocks *blocks)
{
    const unsigned short_count = (unsigned)blocks->count - blocks->long_count;
    if (++place->block == blocks->count) {
        place->block = 0;
        place->index++;
    }
    if (place->index == blocks->data_len && place->block < short_count)
        place->block = blocks->long_count > 0 ? short_count : place->block;
}

static void store(struct qr_block *out, const struct qr_blocks *blocks, const struct place *place, uint8_t value,
                  uint8_t sure)
{
    const unsigned short_count = (unsigned)blocks->count - blocks->long_count;
    /* In short blocks the parity stands one place earlier than in long ones. */
    const bool shift = blocks->long_count > 0 && place->block < short_count && place->index > blocks->data_len;
    struct qr_block *block = &out[place->block];
    const unsigned index = place->index - shift;
    if (index < QR_BLOCK_MAX) {
        block->codeword[index] = value;
        block->sure[index] = sure;
    }
}

void qr_codewords_read(const struct qr_grid *grid, const uint8_t *reserved, unsigned mask,
                       const struct qr_blocks *blocks, struct qr_block *out)
{
    const unsigned side = grid->side, total = qr_codeword_count(grid->version);
    struct place place = {0, 0};
    unsigned bits = 0, codewords = 0, value = 0;
    int sure = 127;
    for (unsigned i = 0; i < blocks->count; i++)
        out[i].len = (uint8_t)(blocks->data_len + blocks->parity + (i >= (unsigned)blocks->count - blocks->long_count));
    /* Two columns at a time from the right, up and down in turn, around the vertical timing pattern. */
    for (unsigned right = side - 1, column = 0; codewords < total && column < side / 2; column++, right -= 2) {
        if (right == 6)
            right--;
        for (unsigned step = 0; step < 2 * side && codewords < total; step++) {
            const unsigned x = right - step % 2, y = column % 2 == 0 ? side - 1 - step / 2 : step / 2;
            if (reserved[y * side + x])
                continue;
            const int soft = grid->soft[y * side + x];
            value = value << 1 | ((soft > 0) != qr_mask_flips(mask, x, y));
            sure = abs(soft) < sure ? abs(soft) : sure;
            if (++bits == 8) {
                store(out, blocks, &place, (uint8_t)value, (uint8_t)sure);
                advance(&place, blocks);
                codewords++;
                bits = value = 0;
                sure = 127;
            }
        }
    }
}
