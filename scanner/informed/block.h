/* block.h: one Reed-Solomon block of which part is known: how likely each value of the others is, and its correction.
 */
#ifndef TRC_SCAN_INFORMED_BLOCK_H
#define TRC_SCAN_INFORMED_BLOCK_H

#include "scanner/informed/damage.h"
#include "scanner/informed/view.h"
#include "scanner/qr/reed_solomon.h"

struct informed_block {
    uint8_t len, parity;
    uint8_t value[QR_BLOCK_MAX];    /* what is known, and the likeliest of what is not */
    uint8_t known[QR_BLOCK_MAX];    /* 1 for each known bit */
    float cost[QR_BLOCK_MAX][256];  /* how much less likely than the likeliest, in nats; INFINITY against known bits */
    float trust[QR_BLOCK_MAX];      /* the chance that the likeliest is right */
    uint8_t doubtful[QR_BLOCK_MAX]; /* places not wholly known, least trusted first */
    uint8_t doubtful_count;         /* at least `parity`, unless the block is settled */
    bool confirmed;                 /* Reed-Solomon has settled it */
};

static inline bool informed_is_settled(const struct informed_block *block)
{
    return block->doubtful_count == 0;
}

/** Take over what the stream says of a block. A block whose data are all known is settled, parity included. */
void informed_block_begin(const struct informed_layout *layout, const struct informed_stream *stream, unsigned index,
                          struct informed_block *block);

/** Weigh the values of what is not known: `first` is the block's first codeword. */
void informed_block_weigh(const struct informed_view *view, const struct informed_layout *layout, unsigned first,
                          const struct informed_damage *damage, struct informed_block *block);

/**
 * Correct a block by Reed-Solomon alone, less and less trusted places being erased, and settle it when the chance that
 * noise came out so is below 2^log2_chance.
 */
bool informed_block_correct(struct informed_block *block, double log2_chance);

#endif
