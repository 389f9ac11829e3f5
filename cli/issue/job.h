/* job.h: what one run of trc issue is to do, checked before a single number is reserved. */
#ifndef TRC_CLI_ISSUE_JOB_H
#define TRC_CLI_ISSUE_JOB_H

#include "common/home.h"
#include "issue/layout.h"

struct issue_job {
    struct trc_batch batch;
    struct issue_layout layout;
    bool same_place; /* resumed, and written where it was before */
};

/** Plan a new batch. Every value is checked but what only sealing and reserving can tell. */
TRC_MUST_USE enum trc_status issue_plan(const struct issue_wish *wish, const struct home *home, struct issue_job *job,
                                        struct trc_error *error);

/** Take up a batch again; a format, path or layout in `wish` replaces the recorded one. */
TRC_MUST_USE enum trc_status issue_take_up(const struct issue_wish *wish, const struct home *home,
                                           struct issue_job *job, struct trc_error *error);

/** The template that seals the job's codes. */
TRC_MUST_USE enum trc_status issue_template(const struct issue_job *job, const struct trc_keyring *ring,
                                            struct trc_template *tmpl, struct trc_error *error);

#endif
