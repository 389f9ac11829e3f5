/* block.c: a block of which part is known is a block of a shorter code with the same parity: all of it goes to the
 * rest. */
#include "scanner/informed/block.h"

#include <math.h>
#include <string.h>

#include "scanner/qr/decode.h"

static void settle(struct informed_block *block)
{
    memset(block->known, 0xFF, sizeof block->known);
    block->doubtful_count = 0;
}

void informed_block_begin(const struct informed_layout *layout, const struct informed_stream *stream, unsigned index,
                          struct informed_block *block)
{
    uint8_t parity[QR_PARITY_MAX];
    unsigned changed;
    bool complete = true;
    memset(block->value, 0, sizeof block->value);
    memset(block->known, 0, sizeof block->known);
    block->len = (uint8_t)(layout->first[index + 1] - layout->first[index]);
    block->parity = layout->blocks.parity;
    block->doubtful_count = block->len;
    block->confirmed = false;
    for (unsigned i = 0; i < layout->data_len; i++) {
        const unsigned codeword = layout->of_data[i];
        if (codeword < layout->first[index] || codeword >= layout->first[index + 1])
            continue;
        block->value[codeword - layout->first[index]] = stream->value[i];
        block->known[codeword - layout->first[index]] = stream->known[i];
        complete = complete && stream->known[i] == 0xFF;
    }
    for (unsigned i = 0; i < block->parity; i++)
        parity[i] = (uint8_t)(block->len - block->parity + i);
    if (complete &&
        qr_reed_solomon_correct(block->value, block->len, block->parity, parity, block->parity, 0, &changed))
        settle(block);
}

/* The cost of each value, bit after bit: the first n bits of a value are the index while n bits are weighed. */
static void weigh_codeword(const float one[8], uint8_t known, uint8_t value, struct informed_block *block, unsigned at)
{
    float *cost = block->cost[at];
    block->trust[at] = 1;
    cost[0] = 0;
    for (unsigned k = 0; k < 8; k++) {
        const bool fixed = known >> (7 - k) & 1, set = value >> (7 - k) & 1;
        const float likelier = fmaxf(one[k], 1 - one[k]);
        const float as_one = fixed ? (set ? 0 : INFINITY) : logf(likelier / one[k]);
        const float as_zero = fixed ? (set ? INFINITY : 0) : logf(likelier / (1 - one[k]));
        for (unsigned v = 1u << k; v-- > 0;) {
            cost[2 * v + 1] = cost[v] + as_one;
            cost[2 * v] = cost[v] + as_zero;
        }
        if (!fixed) {
            block->trust[at] *= likelier;
            block->value[at] = (uint8_t)((block->value[at] & ~(0x80u >> k)) | (one[k] > 0.5F ? 0x80u >> k : 0));
        }
    }
}

static void sort_doubtful(struct informed_block *block)
{
    block->doubtful_count = 0;
    for (unsigned i = 0; i < block->len; i++) {
        if (block->known[i] == 0xFF)
            continue;
        unsigned at = block->doubtful_count++;
        for (; at > 0 && block->trust[block->doubtful[at - 1]] > block->trust[i]; at--)
            block->doubtful[at] = block->doubtful[at - 1];
        block->doubtful[at] = (uint8_t)i;
    }
}

void informed_block_weigh(const struct informed_view *view, const struct informed_layout *layout, unsigned first,
                          const struct informed_damage *damage, struct informed_block *block)
{
    for (unsigned i = 0; i < block->len; i++) {
        float one[8];
        for (unsigned k = 0; k < 8; k++) {
            const unsigned module = layout->module[first + i][k];
            const float wrong = informed_wrong(damage, view->grid, module);
            one[k] = informed_view_bit(view, module) ? 1 - wrong : wrong;
        }
        weigh_codeword(one, block->known[i], block->value[i], block, i);
    }
    sort_doubtful(block);
}

bool informed_block_correct(struct informed_block *block, double log2_chance)
{
    uint8_t fixed[QR_BLOCK_MAX];
    for (unsigned erased = 0; erased < block->parity; erased++) {
        unsigned changed, errors = 0;
        memcpy(fixed, block->value, sizeof fixed);
        if (!qr_reed_solomon_correct(fixed, block->len, block->parity, block->doubtful, erased, 0, &changed))
            continue;
        bool agrees = true;
        for (unsigned i = 0; i < block->len && agrees; i++)
            agrees = ((fixed[i] ^ block->value[i]) & block->known[i]) == 0;
        for (unsigned i = erased; i < block->doubtful_count; i++)
            errors += fixed[block->doubtful[i]] != block->value[block->doubtful[i]];
        if (!agrees || qr_chance_log2(block->doubtful_count - erased, block->parity, erased, errors) > log2_chance)
            continue;
        memcpy(block->value, fixed, sizeof fixed);
        settle(block);
        return block->confirmed = true;
    }
    return false;
}
