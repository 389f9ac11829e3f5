/* decode.c: from a sampled grid to a symbol's text: format, blocks, correction, segments. */
#include "scanner/qr/decode.h"

#include <math.h>
#include <string.h>

#include "scanner/qr/format.h"
#include "scanner/qr/segments.h"

enum {
    FORMAT_DISTANCE_MAX = 9, /* of 30 bits */
    FALSE_ACCEPT_BITS = 36   /* a random block passes with a chance below 2^-36 */
};

/* log2 of the chance that a random block lies within reach: C(trusted, errors) * 255^errors / 256^(parity - erased). */
static double chance_log2(unsigned trusted, unsigned parity, unsigned erased, unsigned errors)
{
    double log2_chance = 8.0 * ((double)errors + erased) - 8.0 * parity;
    for (unsigned i = 0; i < errors; i++)
        log2_chance += log2((double)(trusted - i) / (i + 1));
    return log2_chance;
}

/* Parity to leave unused so that no noise passes, with so many erasures; all of it when there is no such reserve. */
static unsigned safe_reserve(const struct qr_blocks *blocks, unsigned len, unsigned erased)
{
    unsigned reserve = blocks->reserve;
    if (erased == 0)
        return reserve;
    while (erased + reserve < blocks->parity &&
           chance_log2(len - erased, blocks->parity, erased, (blocks->parity - erased - reserve) / 2) >
               -FALSE_ACCEPT_BITS)
        reserve++;
    return reserve;
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

static bool correct(struct qr_block *block, const struct qr_blocks *blocks, bool erasures, unsigned *changed)
{
    if (qr_reed_solomon_correct(block->codeword, block->len, blocks->parity, NULL, 0, blocks->reserve, changed))
        return true;
    uint8_t places[QR_PARITY_MAX];
    if (!erasures)
        return false;
    least_sure(block, places, blocks->parity);
    for (unsigned count = 2; count < blocks->parity; count += 2) {
        const unsigned reserve = safe_reserve(blocks, block->len, count);
        if (count + reserve < blocks->parity &&
            qr_reed_solomon_correct(block->codeword, block->len, blocks->parity, places, count, reserve, changed))
            return true;
    }
    return false;
}

static bool decode_as(const struct qr_grid *grid, const struct qr_format *format, bool erasures,
                      struct qr_decode_scratch *scratch, struct qr_symbol *symbol)
{
    const struct qr_blocks blocks = qr_blocks_of(grid->version, format->level);
    qr_codewords_read(grid, scratch->reserved, format->mask, &blocks, scratch->blocks);
    size_t len = 0;
    symbol->errors_corrected = 0;
    for (unsigned i = 0; i < blocks.count; i++) {
        unsigned changed;
        struct qr_block *block = &scratch->blocks[i];
        if (!correct(block, &blocks, erasures, &changed))
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

static void transpose(const struct qr_grid *grid, struct qr_grid *out)
{
    out->version = grid->version;
    out->side = grid->side;
    out->inverted = grid->inverted;
    for (unsigned y = 0; y < grid->side; y++)
        for (unsigned x = 0; x < grid->side; x++)
            out->soft[x * grid->side + y] = grid->soft[y * grid->side + x];
}

bool qr_decode(const struct qr_grid *grid, bool thorough, struct qr_decode_scratch *scratch, struct qr_symbol *symbol)
{
    struct qr_format formats[2][2];
    const unsigned tries = thorough ? 2 : 1;
    qr_format_read(grid, formats[0], 2);
    transpose(grid, &scratch->turned);
    qr_format_read(&scratch->turned, formats[1], 2);
    qr_reserved_modules(grid->version, scratch->reserved);
    const bool mirrored_first = formats[1][0].score > formats[0][0].score;
    for (unsigned n = 0; n < 2 * tries; n++) {
        symbol->mirrored = (n % 2 == 1) != mirrored_first;
        const struct qr_format *format = &formats[symbol->mirrored][n / 2];
        if (format->distance <= FORMAT_DISTANCE_MAX &&
            decode_as(symbol->mirrored ? &scratch->turned : grid, format, thorough && n < 2, scratch, symbol))
            return true;
    }
    return false;
}
