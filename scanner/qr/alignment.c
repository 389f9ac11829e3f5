/* alignment.c: the alignment pattern in the fourth corner, by correlation with what it looks like. */
#include <math.h>

#include "qr/standard.h"
#include "scanner/qr/locate.h"
#include "scanner/qr/pixels.h"

enum {
    PER_MODULE = 3, /* samples along a module */
    REACH_MAX = 6,  /* modules from the expected place */
    PATCH_MAX = (2 * REACH_MAX + 5) * PER_MODULE
};

static const double CORRELATION_MIN = 0.65, ALIGNMENT_WEIGHT = 12;

struct patch {
    float at[PATCH_MAX][PATCH_MAX];
};

/* Correlation of the 5 x 5 modules from sample (x, y) on with an alignment pattern. */
static double correlate(const struct patch *patch, unsigned x, unsigned y)
{
    double sum = 0, squares = 0, dark = 0;
    for (unsigned j = 0; j < 5; j++)
        for (unsigned i = 0; i < 5; i++) {
            const double value = patch->at[y + PER_MODULE * j][x + PER_MODULE * i];
            const bool is_dark = i == 0 || j == 0 || i == 4 || j == 4 || (i == 2 && j == 2);
            sum += value;
            squares += value * value;
            dark += is_dark ? value : 0;
        }
    /* 17 dark and 8 light of 25: the template has zero mean and norm 1. */
    const double light = sum - dark, spread = squares - sum * sum / 25;
    const double product = (light / 8 - dark / 17) / sqrt(1.0 / 8 + 1.0 / 17);
    return spread > 25 ? product / sqrt(spread) : 0;
}

/* The vertex of a parabola through three values. */
static double peak(double before, double at, double after)
{
    const double bend = before - 2 * at + after;
    return bend < 0 ? fmax(-0.5, fmin(0.5, 0.5 * (before - after) / bend)) : 0;
}

bool qr_locate_alignment(const struct qr_frame *frame, struct qr_place *place)
{
    if (place->version < 2 || place->match_count >= QR_MATCHES_MAX)
        return false;
    const double expected = qr_side(place->version) - 6.5;
    const unsigned reach = place->version < 7 ? 4 : REACH_MAX, size = (2 * reach + 5) * PER_MODULE;
    const double start = expected - reach - 2.5 + 0.5 / PER_MODULE;
    struct patch patch;
    for (unsigned y = 0; y < size; y++)
        for (unsigned x = 0; x < size; x++) {
            const struct qr_point at =
                qr_warp_at(&place->warp, start + (double)x / PER_MODULE, start + (double)y / PER_MODULE);
            patch.at[y][x] = qr_pixel(frame, (float)at.x, (float)at.y);
        }
    /* Sample (1, 1) of a module is its middle. */
    double best = 0, found = 0;
    unsigned best_x = 0, best_y = 0;
    const unsigned middle = reach * PER_MODULE;
    for (unsigned y = 1; y <= 2 * middle; y++)
        for (unsigned x = 1; x <= 2 * middle; x++) {
            const double score = correlate(&patch, x, y);
            const double away = hypot((double)x - 1 - middle, (double)y - 1 - middle) / PER_MODULE;
            if (score - 0.03 * away > best) {
                best = score - 0.03 * away;
                found = score;
                best_x = x;
                best_y = y;
            }
        }
    if (found < CORRELATION_MIN || best_x < 2 || best_y < 2 || best_x + 1 > 2 * middle || best_y + 1 > 2 * middle)
        return false;
    const double fx =
        best_x + peak(correlate(&patch, best_x - 1, best_y), found, correlate(&patch, best_x + 1, best_y));
    const double fy =
        best_y + peak(correlate(&patch, best_x, best_y - 1), found, correlate(&patch, best_x, best_y + 1));
    const struct qr_match match = {
        .module = {expected, expected},
        .seen = qr_warp_at(&place->warp, start + fx / PER_MODULE + 2, start + fy / PER_MODULE + 2),
        .weight = ALIGNMENT_WEIGHT,
    };
    struct qr_warp refined;
    place->matches[place->match_count] = match;
    if (!qr_warp_fit(&refined, qr_side(place->version), place->matches, place->match_count + 1))
        return false;
    place->match_count++;
    place->warp = refined;
    return true;
}
