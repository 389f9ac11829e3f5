/* job.h: what one run of trc issue is to do, checked before a single number is reserved. */
#ifndef TRC_CLI_ISSUE_JOB_H
#define TRC_CLI_ISSUE_JOB_H

#include "common/home.h"
#include "issue/layout.h"

struct issue_job {
    struct trc_batch batch;
    struct issue_layout layout;
    uint32_t first_unit, unit_count; /* what is written of the batch; count 0: own serials that are yet to be counted */
    struct trc_print_run run;        /* how this writing is recorded */
    struct trc_product product;      /* for what stands on the labels; all empty when it is not recorded */
    bool same_place;                 /* resumed, and written where it was before */
};

/** Plan a new batch. Every value is checked but what only sealing and reserving can tell. */
TRC_MUST_USE enum trc_status issue_plan(const struct issue_wish *wish, const struct home *home, struct issue_job *job,
                                        struct trc_error *error);

/** The range that was reserved, once it is. */
void issue_take_range(struct issue_job *job);

/** Take up a batch again, or print some of it once more; a format, path or layout in `wish` replaces the recorded one.
 */
TRC_MUST_USE enum trc_status issue_take_up(const struct issue_wish *wish, const struct home *home,
                                           struct issue_job *job, struct trc_error *error);

/** The template that seals the job's codes. */
TRC_MUST_USE enum trc_status issue_template(const struct issue_job *job, const struct trc_keyring *ring,
                                            struct trc_template *tmpl, struct trc_error *error);

#endif
