/* press.h: labels with text and measures, as PDF, ZPL or TSPL: what all labels of a batch share. */
#ifndef TRC_CLI_ISSUE_PRESS_H
#define TRC_CLI_ISSUE_PRESS_H

#include <trc/printer.h>
#include <trc/sheet.h>

#include "issue/job.h"
#include "issue/measure.h"
#include "issue/output.h"
#include "issue/pipeline.h"

struct press {
    const struct issue_job *job;
    struct output *output;
    struct trc_arrangement arrangement;
    struct trc_printer printer;
    struct trc_bitmap fixed;
    struct trc_pdf *pdf;         /* NULL for printers */
    struct trc_error sink_error; /* why the output took no more */
};

/** Where everything goes on a label, and no more: for a look at it. */
TRC_MUST_USE enum trc_status press_arrange(struct press *press, const struct issue_job *job, unsigned side,
                                           struct trc_error *error);

/**
 * Lay the labels out, before a range is reserved: whatever does not fit or cannot be drawn is said here.
 *
 * @param measure Of the batch.
 * @param output Takes the bytes; open until press_close().
 */
TRC_MUST_USE enum trc_status press_open(struct press *press, const struct issue_job *job, const struct measure *measure,
                                        struct output *output, struct trc_error *error);

/** How many units the next chunk may have at most, when so many came before it: whole pages of a PDF. */
uint32_t press_room(const struct press *press, uint32_t units);

/** Write what stands before the first label, and after the last. */
TRC_MUST_USE enum trc_status press_begin(struct press *press, struct trc_error *error);
TRC_MUST_USE enum trc_status press_end(struct press *press, struct trc_error *error);

/** Draw one label into its chunk. Many threads may do so. */
TRC_MUST_USE enum trc_status press_draw(const struct press *press, struct chunk *chunk, uint32_t index,
                                        const struct trc_label *label, struct trc_error *error);

/** Write a chunk of drawn labels. */
TRC_MUST_USE enum trc_status press_emit(struct press *press, const struct chunk *chunk, struct trc_error *error);

/** Harmless on one that is all zero. */
void press_close(struct press *press);

#endif
