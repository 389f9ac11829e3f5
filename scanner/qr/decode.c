/* decode.c: from a sampled grid to a symbol's text: format, blocks, correction, segments. */
#include "scanner/qr/decode.h"

#include <math.h>
#include <string.h>

#include "scanner/qr/format.h"
#include "scanner/qr/segments.h"

enum {
    FORMAT_DISTANCE_MAX = 9, /* of 30 bits */
    FORMAT_COPY_DISTANCE_MAX = 2
};

/* C(trusted, errors) * 255^errors / 256^(parity - erased). */
double qr_chance_log2(unsigned trusted, unsigned parity, unsigned erased, unsigned errors)
{
    double log2_chance = 8.0 * ((double)errors + erased) - 8.0 * parity;
    for (unsigned i = 0; i < errors; i++)
        log2_chance += log2((double)(trusted - i) / (i + 1));
    return log2_chance;
}

/* Pad codewords at the end of a block's data: what noise would hardly put there. */
static unsigned pads_at_end(const struct qr_block *block, unsigned parity)
{
    unsigned pads = 0, end = block->len - parity;
    const uint8_t last = block->codeword[end - 1];
    while (pads < end && (last == 0xEC || last == 0x11) &&
           block->codeword[end - 1 - pads] == (pads % 2 == 0 ? last : last ^ 0xEC ^ 0x11))
        pads++;
    return pads;
}

/* The `count` least certain places of a block. */
static void least_sure(const struct qr_block *block, uint8_t *places, unsigned count)
{
    bool chosen[QR_BLOCK_MAX] = {false};
    for (unsigned n = 0; n < count; n++) {
        unsigned best = QR_BLOCK_MAX;
        for (unsigned i = 0; i < block->len; i++)
            if (!chosen[i] && (best == QR_BLOCK_MAX || block->sure[i] < block->sure[best]))
                best = i;
        chosen[best] = true;
        places[n] = (uint8_t)best;
    }
}

/* Correct a block as far as it goes, and say whether noise could hardly have come out so. */
static bool correct_boldly(struct qr_block *block, const struct qr_blocks *blocks, bool last, const uint8_t *erased,
                           unsigned erased_count, unsigned *changed)
{
    struct qr_block bold = *block;
    if (!qr_reed_solomon_correct(bold.codeword, block->len, blocks->parity, erased, erased_count, 0, changed))
        return false;
    /* Erasures that were wrong count as changed, too: that only errs on the safe side. */
    const unsigned free_errors = *changed > erased_count ? *changed - erased_count : 0;
    const double chance = qr_chance_log2(block->len - erased_count, blocks->parity, erased_count, free_errors);
    const double pads = last ? 8.0 * pads_at_end(&bold, blocks->parity) : 0;
    if (chance - (pads > 8 ? pads - 8 : 0) > QR_FALSE_ACCEPT_LOG2)
        return false;
    *block = bold;
    return true;
}

static bool correct(struct qr_block *block, const struct qr_blocks *blocks, bool last, bool thorough, unsigned *changed)
{
    if (qr_reed_solomon_correct(block->codeword, block->len, blocks->parity, NULL, 0, blocks->reserve, changed))
        return true;
    uint8_t places[QR_PARITY_MAX];
    if (!thorough)
        return false;
    least_sure(block, places, blocks->parity);
    for (unsigned count = 0; count < blocks->parity; count += 2)
        if (correct_boldly(block, blocks, last, places, count, changed))
            return true;
    return false;
}

static bool decode_as(const struct qr_grid *grid, const struct qr_format *format, bool thorough,
                      struct qr_decode_scratch *scratch, struct qr_symbol *symbol)
{
    const struct qr_blocks blocks = qr_blocks_of(grid->version, format->level);
    qr_codewords_read(grid, scratch->places, format->mask, &blocks, scratch->blocks);
    size_t len = 0;
    symbol->errors_corrected = 0;
    for (unsigned i = 0; i < blocks.count; i++) {
        unsigned changed;
        struct qr_block *block = &scratch->blocks[i];
        if (!correct(block, &blocks, i + 1u == blocks.count, thorough, &changed))
            return false;
        const size_t data_len = (size_t)block->len - blocks.parity;
        memcpy(scratch->data + len, block->codeword, data_len);
        len += data_len;
        symbol->errors_corrected += changed;
    }
    symbol->version = grid->version;
    symbol->level = format->level;
    symbol->mask = format->mask;
    symbol->inverted = grid->inverted;
    return qr_segments_parse(scratch->data, len, grid->version, &symbol->text);
}

void qr_grid_transpose(const struct qr_grid *grid, struct qr_grid *out)
{
    out->version = grid->version;
    out->side = grid->side;
    out->inverted = grid->inverted;
    for (unsigned y = 0; y < grid->side; y++)
        for (unsigned x = 0; x < grid->side; x++)
            out->soft[x * grid->side + y] = grid->soft[y * grid->side + x];
}

/* Decode by the format that some of its copies name. */
static bool decode_by(const struct qr_grid *grid, enum qr_format_copies copies, bool thorough,
                      struct qr_decode_scratch *scratch, struct qr_symbol *symbol)
{
    const struct qr_format format = qr_format_read(grid, copies);
    const unsigned distance_max = copies == QR_FORMAT_BOTH ? FORMAT_DISTANCE_MAX : FORMAT_COPY_DISTANCE_MAX;
    return format.distance <= distance_max && decode_as(grid, &format, thorough, scratch, symbol);
}

bool qr_decode(const struct qr_grid *grid, bool thorough, struct qr_decode_scratch *scratch, struct qr_symbol *symbol)
{
    qr_grid_transpose(grid, &scratch->turned);
    qr_data_places(grid->version, scratch->places);
    const struct qr_grid *const ways[2] = {grid, &scratch->turned};
    const unsigned likely = qr_format_read(ways[1], QR_FORMAT_BOTH).score > qr_format_read(grid, QR_FORMAT_BOTH).score;
    for (unsigned n = 0; n < 2; n++) {
        const unsigned way = likely ^ n;
        symbol->mirrored = way == 1;
        if (decode_by(ways[way], QR_FORMAT_BOTH, thorough && n == 0, scratch, symbol))
            return true;
        if (thorough && (decode_by(ways[way], QR_FORMAT_FIRST, false, scratch, symbol) ||
                         decode_by(ways[way], QR_FORMAT_SECOND, false, scratch, symbol)))
            return true;
    }
    return false;
}
