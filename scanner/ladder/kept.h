/* kept.h: symbols that were located and not read, kept until it is certain that nothing reads them. */
#ifndef TRC_SCAN_KEPT_H
#define TRC_SCAN_KEPT_H

#include "scanner/ladder/seen.h"
#include "scanner/sink.h"

#define SCAN_KEPT_MAX SCAN_LOCATED_MAX

struct scan_kept {
    unsigned count;
    struct {
        struct scan_located located;
        int8_t soft[SCAN_LOCATED_SIDE_MAX * SCAN_LOCATED_SIDE_MAX];
    } at[SCAN_KEPT_MAX];
};

/** Keep a copy; of more than there is room for, the first ones. */
void scan_kept_add(struct scan_kept *kept, const struct scan_located *located);

/** Hand on, once for each place, those at whose place nothing was read. */
void scan_kept_hand_on(const struct scan_kept *kept, struct scan_seen *seen, const struct scan_sink *sink);

#endif
