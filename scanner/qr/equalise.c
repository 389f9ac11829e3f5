/* equalise.c: undo blur by a filter that is fitted to the modules whose colour is known beforehand.
 * The finder patterns alone show some 200 modules with all their neighbours: enough for nine weights and a threshold.
 */
#include <math.h>

#include "scanner/qr/sample.h"

enum { TAPS = 10 }; /* a module, its eight neighbours, and 1 */

static const double RIDGE = 3; /* pulls the weights to 0: few modules, and noise in them */

/* A module's darkness and its neighbours': about 1 for dark, -1 for light; beyond the edge it is light. */
static void gather(const struct qr_samples *samples, unsigned x, unsigned y, double taps[TAPS])
{
    const int side = (int)samples->side;
    unsigned n = 0;
    for (int dy = -1; dy <= 1; dy++)
        for (int dx = -1; dx <= 1; dx++) {
            const int column = (int)x + dx, row = (int)y + dy;
            const bool inside = column >= 0 && row >= 0 && column < side && row < side;
            const int at = row * side + column;
            taps[n++] = inside ? (double)((samples->threshold[at] - samples->grey[at]) / samples->half[at]) : -1;
        }
    taps[n] = 1;
}

static bool fit_filter(const struct qr_samples *samples, double weights[TAPS])
{
    double a[TAPS * TAPS] = {0}, taps[TAPS];
    const unsigned side = samples->side;
    for (unsigned i = 0; i < TAPS; i++) {
        a[i * TAPS + i] = RIDGE;
        weights[i] = i == 4 ? RIDGE : 0; /* to 1 for the module itself */
    }
    for (unsigned at = 0; at < side * side; at++) {
        if (samples->fixed[at] == 0)
            continue;
        gather(samples, at % side, at / side, taps);
        for (unsigned r = 0; r < TAPS; r++) {
            weights[r] += taps[r] * samples->fixed[at];
            for (unsigned c = 0; c < TAPS; c++)
                a[r * TAPS + c] += taps[r] * taps[c];
        }
    }
    return qr_solve(a, weights, TAPS);
}

bool qr_sample_equalise(const struct qr_samples *samples, struct qr_grid *grid)
{
    double weights[TAPS], taps[TAPS];
    const unsigned side = samples->side;
    if (!fit_filter(samples, weights))
        return false;
    for (unsigned at = 0; at < side * side; at++) {
        double value = 0;
        gather(samples, at % side, at / side, taps);
        for (unsigned i = 0; i < TAPS; i++)
            value += 127 * weights[i] * taps[i];
        grid->soft[at] = (int8_t)(value > 127 ? 127 : value < -127 ? -127 : lrint(value));
    }
    return true;
}
