/* progress.h: one line on a terminal that says how far a long run is: done, total, rate, time left. */
#ifndef TRC_COMMON_PROGRESS_H
#define TRC_COMMON_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PROGRESS_LINE_MAX 160

struct progress {
    bool shown;  /* stderr is a terminal, and nobody asked for silence */
    bool colour; /* NO_COLOR is not set */
    bool drawn;  /* the line is on the screen */
    uint64_t total;
    int64_t began_at_ms, drawn_at_ms;
};

/** Would anybody see it: is stderr a terminal, and not `quiet`? To ask before counting a total just for this. */
bool progress_is_wanted(bool quiet);

/** Begin. All calls do nothing unless progress_is_wanted(quiet). @param total 0 when it is not known. */
void progress_begin(struct progress *progress, uint64_t total, bool quiet);

/** Show that `done` are done; draws at most ten times a second. */
void progress_update(struct progress *progress, uint64_t done);

/** Take the line off the screen: before other output to the terminal, and at the end. It comes back by itself. */
void progress_clear(struct progress *progress);

/** The text alone, such as "37% 1,234 of 3,330, 52.1/s, 0:40 left". Pure. @param[out] line PROGRESS_LINE_MAX bytes. */
void progress_format(uint64_t done, uint64_t total, int64_t elapsed_ms, char *line);

#endif
