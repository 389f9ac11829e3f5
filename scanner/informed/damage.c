/* damage.c: damage comes in patches. Under a dark or a light one all modules look alike, which masked data hardly do;
 * under any, a known module is right by chance only. Every rectangle is weighed as a patch by all that lies in it; the
 * likely ones, together, say how likely each module is to be covered. Then the next patch is looked for. */
#include "scanner/informed/damage.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PATCHES_MAX = 10 };

static const float COVERED = 0.96F;   /* of the modules under a dark patch look dark */
static const float PATCH_COST = 20;   /* log of how many rectangles there are, and of how rare damage is */
static const float AREA_COST = 0.04F; /* of each module covered: small patches are more frequent than large ones */
static const float NEGLIGIBLE = 9;    /* rectangles that are less likely than the best by this log are left out */

float informed_doubt(int soft)
{
    return 0.004F + 0.496F * expf(-(float)abs(soft) / 28);
}

static void look_at_modules(const struct qr_grid *grid, const int8_t *want, struct informed_damage *damage)
{
    const unsigned modules = (unsigned)grid->side * grid->side;
    for (unsigned i = 0; i < modules; i++) {
        const bool dark = grid->soft[i] > 0;
        const float doubt = fmaxf(informed_doubt(grid->soft[i]), 0.015F);
        const float whole = logf(want[i] == 0 ? 0.5F : dark == (want[i] > 0) ? 1 - doubt : doubt) + AREA_COST;
        damage->evidence[INFORMED_DARKENED][i] = logf(dark ? COVERED : 1 - COVERED) - whole;
        damage->evidence[INFORMED_LIGHTENED][i] = logf(dark ? 1 - COVERED : COVERED) - whole;
        damage->evidence[INFORMED_MUDDLED][i] = logf(0.5F) - whole;
    }
}

static void sum_up(unsigned side, struct informed_damage *damage)
{
    for (unsigned harm = 0; harm < INFORMED_HARM_COUNT; harm++) {
        float *above = damage->above[harm];
        for (unsigned x = 0; x < side; x++)
            above[x] = 0;
        for (unsigned i = 0; i < side * side; i++)
            above[i + side] = above[i] + damage->evidence[harm][i];
    }
}

/* Weigh every rectangle: find the best, or note the weights of those nearly as good. @return The best's evidence. */
static float weigh_rectangles(unsigned side, struct informed_damage *damage, const float *best)
{
    const unsigned stride = side + 1;
    float most = -INFINITY, left[58];
    for (unsigned harm = 0; harm < INFORMED_HARM_COUNT; harm++)
        for (unsigned top = 0; top < side; top++)
            for (unsigned bottom = top + 1; bottom <= side; bottom++) {
                const float *a = damage->above[harm] + top * side, *b = damage->above[harm] + bottom * side;
                left[0] = 0; /* evidence to the left of each column, between these rows */
                for (unsigned x = 0; x < side; x++)
                    left[x + 1] = left[x] + b[x] - a[x];
                for (unsigned from = 0; from < side; from++)
                    for (unsigned to = from + 1; to <= side; to++) {
                        const float evidence = left[to] - left[from];
                        if (best == NULL) {
                            most = evidence > most ? evidence : most;
                        } else if (evidence > *best - NEGLIGIBLE) {
                            const float weight = expf(evidence - *best);
                            damage->weight[top * stride + from] += weight;
                            damage->weight[top * stride + to] -= weight;
                            damage->weight[bottom * stride + from] -= weight;
                            damage->weight[bottom * stride + to] += weight;
                            most = fmaxf(most, 0) + weight;
                        }
                    }
            }
    return most;
}

/* From the weights at corners to the chance of each module that the patch covers it. What is covered surely says no
 * more about the next patch. */
static void cover(unsigned side, float all, struct informed_damage *damage)
{
    const unsigned stride = side + 1;
    for (unsigned y = 0; y < side; y++)
        for (unsigned x = 0; x < side; x++) {
            float *weight = &damage->weight[y * stride + x];
            if (x > 0)
                *weight += weight[-1];
            if (y > 0)
                *weight += *(weight - stride);
            if (x > 0 && y > 0)
                *weight -= *(weight - stride - 1);
            const float chance = fminf(fmaxf(*weight / all, 0), 1);
            const unsigned at = y * side + x;
            damage->chance[at] = 1 - (1 - damage->chance[at]) * (1 - chance);
            for (unsigned harm = 0; harm < INFORMED_HARM_COUNT; harm++)
                damage->evidence[harm][at] *= 1 - chance;
        }
}

void informed_damage_find(const struct qr_grid *grid, const int8_t *want, struct informed_damage *damage)
{
    const unsigned side = grid->side;
    look_at_modules(grid, want, damage);
    memset(damage->chance, 0, sizeof damage->chance);
    for (unsigned i = 0; i < PATCHES_MAX; i++) {
        sum_up(side, damage);
        const float best = weigh_rectangles(side, damage, NULL);
        if (best < PATCH_COST)
            break;
        memset(damage->weight, 0, sizeof damage->weight);
        const float all = weigh_rectangles(side, damage, &best) + expf(PATCH_COST - best);
        cover(side, all, damage);
    }
}
