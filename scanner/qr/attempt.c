/* attempt.c: from three finder patterns to a symbol, by all means, cheapest first. */
#include "scanner/qr/attempt.h"

#include <string.h>

#include "scanner/qr/format.h"
#include "scanner/qr/locate.h"

enum {
    VERSION_DISTANCE_MAX = 6, /* of 36 bits */
    /* Nanoseconds, about: */
    LOCATE_WORK = 15000,   /* to guess at a triple's version */
    SAMPLE_WORK = 150,     /* to sample and judge a module */
    REFINE_WORK = 250,     /* to bend the grid by a module */
    THOROUGH_WORK = 600000 /* to decode in all ways */
};

/* How well timing patterns must show, and shares of the fixed modules that must be right: to look on at all, to decode,
 * to bend, to take time, and to be handed on as located. */
static const double TIMING_MIN = 0.2, HOPELESS_AGREEMENT = 0.6, DECODE_AGREEMENT = 0.7, REFINE_AGREEMENT = 0.72,
                    THOROUGH_AGREEMENT = 0.85, LOCATED_AGREEMENT = 0.8;

static void find_corners(const struct qr_attempt *attempt, const struct qr_warp *warp, struct qr_point corners[4])
{
    for (unsigned i = 0; i < 4; i++) {
        const double u = i == 1 || i == 2 ? warp->side : 0, v = i >= 2 ? warp->side : 0;
        const struct qr_point at = qr_warp_at(warp, u, v);
        corners[i] = (struct qr_point){at.x * attempt->scale, at.y * attempt->scale};
    }
}

static bool sample(struct qr_attempt *attempt, const struct qr_place *place)
{
    const uint64_t side = 17 + 4 * (uint64_t)place->version;
    if (!qr_work_take(attempt->work, SAMPLE_WORK * side * side))
        return false;
    qr_sample(&attempt->view, &place->warp, &attempt->samples);
    return true;
}

/* Judge the samples; @return the share of fixed modules that are right. */
static double look(struct qr_attempt *attempt, const struct qr_place *place, unsigned window, double sharpen)
{
    struct qr_grid *grid = &attempt->grid;
    grid->version = (uint8_t)place->version;
    grid->side = (uint8_t)(17 + 4 * place->version);
    grid->inverted = attempt->inverted;
    qr_sample_judge(&attempt->samples, window, sharpen, grid);
    return qr_sample_agreement(&attempt->samples, grid);
}

/* Decode the grid as it was judged last, when enough of its fixed modules are right. */
static bool decode_grid(struct qr_attempt *attempt, const struct qr_place *place, double agreement, bool thorough,
                        struct qr_symbol *symbol)
{
    if (agreement < DECODE_AGREEMENT ||
        !qr_decode(&attempt->grid, thorough && agreement > THOROUGH_AGREEMENT, &attempt->decoding, symbol))
        return false;
    find_corners(attempt, &place->warp, symbol->corners);
    attempt->warp = place->warp;
    symbol->warp = &attempt->warp;
    symbol->warp_scale = attempt->scale;
    return true;
}

/* Decode the samples, judged in several ways. */
static bool decode_samples(struct qr_attempt *attempt, const struct qr_place *place, bool thorough,
                           struct qr_symbol *symbol)
{
    static const struct {
        unsigned window;
        double sharpen;
    } WAYS[] = {{5, 0.4}, {3, 0.15}, {5, 0.9}};
    const double agreement = look(attempt, place, 5, 0);
    if (agreement < HOPELESS_AGREEMENT)
        return false;
    if (decode_grid(attempt, place, agreement, thorough, symbol))
        return true;
    if (!thorough || !qr_work_take(attempt->work, THOROUGH_WORK))
        return false;
    if (qr_sample_equalise(&attempt->samples, &attempt->grid) &&
        decode_grid(attempt, place, qr_sample_agreement(&attempt->samples, &attempt->grid), true, symbol))
        return true;
    for (unsigned i = 0; i < sizeof WAYS / sizeof WAYS[0]; i++)
        if (decode_grid(attempt, place, look(attempt, place, WAYS[i].window, WAYS[i].sharpen), true, symbol))
            return true;
    return false;
}

/* Keep what was sampled last for those who know more about its text, blur undone where that makes more of it right. */
static void note_located(struct qr_attempt *attempt, const struct qr_place *place)
{
    double agreement = look(attempt, place, 5, 0);
    if (attempt->located == NULL || agreement < LOCATED_AGREEMENT)
        return;
    find_corners(attempt, &place->warp, attempt->grid.corners);
    qr_located_note(attempt->located, &attempt->grid, agreement);
    if (qr_sample_equalise(&attempt->samples, &attempt->grid)) {
        agreement = qr_sample_agreement(&attempt->samples, &attempt->grid);
        qr_located_note(attempt->located, &attempt->grid, agreement);
    }
}

static bool bend(struct qr_attempt *attempt, struct qr_place *place, double stiffness)
{
    const uint64_t side = 17 + 4 * (uint64_t)place->version;
    return look(attempt, place, 5, 0) >= REFINE_AGREEMENT && qr_work_take(attempt->work, REFINE_WORK * side * side) &&
           qr_refine(&attempt->view, &attempt->grid, &attempt->samples, place->matches, place->match_count, stiffness,
                     &attempt->refining, &place->warp);
}

/* Try a place: as it is, with the alignment pattern, and bent to fit the edges, more freely each time. */
static bool read_place(struct qr_attempt *attempt, struct qr_place *place, struct qr_symbol *symbol)
{
    static const double STIFFNESS[] = {3, 3, 3, 3, 3, 1, 1, 1, 0.3, 0.3, 0.1, 0.1};
    if (!sample(attempt, place))
        return false;
    if (place->version == 1 && decode_samples(attempt, place, false, symbol))
        return true;
    if (qr_locate_alignment(&attempt->view, place) && !sample(attempt, place))
        return false;
    if (decode_samples(attempt, place, false, symbol))
        return true;
    for (unsigned i = 0; i < sizeof STIFFNESS / sizeof STIFFNESS[0] && bend(attempt, place, STIFFNESS[i]); i++) {
        if (!sample(attempt, place))
            break;
        if (decode_samples(attempt, place, i % 2 == 0, symbol))
            return true;
    }
    note_located(attempt, place);
    return false;
}

/* From version 7 on a symbol names its version next to two finder patterns, where a wrong guess hardly matters. */
static bool correct_version(struct qr_attempt *attempt, const struct qr_finders *finders,
                            const struct qr_triple *triple, struct qr_place *place)
{
    unsigned distance;
    if (!sample(attempt, place))
        return false;
    look(attempt, place, 5, 0);
    const unsigned version = qr_version_read(&attempt->grid, &distance);
    return distance <= VERSION_DISTANCE_MAX && version != place->version &&
           qr_locate_version(&attempt->view, finders, triple, version, place);
}

bool qr_attempt(struct qr_attempt *attempt, const struct qr_finders *finders, const struct qr_triple *triple,
                struct qr_symbol *symbol)
{
    struct qr_place places[2];
    if (!qr_work_take(attempt->work, LOCATE_WORK))
        return false;
    const unsigned count = qr_locate(&attempt->view, finders, triple, places, 2);
    for (unsigned i = 0; i < count; i++)
        if (places[i].timing > TIMING_MIN && read_place(attempt, &places[i], symbol))
            return true;
    /* Timing patterns that are bent or blurred may name no version, or a wrong one. */
    return count > 0 && places[0].version >= 6 && correct_version(attempt, finders, triple, &places[0]) &&
           read_place(attempt, &places[0], symbol);
}
