/* measure.h: how large the symbols of a batch will be, before anything is reserved. */
#ifndef TRC_CLI_ISSUE_MEASURE_H
#define TRC_CLI_ISSUE_MEASURE_H

#include "issue/job.h"
#include "issue/serials.h"

/**
 * The side of the largest symbol, in modules.
 *
 * @param serials Own serials of a new batch; NULL: none, or they are recorded already.
 */
TRC_MUST_USE enum trc_status measure_side(const struct issue_job *job, const struct trc_template *tmpl,
                                          struct serial_file *serials, struct trc_registry *registry, unsigned *side,
                                          struct trc_error *error);

#endif
