/* child.h: one worker process: starting it, giving it a picture, ending it. */
#ifndef TRC_SCAN_CHILD_H
#define TRC_SCAN_CHILD_H

#include <sys/types.h>

#include "scanner/protocol.h"

struct scan_child {
    pid_t pid; /* 0: there is no process */
    int socket;
    bool greeted;           /* it stands in its sandbox and has said so */
    unsigned picture_count; /* answered so far */
    int64_t started_at_us;
    struct scan_answer *answer;       /* of the picture it is at, borrowed; NULL when it is idle */
    const struct scan_writer *writer; /* of the file it draws, borrowed; NULL when it reads */
    uint64_t drawn_bytes;
    uint64_t request_id;
    int64_t asked_at_us, look_at_us; /* by the wall clock: when it was handed over; when it may be late */
    int64_t cpu_at_us;               /* what the process had computed by then */
};

/**
 * Start a worker: a fresh address space, an all but empty environment, and no descriptor but its socket.
 *
 * @param max_pixels, cpu_seconds The worker's limits; its memory follows from the pixels.
 * @return 0, or the errno of what failed; the child is then as before.
 */
int scan_child_start(struct scan_child *child, const char *worker_path, uint64_t max_pixels, unsigned cpu_seconds);

/** Send a picture. @return false when the worker is gone. */
bool scan_child_ask(struct scan_child *child, const struct scan_request *request, int fd);

/** The time that the process has computed so far; waiting for a processor does not count. */
int64_t scan_child_cpu_us(const struct scan_child *child);

/**
 * Kill the process if it still runs, collect it and clear *child.
 *
 * @param[out] detail How it ended, such as "SIGSEGV" or "exit status 1"; may be NULL.
 */
void scan_child_end(struct scan_child *child, char detail[SCAN_DETAIL_MAX + 1]);

#endif
