/* annotate.h: pictures with the codes marked on them, drawn by the workers and written to a folder. */
#ifndef TRC_SCAN_ANNOTATE_H
#define TRC_SCAN_ANNOTATE_H

#include <limits.h>
#include <trc/verdict.h>

#include "scanner/kind.h"
#include "scanner/pool.h"
#include "scanner/reason.h"

struct scan_annotate;

/** One image of a source. */
struct scan_scene {
    uint64_t source;  /* its number in the run, from 1 */
    const char *name; /* of the source, as it is shown */
    enum scan_kind_reader form;
    uint32_t page, frame; /* as in struct scan_symbol */
};

/** Make the folder, unless it is there. TRC_OK; TRC_ERR_IO, TRC_ERR_PERMISSION, TRC_ERR_RANGE, TRC_ERR_MEMORY. */
TRC_MUST_USE enum trc_status scan_annotate_open(const char *folder, const struct scan_limits *limits,
                                                struct scan_annotate **out, struct trc_error *error);

/** Drawings that are not finished are dropped. The pool that draws must be closed before. NULL-safe. */
void scan_annotate_close(struct scan_annotate *annotate);

/** Where the drawing of a scene goes: FOLDER/0003-NAME-p2.jpg. Returns `path`. */
const char *scan_annotate_path(const struct scan_annotate *annotate, const struct scan_scene *scene,
                               char path[PATH_MAX]);

/**
 * Have the codes of one image drawn, if there are any, as soon as a worker is free: the symbols of the answer with the
 * scene's page and frame in the colours of their verdicts, and what was located and not read in grey.
 *
 * @param fd       The picture; borrowed.
 * @param verdicts One for each symbol of the answer; NONE where nobody judges. Borrowed, as the answer is.
 * @return false when memory or descriptors ran out.
 */
bool scan_annotate_add(struct scan_annotate *annotate, int fd, const struct scan_scene *scene,
                       const struct scan_answer *answer, const enum trc_verdict *verdicts);

/**
 * Finish what is drawn, and hand the next to the pool if it has room.
 *
 * @param[out] failed Set when a drawing could not be made or written, after a message; else left alone.
 * @return What scan_pool_draw() answers.
 */
TRC_MUST_USE enum trc_status scan_annotate_work(struct scan_annotate *annotate, struct scan_pool *pool, bool *failed,
                                                struct trc_error *error);

/** Is anything left to be drawn? NULL-safe. */
bool scan_annotate_is_busy(const struct scan_annotate *annotate);

#endif
