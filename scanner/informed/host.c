/* host.c: what was taken for known must be seen. A seal covers the application identifiers, not the host: with a wrong
 * host taken for known a search may still end in a text whose seal holds, if what would contradict it is covered. And a
 * block of which everything is known is settled without a look at it, whatever the label shows in its place. */
#include "scanner/informed/host.h"

#include <math.h>
#include <stdlib.h>

enum { CERTAIN = 40 };                 /* of 127: a module that shows its colour clearly */
static const float CONTRADICTIONS = 4; /* modules of the host that are clearly wrong without damage, at most */
static const float VISIBLE = 4;        /* modules of a codeword that must be whole to read it */
static const float VOUCHED = 11.1F;    /* nats: 2^-16 */

bool informed_host_is_another(const struct informed_view *view, const struct informed_layout *layout,
                              const struct informed_stream *stream, const struct informed_damage *damage)
{
    float wrong = 0;
    for (unsigned i = 0; i < stream->host_bits; i++) {
        const unsigned module = layout->module[layout->of_data[i / 8]][i % 8], mark = 0x80u >> i % 8;
        const bool known = stream->known[i / 8] & mark, one = stream->value[i / 8] & mark;
        if (known && one != informed_view_bit(view, module) && abs(view->grid->soft[module]) >= CERTAIN)
            wrong += 1 - damage->chance[module];
    }
    return wrong > CONTRADICTIONS;
}

/* How much better than chance a codeword's look fits its value, in nats. */
static float fit(const struct informed_view *view, const struct informed_layout *layout, unsigned codeword,
                 uint8_t value, const struct informed_damage *damage)
{
    float sum = 0;
    for (unsigned k = 0; k < 8; k++) {
        const unsigned module = layout->module[codeword][k];
        const float wrong = informed_wrong(damage, view->grid, module);
        sum += logf(2 * (informed_view_bit(view, module) == (value >> (7 - k) & 1) ? 1 - wrong : wrong));
    }
    return sum;
}

static int order(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* Of a block's codewords that were not known some could be chosen freely; only the others, as many as the parity, are
 * evidence. The worst are taken for those. */
static float vouching(const struct informed_view *view, const struct informed_layout *layout, unsigned b,
                      const bool *known, const struct informed_block *block, const struct informed_damage *damage)
{
    float fits[QR_BLOCK_MAX], sum = 0;
    unsigned count = 0;
    for (unsigned i = 0; i < block->len; i++)
        if (!known[layout->first[b] + i])
            fits[count++] = fit(view, layout, layout->first[b] + i, block->value[i], damage);
    qsort(fits, count, sizeof fits[0], order);
    for (unsigned i = 0; i < count && i < block->parity; i++)
        sum += fits[i];
    return sum;
}

static bool is_visible(const struct informed_layout *layout, unsigned codeword, const struct informed_damage *damage)
{
    float whole = 0;
    for (unsigned k = 0; k < 8; k++)
        whole += 1 - damage->chance[layout->module[codeword][k]];
    return whole >= VISIBLE;
}

/* Whether a data codeword shows something else than is known of it, at a module that is clear and not damaged. */
static bool contradicts(const struct informed_view *view, const struct informed_layout *layout,
                        const struct informed_stream *stream, unsigned i, const struct informed_damage *damage)
{
    for (unsigned k = 0; k < 8; k++) {
        const unsigned module = layout->module[layout->of_data[i]][k], mark = 0x80u >> k;
        const bool known = stream->known[i] & mark, one = stream->value[i] & mark;
        if (known && one != informed_view_bit(view, module) && abs(view->grid->soft[module]) >= CERTAIN &&
            damage->chance[module] < 0.5F)
            return true;
    }
    return false;
}

/* Whether a codeword of the host shows all of it, and is whole enough to. */
static bool host_is_legible(const struct informed_view *view, const struct informed_layout *layout,
                            const struct informed_stream *stream, unsigned i, const struct informed_damage *damage)
{
    for (unsigned k = 0; k < 8 && 8 * i + k < stream->host_bits; k++) {
        const bool one = stream->value[i] & (0x80u >> k), known = stream->known[i] & (0x80u >> k);
        if (known && one != informed_view_bit(view, layout->module[layout->of_data[i]][k]))
            return false;
    }
    return is_visible(layout, layout->of_data[i], damage);
}

/* A block needs no voucher when it was settled by Reed-Solomon, or when everything known of it is seen as it is known,
 * and something of it was not known: then its parity has had to fit. */
bool informed_host_is_shown(const struct informed_view *view, const struct informed_layout *layout,
                            const struct informed_stream *stream, const struct informed_block *blocks,
                            const struct informed_damage *damage, uint32_t tries)
{
    bool known[INFORMED_CODEWORDS_MAX] = {false};
    bool open[INFORMED_BLOCKS_MAX] = {false}, doubtful[INFORMED_BLOCKS_MAX] = {false};
    for (unsigned i = 0; i < layout->data_len; i++) {
        const unsigned codeword = layout->of_data[i], b = informed_layout_block(layout, codeword);
        known[codeword] = stream->known[i] == 0xFF;
        open[b] = open[b] || !known[codeword];
        doubtful[b] = doubtful[b] || contradicts(view, layout, stream, i, damage) ||
                      (8 * i < stream->host_bits && !host_is_legible(view, layout, stream, i, damage));
    }
    for (unsigned b = 0; b < layout->blocks.count; b++) {
        const float chosen = open[b] ? logf((float)tries + 1) : 0; /* nothing was chosen in a block that was known */
        if ((doubtful[b] || !open[b]) && !blocks[b].confirmed &&
            vouching(view, layout, b, known, &blocks[b], damage) < VOUCHED + chosen)
            return false;
    }
    return true;
}
