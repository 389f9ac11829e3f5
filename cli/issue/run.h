/* run.h: one run of trc issue: plan, reserve, seal, write. */
#ifndef TRC_CLI_ISSUE_RUN_H
#define TRC_CLI_ISSUE_RUN_H

#include "common/progress.h"
#include "issue/job.h"
#include "issue/serials.h"
#include "issue/writer.h"

#define ISSUE_JOBS_MAX 64

/* One run, from the plan to the last file. */
struct issue_run {
    struct home home;
    struct issue_job job;
    struct trc_template template;
    struct writer writer;
    struct serial_file *serials; /* NULL without --serials */
    const char *preview;
    bool only_looks; /* a preview, and nothing is issued */
    unsigned jobs;
    struct progress progress;
    bool quiet;
    bool reserved; /* from then on a failure leaves a batch that --resume finishes with the same codes */
    char manifest[TRC_DIGEST_TEXT_SIZE];
    struct trc_error *error;
};

/** Do it. All of `run` that the caller does not set is zero; what stays open in it is the home. */
TRC_MUST_USE enum trc_status issue_run(struct issue_run *run, const struct issue_wish *wish,
                                       const struct common_options *common);

#endif
