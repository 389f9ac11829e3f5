/* layout.c: which modules each codeword lies in. */
#include "scanner/informed/layout.h"

#include <string.h>

void informed_layout_of(unsigned version, enum qr_level level, struct informed_layout *layout)
{
    uint16_t places[8 * INFORMED_CODEWORDS_MAX], stream[INFORMED_CODEWORDS_MAX];
    memset(layout, 0, sizeof *layout);
    layout->blocks = qr_blocks_of(version, level);
    qr_data_places(version, places);
    qr_interleave(&layout->blocks, stream);
    unsigned codeword = 0;
    for (unsigned b = 0; b < layout->blocks.count; b++) {
        const unsigned data_len = qr_block_data_len(&layout->blocks, b), len = data_len + layout->blocks.parity;
        layout->first[b] = (uint16_t)codeword;
        for (unsigned i = 0; i < len; i++, codeword++) {
            memcpy(layout->module[codeword], places + 8 * stream[codeword], sizeof layout->module[codeword]);
            if (i < data_len)
                layout->of_data[layout->data_len++] = (uint16_t)codeword;
        }
        layout->first[b + 1] = (uint16_t)codeword;
    }
}
