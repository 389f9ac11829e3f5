/* placement.c: which codeword goes where (ISO/IEC 18004:2015, 7.6 and 7.7.3). */
#include "qr/standard.h"

unsigned qr_data_places(unsigned version, uint16_t *at)
{
    uint8_t reserved[QR_SIDE_MAX * QR_SIDE_MAX];
    const unsigned side = qr_side(version), wanted = 8 * qr_codeword_count(version);
    unsigned count = 0;
    qr_reserved_modules(version, reserved);
    /* Two columns at a time from the right, up and down in turn, around the vertical timing pattern. */
    for (unsigned right = side - 1, pair = 0; pair < side / 2; pair++, right -= 2) {
        if (right == 6)
            right--;
        for (unsigned step = 0; step < 2 * side; step++) {
            const unsigned x = right - step % 2, y = pair % 2 == 0 ? side - 1 - step / 2 : step / 2;
            if (!reserved[y * side + x] && count < wanted)
                at[count++] = (uint16_t)(y * side + x);
        }
    }
    return count;
}

/* Where block `index` begins when all stand one after the other. */
static unsigned block_start(const struct qr_blocks *blocks, unsigned index)
{
    const unsigned short_count = (unsigned)blocks->count - blocks->long_count;
    return index * (blocks->data_len + (unsigned)blocks->parity) + (index > short_count ? index - short_count : 0);
}

void qr_interleave(const struct qr_blocks *blocks, uint16_t *stream)
{
    uint16_t count = 0;
    for (unsigned i = 0; i <= blocks->data_len; i++)
        for (unsigned block = 0; block < blocks->count; block++)
            if (i < qr_block_data_len(blocks, block))
                stream[block_start(blocks, block) + i] = count++;
    for (unsigned i = 0; i < blocks->parity; i++)
        for (unsigned block = 0; block < blocks->count; block++)
            stream[block_start(blocks, block) + qr_block_data_len(blocks, block) + i] = count++;
}
