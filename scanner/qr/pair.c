/* pair.c: with two finder patterns a symbol's size and direction are known; only where the third one belongs is not.
 * Every place for it is tried: the timing patterns tell which one is right. */
#include "scanner/qr/pair.h"

#include <math.h>
#include <string.h>

enum { PAIRS_MAX = 8 };

static const double CLEAR = 0.15; /* misfit of patterns that are worth it */
static const double SLANT_MAX = 0.25, MODULES_MIN = 13, MODULES_MAX = 60, STRETCH_MAX = 1.5;

/* Two patterns, either next to each other or across from each other. */
struct pair {
    uint16_t one, other;
    bool across;
    double modules, cost;
};

/* How far another pattern lies along the two axes, as the absolute values of its place there. */
static struct qr_point reach(const struct qr_finder *from, const struct qr_finder *to)
{
    const struct qr_point local = qr_finder_local(from, to->centre);
    return (struct qr_point){fabs(local.x), fabs(local.y)};
}

/* @return false when the two cannot belong together. */
static bool make_pair(const struct qr_finders *finders, unsigned i, unsigned k, struct pair *pair)
{
    const struct qr_point a = reach(&finders->at[i], &finders->at[k]), b = reach(&finders->at[k], &finders->at[i]);
    const double slant_a = fmin(a.x, a.y) / fmax(a.x, a.y), slant_b = fmin(b.x, b.y) / fmax(b.x, b.y);
    const bool across = slant_a > 0.5;
    const double off = across ? fmax(1 - slant_a, 1 - slant_b) / 2 : fmax(slant_a, slant_b);
    const double here = across ? (a.x + a.y) / 2 : fmax(a.x, a.y), there = across ? (b.x + b.y) / 2 : fmax(b.x, b.y);
    const double stretch = fabs(log(here / there));
    *pair = (struct pair){(uint16_t)i, (uint16_t)k, across, sqrt(here * there),
                          off + stretch + finders->at[i].misfit + finders->at[k].misfit};
    return off < SLANT_MAX && stretch < log(STRETCH_MAX) && pair->modules > MODULES_MIN && pair->modules < MODULES_MAX;
}

static unsigned find_pairs(const struct qr_finders *finders, struct pair pairs[PAIRS_MAX])
{
    unsigned count = 0;
    for (unsigned i = 0; i < finders->count; i++)
        for (unsigned k = i + 1; k < finders->count; k++) {
            struct pair pair;
            if (finders->at[i].used || finders->at[k].used || finders->at[i].misfit > CLEAR ||
                finders->at[k].misfit > CLEAR || !make_pair(finders, i, k, &pair))
                continue;
            unsigned at = count;
            if (count < PAIRS_MAX)
                count++;
            else if (pairs[--at].cost <= pair.cost)
                continue;
            for (; at > 0 && pairs[at - 1].cost > pair.cost; at--)
                pairs[at] = pairs[at - 1];
            pairs[at] = pair;
        }
    return count;
}

/* A pattern's axis, in pixels a module, that points most nearly in a direction. */
static struct qr_point axis_towards(const struct qr_finder *finder, double dx, double dy)
{
    struct qr_point best = {0, 0};
    double most = -1;
    for (unsigned i = 0; i < 4; i++) {
        const double sign = i < 2 ? 1 : -1;
        const struct qr_point axis = {sign * finder->to_px[0][i % 2], sign * finder->to_px[1][i % 2]};
        const double along = (axis.x * dx + axis.y * dy) / hypot(axis.x, axis.y);
        if (along > most) {
            most = along;
            best = axis;
        }
    }
    return best;
}

/* The pattern that must be there, although nobody saw it: as its neighbours, with these axes. */
static unsigned guess(struct qr_finders *finders, const struct pair *pair, struct qr_point centre, struct qr_point u,
                      struct qr_point v)
{
    const double area = u.x * v.y - u.y * v.x;
    if (finders->count == QR_FINDERS_MAX || !(fabs(area) > 1e-6))
        return QR_FINDERS_MAX;
    struct qr_finder *third = &finders->at[finders->count];
    *third = finders->at[pair->one];
    third->centre = centre;
    third->guessed = true;
    third->misfit = (finders->at[pair->one].misfit + finders->at[pair->other].misfit) / 2;
    third->to_px[0][0] = u.x;
    third->to_px[1][0] = u.y;
    third->to_px[0][1] = v.x;
    third->to_px[1][1] = v.y;
    third->to_modules[0][0] = v.y / area;
    third->to_modules[0][1] = -v.x / area;
    third->to_modules[1][0] = -u.y / area;
    third->to_modules[1][1] = u.x / area;
    third->module_px = sqrt(fabs(area));
    return finders->count++;
}

static struct qr_point mean(struct qr_point a, struct qr_point b)
{
    return (struct qr_point){(a.x + b.x) / 2, (a.y + b.y) / 2};
}

static struct qr_point go(struct qr_point from, struct qr_point step, double times)
{
    return (struct qr_point){from.x + step.x * times, from.y + step.y * times};
}

/* The axis of a pattern, by quarter turns from its first one, that points at another. */
static uint8_t turns_to(const struct qr_finder *from, struct qr_point at)
{
    const struct qr_point local = qr_finder_local(from, at);
    if (fabs(local.x) > fabs(local.y))
        return local.x > 0 ? 0 : 2;
    return local.y > 0 ? 1 : 3;
}

static unsigned add(struct qr_finders *finders, const struct pair *pair, unsigned corner, unsigned right,
                    unsigned below, struct qr_triple *triple)
{
    if (corner >= QR_FINDERS_MAX || right >= QR_FINDERS_MAX || below >= QR_FINDERS_MAX)
        return 0;
    *triple = (struct qr_triple){.corner = (uint16_t)corner,
                                 .right = (uint16_t)right,
                                 .below = (uint16_t)below,
                                 .turns = turns_to(&finders->at[corner], finders->at[right].centre),
                                 .modules = (float)pair->modules,
                                 .cost = (float)pair->cost};
    return 1;
}

/* From `a` to `b` with the symbol on the right hand: its upper edge, or its left one upwards. */
static unsigned beside(struct qr_finders *finders, const struct pair *pair, unsigned a, unsigned b,
                       struct qr_triple *triples)
{
    const struct qr_finder *one = &finders->at[a], *other = &finders->at[b];
    const double dx = other->centre.x - one->centre.x, dy = other->centre.y - one->centre.y;
    const struct qr_point along = mean(axis_towards(one, dx, dy), axis_towards(other, dx, dy));
    const struct qr_point aside = mean(axis_towards(one, -dy, dx), axis_towards(other, -dy, dx));
    const struct qr_point from_one = go(one->centre, aside, pair->modules),
                          from_other = go(other->centre, aside, pair->modules);
    const unsigned below = guess(finders, pair, from_one, along, aside);
    unsigned count = add(finders, pair, a, b, below, triples);
    const unsigned right = guess(finders, pair, from_other, aside, (struct qr_point){-along.x, -along.y});
    return count + add(finders, pair, b, right, a, triples + count);
}

/* From the top right one, `a`, to the bottom left one, `b`: the corner lies on the right hand. */
static unsigned across(struct qr_finders *finders, const struct pair *pair, unsigned a, unsigned b,
                       struct qr_triple *triples)
{
    const struct qr_finder *one = &finders->at[a], *other = &finders->at[b];
    const double dx = other->centre.x - one->centre.x, dy = other->centre.y - one->centre.y;
    /* The directions to the left and upwards, at 45 degrees to the line between the two. */
    const struct qr_point left = mean(axis_towards(one, dx - dy, dy + dx), axis_towards(other, dx - dy, dy + dx));
    const struct qr_point up = mean(axis_towards(one, -dx - dy, dx - dy), axis_towards(other, -dx - dy, dx - dy));
    const struct qr_point centre = mean(go(one->centre, left, pair->modules), go(other->centre, up, pair->modules));
    const unsigned corner =
        guess(finders, pair, centre, (struct qr_point){-left.x, -left.y}, (struct qr_point){-up.x, -up.y});
    return add(finders, pair, corner, a, b, triples);
}

unsigned qr_pair(struct qr_finders *finders, struct qr_triple *triples)
{
    struct pair pairs[PAIRS_MAX];
    const unsigned pair_count = find_pairs(finders, pairs);
    unsigned count = 0;
    for (unsigned i = 0; i < pair_count; i++)
        for (unsigned way = 0; way < 2; way++) {
            const unsigned a = way == 0 ? pairs[i].one : pairs[i].other, b = way == 0 ? pairs[i].other : pairs[i].one;
            count += (pairs[i].across ? across : beside)(finders, &pairs[i], a, b, triples + count);
        }
    return count;
}
