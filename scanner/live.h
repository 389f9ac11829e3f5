/* live.h: what a camera sees, on the terminal: codes, verdicts, first and last frame, rate; redrawn in place. */
#ifndef TRC_SCAN_LIVE_H
#define TRC_SCAN_LIVE_H

#include <stdbool.h>

#include "scanner/sightings.h"

#define SCAN_LIVE_CODES_MAX 12 /* those seen last */

/* Begin with all 0 but `shown`. */
struct scan_live {
    bool shown;     /* somebody looks: without that, all calls do nothing */
    unsigned lines; /* of the view that are on the screen */
    int64_t began_at_us, drawn_at_us;
};

/* Frames of a stream so far. */
struct scan_live_frames {
    uint64_t seen, total; /* total: 0 when it is not known */
    uint64_t dropped;
};

/** Draw the view anew on stderr, at most ten times a second. */
void scan_live_update(struct scan_live *live, const char *source, const struct scan_sightings *sightings,
                      const struct scan_live_frames *frames);

/** Take the view off the screen: before other output to the terminal, and at the end. It comes back by itself. */
void scan_live_clear(struct scan_live *live);

#endif
