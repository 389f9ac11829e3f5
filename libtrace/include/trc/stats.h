/* stats.h: what the ledger adds up to: scans by day, product, region and verdict. */
#ifndef TRC_STATS_H
#define TRC_STATS_H

#include <trc/history.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TRC_FINDING_NAME_MAX 31

/** Count a scanned code that named no issued unit, by day and place; it has no events. */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_count_refusal(struct trc_registry *registry, int64_t now_s,
                                                                   const char *region, const char *finding,
                                                                   struct trc_error *error);

#ifdef __cplusplus
}
#endif

#endif
