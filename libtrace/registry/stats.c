/* stats.c: counting what was scanned. */
#include <string.h>
#include <trc/stats.h>

#include "base/error.h"
#include "registry/registry.h"

enum { SECONDS_A_DAY = 86400 };

enum trc_status trc_registry_count_refusal(struct trc_registry *registry, int64_t now_s, const char *region,
                                           const char *finding, struct trc_error *error)
{
    const int64_t day = now_s / SECONDS_A_DAY;
    int64_t changed;
    enum trc_status status = trc_registry_begin_rows(registry, error);
    if (status != TRC_OK)
        return status;
    status = trc_db_run(registry->db,
                        "INSERT INTO refusal (day, region, finding, scans) VALUES ($1, $2, $3, 1)"
                        " ON CONFLICT (day, region, finding) DO UPDATE SET scans = refusal.scans + 1",
                        DB_ARGS(DB_INT(day), DB_TEXT(region), DB_TEXT(finding)), &changed, error);
    return trc_db_end(registry->db, status, error);
}
