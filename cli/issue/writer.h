/* writer.h: where rendered chunks go: a table, a stream of labels, a single picture, a folder of pictures, or a tar of
 * them. */
#ifndef TRC_CLI_ISSUE_WRITER_H
#define TRC_CLI_ISSUE_WRITER_H

#include "issue/job.h"
#include "issue/output.h"
#include "issue/pipeline.h"
#include "issue/press.h"

/** Open output of one batch. */
struct writer {
    const struct issue_job *job;
    enum writer_target { WRITER_TABLE, WRITER_LABELS, WRITER_SINGLE, WRITER_FOLDER, WRITER_TAR } target;
    struct output output; /* the stream; the folder's labels.csv */
    struct press press;   /* of whole labels */
    uint32_t units;       /* emitted so far */
    struct bytes rows;    /* of a tar, gathered to a file of them */
    unsigned row_files;
};

/**
 * Open before a range is reserved: what cannot be written is then refused at no cost.
 *
 * @param measure Of the batch; only looked at for whole labels.
 * @param fresh A new batch: a folder for its pictures must be new or empty, lest the labels of two batches mix.
 */
TRC_MUST_USE enum trc_status writer_open(struct writer *writer, const struct issue_job *job,
                                         const struct measure *measure, bool fresh, struct trc_error *error);

/** Write what stands before the codes. */
TRC_MUST_USE enum trc_status writer_begin(struct writer *writer, struct trc_error *error);

/** How many units the next chunk may have at most, when so many were given to the pipeline already. */
uint32_t writer_room(const struct writer *writer, uint32_t units);

/** Write a chunk's pictures, each to its file. Many threads may do so. Nothing to do for other targets. */
TRC_MUST_USE enum trc_status writer_store(const struct writer *writer, struct chunk *chunk, struct trc_error *error);

/** A chunk_emit; the context is the struct writer. */
enum trc_status writer_emit(void *context, const struct chunk *chunk, struct trc_error *error);

/** Give everything its final name, on disk. @param[out] digest Of the manifest; empty where there is none. */
TRC_MUST_USE enum trc_status writer_finish(struct writer *writer, char digest[TRC_DIGEST_TEXT_SIZE],
                                           struct trc_error *error);

/** Drop what has no final name yet; harmless after writer_finish(). */
void writer_abandon(struct writer *writer);

#endif
