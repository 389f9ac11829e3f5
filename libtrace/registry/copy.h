/* copy.h: what the parts of copying a registry share. Internal to copy.c and copy_*.c. */
#ifndef TRC_REGISTRY_COPY_H
#define TRC_REGISTRY_COPY_H

#include <trc/digest.h>

#include "registry/registry.h"
#include "registry/tables.h"

struct trc_copy {
    struct trc_db *from, *to;
    const struct trc_table *table; /* present one */
    struct trc_copy_step step;     /* what the caller was told last */
    trc_copy_visit *visit;
    void *context;
};

/** Tell the caller that so many more rows of the present table are done. */
TRC_MUST_USE enum trc_status trc_copy_tell(struct trc_copy *copy, int64_t rows);

/** Insert every row of the present table. */
TRC_MUST_USE enum trc_status trc_copy_rows(struct trc_copy *copy, struct trc_error *error);

/** Read the present table back from both sides: is each row the same? Tells the caller its digest. */
TRC_MUST_USE enum trc_status trc_copy_compare(struct trc_copy *copy, struct trc_error *error);

#endif
