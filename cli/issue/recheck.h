/* recheck.h: are the files of a print run still what was written? */
#ifndef TRC_CLI_ISSUE_RECHECK_H
#define TRC_CLI_ISSUE_RECHECK_H

#include <trc/registry.h>

enum recheck_answer {
    RECHECK_NOTHING, /* it went to stdout, or was not finished */
    RECHECK_WHOLE,
    RECHECK_CHANGED, /* *file is the first that is not what it was */
    RECHECK_MISSING, /* *file is the first that is not there */
};

/**
 * Hash the files anew, against the manifest, and that against the registry.
 *
 * @param[out] file A path, PATH_MAX bytes; empty unless changed or missing.
 */
enum recheck_answer recheck_run(const struct trc_print_run *run, char *file);

#endif
