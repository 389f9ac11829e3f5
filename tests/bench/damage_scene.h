/* damage_scene.h: photographs of labels that are covered, scratched, blurred, faded or torn, made from a seed. */
#ifndef TRC_BENCH_DAMAGE_SCENE_H
#define TRC_BENCH_DAMAGE_SCENE_H

#include <stdbool.h>
#include <trc/label.h>

#include "scanner/frame.h"

/* One row: constant, name, unit of its severity, severities from the first step to the last. */
#define DAMAGE_MAP(X)                                                                                                  \
    X(OCCLUSION, "occlusion", "% of the symbol covered by one patch", 0, 60)                                           \
    X(SCRATCHES, "scratches", "scratches, one module wide", 0, 24)                                                     \
    X(BLUR, "blur", "modules of blur (standard deviation)", 0.2, 1.4)                                                  \
    X(LOW_CONTRAST, "low contrast", "grey levels lost of 180; noise of 5", 120, 180)                                   \
    X(CORNER, "missing corner", "% of the symbol gone at a corner", 0, 48)                                             \
    X(TORN, "torn edge", "% of the symbol gone at an edge", 0, 48)

enum damage_kind {
#define DAMAGE_ENUM(name, text, unit, least, most) DAMAGE_##name,
    DAMAGE_MAP(DAMAGE_ENUM)
#undef DAMAGE_ENUM
        DAMAGE_COUNT
};

#define DAMAGE_SIDE_PX 400

/**
 * Take a picture of a symbol, damaged, at a random angle, lit unevenly, a little out of focus, and noisy.
 *
 * @param[out] frame  DAMAGE_SIDE_PX squared; its pixels are the caller's.
 */
void damage_scene_take(const struct trc_symbol *symbol, enum damage_kind kind, double severity, uint64_t seed,
                       struct scan_frame *frame);

#endif
