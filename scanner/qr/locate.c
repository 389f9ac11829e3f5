/* locate.c: version by the timing patterns, projection by the corners of three finder patterns. */
#include "scanner/qr/locate.h"

#include <math.h>
#include <string.h>

#include "qr/standard.h"
#include "scanner/qr/pixels.h"

enum { CANDIDATES_MAX = 7 };

static const double FINDER_WEIGHT = 1, CENTRE_WEIGHT = 4, GUESSED_WEIGHT = 0.05;

/* Quarter turns from a pattern's first axis to the axis that points at another pattern. */
static unsigned turns_towards(const struct qr_finder *from, const struct qr_finder *to)
{
    const struct qr_point local = qr_finder_local(from, to->centre);
    if (fabs(local.x) > fabs(local.y))
        return local.x > 0 ? 0 : 2;
    return local.y > 0 ? 1 : 3;
}

/* The four corners and the middle of a finder pattern, whose middle is module (u, v). */
static unsigned add_matches(const struct qr_finder *finder, unsigned turns, double u, double v,
                            struct qr_match *matches)
{
    static const double AXIS[4][2] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};
    const double *first = AXIS[turns % 4], *second = AXIS[(turns + 1) % 4];
    const double blurred = (finder->misfit - QR_MISFIT_CLEAR) / 0.08;
    const double corner_weight = FINDER_WEIGHT * fmax(0.01, fmin(1, 1 - blurred));
    unsigned count = 0;
    for (int i = 0; i < 5; i++) {
        const double du = i == 4 ? 0 : i & 1 ? 3.5 : -3.5, dv = i == 4 ? 0 : i & 2 ? 3.5 : -3.5;
        const double x = du * first[0] + dv * second[0], y = du * first[1] + dv * second[1];
        matches[count++] = (struct qr_match){
            .module = {u + du, v + dv},
            .seen = {finder->centre.x + finder->to_px[0][0] * x + finder->to_px[0][1] * y,
                     finder->centre.y + finder->to_px[1][0] * x + finder->to_px[1][1] * y},
            .weight = finder->guessed ? GUESSED_WEIGHT
                      : i == 4        ? CENTRE_WEIGHT
                                      : corner_weight,
        };
    }
    return count;
}

/* How dark a module's middle is: 1 for dark, -1 for light. */
static double darkness(const struct qr_frame *frame, const struct qr_place *place, double u, double v)
{
    const struct qr_point at = qr_warp_at(&place->warp, u, v);
    const float middle = (place->dark + place->light) / 2, half = (place->light - place->dark) / 2;
    const double value = (middle - qr_pixel(frame, (float)at.x, (float)at.y)) / half;
    return value > 1 ? 1 : value < -1 ? -1 : value;
}

/* How well the timing patterns show, each arm from one finder pattern to the next. */
static double timing_score(const struct qr_frame *frame, const struct qr_place *place)
{
    const unsigned side = qr_side(place->version);
    double sum = 0;
    for (unsigned i = 7; i <= side - 8; i++) {
        const double sign = i % 2 == 0 ? 1 : -1;
        sum += sign * darkness(frame, place, i + 0.5, 6.5);
        sum += sign * darkness(frame, place, 6.5, i + 0.5);
    }
    return sum / (2 * (side - 14));
}

bool qr_locate_version(const struct qr_frame *frame, const struct qr_finders *finders, const struct qr_triple *triple,
                       unsigned version, struct qr_place *place)
{
    const struct qr_finder *const finder[3] = {&finders->at[triple->corner], &finders->at[triple->right],
                                               &finders->at[triple->below]};
    const double far = qr_side(version) - 3.5;
    place->version = version;
    place->match_count = add_matches(finder[0], triple->turns, 3.5, 3.5, place->matches);
    place->match_count +=
        add_matches(finder[1], turns_towards(finder[1], finder[0]) + 2, far, 3.5, place->matches + place->match_count);
    place->match_count +=
        add_matches(finder[2], turns_towards(finder[2], finder[0]) + 1, 3.5, far, place->matches + place->match_count);
    place->dark = (finder[0]->dark + finder[1]->dark + finder[2]->dark) / 3;
    place->light = (finder[0]->light + finder[1]->light + finder[2]->light) / 3;
    place->module_px = (finder[0]->module_px + finder[1]->module_px + finder[2]->module_px) / 3;
    const double blur = (finder[0]->misfit + finder[1]->misfit + finder[2]->misfit) / 3 - QR_MISFIT_CLEAR;
    struct qr_match *guess = &place->matches[place->match_count]; /* without clear corners, a parallelogram */
    *guess = (struct qr_match){
        .module = {far, far},
        .seen = {finder[1]->centre.x + finder[2]->centre.x - finder[0]->centre.x,
                 finder[1]->centre.y + finder[2]->centre.y - finder[0]->centre.y},
        .weight = fmax(0, fmin(1, blur / 0.08)),
    };
    if (!qr_warp_fit(&place->warp, qr_side(version), place->matches, place->match_count + 1))
        return false;
    place->timing = timing_score(frame, place);
    return true;
}

unsigned qr_locate(const struct qr_frame *frame, const struct qr_finders *finders, const struct qr_triple *triple,
                   struct qr_place *places, unsigned max)
{
    const struct qr_finder *const finder[3] = {&finders->at[triple->corner], &finders->at[triple->right],
                                               &finders->at[triple->below]};
    /* Blur makes modules look smaller than they are, and so the symbol larger. */
    const double blur = fmax(0, (finder[0]->misfit + finder[1]->misfit + finder[2]->misfit) / 3 - QR_MISFIT_CLEAR);
    const double guess = (triple->modules * (1 - fmin(0.15, blur)) + 7 - 17) / 4;
    const double doubt = 0.6 + (0.06 + blur) * fmax(1, guess);
    const int first = (int)fmax(1, ceil(guess - doubt)), last = (int)fmin(QR_VERSION_MAX, floor(guess + doubt));
    unsigned count = 0;
    for (int version = first; version <= last && version < first + CANDIDATES_MAX; version++) {
        struct qr_place place;
        if (!qr_locate_version(frame, finders, triple, (unsigned)version, &place))
            continue;
        unsigned at = count < max ? count++ : max;
        while (at > 0 && places[at - 1].timing < place.timing) {
            if (at < max)
                places[at] = places[at - 1];
            at--;
        }
        if (at < max)
            places[at] = place;
    }
    return count;
}
