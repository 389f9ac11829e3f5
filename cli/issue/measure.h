/* measure.h: how large what changes from label to label will be, before anything is reserved. */
#ifndef TRC_CLI_ISSUE_MEASURE_H
#define TRC_CLI_ISSUE_MEASURE_H

#include "issue/job.h"
#include "issue/serials.h"

/** The largest of a batch. */
struct measure {
    unsigned side;                   /* of a symbol, in modules */
    char serial[TRC_SERIAL_MAX + 1]; /* one as wide on a label as any: the longest own one, or a specimen */
};

/**
 * Measure a batch.
 *
 * @param serials Own serials of a new batch, read and begun again; NULL: none, or they are recorded already.
 */
TRC_MUST_USE enum trc_status measure_batch(const struct issue_job *job, const struct trc_template *tmpl,
                                           struct serial_file *serials, struct trc_registry *registry,
                                           struct measure *out, struct trc_error *error);

#endif
