/* layout.c: which modules each codeword lies in, asked of the reader itself: grids that show, bit by bit, the number of
 * every module are read like any other. */
#include "scanner/informed/layout.h"

#include <string.h>

#include "scanner/qr/codewords.h"

enum { NUMBER_BITS = 12 };

static void show_bit(struct qr_grid *probe, unsigned bit)
{
    for (unsigned y = 0; y < probe->side; y++)
        for (unsigned x = 0; x < probe->side; x++) {
            const unsigned number = y * probe->side + x;
            probe->soft[number] = (number >> bit & 1) != qr_mask_flips(0, x, y) ? 1 : -1;
        }
}

void informed_layout_of(unsigned version, enum qr_level level, struct qr_grid *probe, struct informed_layout *layout)
{
    uint8_t reserved[INFORMED_MODULES_MAX];
    struct qr_block blocks[INFORMED_BLOCKS_MAX];
    memset(layout, 0, sizeof *layout);
    layout->blocks = qr_blocks_of(version, level);
    probe->version = (uint8_t)version;
    probe->side = (uint8_t)qr_side(version);
    qr_reserved_modules(version, reserved);
    for (unsigned bit = 0; bit < NUMBER_BITS; bit++) {
        show_bit(probe, bit);
        qr_codewords_read(probe, reserved, 0, &layout->blocks, blocks);
        for (unsigned b = 0, codeword = 0; b < layout->blocks.count; b++) {
            layout->first[b] = (uint16_t)codeword;
            for (unsigned i = 0; i < blocks[b].len; i++, codeword++)
                for (unsigned k = 0; k < 8; k++)
                    layout->module[codeword][k] |= (uint16_t)((blocks[b].codeword[i] >> (7 - k) & 1) << bit);
            layout->first[b + 1] = (uint16_t)codeword;
        }
    }
    for (unsigned b = 0; b < layout->blocks.count; b++)
        for (unsigned i = layout->first[b]; i + layout->blocks.parity < layout->first[b + 1]; i++)
            layout->of_data[layout->data_len++] = (uint16_t)i;
}
