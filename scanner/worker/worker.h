/* worker.h: the life of a worker process, from its arguments to its end. */
#ifndef TRC_SCAN_WORKER_H
#define TRC_SCAN_WORKER_H

#include "scanner/worker/serve.h"

/**
 * Warm up, enter the sandbox, greet, and answer requests with `reader` until the parent hangs up.
 *
 * @param argv As the parent's child.c gives it: program, bytes of memory, seconds of CPU time.
 * @return The process's exit status.
 */
int scan_worker_run(int argc, char **argv, scan_reader *reader);

#endif
