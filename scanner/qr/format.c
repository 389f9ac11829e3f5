/* format.c: format and version information, by the codeword that agrees best with both copies.
 * There are 32 and 34 codewords: weighing each module by its certainty is the best decoder there is. */
#include "scanner/qr/format.h"

#include <stdlib.h>

static void format_modules(const struct qr_grid *grid, int copy[2][15])
{
    uint16_t at[2][15];
    qr_format_places(grid->side, at);
    for (unsigned i = 0; i < 15; i++)
        for (unsigned k = 0; k < 2; k++)
            copy[k][i] = grid->soft[at[k][i]];
}

static struct qr_format weigh(const int copy[2][15], enum qr_format_copies copies, unsigned data)
{
    static const enum qr_level LEVELS[4] = {QR_LEVEL_M, QR_LEVEL_L, QR_LEVEL_H, QR_LEVEL_Q};
    struct qr_format format = {.level = LEVELS[data >> 3], .mask = data & 7};
    const uint32_t word = qr_format_word(data);
    for (unsigned i = 0; i < 15; i++)
        for (unsigned k = 0; k < 2; k++) {
            if (!(copies >> k & 1))
                continue;
            const int agrees = word >> i & 1 ? copy[k][i] : -copy[k][i];
            format.score += agrees;
            format.distance += agrees <= 0;
        }
    return format;
}

struct qr_format qr_format_read(const struct qr_grid *grid, enum qr_format_copies copies)
{
    int copy[2][15];
    format_modules(grid, copy);
    struct qr_format best = weigh(copy, copies, 0);
    for (unsigned data = 1; data < 32; data++) {
        const struct qr_format format = weigh(copy, copies, data);
        if (format.score > best.score)
            best = format;
    }
    return best;
}

unsigned qr_version_read(const struct qr_grid *grid, unsigned *distance)
{
    unsigned best = 0;
    int best_score = 0;
    uint16_t at[2][18];
    qr_version_places(grid->side, at);
    *distance = 36;
    for (unsigned version = 7; version <= QR_VERSION_MAX; version++) {
        const uint32_t word = qr_version_word(version);
        unsigned wrong = 0;
        int score = 0;
        for (unsigned i = 0; i < 18; i++) {
            const int sign = word >> i & 1 ? 1 : -1;
            const int one = sign * grid->soft[at[0][i]], other = sign * grid->soft[at[1][i]];
            score += one + other;
            wrong += (one <= 0) + (other <= 0);
        }
        if (best == 0 || score > best_score) {
            best = version;
            best_score = score;
            *distance = wrong;
        }
    }
    return best;
}
