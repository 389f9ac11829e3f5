/* damage.h: where a symbol is covered or worn, told by the modules that are known. */
#ifndef TRC_SCAN_INFORMED_DAMAGE_H
#define TRC_SCAN_INFORMED_DAMAGE_H

#include "scanner/informed/layout.h"

/* What damage does to modules. */
enum informed_harm { INFORMED_DARKENED, INFORMED_LIGHTENED, INFORMED_MUDDLED, INFORMED_HARM_COUNT };

struct informed_damage {
    /* Log of how much better a module's look fits the harm than a whole symbol. */
    float evidence[INFORMED_HARM_COUNT][INFORMED_MODULES_MAX];
    float above[INFORMED_HARM_COUNT][INFORMED_MODULES_MAX + 57]; /* summed over all modules above, row after row */
    float weight[58 * 58];                                       /* of rectangles, noted at their corners */
    float chance[INFORMED_MODULES_MAX];                          /* the answer: of being damaged, 0 to 1 */
};

/** The chance that a module is not what it looks like although it is whole. @param[in] soft As in struct qr_grid. */
float informed_doubt(int soft);

/**
 * Estimate the chance of damage for every module.
 *
 * @param[in] want  What each must be: 1 dark, -1 light, 0 unknown.
 */
void informed_damage_find(const struct qr_grid *grid, const int8_t *want, struct informed_damage *damage);

/** The chance that a module is not what it looks like, be it damaged or whole. */
static inline float informed_wrong(const struct informed_damage *damage, const struct qr_grid *grid, unsigned module)
{
    const float doubt = informed_doubt(grid->soft[module]);
    return doubt + (0.5F - doubt) * damage->chance[module];
}

#endif
