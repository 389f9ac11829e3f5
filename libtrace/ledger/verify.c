/* verify.c: verifying the ledger: the database, then its chains, then what follows from them. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "ledger/walk.h"
#include "registry/registry.h"

static enum trc_status tell_fault(void *context, const char *text)
{
    struct trc_ledger_walk *walk = context;
    trc_ledger_tell_row(walk, TRC_LEDGER_FILE, "", "%s", text);
    return walk->status;
}

static enum trc_status check_content(struct trc_ledger_walk *walk)
{
    enum trc_status status = trc_ledger_read_before(walk);
    if (status == TRC_OK)
        status = trc_ledger_check_chains(walk);
    trc_ledger_sort_acts(&walk->acts);
    if (status == TRC_OK)
        status = trc_ledger_check_units(walk);
    if (status == TRC_OK)
        status = trc_ledger_check_batches(walk);
    if (status == TRC_OK)
        status = trc_ledger_check_rows(walk);
    if (status == TRC_OK)
        status = trc_ledger_check_counters(walk);
    return status == TRC_OK ? trc_ledger_check_foreign(walk) : status;
}

/* Of a damaged database it is not said that somebody changed it: it may have lost what it held. */
static enum trc_status check(struct trc_ledger_walk *walk)
{
    enum trc_status status = trc_db_check(walk->db, tell_fault, walk, walk->error);
    if (status == TRC_OK && walk->report->file_faults == 0)
        status = check_content(walk);
    if (status != TRC_ERR_DAMAGED)
        return status;
    return walk->report->file_faults > 0 ? TRC_OK : tell_fault(walk, walk->error->msg);
}

enum trc_status trc_ledger_verify(struct trc_registry *registry, const struct trc_checkpoint *kept, size_t count,
                                  trc_ledger_visit *visit, void *context, struct trc_ledger_report *report,
                                  struct trc_error *error)
{
    struct trc_error inner = TRC_ERROR_INIT;
    struct trc_ledger_walk walk = {
        .db = registry->db,
        .error = &inner, /* rows that cannot be read leave words in it, and are no failure */
        .kept = kept,
        .kept_count = count,
        .visit = visit,
        .context = context,
        .report = report,
    };
    memset(report, 0, sizeof *report);
    enum trc_status status = trc_registry_begin_read(registry, &inner);
    if (status == TRC_OK) {
        status = check(&walk);
        (void)!trc_db_end(registry->db, TRC_ERR_STATE, NULL); /* it was only read */
    }
    free(walk.acts.known);
    free(walk.acts.batch);
    if (status == TRC_OK)
        return TRC_OK;
    memset(report, 0, sizeof *report);
    if (error != NULL)
        *error = inner;
    return status;
}
