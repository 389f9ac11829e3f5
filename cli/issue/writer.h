/* writer.h: where issued codes go: a CSV file or a folder of pictures. */
#ifndef TRC_CLI_ISSUE_WRITER_H
#define TRC_CLI_ISSUE_WRITER_H

#include "common/file_out.h"
#include "issue/job.h"

/** Open output of one batch. */
struct writer {
    struct issue_layout layout;
    bool to_stdout;        /* CSV only */
    bool single;           /* `layout.out` names one picture */
    struct file_out table; /* the CSV, or the folder's labels.csv */
};

/**
 * Open before a range is reserved: what cannot be written is then refused at no cost.
 *
 * @param fresh A new batch: a folder for its pictures must be new or empty, lest the labels of two batches mix.
 */
TRC_MUST_USE enum trc_status writer_open(struct writer *writer, const struct issue_job *job, bool fresh,
                                         struct trc_error *error);

/** Write what stands before the codes. */
TRC_MUST_USE enum trc_status writer_begin(struct writer *writer, struct trc_error *error);

/** Write one code. */
TRC_MUST_USE enum trc_status writer_put(struct writer *writer, uint32_t unit, const struct trc_issued *issued,
                                        struct trc_error *error);

/** Give everything its final name, on disk. */
TRC_MUST_USE enum trc_status writer_finish(struct writer *writer, struct trc_error *error);

/** Drop what has no final name yet; harmless after writer_finish(). */
void writer_abandon(struct writer *writer);

/** Can this be a preview's path? Asked before a range is reserved. */
TRC_MUST_USE enum trc_status writer_check_preview(const struct issue_layout *layout, const char *path,
                                                  struct trc_error *error);

/** Draw one symbol into a file by its ending (.png, .svg), or on stdout as terminal blocks for "-". */
TRC_MUST_USE enum trc_status writer_preview(const struct issue_layout *layout, const char *path,
                                            const struct trc_issued *issued, struct trc_error *error);

#endif
