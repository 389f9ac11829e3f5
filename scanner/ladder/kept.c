/* kept.c: symbols that were located and not read, kept until it is certain that nothing reads them. */
#include "scanner/ladder/kept.h"

#include <string.h>

void scan_kept_add(struct scan_kept *kept, const struct scan_located *located)
{
    if (kept->count == SCAN_KEPT_MAX || located->version > SCAN_LOCATED_VERSION_MAX)
        return;
    kept->at[kept->count].located = *located;
    memcpy(kept->at[kept->count++].soft, located->soft, scan_located_modules(located));
}

void scan_kept_hand_on(const struct scan_kept *kept, struct scan_seen *seen, const struct scan_sink *sink)
{
    for (unsigned i = 0; i < kept->count; i++) {
        struct scan_located out = kept->at[i].located;
        out.soft = kept->at[i].soft;
        if (scan_seen_add(seen, out.quad))
            sink->located(sink->context, &out);
    }
}
