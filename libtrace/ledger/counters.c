/* counters.c: the counters that numbers are given from follow from the batches that were issued. */
#include <string.h>

#include "base/error.h"
#include "ledger/walk.h"

/* A row of table counter; -1 when there is none that can be read. */
static enum trc_status read_counter(struct trc_ledger_walk *walk, const char *name, int64_t *value)
{
    struct trc_db_rows rows;
    *value = -1;
    trc_db_query(walk->db, &rows, "SELECT value FROM counter WHERE name = $1", DB_ARGS(DB_TEXT(name)), walk->error);
    while (trc_ledger_next(walk, &rows))
        if (trc_ledger_types(&rows, "i"))
            *value = trc_db_int(&rows, 0);
    return trc_db_close_rows(&rows);
}

enum trc_status trc_ledger_read_before(struct trc_ledger_walk *walk)
{
    int64_t before;
    const enum trc_status status = read_counter(walk, "before_ledger", &before);
    walk->acts.before = walk->acts.kept = before > 0 ? before : 0;
    if (status == TRC_OK && before < 0)
        trc_ledger_tell_row(walk, TRC_LEDGER_MISSING, "counter", _("Counter %s is missing."), "before_ledger");
    return status;
}

/* The last batch is known by its act; that the ledger began after `before`, by the act of the next one. */
static enum trc_status check_batch_counter(struct trc_ledger_walk *walk)
{
    const struct trc_ledger_acts *acts = &walk->acts;
    const int64_t last = acts->before + (int64_t)acts->batch_count;
    int64_t value;
    const enum trc_status status = read_counter(walk, "batch", &value);
    if (status != TRC_OK)
        return status;
    if (value != last)
        trc_ledger_tell_row(walk, TRC_LEDGER_CHANGED, "counter",
                            _("Counter batch is at %lld, and the last batch is %lld."), (long long)value,
                            (long long)last);
    if (!acts->begins)
        trc_ledger_tell_row(walk, TRC_LEDGER_MISSING, "act",
                            _("No act says after which batch the ledger begins: it should be the first one."));
    else if (acts->kept != acts->before)
        trc_ledger_tell_row(walk, TRC_LEDGER_CHANGED, "counter",
                            _("Counter before_ledger is at %lld, and by its first act the ledger begins after batch "
                              "%lld."),
                            (long long)acts->kept, (long long)acts->before);
    if (acts->earlier != 0 || (acts->batch_count > 0 && acts->batch[0].act == 0))
        trc_ledger_tell_row(walk, TRC_LEDGER_CHANGED, "counter",
                            _("The ledger begins after batch %lld: that is not where acts begin to issue batches."),
                            (long long)acts->before);
    return TRC_OK;
}

/* By it a clock that was set back is known for what it is. */
static enum trc_status check_decided_at(struct trc_ledger_walk *walk)
{
    char time[TRC_LEDGER_TIME_SIZE];
    int64_t value;
    const enum trc_status status = read_counter(walk, "decided_at", &value);
    if (status == TRC_OK && (value > 0 ? value : 0) != walk->acts.latest_s)
        trc_ledger_tell_row(walk, TRC_LEDGER_CHANGED, "counter",
                            _("Counter decided_at is at %lld, and the latest act is of %s."), (long long)value,
                            trc_ledger_time(walk->acts.latest_s, time));
    return status;
}

/* How many more rows one query counts than another; both stand in it. */
static enum trc_status count(struct trc_ledger_walk *walk, const char *sql, int64_t counts[2])
{
    struct trc_db_rows rows;
    trc_db_query(walk->db, &rows, sql, NULL, walk->error);
    while (trc_ledger_next(walk, &rows)) {
        counts[0] = trc_db_int(&rows, 0);
        counts[1] = trc_db_int(&rows, 1);
    }
    return trc_db_close_rows(&rows);
}

/* Numbers go on where the last batch ended. */
static enum trc_status check_unit_counters(struct trc_ledger_walk *walk)
{
    struct trc_db_rows rows;
    int64_t counts[2] = {0, 0};
    trc_db_walk(walk->db, &rows,
                "SELECT u.gtin, u.key_id, u.next_unit, COALESCE((SELECT MAX(b.first_unit + b.unit_count) FROM batch b"
                " WHERE b.gtin = u.gtin AND b.key_id = u.key_id), 0) FROM unit_counter u ORDER BY u.gtin, u.key_id",
                NULL, walk->error);
    while (trc_ledger_next(walk, &rows)) {
        char gtin[TRC_GTIN_SIZE];
        trc_db_text(&rows, 0, gtin, sizeof gtin);
        const bool fits = trc_ledger_fits(&rows) && trc_ledger_types(&rows, "tiii");
        if (!fits || trc_db_int(&rows, 2) != trc_db_int(&rows, 3))
            trc_ledger_tell_row(walk, TRC_LEDGER_CHANGED, "unit_counter",
                                _("The next unit of product %s with key id %lld is not the one after its last batch."),
                                fits ? gtin : "?", (long long)trc_db_int(&rows, 1));
        walk->report->table_rows++;
    }
    const enum trc_status status = trc_db_close_rows(&rows);
    if (status != TRC_OK)
        return status;
    const enum trc_status counted =
        count(walk,
              "SELECT (SELECT COUNT(*) FROM unit_counter), (SELECT COUNT(*) FROM (SELECT DISTINCT gtin, key_id FROM"
              " batch) d)",
              counts);
    if (counted == TRC_OK && counts[0] < counts[1])
        trc_ledger_tell_row(walk, TRC_LEDGER_MISSING, "unit_counter",
                            _("Of %lld products and keys that issued, %lld have a counter of units."),
                            (long long)counts[1], (long long)counts[0]);
    return counted;
}

/* Those of each batch are compared with its act: here that there are no others. */
static enum trc_status check_serials(struct trc_ledger_walk *walk)
{
    int64_t counts[2] = {0, 0};
    const enum trc_status status = count(walk,
                                         "SELECT (SELECT COUNT(*) FROM own_serial), (SELECT CAST(COALESCE("
                                         "SUM(unit_count), 0) AS BIGINT) FROM batch WHERE own_serials = 1)",
                                         counts);
    if (status == TRC_OK && counts[0] != counts[1])
        trc_ledger_tell_row(walk, TRC_LEDGER_CHANGED, "own_serial",
                            _("There are %lld own serials, and batches have %lld."), (long long)counts[0],
                            (long long)counts[1]);
    return status;
}

enum trc_status trc_ledger_check_counters(struct trc_ledger_walk *walk)
{
    enum trc_status status = check_batch_counter(walk);
    if (status == TRC_OK)
        status = check_decided_at(walk);
    if (status == TRC_OK)
        status = check_unit_counters(walk);
    if (status == TRC_OK)
        status = check_serials(walk);
    return status == TRC_OK ? walk->status : status;
}
