/* act_rows.h: rows that stand for an act each, as they are read. Internal to registry/. */
#ifndef TRC_REGISTRY_ACT_ROWS_H
#define TRC_REGISTRY_ACT_ROWS_H

#include <trc/recall.h>

#include "db/db.h"

#define TRC_SHIPMENT_COLUMNS "act, batch_id, first_unit, last_unit, regions, actor, at_s"
#define TRC_SHIPMENT_TYPES "iiiitti"
void trc_shipment_read(struct trc_db_rows *rows, struct trc_shipment *shipment);

#define TRC_RECALL_COLUMNS                                                                                             \
    "act, gtin, lot, batch_id, first_unit, last_unit, reason, url, actor, at_s, lifted_by, lifted_at_s, lift_reason"
#define TRC_RECALL_TYPES "ittiiitttitit"
void trc_recall_read(struct trc_db_rows *rows, struct trc_recall *recall);

#endif
