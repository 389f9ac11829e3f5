/* view.h: a way to read a grid: as it is or mirrored, at a level, under a mask. */
#ifndef TRC_SCAN_INFORMED_VIEW_H
#define TRC_SCAN_INFORMED_VIEW_H

#include "scanner/informed/layout.h"

#define INFORMED_LEVEL_COUNT 4

struct informed_view {
    const struct qr_grid *grid; /* as it is, or its mirror image */
    enum qr_level level;
    uint8_t mask;
    bool mirrored;
    float score;                        /* of the format information */
    int8_t seen[8 * INFORMED_DATA_MAX]; /* the bit stream: above 0 for 1, and how certain */
};

/** Whether the mask flips a module (y * side + x). */
static inline bool informed_view_flips(const struct informed_view *view, unsigned module)
{
    return qr_mask_flips(view->mask, module % view->grid->side, module / view->grid->side);
}

/** The bit that a module seems to hold. */
static inline bool informed_view_bit(const struct informed_view *view, unsigned module)
{
    return (view->grid->soft[module] > 0) != informed_view_flips(view, module);
}

static inline uint8_t informed_view_codeword(const struct informed_view *view, const struct informed_layout *layout,
                                             unsigned codeword)
{
    unsigned value = 0;
    for (unsigned k = 0; k < 8; k++)
        value = value << 1 | informed_view_bit(view, layout->module[codeword][k]);
    return (uint8_t)value;
}

#endif
