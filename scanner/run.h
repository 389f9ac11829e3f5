/* run.h: one scan over all sources, from walking to printing. */
#ifndef TRC_SCAN_RUN_H
#define TRC_SCAN_RUN_H

#include "scanner/output.h"
#include "scanner/pool.h"

struct scan_run {
    const char *const *sources;
    size_t source_count;
    struct scan_pool_config pool;
    struct scan_output output;
    bool quiet;
};

/**
 * Scan every source. Lines come in the order of the sources, each as soon as all before it are out; no more pictures
 * than a few for each worker are ever held.
 *
 * @return The program's exit code.
 */
int scan_run(const struct scan_run *run);

#endif
