/* record.h: recording events inside a transaction. Internal to registry/. */
#ifndef TRC_REGISTRY_RECORD_H
#define TRC_REGISTRY_RECORD_H

#include <trc/history.h>

#include "db/db.h"

/** Is this fit to be recorded? TRC_OK, TRC_ERR_RANGE, TRC_ERR_SYNTAX. */
TRC_MUST_USE enum trc_status trc_record_check(const struct trc_record *record, struct trc_error *error);

/** trc_registry_record() of checked records, in a transaction of the caller's that holds no chain above theirs. */
TRC_MUST_USE enum trc_status trc_record_within(struct trc_db *db, struct trc_record *const *records, size_t count,
                                               struct trc_error *error);

/** The same in a transaction of its own. */
TRC_MUST_USE enum trc_status trc_record_group(struct trc_registry *registry, struct trc_record *const *records,
                                              size_t count, struct trc_error *error);

#endif
