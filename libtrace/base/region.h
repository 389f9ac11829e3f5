/* region.h: reading region codes, and the circle that holds a region. Internal. */
#ifndef TRC_BASE_REGION_H
#define TRC_BASE_REGION_H

#include <stdbool.h>
#include <stddef.h>
#include <trc/place.h>

/**
 * Read the region code that a text begins with, in its canonical form.
 *
 * @param[out] region Empty when there is none.
 * @return How many characters it takes; 0 when there is none.
 */
size_t trc_region_read(const char *text, char region[TRC_REGION_MAX + 1]);

/** A circle on the ground. */
struct trc_circle {
    double lat, lon; /* degrees */
    double radius_km;
};

/** The circle in which all of a canonical region lies, or all of its country. False when neither is known. */
bool trc_region_circle(const char *region, struct trc_circle *circle);

#endif
