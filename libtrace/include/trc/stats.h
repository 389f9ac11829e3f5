/* stats.h: what the ledger adds up to: scans by day, product, region and verdict. */
#ifndef TRC_STATS_H
#define TRC_STATS_H

#include <trc/history.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TRC_FINDING_NAME_MAX 31

/**
 * Count a scanned code that named no issued unit, by day and region; it has no events. A commit for each: where many
 * may come, use trc_recorder_count_refusal(), which may lose the counts of one second.
 *
 * @param region Kept when trc_region_name() knows it, else its country, else left out: so rows cannot be made up.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_count_refusal(struct trc_registry *registry, int64_t now_s,
                                                                   const char *region, const char *finding,
                                                                   struct trc_error *error);

/**
 * Add up the events that came since the last time; what is counted below is as new as the last call. Any number of
 * programs may do it at once, while others record: each event is added once. Memory does not grow with their number.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_tally(struct trc_registry *registry, struct trc_error *error);

/** Which scans are counted. Days are those of UTC, numbered from 1970-01-01 as 0. */
struct trc_stats_filter {
    int64_t first_day, last_day; /* both included */
    const char *gtin;            /* one product; NULL: all */
};
#define TRC_STATS_FILTER_INIT                                                                                          \
    {                                                                                                                  \
        0, INT64_MAX, NULL                                                                                             \
    }

/** By what scans are told apart. */
enum trc_stats_by {
    TRC_STATS_ALL,
    TRC_STATS_DAY,
    TRC_STATS_REGION,
    TRC_STATS_GTIN,
    TRC_STATS_SCANNER,
    TRC_STATS_BY_COUNT
};

#define TRC_STATS_VERDICTS 8 /* more than enum trc_verdict has */

/** Scans of issued units that have one thing in common: the member that they were asked by; the others are empty. */
struct trc_scan_stats {
    int64_t day;
    char region[TRC_REGION_MAX + 1]; /* empty: not known */
    char gtin[TRC_GTIN_SIZE];
    enum trc_scanner_kind scanner;

    int64_t scans;                       /* with repeats, and with those of programs */
    int64_t counted;                     /* without */
    int64_t verdict[TRC_STATS_VERDICTS]; /* of `scans`, by enum trc_verdict that was answered */
};

/** In order of day, region, GTIN or scanner kind; only what has scans. TRC_STATS_ALL: one row, also of zeros. */
typedef enum trc_status trc_scan_stats_visit(void *context, const struct trc_scan_stats *stats);
TRC_EXPORT TRC_MUST_USE enum trc_status
trc_registry_each_scan_stats(struct trc_registry *registry, enum trc_stats_by by, const struct trc_stats_filter *filter,
                             trc_scan_stats_visit *visit, void *context, struct trc_error *error);

/** Codes that named no issued unit. Of which product they were, nobody can say. */
struct trc_refusal_stats {
    int64_t day;                            /* 0 when asked for all days together */
    char finding[TRC_FINDING_NAME_MAX + 1]; /* as trc_finding_name() says it, or a verdict's name */
    int64_t scans;
};

/** By day and finding, or with `by_day` false by finding alone; in that order. `filter->gtin` is not looked at. */
typedef enum trc_status trc_refusal_stats_visit(void *context, const struct trc_refusal_stats *stats);
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_each_refusal_stats(struct trc_registry *registry, bool by_day,
                                                                        const struct trc_stats_filter *filter,
                                                                        trc_refusal_stats_visit *visit, void *context,
                                                                        struct trc_error *error);

/** A unit that stands out, with what names it. */
struct trc_hot_unit {
    struct trc_unit unit;
    int64_t batch_id;
    uint32_t number; /* within (key id, GTIN), as in a batch's range */
    char gtin[TRC_GTIN_SIZE];
    char lot[TRC_LOT_MAX + 1];
    char serial[TRC_SERIAL_MAX + 1]; /* an own serial; empty for sealed ones, which the number stands for */
};

/** Which units stand out. */
enum trc_hot {
    TRC_HOT_SCANNED, /* counted more than once: most independent scanners first, then most counted scans */
    TRC_HOT_COPIED,  /* seen where one thing cannot have been (trc_unit_copied_at_s()): the newest evidence first */
    TRC_HOT_COUNT
};

/**
 * At most `max` units whose last scan (TRC_HOT_SCANNED) or evidence (TRC_HOT_COPIED) falls in the filter's days. Reads
 * every unit that was ever scanned. The visitor is called when all of them are known.
 *
 * Allocates: about 1 kB for each of `max`, until it returns.
 */
typedef enum trc_status trc_hot_unit_visit(void *context, const struct trc_hot_unit *unit);
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_each_hot_unit(struct trc_registry *registry, enum trc_hot which,
                                                                   const struct trc_stats_filter *filter, size_t max,
                                                                   trc_hot_unit_visit *visit, void *context,
                                                                   struct trc_error *error);

/** How things stand now, whatever was scanned when. */
struct trc_stats_totals {
    int64_t batches, issued, activated; /* batches, and units */
    int64_t scanned;                    /* units that a person has scanned */
    int64_t copied;                     /* units seen where one thing cannot have been */
    int64_t events;                     /* in the ledger, of all products */
    int64_t state[TRC_STATE_COUNT];     /* units of which a state is set */
};

/** @param gtin Of one product; NULL: of all. Reads every unit that something happened to. */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_get_totals(struct trc_registry *registry, const char *gtin,
                                                                struct trc_stats_totals *totals,
                                                                struct trc_error *error);

#ifdef __cplusplus
}
#endif

#endif
