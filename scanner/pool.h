/* pool.h: a number of worker processes that read pictures side by side. A picture that kills its worker costs one
 * answer and nothing more. */
#ifndef TRC_SCAN_POOL_H
#define TRC_SCAN_POOL_H

#include <trc/error.h>

#include "scanner/answer.h"
#include "scanner/mark.h"

struct scan_pool;

struct scan_pool_config {
    const char *worker_path; /* borrowed until the pool is closed */
    unsigned jobs;           /* processes at a time, 1 to SCAN_JOBS_MAX; each is started when first needed */
    unsigned timeout_s;      /* of computing for one picture, or SCAN_PATIENCE as long in all; then its worker dies */
    uint64_t max_pixels;     /* of one picture */
    bool thorough;           /* as in struct scan_request */
};

#define SCAN_JOBS_MAX 256
#define SCAN_TIMEOUT_DEFAULT_S 10
#define SCAN_PATIENCE 6 /* a busy machine may take so many times as long (docs/decisions/0056) */
#define SCAN_PIXELS_DEFAULT 100000000ull

/** What has happened so far; for tests and for the curious. */
struct scan_pool_counts {
    uint64_t started, crashed, late, garbled, retired;
};

enum trc_status scan_pool_open(const struct scan_pool_config *config, struct scan_pool **out,
                               struct trc_error *error) TRC_MUST_USE;

/** Kills the workers, whatever they are at; pictures without an answer get none. */
void scan_pool_close(struct scan_pool *pool);

/** Is a worker free, so that scan_pool_submit() may be called? */
bool scan_pool_has_room(const struct scan_pool *pool);

/** Is any picture being read, so that scan_pool_wait() may be called without a watch? */
bool scan_pool_is_busy(const struct scan_pool *pool);

/**
 * Hand over one picture.
 *
 * @param[out] answer Emptied; filled, with `done` set, by this or a later call. Borrowed until then.
 * @param      fd     The picture, owned by the pool from here on, whatever the status.
 * @return TRC_OK, also when the picture's answer is a failure. Anything else means that no worker can be started, and
 *         that it is useless to go on.
 */
enum trc_status scan_pool_submit(struct scan_pool *pool, struct scan_answer *answer, int fd,
                                 struct trc_error *error) TRC_MUST_USE;

/**
 * Have marks drawn on one image of a picture. As above; the answer holds no symbols and how the picture could be read.
 *
 * @param drawing At most SCAN_MARKS_MAX marks; not needed after the call.
 * @param writer  Takes the bytes of a JPEG file as they come, which a worker that was taken over may have forged;
 * borrowed until the answer is done. The file is of use when the result is READ, TRUNCATED or DAMAGED.
 */
enum trc_status scan_pool_draw(struct scan_pool *pool, struct scan_answer *answer, int fd,
                               const struct scan_drawing *drawing, const struct scan_writer *writer,
                               struct trc_error *error) TRC_MUST_USE;

/** What is waited for beside answers. */
struct scan_watch {
    int fd;           /* until it can be read from; -1: nothing */
    int64_t until_us; /* until scan_now_us() says so; INT64_MAX: for ever */
};

/**
 * Wait until at least one more answer is done. Status as above.
 *
 * @param watch NULL, while a picture is being read. Else what it names, or a signal, also ends the waiting.
 */
enum trc_status scan_pool_wait(struct scan_pool *pool, const struct scan_watch *watch,
                               struct trc_error *error) TRC_MUST_USE;

struct scan_pool_counts scan_pool_counts(const struct scan_pool *pool);

#endif
