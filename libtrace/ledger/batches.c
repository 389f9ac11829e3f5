/* batches.c: batches, their own serials and what was released of them, against acts. */
#include <string.h>

#include "base/error.h"
#include "ledger/walk.h"
#include "registry/batch.h"

#define BATCH_TYPES "ititiiittttiit"

struct batch_row {
    struct trc_batch batch;
    char options[TRC_BATCH_OPTIONS_MAX + 1];
};

/* Its own serials in order, each under the key that follows from it. */
static enum trc_status add_serials(struct trc_ledger_walk *walk, const struct trc_batch *batch,
                                   struct trc_digest *digest, bool *are_whole)
{
    struct trc_db_rows rows;
    int64_t unit = batch->first_unit;
    trc_db_walk(walk->db, &rows,
                "SELECT code_key, batch_id, unit, serial FROM own_serial WHERE batch_id = $1 ORDER BY unit, code_key",
                DB_ARGS(DB_INT(batch->id)), walk->error);
    while (trc_ledger_next(walk, &rows)) {
        char serial[TRC_SERIAL_MAX + 1];
        uint8_t key[TRC_CODE_KEY_LEN] = {0};
        size_t len;
        const bool is_typed = trc_ledger_types(&rows, "biit");
        trc_db_text(&rows, 3, serial, sizeof serial);
        const bool fits = trc_ledger_fits(&rows), has_key = trc_code_key(batch->gtin, serial, key) == TRC_OK;
        const void *stored = trc_db_bytes(&rows, 0, &len);
        *are_whole = *are_whole && is_typed && fits && has_key && trc_db_int(&rows, 2) == unit++ && len == sizeof key &&
                     memcmp(stored, key, sizeof key) == 0;
        trc_batch_add_serial(digest, serial);
        walk->report->table_rows++;
    }
    *are_whole = *are_whole && unit == (int64_t)batch->first_unit + batch->count;
    return trc_db_close_rows(&rows);
}

static enum trc_status check_completion(struct trc_ledger_walk *walk, const struct trc_batch *batch)
{
    struct trc_act act = {0};
    const struct trc_ledger_known *known = trc_ledger_find_act(&walk->acts, TRC_THING_COMPLETE, batch->id, 0, 0);
    const enum trc_status status = known == NULL ? TRC_OK : trc_ledger_read_act(walk, known->act, &act);
    const bool is_covered = known != NULL || batch->id > walk->acts.before;
    if (status == TRC_OK && is_covered && act.at_s != batch->completed_at_s)
        trc_ledger_tell_row(walk, TRC_LEDGER_CHANGED, "batch", _("Batch %lld was not completed when its row says so."),
                            (long long)batch->id);
    return status;
}

static enum trc_status check_batch(struct trc_ledger_walk *walk, const struct batch_row *row)
{
    const struct trc_batch *batch = &row->batch;
    const struct trc_ledger_batch *acts = trc_ledger_find_batch(&walk->acts, batch->id);
    char detail[TRC_ACT_DETAIL_MAX + 1];
    struct trc_digest serials;
    bool are_whole = true;
    if (batch->id >= 1 && batch->id <= walk->acts.before) {
        walk->report->older_batches++;
        return check_completion(walk, batch);
    }
    if (acts == NULL || acts->act == 0) {
        trc_ledger_tell_row(walk, TRC_LEDGER_ADDED, "batch", _("No act has issued batch %lld."), (long long)batch->id);
        return TRC_OK;
    }
    trc_digest_begin(&serials);
    enum trc_status status = check_completion(walk, batch);
    if (status == TRC_OK && batch->own_serials)
        status = add_serials(walk, batch, &serials, &are_whole);
    if (status != TRC_OK)
        return status;
    if (!are_whole)
        trc_ledger_tell_row(walk, TRC_LEDGER_CHANGED, "own_serial",
                            _("The own serials of batch %lld are not all there."), (long long)batch->id);
    trc_batch_format_act(batch, row->options, &serials, detail);
    return trc_ledger_compare(walk, "batch", acts->act, NULL, &batch->created_at_s, detail);
}

/* Ids have no gaps. *next is the id that comes after those seen. */
static void check_gap(struct trc_ledger_walk *walk, int64_t id, int64_t *next)
{
    if (id > *next)
        trc_ledger_tell_row(walk, TRC_LEDGER_MISSING, "batch", _("Batch %lld is missing."), (long long)*next);
    if (id >= *next)
        *next = id + 1;
}

static enum trc_status check_batches(struct trc_ledger_walk *walk)
{
    struct trc_db_rows rows;
    int64_t next = 1;
    trc_db_walk(walk->db, &rows, "SELECT " TRC_BATCH_COLUMNS ", b.options FROM batch b ORDER BY b.id", NULL,
                walk->error);
    while (trc_ledger_next(walk, &rows)) {
        struct batch_row row;
        const bool is_typed = trc_ledger_types(&rows, BATCH_TYPES);
        trc_batch_read(&rows, &row.batch);
        trc_db_text(&rows, TRC_BATCH_COLUMN_COUNT, row.options, sizeof row.options);
        walk->report->table_rows++;
        if (trc_ledger_fits(&rows) && is_typed) {
            check_gap(walk, row.batch.id, &next);
            rows.status = check_batch(walk, &row);
        } else {
            trc_ledger_tell_unreadable(walk, "batch", "id", row.batch.id);
        }
    }
    const enum trc_status status = trc_db_close_rows(&rows);
    if (status == TRC_OK && next <= walk->acts.before + (int64_t)walk->acts.batch_count)
        trc_ledger_tell_row(walk, TRC_LEDGER_MISSING, "batch", _("Batch %lld is missing."), (long long)next);
    return status;
}

/* --- activations --- */

struct active {
    bool begun;
    int64_t batch_id, units, last; /* of the batch that the walk is at */
};

static void end_batch(struct trc_ledger_walk *walk, const struct active *active)
{
    const struct trc_ledger_batch *acts = trc_ledger_find_batch(&walk->acts, active->batch_id);
    const bool is_older = active->batch_id >= 1 && active->batch_id <= walk->acts.before;
    if (active->begun && !is_older && (acts == NULL || acts->active != active->units))
        trc_ledger_tell_row(walk, TRC_LEDGER_CHANGED, "activation",
                            _("Of batch %lld %lld units are active, and acts have released %lld."),
                            (long long)active->batch_id, (long long)active->units,
                            acts != NULL ? (long long)acts->active : 0);
}

static void add_run(struct trc_ledger_walk *walk, struct trc_db_rows *rows, struct active *active)
{
    const int64_t batch_id = trc_db_int(rows, 0), first = trc_db_int(rows, 1), last = trc_db_int(rows, 2);
    if (!active->begun || batch_id != active->batch_id) {
        end_batch(walk, active);
        *active = (struct active){.begun = true, .batch_id = batch_id};
    }
    if (first <= active->last || last > TRC_UNIT_MAX)
        trc_ledger_tell_row(walk, TRC_LEDGER_CHANGED, "activation",
                            _("Units of batch %lld are active twice, or are none of it."), (long long)batch_id);
    else
        active->units += last - first + 1;
    active->last = last;
}

static enum trc_status check_activations(struct trc_ledger_walk *walk)
{
    struct active active = {0};
    struct trc_db_rows rows;
    trc_db_walk(walk->db, &rows,
                "SELECT batch_id, first_unit, last_unit, at_s FROM activation ORDER BY batch_id, last_unit", NULL,
                walk->error);
    while (trc_ledger_next(walk, &rows)) {
        walk->report->table_rows++;
        if (trc_ledger_types(&rows, "iiii"))
            add_run(walk, &rows, &active);
        else
            trc_ledger_tell_unreadable(walk, "activation", "batch_id", trc_db_int(&rows, 0));
    }
    const enum trc_status status = trc_db_close_rows(&rows);
    if (status == TRC_OK)
        end_batch(walk, &active);
    return status;
}

enum trc_status trc_ledger_check_batches(struct trc_ledger_walk *walk)
{
    enum trc_status status = check_batches(walk);
    if (status == TRC_OK)
        status = check_activations(walk);
    return status == TRC_OK ? walk->status : status;
}
