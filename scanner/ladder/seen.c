/* seen.c: places at which symbols were read, so that each is told once, whoever reads it again. */
#include "scanner/ladder/seen.h"

#include <string.h>

/* Whether a quadrilateral, whichever way round it goes, holds another's middle. */
static bool holds(const struct scan_point quad[4], const struct scan_point other[4])
{
    const int64_t x = (int64_t)other[0].x + other[1].x + other[2].x + other[3].x;
    const int64_t y = (int64_t)other[0].y + other[1].y + other[2].y + other[3].y;
    unsigned left = 0;
    for (unsigned i = 0; i < 4; i++) {
        const struct scan_point a = quad[i], b = quad[(i + 1) % 4];
        left += ((int64_t)b.x - a.x) * (y - 4 * (int64_t)a.y) - ((int64_t)b.y - a.y) * (x - 4 * (int64_t)a.x) > 0;
    }
    return left == 0 || left == 4;
}

bool scan_seen_add(struct scan_seen *seen, const struct scan_point quad[4])
{
    for (unsigned i = 0; i < seen->count; i++)
        if (holds(seen->quads[i], quad) || holds(quad, seen->quads[i]))
            return false;
    if (seen->count == SCAN_SYMBOLS_MAX)
        return false;
    memcpy(seen->quads[seen->count++], quad, sizeof seen->quads[0]);
    return true;
}
