/* report.h: everything that `trc stats` shows, read from the registry at one go. */
#ifndef TRC_CLI_STATS_REPORT_H
#define TRC_CLI_STATS_REPORT_H

#include <trc/trc.h>

/** What is asked for. */
struct report_wish {
    struct trc_stats_filter filter;
    size_t top; /* rows of a ranked list */
    int64_t now_s;
};

struct report_name {
    char gtin[TRC_GTIN_SIZE], name[TRC_NAME_MAX + 1];
};

struct report {
    struct report_wish wish;
    struct trc_issuer issuer;
    struct trc_scan_stats all;
    struct trc_scan_stats *day, *region, *product, *scanner; /* days in order; the others most scans first */
    size_t day_count, region_count, product_count, scanner_count;
    struct trc_refusal_stats *refusal, *refusal_day; /* of all days, most scans first; of each day, in order */
    size_t refusal_count, refusal_day_count;
    int64_t refused;
    struct trc_hot_unit *hot, *copied;
    size_t hot_count, copied_count;
    struct trc_recall *recall; /* in force */
    size_t recall_count;
    struct trc_stats_totals totals;
    struct report_name *name; /* of products, in the user's language */
    size_t name_count;
};

/** Bring the tally up to date and read it. Release with report_free(), also after a failure. */
TRC_MUST_USE enum trc_status report_read(struct trc_registry *registry, const struct trc_issuer *issuer,
                                         const struct report_wish *wish, struct report *report,
                                         struct trc_error *error);
void report_free(struct report *report);

/** What a product is called; empty when it has no name. */
const char *report_product_name(const struct report *report, const char *gtin);

#endif
