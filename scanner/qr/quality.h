/* quality.h: how well a symbol is printed, as far as one grey picture shows it. Pure; each number is defined here.
 *
 * This is a check of a print against the picture that was taken of it, with whatever light and lens that was: no grade
 * of ISO/IEC 15415, which asks for calibrated reflectance, a fixed aperture and angle, and the decoded reference. */
#ifndef TRC_SCAN_QR_QUALITY_H
#define TRC_SCAN_QR_QUALITY_H

#include "scanner/qr/warp.h"

#define QR_QUIET_ZONE_MAX 4 /* modules: as far as is looked, and what ISO/IEC 18004 asks for */

/**
 * The reflectance R of a module is the mean of 3 x 3 samples, a quarter of a module apart, about its middle: its grey
 * value as the picture stores it, with no gamma undone. Of an inverted symbol it is counted from white.
 *
 * R_min is the R that 2 % of the modules (rounded down) fall short of, R_max the one that as many exceed: a speck of
 * up to so many modules changes neither. The threshold T is the middle between the two.
 */
struct qr_quality {
    /* (R_max - R_min) / 255: 1 for black on white. */
    double contrast;
    /* Of 2 |R - T| / (R_max - R_min), at most 1, of all modules: the value that 5 % of the modules (rounded down) fall
     * short of. 1 when every module is as dark or as light as any; 0 when many cannot be told apart. */
    double modulation;
    /* Modules, 0 to QR_QUIET_ZONE_MAX: how far it stays light beyond the worst of the four edges. Lines along each edge
     * are looked at in half a module's distance from it and then at every further quarter, with two samples a module;
     * one stays light when at most 1 in 20 of its samples is darker than T. What lies beyond the picture's edge by more
     * than half a module is not light. The zone reaches a quarter of a module beyond its last light line: 0, 0.75, 1,
     * 1.25 and so on. */
    double quiet_zone;
    /* The length of the shortest of the symbol's four edges, in pixels of the frame, over its modules. */
    double module_px;
};

/**
 * Measure a symbol that was read.
 *
 * @param[in] warp      The grid it was sampled on.
 * @param[in] scale     Pixels of the frame along one side of a pixel that `warp` leads to: the grid may have been found
 *                      in a smaller view of the frame.
 * @param[in] inverted  Light modules on dark ground; "light" then means dark.
 * Bounded: nine samples a module. Allocates nothing.
 */
void qr_quality_measure(const struct qr_frame *frame, const struct qr_warp *warp, double scale, bool inverted,
                        struct qr_quality *quality);

#endif
