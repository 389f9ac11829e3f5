/* stats_totals.c: how many batches, units and events there are now, and in which states. */
#include <string.h>
#include <trc/stats.h>

#include "registry/registry.h"

#define OF_PRODUCT                                                                                                     \
    " ($1 = '' OR EXISTS (SELECT 1 FROM event e JOIN batch b ON b.id = e.batch_id"                                     \
    " WHERE e.code_key = unit.code_key AND b.gtin = $1))"

static enum trc_status read_batches(struct trc_db *db, const char *gtin, struct trc_stats_totals *totals,
                                    struct trc_error *error)
{
    struct trc_db_rows rows;
    trc_db_query(db, &rows,
                 "SELECT COUNT(*), CAST(COALESCE(SUM(unit_count), 0) AS BIGINT) FROM batch"
                 " WHERE $1 = '' OR gtin = $1",
                 DB_ARGS(DB_TEXT(gtin)), error);
    while (trc_db_next(&rows)) {
        totals->batches = trc_db_int(&rows, 0);
        totals->issued = trc_db_int(&rows, 1);
    }
    return trc_db_close_rows(&rows);
}

static enum trc_status read_activated(struct trc_db *db, const char *gtin, struct trc_stats_totals *totals,
                                      struct trc_error *error)
{
    struct trc_db_rows rows;
    trc_db_query(db, &rows,
                 "SELECT CAST(COALESCE(SUM(a.last_unit - a.first_unit + 1), 0) AS BIGINT) FROM activation a"
                 " JOIN batch b ON b.id = a.batch_id WHERE $1 = '' OR b.gtin = $1",
                 DB_ARGS(DB_TEXT(gtin)), error);
    while (trc_db_next(&rows))
        totals->activated = trc_db_int(&rows, 0);
    return trc_db_close_rows(&rows);
}

static enum trc_status read_events(struct trc_db *db, struct trc_stats_totals *totals, struct trc_error *error)
{
    struct trc_db_rows rows;
    trc_db_query(db, &rows, "SELECT CAST(COALESCE(SUM(length), 0) AS BIGINT) FROM chain WHERE number < $1",
                 DB_ARGS(DB_INT(TRC_CHAINS)), error);
    while (trc_db_next(&rows))
        totals->events = trc_db_int(&rows, 0);
    return trc_db_close_rows(&rows);
}

/* All of them in one reading: state 0 is none. */
static enum trc_status read_units(struct trc_db *db, const char *gtin, struct trc_stats_totals *totals,
                                  struct trc_error *error)
{
    struct trc_db_rows rows;
    trc_db_query(db, &rows,
                 "SELECT state, COUNT(*), COUNT(CASE WHEN scans > 0 THEN 1 END),"
                 " COUNT(CASE WHEN copied_at_s <> 0 THEN 1 END) FROM unit WHERE" OF_PRODUCT " GROUP BY state",
                 DB_ARGS(DB_TEXT(gtin)), error);
    while (trc_db_next(&rows)) {
        totals->state[trc_db_uint(&rows, 0, TRC_STATE_COUNT - 1)] = trc_db_int(&rows, 1);
        totals->scanned += trc_db_int(&rows, 2);
        totals->copied += trc_db_int(&rows, 3);
    }
    totals->state[TRC_STATE_NONE] = 0;
    return trc_db_close_rows(&rows);
}

enum trc_status trc_registry_get_totals(struct trc_registry *registry, const char *gtin,
                                        struct trc_stats_totals *totals, struct trc_error *error)
{
    struct trc_db *db = registry->db;
    gtin = gtin != NULL ? gtin : "";
    memset(totals, 0, sizeof *totals);
    enum trc_status status = read_batches(db, gtin, totals, error);
    if (status == TRC_OK)
        status = read_activated(db, gtin, totals, error);
    if (status == TRC_OK)
        status = read_events(db, totals, error);
    return status == TRC_OK ? read_units(db, gtin, totals, error) : status;
}
