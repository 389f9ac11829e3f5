/* figures.c: what was measured under one seed or several. */
#include <stdlib.h>

#include "sim/report.h"

void figures_init(struct figures *figures)
{
    *figures = (struct figures){.ran = calloc(attack_count, sizeof *figures->ran),
                                .attack = calloc(attack_count, sizeof *figures->attack)};
    if (figures->ran == NULL || figures->attack == NULL)
        abort();
}

void figures_free(struct figures *figures)
{
    free(figures->ran);
    free(figures->attack);
}

/* Both results are counts throughout. */
static void add_counts(void *sum, const void *part, size_t size)
{
    uint64_t *to = sum;
    const uint64_t *from = part;
    for (size_t i = 0; i < size / sizeof *to; i++)
        to[i] += from[i];
}

void figures_add(struct figures *sum, const struct figures *part)
{
    sum->honest_ran = part->honest_ran;
    add_counts(&sum->honest, &part->honest, sizeof sum->honest);
    for (unsigned i = 0; i < attack_count; i++) {
        sum->ran[i] = part->ran[i];
        sum->attack[i].codes += part->attack[i].codes;
        add_counts(&sum->attack[i].clones, &part->attack[i].clones, sizeof sum->attack[i].clones);
        add_counts(&sum->attack[i].spoilt, &part->attack[i].spoilt, sizeof sum->attack[i].spoilt);
    }
}

double figures_caught(const struct figures *figures, const struct attack **worst, double *worst_share)
{
    double all = 0;
    unsigned count = 0;
    *worst = NULL;
    *worst_share = -1;
    for (unsigned i = 0; i < attack_count; i++) {
        const double share = measure_caught_share(&figures->attack[i].clones, CAUGHT_SCANS, COUNT_ONCE);
        if (!figures->ran[i] || attacks[i].kind != ATTACK_CLONE || attacks[i].pin || share < 0)
            continue;
        if (*worst == NULL || share < *worst_share) {
            *worst = &attacks[i];
            *worst_share = share;
        }
        all += share;
        count++;
    }
    return count == 0 ? -1 : all / count;
}
