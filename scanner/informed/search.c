/* search.c: in a Reed-Solomon block of k unknown data codewords any k codewords give all the others. So the k that are
 * trusted most are chosen, in their likeliest values first, and what follows is held against known bits, the alphabet,
 * what was seen, and at last the seal. */
#include "scanner/informed/search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "qr/gf256.h"

static const float FIRST_LIMIT = 3, LIMIT_STEP = 2.5F, LIMIT_MAX = 60; /* nats */
static const float DERIVED_MAX = 70;                                   /* nats that derived codewords may cost */
static const double HOPELESS_BITS = 30; /* of doubt about the chosen codewords, beyond which no search gets far */

static int order_costs(const void *a, const void *b)
{
    const float *x = *(const float *const *)a, *y = *(const float *const *)b;
    return *x != *y ? (*x > *y) - (*x < *y) : (x > y) - (x < y);
}

static void list_values(const float *cost, struct informed_level *level)
{
    const float *order[256];
    level->count = 0;
    for (unsigned v = 0; v < 256; v++)
        if (cost[v] < LIMIT_MAX)
            order[level->count++] = &cost[v];
    qsort(order, level->count, sizeof order[0], order_costs);
    for (unsigned i = 0; i < level->count; i++) {
        level->values[i] = (uint8_t)(order[i] - cost);
        level->costs[i] = *order[i];
    }
}

/* What a 1 in one place makes of the derived places: the code is linear. */
static void derive_from(const struct informed_block *block, struct informed_level *level)
{
    uint8_t word[QR_BLOCK_MAX] = {0};
    unsigned changed;
    word[level->place] = 1;
    qr_reed_solomon_correct(word, block->len, block->parity, block->doubtful, block->parity, 0, &changed);
    memset(level->derives, 0, sizeof level->derives);
    for (unsigned i = 0; i < level->count; i++)
        for (unsigned k = 0; k < block->parity; k++)
            level->derives[i][k] = qr_gf256_mul(word[block->doubtful[k]], level->values[i]);
}

/* The derived codewords' values while all chosen ones are 0. */
static void begin_stage(const struct informed_block *block, struct informed_stage *stage)
{
    uint8_t word[QR_BLOCK_MAX];
    unsigned changed;
    memcpy(word, block->value, sizeof word);
    for (unsigned i = 0; i < block->doubtful_count; i++)
        word[block->doubtful[i]] = 0;
    qr_reed_solomon_correct(word, block->len, block->parity, block->doubtful, block->parity, 0, &changed);
    memset(stage->known, 0, sizeof stage->known);
    memset(stage->expect, 0, sizeof stage->expect);
    memset(stage->start, 0, sizeof stage->start);
    for (unsigned k = 0; k < block->parity; k++) {
        const unsigned place = block->doubtful[k];
        stage->start[k] = word[place];
        stage->known[k] = block->known[place];
        stage->expect[k] = block->value[place] & block->known[place];
    }
}

static unsigned add_stage(struct informed_search *search, const struct informed_block *block, unsigned first,
                          unsigned levels)
{
    const unsigned number = search->stage_count++;
    struct informed_stage *stage = &search->stage[number];
    stage->block = block;
    stage->first = (uint16_t)first;
    stage->group_count = 0;
    begin_stage(block, stage);
    for (unsigned i = block->doubtful_count; i-- > block->parity; levels++) { /* the most trusted one first */
        struct informed_level *level = &search->level[levels];
        level->stage = (uint8_t)number;
        level->place = block->doubtful[i];
        list_values(block->cost[level->place], level);
        derive_from(block, level);
    }
    stage->level_end = (uint16_t)levels;
    return levels;
}

/* Bits of doubt about the codewords that would be chosen. */
static double doubt_bits(const struct informed_block *block)
{
    double bits = 0;
    for (unsigned i = block->parity; i < block->doubtful_count; i++) {
        const float *cost = block->cost[block->doubtful[i]];
        double sum = 0, mean = 0;
        for (unsigned v = 0; v < 256; v++) {
            const double chance = cost[v] < LIMIT_MAX ? exp(-(double)cost[v]) : 0;
            sum += chance;
            mean += chance > 0 ? chance * (double)cost[v] : 0;
        }
        bits += (log(sum) + mean / sum) / log(2);
    }
    return bits;
}

/* A group is looked at as soon as the last block it reaches into is complete. */
static void assign_groups(struct informed_search *search)
{
    for (unsigned i = 0; i < search->stream->group_count; i++) {
        const struct informed_group *group = &search->stream->group[i];
        unsigned last = 0;
        for (unsigned d = group->bit / 8u; d <= (group->bit + group->bits - 1u) / 8; d++) {
            const unsigned codeword = search->layout->of_data[d];
            for (unsigned s = 0; s < search->stage_count; s++)
                if (codeword >= search->stage[s].first &&
                    codeword < search->stage[s].first + search->stage[s].block->len)
                    last = s > last ? s : last;
        }
        search->stage[last].group[search->stage[last].group_count++] = (uint16_t)i;
    }
}

/* Blocks with the least doubt first; those that are settled only give their data. @return Whether there is hope. */
static bool prepare(struct informed_search *search, const struct informed_block *blocks)
{
    const struct informed_layout *layout = search->layout;
    double doubt[INFORMED_BLOCKS_MAX], all = 0;
    bool added[INFORMED_BLOCKS_MAX];
    for (unsigned i = 0; i < layout->first[layout->blocks.count]; i++)
        search->data_of[i] = INFORMED_DATA_MAX;
    for (unsigned i = 0; i < layout->data_len; i++)
        search->data_of[layout->of_data[i]] = (uint16_t)i;
    for (unsigned b = 0; b < layout->blocks.count; b++) {
        added[b] = informed_is_settled(&blocks[b]);
        doubt[b] = added[b] ? 0 : doubt_bits(&blocks[b]);
        all += doubt[b];
        for (unsigned i = 0; i < blocks[b].len; i++)
            search->data[search->data_of[layout->first[b] + i]] = blocks[b].value[i];
    }
    if (all > HOPELESS_BITS)
        return false;
    search->stage_count = 0;
    for (unsigned levels = 0;;) {
        unsigned next = layout->blocks.count;
        for (unsigned b = 0; b < layout->blocks.count; b++)
            if (!added[b] && (next == layout->blocks.count || doubt[b] < doubt[next]))
                next = b;
        if (next == layout->blocks.count)
            break;
        added[next] = true;
        levels = add_stage(search, &blocks[next], layout->first[next], levels);
    }
    assign_groups(search);
    return search->stage_count > 0;
}

bool informed_search_text(const struct informed_pattern *pattern, const struct informed_stream *stream,
                          const uint8_t *data, char *text)
{
    memcpy(text, pattern->text, sizeof pattern->text);
    for (unsigned i = 0; i < stream->group_count; i++)
        if (!informed_group_read(pattern, &stream->group[i], data, text))
            return false;
    return true;
}

static bool ask(struct informed_search *search)
{
    if (!informed_search_text(search->pattern, search->stream, search->data, search->text))
        return false;
    search->calls++;
    search->stopped = search->calls >= search->calls_max;
    return search->judge->holds(search->judge->context, search->text, search->pattern->len);
}

/* Whether what was derived agrees with known bits, the alphabet, and what was seen. Writes the derived data. */
static bool block_fits(struct informed_search *search, const struct informed_stage *stage, const uint8_t *derived)
{
    const struct informed_block *block = stage->block;
    uint8_t wrong = 0;
    float cost = 0;
    for (unsigned i = 0; i < INFORMED_ROW; i++)
        wrong |= (derived[i] ^ stage->expect[i]) & stage->known[i];
    if (wrong != 0)
        return false;
    for (unsigned i = 0; i < block->parity; i++)
        search->data[search->data_of[stage->first + block->doubtful[i]]] = derived[i];
    for (unsigned i = 0; i < stage->group_count; i++)
        if (!informed_group_read(search->pattern, &search->stream->group[stage->group[i]], search->data, NULL))
            return false;
    for (unsigned i = 0; i < block->parity; i++)
        cost += block->cost[block->doubtful[i]][derived[i]];
    return cost < DERIVED_MAX;
}

/* Try the values of one codeword after those before it; `spent` is what those cost. */
static bool descend(struct informed_search *search, unsigned number, const uint8_t *derived, float spent)
{
    const struct informed_level *level = &search->level[number];
    const struct informed_stage *stage = &search->stage[level->stage];
    const bool ends_stage = number + 1u == stage->level_end, last = level->stage + 1u == search->stage_count;
    uint8_t *const data = &search->data[search->data_of[stage->first + level->place]];
    for (unsigned i = 0; i < level->count && spent + level->costs[i] <= search->limit && !search->stopped; i++) {
        uint8_t row[INFORMED_ROW];
        for (unsigned k = 0; k < INFORMED_ROW; k++)
            row[k] = derived[k] ^ level->derives[i][k];
        *data = level->values[i];
        search->stopped = ++search->tries >= search->tries_max;
        const float cost = spent + level->costs[i];
        if (!ends_stage) {
            if (descend(search, number + 1, row, cost))
                return true;
        } else if ((!last || cost > search->done) && block_fits(search, stage, row)) {
            if (last ? ask(search) : descend(search, number + 1, search->stage[level->stage + 1].start, cost))
                return true;
        }
    }
    return false;
}

bool informed_search(struct informed_search *search, const struct informed_block *blocks, uint32_t tries_max)
{
    search->tries = 0;
    search->tries_max = tries_max;
    search->stopped = search->calls >= search->calls_max;
    if (!prepare(search, blocks))
        return false;
    search->done = -1;
    for (search->limit = FIRST_LIMIT; search->limit < LIMIT_MAX && !search->stopped; search->limit += LIMIT_STEP) {
        if (descend(search, 0, search->stage[0].start, 0))
            return true;
        search->done = search->limit;
    }
    return false;
}
