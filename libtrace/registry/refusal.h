/* refusal.h: counts of refused codes, added up in memory until somebody writes them. Internal to registry/. */
#ifndef TRC_REGISTRY_REFUSAL_H
#define TRC_REGISTRY_REFUSAL_H

#include <trc/stats.h>

#define TRC_REFUSALS_MAX 1024

/** One row of table refusal, and what is added to it. */
struct trc_refusal {
    int64_t day;
    char region[TRC_REGION_MAX + 1];
    char finding[TRC_FINDING_NAME_MAX + 1];
    int64_t scans;
};

/** Not thread-safe. All zeros: none. */
struct trc_refusals {
    size_t count;
    struct trc_refusal row[TRC_REFUSALS_MAX];
};

/** Make the key of a row. Of regions only those that have a name are told apart, so that nobody can make up many. */
void trc_refusal_init(struct trc_refusal *row, int64_t now_s, const char *region, const char *finding);

/** Add to the row with the same key. When there is no room the region is left out; when even that is of no use, lost.
 */
void trc_refusals_add(struct trc_refusals *refusals, const struct trc_refusal *row);

/** Add rows to the table, in one transaction; they are sorted first, so that everybody takes them in the same order. */
TRC_MUST_USE enum trc_status trc_refusals_write(struct trc_registry *registry, struct trc_refusal *row, size_t count,
                                                struct trc_error *error);

#endif
