/* match.c: score every batch in the likeliest formats by the modules it says beforehand. */
#include "scanner/informed/match.h"

#include <math.h>
#include <stdlib.h>

#include "scanner/informed/damage.h"
#include "scanner/qr/decode.h"
#include "scanner/qr/format.h"

static const float DAMAGED_SHARE = 0.4F; /* taken for granted while nothing is known */
static const float SCORE_MIN = 14;       /* beyond the log of how many were tried */

/* For each certainty of agreement, the log of how much more often it is seen in a match than by chance. */
static void find_odds(float odds[256])
{
    for (int agreement = -128; agreement < 128; agreement++) {
        const float doubt = informed_doubt(agreement);
        const float wrong = DAMAGED_SHARE / 2 + (1 - DAMAGED_SHARE) * doubt;
        odds[agreement + 128] = logf(2 * (agreement > 0 ? 1 - wrong : wrong));
    }
}

static float agreement_odds(const struct informed_matching *matching, int soft, bool one)
{
    return matching->odds[(one ? soft : soft > -128 ? -soft : 127) + 128];
}

static float score_format(const struct informed_matching *matching, const struct qr_grid *grid, uint32_t word)
{
    uint16_t at[2][15];
    float score = 0;
    qr_format_places(grid->side, at);
    for (unsigned i = 0; i < 30; i++)
        score += agreement_odds(matching, grid->soft[at[i / 15][i % 15]], word >> i % 15 & 1);
    return score;
}

static void read_stream(const struct informed_layout *layout, struct informed_view *view)
{
    for (unsigned i = 0; i < 8u * layout->data_len; i++) {
        const unsigned module = layout->module[layout->of_data[i / 8]][i % 8];
        const int soft = view->grid->soft[module];
        view->seen[i] = (int8_t)(!informed_view_flips(view, module) ? soft : soft > -128 ? -soft : 127);
    }
}

/* The likeliest of the 64 ways to read the grid: 32 formats, as it is and mirrored. */
static void find_views(const struct qr_grid *grid, struct informed_matching *matching)
{
    static const enum qr_level LEVELS[4] = {QR_LEVEL_M, QR_LEVEL_L, QR_LEVEL_H, QR_LEVEL_Q};
    qr_grid_transpose(grid, &matching->mirror);
    matching->view_count = 0;
    for (unsigned way = 0; way < 64; way++) {
        const struct qr_grid *looked = way < 32 ? grid : &matching->mirror;
        const float score = score_format(matching, looked, qr_format_word(way % 32));
        unsigned at = matching->view_count;
        if (at < INFORMED_VIEWS)
            matching->view_count++;
        else if (matching->view[--at].score >= score)
            continue;
        for (; at > 0 && matching->view[at - 1].score < score; at--)
            matching->view[at] = matching->view[at - 1];
        struct informed_view *view = &matching->view[at];
        view->grid = looked;
        view->level = LEVELS[way % 32 / 8];
        view->mask = way % 8;
        view->mirrored = way >= 32;
        view->score = score;
    }
    for (unsigned i = 0; i < matching->view_count; i++)
        read_stream(&matching->layout[matching->view[i].level], &matching->view[i]);
}

static float score_stream(const struct informed_matching *matching, const struct informed_view *view)
{
    const struct informed_stream *stream = &matching->stream;
    float score = view->score;
    for (unsigned i = 0; i < stream->data_len; i++)
        for (unsigned known = stream->known[i]; known != 0; known &= known - 1) {
            const unsigned bit = (unsigned)__builtin_ctz(known);
            score += agreement_odds(matching, view->seen[8 * i + 7 - bit], stream->value[i] >> bit & 1);
        }
    return score;
}

static void keep(struct informed_matching *matching, const struct informed_match *match)
{
    unsigned at = matching->match_count;
    if (at < INFORMED_MATCHES)
        matching->match_count++;
    else if (matching->match[--at].score >= match->score)
        return;
    for (; at > 0 && matching->match[at - 1].score < match->score; at--)
        matching->match[at] = matching->match[at - 1];
    matching->match[at] = *match;
}

/* The best way in which a batch fits, so that near misses of one batch do not crowd out the others. */
static void try_batch(struct informed_matching *matching, const struct informed_batch *batch, size_t number,
                      unsigned version, float score_min)
{
    struct informed_match best = {.batch = number, .score = score_min};
    if (!informed_pattern_of(batch, &matching->pattern))
        return;
    for (enum informed_split split = 0; split < INFORMED_SPLIT_COUNT; split++) {
        unsigned laid_out = 0; /* for a symbol of so many data codewords */
        for (unsigned i = 0; i < matching->view_count; i++) {
            const struct informed_view *view = &matching->view[i];
            const unsigned data_len = matching->layout[view->level].data_len;
            if (data_len != laid_out &&
                !informed_stream_of(&matching->pattern, split, version, data_len, &matching->stream))
                continue;
            laid_out = data_len;
            const float score = score_stream(matching, view);
            if (score > best.score)
                best = (struct informed_match){view, number, split, score};
        }
    }
    if (best.view != NULL)
        keep(matching, &best);
}

unsigned informed_match(const struct qr_grid *grid, const struct informed_batch *batches, size_t count,
                        struct informed_matching *matching)
{
    const float tried = (float)count * INFORMED_SPLIT_COUNT * INFORMED_VIEWS;
    matching->match_count = 0;
    find_odds(matching->odds);
    for (enum qr_level level = QR_LEVEL_L; level <= QR_LEVEL_H; level++)
        informed_layout_of(grid->version, level, &matching->layout[level]);
    find_views(grid, matching);
    for (size_t i = 0; i < count; i++)
        try_batch(matching, &batches[i], i, grid->version, SCORE_MIN + logf(tried));
    return matching->match_count;
}
