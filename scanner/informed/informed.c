/* informed.c: from a grid and what is known of its text to the text: match, weigh, correct, search. */
#include "scanner/informed/informed.h"

#include <math.h>
#include <string.h>

#include "scanner/informed/host.h"
#include "scanner/informed/match.h"
#include "scanner/informed/search.h"
#include "scanner/qr/decode.h"
#include "scanner/qr/format.h"

/* What reading one grid works on. */
struct informed_scratch {
    struct informed_matching matching;
    struct informed_pattern pattern;
    struct informed_stream stream;          /* as far as the pattern tells */
    struct informed_stream whole;           /* the same when all is found */
    int8_t want[QR_SIDE_MAX * QR_SIDE_MAX]; /* 1 dark, -1 light, 0 unknown */
    struct informed_damage damage;
    struct informed_block block[INFORMED_BLOCKS_MAX];
    struct informed_search search;
};

size_t informed_scratch_bytes(void)
{
    return sizeof(struct informed_scratch);
}

static void want_format(const struct informed_view *view, int8_t *want)
{
    static const uint8_t NUMBER[INFORMED_LEVEL_COUNT] = {
        [QR_LEVEL_M] = 0, [QR_LEVEL_L] = 1, [QR_LEVEL_H] = 2, [QR_LEVEL_Q] = 3};
    const uint32_t word = qr_format_word((uint32_t)NUMBER[view->level] << 3 | view->mask);
    uint16_t at[2][15];
    qr_format_places(view->grid->side, at);
    for (unsigned i = 0; i < 30; i++)
        want[at[i / 15][i % 15]] = word >> i % 15 & 1 ? 1 : -1;
}

static void want_codewords(const struct informed_view *view, const struct informed_layout *layout, unsigned first,
                           const struct informed_block *block, int8_t *want)
{
    for (unsigned i = 0; i < block->len; i++)
        for (unsigned k = 0; k < 8; k++)
            if (block->known[i] >> (7 - k) & 1) {
                const unsigned module = layout->module[first + i][k];
                const bool one = block->value[i] >> (7 - k) & 1;
                want[module] = one != informed_view_flips(view, module) ? 1 : -1;
            }
}

/* See by all that is known where the symbol is damaged, and weigh what is not known. */
static void weigh(struct informed_scratch *scratch, const struct informed_view *view,
                  const struct informed_layout *layout)
{
    qr_fixed_modules(view->grid->version, scratch->want);
    want_format(view, scratch->want);
    for (unsigned i = 0; i < layout->blocks.count; i++)
        want_codewords(view, layout, layout->first[i], &scratch->block[i], scratch->want);
    informed_damage_find(view->grid, scratch->want, &scratch->damage);
    for (unsigned i = 0; i < layout->blocks.count; i++)
        if (!informed_is_settled(&scratch->block[i]))
            informed_block_weigh(view, layout, layout->first[i], &scratch->damage, &scratch->block[i]);
}

/* Let Reed-Solomon correct what it can; each block it settles shows more of the damage. @return Whether all are
 * settled. */
static bool correct(struct informed_scratch *scratch, const struct informed_view *view,
                    const struct informed_layout *layout, double log2_chance)
{
    for (bool settled = true, open = true; settled && open;) {
        settled = open = false;
        weigh(scratch, view, layout);
        for (unsigned i = 0; i < layout->blocks.count; i++) {
            struct informed_block *block = &scratch->block[i];
            const bool now = !informed_is_settled(block) && informed_block_correct(block, log2_chance);
            settled = settled || now;
            open = open || !informed_is_settled(block);
        }
        if (!open)
            return true;
    }
    return false;
}

static void read_data(const struct informed_scratch *scratch, const struct informed_layout *layout, uint8_t *data)
{
    for (unsigned i = 0; i < layout->data_len; i++) {
        const unsigned codeword = layout->of_data[i];
        const unsigned b = informed_layout_block(layout, codeword);
        data[i] = scratch->block[b].value[codeword - layout->first[b]];
    }
}

/* Whether Reed-Solomon's text is one that the pattern allows and the judge, if there is one, upholds. */
static bool uphold(struct informed_scratch *scratch, const struct informed_layout *layout,
                   const struct informed_judge *judge)
{
    struct informed_search *search = &scratch->search;
    read_data(scratch, layout, search->data);
    if (!informed_search_text(&scratch->pattern, &scratch->stream, search->data, search->text))
        return false;
    if (judge == NULL)
        return true;
    if (search->calls >= search->calls_max)
        return false;
    search->calls++;
    return judge->holds(judge->context, search->text, scratch->pattern.len);
}

static void begin(struct informed_scratch *scratch, const struct informed_batch *batches,
                  const struct informed_match *match, const struct informed_layout *layout)
{
    const struct qr_grid *grid = match->view->grid;
    informed_pattern_of(&batches[match->batch], &scratch->pattern);
    informed_stream_of(&scratch->pattern, match->split, grid->version, layout->data_len, &scratch->stream);
    informed_stream_narrow(&scratch->pattern, &scratch->stream);
    for (unsigned i = 0; i < layout->blocks.count; i++)
        informed_block_begin(layout, &scratch->stream, i, &scratch->block[i]);
}

/* Now that all data are found, so is the parity: every block as it was printed. */
static void complete(struct informed_scratch *scratch, const struct informed_layout *layout)
{
    scratch->whole = scratch->stream;
    memset(scratch->whole.known, 0xFF, sizeof scratch->whole.known);
    memcpy(scratch->whole.value, scratch->search.data, sizeof scratch->whole.value);
    for (unsigned i = 0; i < layout->blocks.count; i++) {
        const bool confirmed = scratch->block[i].confirmed;
        informed_block_begin(layout, &scratch->whole, i, &scratch->block[i]);
        scratch->block[i].confirmed = confirmed;
    }
}

/* @param tries_max  0: Reed-Solomon alone; otherwise search where it gave up. */
static bool read_match(struct informed_scratch *scratch, const struct informed_batch *batches,
                       const struct informed_match *match, const struct informed_judge *judge, double log2_chance,
                       uint32_t tries_max)
{
    const struct informed_layout *layout = &scratch->matching.layout[match->view->level];
    begin(scratch, batches, match, layout);
    scratch->search.tries = 0;
    const bool corrected = correct(scratch, match->view, layout, log2_chance);
    if (corrected != (tries_max == 0) ||
        informed_host_is_another(match->view, layout, &scratch->stream, &scratch->damage))
        return false;
    scratch->search.pattern = &scratch->pattern;
    scratch->search.stream = &scratch->stream;
    scratch->search.layout = layout;
    if (corrected ? !uphold(scratch, layout, judge) : !informed_search(&scratch->search, scratch->block, tries_max))
        return false;
    complete(scratch, layout);
    return informed_host_is_shown(match->view, layout, &scratch->stream, scratch->block, &scratch->damage,
                                  scratch->search.tries);
}

/* How many codewords were known, and how many looked otherwise than they must have been printed. */
static void count_codewords(const struct informed_scratch *scratch, const struct informed_match *match,
                            struct informed_text *found)
{
    const struct informed_layout *layout = &scratch->matching.layout[match->view->level];
    found->codewords = layout->first[layout->blocks.count];
    for (unsigned i = 0; i < layout->data_len; i++)
        found->known += scratch->stream.known[i] == 0xFF;
    for (unsigned b = 0; b < layout->blocks.count; b++)
        for (unsigned i = 0; i < scratch->block[b].len; i++)
            found->corrected +=
                informed_view_codeword(match->view, layout, layout->first[b] + i) != scratch->block[b].value[i];
}

static void fill_in(const struct informed_scratch *scratch, const struct informed_match *match, bool sealed,
                    struct informed_text *found)
{
    memcpy(found->text, scratch->search.text, sizeof found->text);
    found->len = scratch->pattern.len;
    found->batch = match->batch;
    found->sealed = sealed;
    found->version = match->view->grid->version;
    found->level = match->view->level;
    found->mask = match->view->mask;
    found->mirrored = match->view->mirrored;
    count_codewords(scratch, match, found);
}

bool informed_read(const struct qr_grid *grid, const struct informed_batch *batches, size_t count,
                   const struct informed_judge *judge, void *memory, struct informed_text *found)
{
    struct informed_scratch *scratch = memory;
    memset(found, 0, sizeof *found);
    if (grid->version < 1 || grid->version > INFORMED_VERSION_MAX || grid->side != qr_side(grid->version))
        return false;
    const unsigned matches = informed_match(grid, batches, count, &scratch->matching);
    /* Every block of every match is corrected with up to QR_PARITY_MAX numbers of erasures. */
    const double log2_chance = QR_FALSE_ACCEPT_LOG2 - log2((double)QR_PARITY_MAX * INFORMED_MATCHES);
    struct informed_search *search = &scratch->search;
    search->judge = judge;
    search->calls = 0;
    for (unsigned way = 0; way < (judge != NULL && judge->tries_max > 0 ? 2 : 1); way++)
        for (unsigned i = 0; i < matches; i++) {
            const struct informed_match *match = &scratch->matching.match[i];
            /* Half of what is left for the best, so that there is always some for the next. */
            const uint32_t calls_left = judge != NULL ? judge->calls_max - search->calls : 0;
            search->calls_max = search->calls + (calls_left + 1) / 2;
            const bool read = read_match(scratch, batches, match, judge, log2_chance,
                                         way == 0 ? 0 : (judge->tries_max - found->tries) / 2);
            found->tries += search->tries;
            found->calls = search->calls;
            if (read) {
                fill_in(scratch, match, judge != NULL, found);
                return true;
            }
        }
    return false;
}
