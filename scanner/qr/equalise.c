/* equalise.c: undo blur by a filter that is fitted to the modules whose colour is known beforehand.
 * The finder patterns alone show some 200 modules with all their neighbours: enough for nine weights and a threshold.
 */
#include <math.h>
#include <string.h>

#include "scanner/qr/sample.h"

enum {
    TAPS = 18,   /* a module, its eight neighbours, what the eight were judged to be before, and 1 */
    OWN_TAP = 8, /* four neighbours' two come before it */
    PASSES = 3
};

static const double RIDGE = 3; /* pulls towards leaving all as it is: the fixed modules are few, and noisy */

/* A module's darkness and its neighbours', and how they were judged: about 1 for dark, -1 for light; beyond the edge it
 * is light. */
static void gather(const struct qr_samples *samples, const int8_t *before, unsigned x, unsigned y, double taps[TAPS])
{
    const int side = (int)samples->side;
    unsigned n = 0;
    for (int dy = -1; dy <= 1; dy++)
        for (int dx = -1; dx <= 1; dx++) {
            const int column = (int)x + dx, row = (int)y + dy;
            const bool inside = column >= 0 && row >= 0 && column < side && row < side;
            const int at = row * side + column;
            taps[n++] = inside ? (double)((samples->threshold[at] - samples->grey[at]) / samples->half[at]) : -1;
            if (dx != 0 || dy != 0)
                taps[n++] = inside ? before[at] / 127.0 : -1;
        }
    taps[n] = 1;
}

static bool fit_filter(const struct qr_samples *samples, const int8_t *before, double weights[TAPS])
{
    double a[TAPS * TAPS] = {0}, taps[TAPS];
    const unsigned side = samples->side;
    for (unsigned i = 0; i < TAPS; i++) {
        a[i * TAPS + i] = RIDGE;
        weights[i] = i == OWN_TAP ? RIDGE : 0;
    }
    for (unsigned at = 0; at < side * side; at++) {
        if (samples->fixed[at] == 0)
            continue;
        gather(samples, before, at % side, at / side, taps);
        for (unsigned r = 0; r < TAPS; r++) {
            weights[r] += taps[r] * samples->fixed[at];
            for (unsigned c = 0; c < TAPS; c++)
                a[r * TAPS + c] += taps[r] * taps[c];
        }
    }
    return qr_solve(a, weights, TAPS);
}

/* In each pass the neighbours are known better, and their light can be taken out more fully. */
bool qr_sample_equalise(const struct qr_samples *samples, struct qr_grid *grid)
{
    double weights[TAPS], taps[TAPS];
    int8_t before[QR_MODULES_MAX] = {0};
    const unsigned side = samples->side;
    for (unsigned pass = 0; pass < PASSES; pass++) {
        if (!fit_filter(samples, before, weights))
            return false;
        for (unsigned at = 0; at < side * side; at++) {
            double value = 0;
            gather(samples, before, at % side, at / side, taps);
            for (unsigned i = 0; i < TAPS; i++)
                value += 127 * weights[i] * taps[i];
            grid->soft[at] = (int8_t)(value > 127 ? 127 : value < -127 ? -127 : lrint(value));
        }
        memcpy(before, grid->soft, (size_t)side * side);
    }
    return true;
}
