/* stats.c: counting what was scanned, from the tables that add it up. */
#include <string.h>
#include <trc/stats.h>

#include "base/error.h"
#include "registry/refusal.h"
#include "registry/registry.h"

enum trc_status trc_registry_count_refusal(struct trc_registry *registry, int64_t now_s, const char *region,
                                           const char *finding, struct trc_error *error)
{
    struct trc_refusal row;
    trc_refusal_init(&row, now_s, region, finding);
    return trc_refusals_write(registry, &row, 1, error);
}

/* Columns: day, region, gtin, scanner kind, of which one is asked by and the others are nothing; verdict, scans,
 * counted. A batch that no table knows has no GTIN. */
#define SUMS "t.verdict, CAST(SUM(t.scans) AS BIGINT), CAST(SUM(t.counted) AS BIGINT)"
#define FROM_TALLY " FROM tally t LEFT JOIN batch b ON b.id = t.batch_id"
#define WHERE_TALLY " WHERE t.day >= $1 AND t.day <= $2 AND ($3 = '' OR b.gtin = $3)"
#define SELECT_TALLY(columns, key)                                                                                     \
    "SELECT " columns ", " SUMS FROM_TALLY WHERE_TALLY " GROUP BY " key "t.verdict ORDER BY " key "t.verdict"

static const char *const tally_sql[TRC_STATS_BY_COUNT] = {
    [TRC_STATS_ALL] = SELECT_TALLY("0, '', '', 0", ""),
    [TRC_STATS_DAY] = SELECT_TALLY("t.day, '', '', 0", "t.day, "),
    [TRC_STATS_REGION] = SELECT_TALLY("0, t.region COLLATE \"C\" AS region, '', 0", "t.region COLLATE \"C\", "),
    [TRC_STATS_GTIN] =
        SELECT_TALLY("0, '', COALESCE(b.gtin, '') COLLATE \"C\", 0", "COALESCE(b.gtin, '') COLLATE \"C\", "),
    [TRC_STATS_SCANNER] = SELECT_TALLY("0, '', '', t.scanner_kind", "t.scanner_kind, "),
};

static void read_key(struct trc_db_rows *rows, struct trc_scan_stats *stats)
{
    *stats = (struct trc_scan_stats){
        .day = trc_db_int(rows, 0),
        .scanner = trc_db_uint(rows, 3, TRC_SCANNER_KIND_COUNT - 1),
    };
    trc_db_text(rows, 1, stats->region, sizeof stats->region);
    trc_db_text(rows, 2, stats->gtin, sizeof stats->gtin);
}

static bool same_key(const struct trc_scan_stats *a, const struct trc_scan_stats *b)
{
    return a->day == b->day && a->scanner == b->scanner && strcmp(a->region, b->region) == 0 &&
           strcmp(a->gtin, b->gtin) == 0;
}

static void add_row(struct trc_db_rows *rows, struct trc_scan_stats *stats)
{
    const uint32_t verdict = trc_db_uint(rows, 4, UINT8_MAX);
    const int64_t scans = trc_db_int(rows, 5);
    stats->scans += scans;
    stats->counted += trc_db_int(rows, 6);
    if (verdict < TRC_STATS_VERDICTS)
        stats->verdict[verdict] += scans;
}

enum trc_status trc_registry_each_scan_stats(struct trc_registry *registry, enum trc_stats_by by,
                                             const struct trc_stats_filter *filter, trc_scan_stats_visit *visit,
                                             void *context, struct trc_error *error)
{
    const char *gtin = filter->gtin != NULL ? filter->gtin : "";
    struct trc_db_rows rows;
    struct trc_scan_stats stats = {0}, key;
    bool pending = by == TRC_STATS_ALL; /* what was added up so far is still to be visited */
    trc_db_walk(registry->db, &rows, tally_sql[by],
                DB_ARGS(DB_INT(filter->first_day), DB_INT(filter->last_day), DB_TEXT(gtin)), error);
    while (trc_db_next(&rows)) {
        read_key(&rows, &key);
        if (pending && !same_key(&stats, &key))
            rows.status = visit(context, &stats);
        if (!pending || !same_key(&stats, &key))
            stats = key;
        pending = true;
        add_row(&rows, &stats);
    }
    if (rows.status == TRC_OK && pending)
        rows.status = visit(context, &stats);
    return trc_db_close_rows(&rows);
}

#define SELECT_REFUSALS(day, key)                                                                                      \
    "SELECT " day ", finding, CAST(SUM(scans) AS BIGINT) FROM refusal WHERE day >= $1 AND day <= $2 GROUP BY " key     \
    "finding ORDER BY " key "finding COLLATE \"C\""

enum trc_status trc_registry_each_refusal_stats(struct trc_registry *registry, bool by_day,
                                                const struct trc_stats_filter *filter, trc_refusal_stats_visit *visit,
                                                void *context, struct trc_error *error)
{
    static const char all_days[] = SELECT_REFUSALS("0", ""), each_day[] = SELECT_REFUSALS("day", "day, ");
    struct trc_db_rows rows;
    trc_db_walk(registry->db, &rows, by_day ? each_day : all_days,
                DB_ARGS(DB_INT(filter->first_day), DB_INT(filter->last_day)), error);
    while (trc_db_next(&rows)) {
        struct trc_refusal_stats stats = {.day = trc_db_int(&rows, 0), .scans = trc_db_int(&rows, 2)};
        trc_db_text(&rows, 1, stats.finding, sizeof stats.finding);
        if (rows.status == TRC_OK)
            rows.status = visit(context, &stats);
    }
    return trc_db_close_rows(&rows);
}
