/* layout.h: which modules each codeword of a symbol lies in. */
#ifndef TRC_SCAN_INFORMED_LAYOUT_H
#define TRC_SCAN_INFORMED_LAYOUT_H

#include "qr/standard.h"
#include "scanner/informed/stream.h"

#define INFORMED_CODEWORDS_MAX 346 /* of version 10 */
#define INFORMED_BLOCKS_MAX 8
#define INFORMED_MODULES_MAX (57 * 57)

struct informed_layout {
    struct qr_blocks blocks;
    uint16_t data_len;                       /* codewords of the bit stream */
    uint16_t first[INFORMED_BLOCKS_MAX + 1]; /* codeword of each block, block after block; the last is their number */
    uint16_t module[INFORMED_CODEWORDS_MAX][8]; /* y * side + x of each bit, most significant first */
    uint16_t of_data[INFORMED_DATA_MAX];        /* the codeword that each one of the bit stream is */
};

/** @param version 1 to 10. */
void informed_layout_of(unsigned version, enum qr_level level, struct informed_layout *layout);

/** Which block holds a codeword. */
static inline unsigned informed_layout_block(const struct informed_layout *layout, unsigned codeword)
{
    unsigned block = 0;
    while (codeword >= layout->first[block + 1])
        block++;
    return block;
}

#endif
