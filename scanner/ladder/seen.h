/* seen.h: places at which symbols were read, so that each is told once, whoever reads it again. */
#ifndef TRC_SCAN_SEEN_H
#define TRC_SCAN_SEEN_H

#include <stdbool.h>

#include "scanner/protocol.h"

struct scan_seen {
    unsigned count;
    struct scan_point quads[SCAN_SYMBOLS_MAX][4];
};

/**
 * Remember a place.
 *
 * Readers put corners a module or two apart. So a place is the same when the middle of one lies in the other; two
 * labels with one text at different places stay two.
 *
 * @return false when a symbol was read there before, or there is no room for more.
 */
bool scan_seen_add(struct scan_seen *seen, const struct scan_point quad[4]);

#endif
