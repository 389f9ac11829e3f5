/* pipeline.h: chunks of a batch go through several threads and come out in order. */
#ifndef TRC_CLI_ISSUE_PIPELINE_H
#define TRC_CLI_ISSUE_PIPELINE_H

#include <trc/sheet.h>
#include <trc/trc.h>

#include "issue/bytes.h"

#define CHUNK_UNITS_MAX 2048
#define CHUNK_PAGES_MAX 64

/** Consecutive units on their way from numbers to bytes. */
struct chunk {
    uint32_t first_unit, count;
    char serial[CHUNK_UNITS_MAX][TRC_SERIAL_MAX + 1]; /* own ones */
    struct bytes labels;                              /* all labels, one after the other */
    struct bytes rows;                                /* of the table that goes with pictures */
    struct bytes sums;                                /* lines of the manifest */
    size_t label_end[CHUNK_UNITS_MAX];                /* where each picture ends in `labels` */
    struct trc_pdf_page *page[CHUNK_PAGES_MAX];       /* made when first needed */
    unsigned page_count;                              /* of them drawn */
    enum trc_status status;
    struct trc_error error;
};

/** Renders a chunk. Runs in a thread of its own, with that thread's context. */
typedef enum trc_status chunk_render(void *thread, struct chunk *chunk, struct trc_error *error);

/** Takes a rendered chunk. Runs in the caller's thread, chunk after chunk. */
typedef enum trc_status chunk_emit(void *context, const struct chunk *chunk, struct trc_error *error);

struct pipeline;

/**
 * Start threads.
 *
 * @param thread_context Makes the context of thread 0 to threads - 1; it outlives the pipeline.
 * @return NULL when memory or threads ran out; release with pipeline_free().
 */
struct pipeline *pipeline_new(unsigned threads, chunk_render *render, void *const *thread_context, chunk_emit *emit,
                              void *emit_context);

/**
 * A chunk to be filled with units. Emits what is ready as far as room is needed: a slow disk slows the filling down.
 *
 * @return TRC_OK, or the first failure of a chunk that was to be emitted.
 */
TRC_MUST_USE enum trc_status pipeline_chunk(struct pipeline *pipeline, struct chunk **chunk, struct trc_error *error);

/** Give the filled chunk to the threads. */
void pipeline_push(struct pipeline *pipeline);

/** Emit the rest. */
TRC_MUST_USE enum trc_status pipeline_drain(struct pipeline *pipeline, struct trc_error *error);

/** End the threads; what was not emitted is lost. NULL-safe. */
void pipeline_free(struct pipeline *pipeline);

#endif
