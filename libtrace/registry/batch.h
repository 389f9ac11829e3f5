/* batch.h: how a batch is read from a row. Internal to registry/. */
#ifndef TRC_REGISTRY_BATCH_H
#define TRC_REGISTRY_BATCH_H

#include <trc/digest.h>
#include <trc/registry.h>

#include "db/db.h"
#include "registry/act.h"

/** The columns trc_batch_read() expects, of a table called b. `active_count` is not among them. */
#define TRC_BATCH_COLUMNS                                                                                              \
    "b.id, b.gtin, b.key_id, b.seal, b.own_serials, b.first_unit, b.unit_count, b.lot, b.expiry, b.produced, b.host,"  \
    " b.created_at_s, b.completed_at_s"
enum { TRC_BATCH_COLUMN_COUNT = 13 };

/** Read columns 0 to 12 of the present row; the rows are damaged when one holds what is never written. */
void trc_batch_read(struct trc_db_rows *rows, struct trc_batch *batch);

/** Are these units all of this batch? TRC_OK; TRC_ERR_NOT_FOUND; TRC_ERR_RANGE, saying which it has. */
TRC_MUST_USE enum trc_status trc_batch_check_units(struct trc_db *db, int64_t batch_id, int64_t wanted_first,
                                                   int64_t wanted_last, struct trc_error *error);

/** Add an own serial, the next in order of units, to the digest that the act of the batch holds. */
void trc_batch_add_serial(struct trc_digest *digest, const char *serial);

/** What the act "issue" of a batch says. @param serials Those added; it is ended. */
void trc_batch_format_act(const struct trc_batch *batch, const char *options, struct trc_digest *serials,
                          char detail[TRC_ACT_DETAIL_MAX + 1]);

/** "There is no batch N." */
TRC_MUST_USE enum trc_status trc_batch_not_found(int64_t batch_id, struct trc_error *error);

#endif
