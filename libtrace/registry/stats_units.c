/* stats_units.c: units that stand out: met by many, or where one thing cannot have been. */
#include <stdlib.h>
#include <string.h>
#include <trc/stats.h>

#include "base/error.h"
#include "registry/registry.h"
#include "registry/unit_row.h"

enum { SECONDS_A_DAY = 86400, CODE_KEY_COLUMN = TRC_UNIT_ARGS - 1 };

#define OF_PRODUCT                                                                                                     \
    " AND ($3 = '' OR EXISTS (SELECT 1 FROM event e JOIN batch b ON b.id = e.batch_id"                                 \
    " WHERE e.code_key = unit.code_key AND b.gtin = $3))"
#define SELECT_UNITS(condition, order)                                                                                 \
    "SELECT " TRC_UNIT_COLUMNS ", code_key FROM unit WHERE " condition OF_PRODUCT " ORDER BY " order                   \
    ", code_key LIMIT $4"

static const char *const hot_sql[TRC_HOT_COUNT] = {
    [TRC_HOT_SCANNED] = SELECT_UNITS("counted > 1 AND last_at_s >= $1 AND last_at_s < $2",
                                     "COALESCE(LENGTH(scanners), 0) DESC, counted DESC"),
    [TRC_HOT_COPIED] = SELECT_UNITS("copied_at_s <> 0 AND copied_at_s >= $1 AND copied_at_s < $2", "copied_at_s DESC"),
};

struct hot {
    size_t count, room;
    struct trc_hot_unit *unit;
};

static struct trc_hot_unit *add(struct hot *hot)
{
    if (hot->count == hot->room) {
        const size_t room = hot->room == 0 ? 16 : 2 * hot->room;
        struct trc_hot_unit *array = realloc(hot->unit, room * sizeof *array);
        if (array == NULL)
            return NULL;
        hot->unit = array;
        hot->room = room;
    }
    struct trc_hot_unit *unit = &hot->unit[hot->count++];
    memset(unit, 0, sizeof *unit);
    return unit;
}

static void read_one(struct trc_db_rows *rows, struct hot *hot)
{
    size_t len;
    const void *code_key = trc_db_bytes(rows, CODE_KEY_COLUMN, &len);
    struct trc_hot_unit *hot_unit = len == TRC_CODE_KEY_LEN ? add(hot) : NULL;
    if (len != TRC_CODE_KEY_LEN) {
        trc_db_damaged(rows);
    } else if (hot_unit == NULL) {
        rows->status = trc_error_set(rows->error, TRC_ERR_MEMORY, _("Memory ran out."));
    } else {
        memcpy(hot_unit->unit.code_key, code_key, len);
        trc_unit_row_read(rows, &hot_unit->unit);
    }
}

/* Seconds at which a day begins; the days of a filter may lie beyond what seconds can count. */
static int64_t begin_of(int64_t day)
{
    return day > INT64_MAX / SECONDS_A_DAY ? INT64_MAX : day * SECONDS_A_DAY;
}

static enum trc_status read_units(struct trc_db *db, enum trc_hot which, const struct trc_stats_filter *filter,
                                  size_t max, struct hot *hot, struct trc_error *error)
{
    const char *gtin = filter->gtin != NULL ? filter->gtin : "";
    const int64_t end_s = filter->last_day < INT64_MAX ? begin_of(filter->last_day + 1) : INT64_MAX;
    const int64_t limit = max < INT32_MAX ? (int64_t)max : INT32_MAX;
    struct trc_db_rows rows;
    trc_db_walk(db, &rows, hot_sql[which],
                DB_ARGS(DB_INT(begin_of(filter->first_day)), DB_INT(end_s), DB_TEXT(gtin), DB_INT(limit)), error);
    while (trc_db_next(&rows))
        read_one(&rows, hot);
    return trc_db_close_rows(&rows);
}

/* Which unit of which batch it is, any of its events says. */
static enum trc_status read_batch(struct trc_db *db, struct trc_hot_unit *hot, struct trc_error *error)
{
    struct trc_db_rows rows;
    trc_db_query(db, &rows,
                 "SELECT e.batch_id, e.unit, COALESCE(b.gtin, ''), COALESCE(b.lot, '') FROM event e"
                 " LEFT JOIN batch b ON b.id = e.batch_id WHERE e.code_key = $1 LIMIT 1",
                 DB_ARGS(DB_BLOB(hot->unit.code_key, TRC_CODE_KEY_LEN)), error);
    while (trc_db_next(&rows)) {
        hot->batch_id = trc_db_int(&rows, 0);
        hot->number = trc_db_uint(&rows, 1, TRC_UNIT_MAX);
        trc_db_text(&rows, 2, hot->gtin, sizeof hot->gtin);
        trc_db_text(&rows, 3, hot->lot, sizeof hot->lot);
    }
    return trc_db_close_rows(&rows);
}

static enum trc_status read_serial(struct trc_db *db, struct trc_hot_unit *hot, struct trc_error *error)
{
    struct trc_db_rows rows;
    trc_db_query(db, &rows, "SELECT serial FROM own_serial WHERE code_key = $1",
                 DB_ARGS(DB_BLOB(hot->unit.code_key, TRC_CODE_KEY_LEN)), error);
    while (trc_db_next(&rows))
        trc_db_text(&rows, 0, hot->serial, sizeof hot->serial);
    return trc_db_close_rows(&rows);
}

enum trc_status trc_registry_each_hot_unit(struct trc_registry *registry, enum trc_hot which,
                                           const struct trc_stats_filter *filter, size_t max, trc_hot_unit_visit *visit,
                                           void *context, struct trc_error *error)
{
    struct hot hot = {0};
    enum trc_status status = read_units(registry->db, which, filter, max, &hot, error);
    for (size_t i = 0; i < hot.count && status == TRC_OK; i++) {
        status = read_batch(registry->db, &hot.unit[i], error);
        if (status == TRC_OK)
            status = read_serial(registry->db, &hot.unit[i], error);
    }
    for (size_t i = 0; i < hot.count && status == TRC_OK; i++)
        status = visit(context, &hot.unit[i]);
    free(hot.unit);
    return status;
}
