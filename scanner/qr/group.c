/* group.c: which three finder patterns belong to one symbol.
 * A projection keeps straight lines straight, so each pattern's own axes point at its neighbours however strong the
 * perspective is, and the modules between two patterns are their distance over the geometric mean of the module sizes
 * along it. */
#include "scanner/qr/group.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NEIGHBOURS_MAX = 5 };

static const double SLANT_MAX = 0.36, MODULES_MIN = 10.5, MODULES_MAX = 185, STRETCH_MAX = 2.2;

struct neighbour {
    uint16_t index;
    float modules, cost;
};

/* The nearest-fitting neighbours in the four directions of a pattern's axes: +u, +v, -u, -v. */
struct neighbours {
    struct neighbour at[4][NEIGHBOURS_MAX];
    unsigned count[4];
};

/* How far off the nearer axis a direction points; its direction and its distance along it. */
static double slant(struct qr_point local, unsigned *direction, double *along)
{
    const bool first = fabs(local.x) > fabs(local.y);
    const double major = first ? local.x : local.y, minor = first ? local.y : local.x;
    *direction = first ? (major > 0 ? 0 : 2) : (major > 0 ? 1 : 3);
    *along = fabs(major);
    return major != 0 ? fabs(minor / major) : 1;
}

static void insert(struct neighbours *neighbours, unsigned direction, const struct neighbour *one)
{
    unsigned place = neighbours->count[direction];
    struct neighbour *list = neighbours->at[direction];
    if (place < NEIGHBOURS_MAX)
        neighbours->count[direction]++;
    else if (list[--place].cost <= one->cost)
        return;
    for (; place > 0 && list[place - 1].cost > one->cost; place--)
        list[place] = list[place - 1];
    list[place] = *one;
}

/* A blurred pattern's axes are not to be relied upon. */
static double slant_max(const struct qr_finder *finder)
{
    return SLANT_MAX + fmax(0, fmin(0.5, 5 * (finder->misfit - QR_MISFIT_CLEAR)));
}

static void find_neighbours(const struct qr_finders *finders, unsigned index, struct neighbours *out)
{
    const struct qr_finder *one = &finders->at[index];
    memset(out, 0, sizeof *out);
    for (unsigned i = 0; i < finders->count; i++) {
        const struct qr_finder *other = &finders->at[i];
        if (i == index || other->used)
            continue;
        unsigned direction, back;
        double here, there;
        const double off = slant(qr_finder_local(one, other->centre), &direction, &here);
        if (off > slant_max(one) || here < MODULES_MIN / 2 || here > MODULES_MAX * 2)
            continue;
        const double off_back = slant(qr_finder_local(other, one->centre), &back, &there);
        const double stretch = fabs(log(here / there)), modules = sqrt(here * there);
        if (off_back > slant_max(other) || stretch > log(STRETCH_MAX) || modules < MODULES_MIN || modules > MODULES_MAX)
            continue;
        /* On a sheet other symbols lie in line as well: prefer the near. */
        const double cost = 0.36 * (off / slant_max(one) + off_back / slant_max(other)) + 0.5 * stretch +
                            0.3 * log(modules / 14) + 2 * other->misfit;
        insert(out, direction, &(struct neighbour){(uint16_t)i, (float)modules, (float)cost});
    }
}

/* How badly the two arms of a corner fit together. */
static double corner_cost(const struct qr_finders *finders, const struct neighbour *right,
                          const struct neighbour *below)
{
    const double skew = fabs(log((double)right->modules / below->modules));
    const struct qr_finder *b = &finders->at[right->index], *c = &finders->at[below->index];
    const double contrast = fabs((double)b->dark - c->dark) + fabs((double)b->light - c->light);
    return right->cost + below->cost + 3 * skew + contrast / 255;
}

static int by_cost(const void *a, const void *b)
{
    const struct qr_triple *x = a, *y = b;
    if (x->cost != y->cost)
        return x->cost < y->cost ? -1 : 1;
    if (x->corner != y->corner)
        return x->corner < y->corner ? -1 : 1;
    if (x->right != y->right)
        return x->right < y->right ? -1 : 1;
    return (x->below > y->below) - (x->below < y->below);
}

/* Keep a corner's best triples, best first. */
static unsigned keep_best(struct qr_triple *triples, unsigned count, const struct qr_triple *one)
{
    unsigned place = count;
    if (count == QR_CORNER_TRIPLES_MAX && triples[--place].cost <= one->cost)
        return count;
    for (; place > 0 && triples[place - 1].cost > one->cost; place--)
        triples[place] = triples[place - 1];
    triples[place] = *one;
    return count < QR_CORNER_TRIPLES_MAX ? count + 1 : count;
}

/* The triples of one corner. @return How many, at most QR_CORNER_TRIPLES_MAX. */
static unsigned find_triples(const struct qr_finders *finders, unsigned index, const struct neighbours *neighbours,
                             struct qr_triple *triples)
{
    unsigned count = 0;
    for (unsigned turns = 0; turns < 4; turns++)
        for (unsigned i = 0; i < neighbours->count[turns]; i++)
            for (unsigned k = 0; k < neighbours->count[(turns + 1) % 4]; k++) {
                const struct neighbour *right = &neighbours->at[turns][i], *below = &neighbours->at[(turns + 1) % 4][k];
                const double ratio = (double)right->modules / below->modules;
                if (ratio > 1.5 || ratio < 1 / 1.5)
                    continue;
                const struct qr_triple one = {
                    .corner = (uint16_t)index,
                    .right = right->index,
                    .below = below->index,
                    .turns = (uint8_t)turns,
                    .modules = sqrtf(right->modules * below->modules),
                    .cost = (float)(corner_cost(finders, right, below) + 2 * finders->at[index].misfit),
                };
                count = keep_best(triples, count, &one);
            }
    return count;
}

unsigned qr_group(const struct qr_finders *finders, struct qr_triple *triples)
{
    unsigned count = 0;
    for (unsigned i = 0; i < finders->count; i++) {
        struct neighbours neighbours;
        if (finders->at[i].used)
            continue;
        find_neighbours(finders, i, &neighbours);
        count += find_triples(finders, i, &neighbours, triples + count);
    }
    qsort(triples, count, sizeof *triples, by_cost);
    return count;
}
