/* run.h: one scan over all sources, from walking to printing. */
#ifndef TRC_SCAN_RUN_H
#define TRC_SCAN_RUN_H

#include "scanner/feed.h"
#include "scanner/output.h"
#include "scanner/pool.h"

struct scan_run {
    const char *const *sources;
    size_t source_count;
    struct scan_pool_config pool;
    struct scan_feed_config feed;
    struct scan_output output;
    struct scan_recover *recover;   /* makes out what the workers could not read; borrowed; may be NULL */
    struct scan_annotate *annotate; /* where drawings go; borrowed; NULL: none are made */
    size_t until;                   /* stop after so many different codes; 0: go on to the end */
    bool at_once;                   /* tell the codes of a stream when they are first seen */
    bool quiet;
};

/**
 * Scan every source. Lines come in the order of the sources, each as soon as all before it are out; no more pictures
 * than a few for each worker are ever held.
 *
 * A signal ends it with what was read so far; to be called between interrupt_hold() and interrupt_release(), which then
 * ends the program. It does not where the signal ended a camera or a network stream, which has no other end.
 *
 * @return The program's exit code.
 */
int scan_run(const struct scan_run *run);

#endif
