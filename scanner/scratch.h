/* scratch.h: a private folder for what a tool can only write as files, gone when we are. */
#ifndef TRC_SCAN_SCRATCH_H
#define TRC_SCAN_SCRATCH_H

#include <stdbool.h>

#define SCAN_SCRATCH_MAX 256

struct scan_scratch {
    char path[SCAN_SCRATCH_MAX]; /* empty: there is none */
};

/** Make the folder, below $TMPDIR or /tmp, unless it is there already; nobody else can look into it. */
bool scan_scratch_open(struct scan_scratch *scratch);

/** Open a regular file in it for reading and remove its name. @return -1 when there is none. */
int scan_scratch_take(const struct scan_scratch *scratch, const char *name);

/** Remove all that is in the folder; and the folder, too. Nothing happens where there is none. */
void scan_scratch_clear(const struct scan_scratch *scratch);
void scan_scratch_close(struct scan_scratch *scratch);

#endif
