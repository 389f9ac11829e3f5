/* event_row.h: an event as a row of table event, and as the bytes its link covers. Internal to registry/. */
#ifndef TRC_REGISTRY_EVENT_ROW_H
#define TRC_REGISTRY_EVENT_ROW_H

#include "registry/chain.h"

/** Columns trc_event_row_read() expects, from 0. */
#define TRC_EVENT_COLUMNS                                                                                              \
    "code_key, id, chain, position, kind, scanner_kind, at_s, place, scanner, batch_id, unit, weight, verdict, state," \
    " actor, reason, hash"
#define TRC_EVENT_INSERT                                                                                               \
    "INSERT INTO event (" TRC_EVENT_COLUMNS                                                                            \
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"
enum { TRC_EVENT_ARGS = 17 };

/** What arguments of one row borrow. */
struct trc_event_row {
    char place[TRC_PLACE_TEXT_SIZE];
    uint8_t kept[TRC_LINK_KEPT]; /* of its link */
};

/** Fill `args`; they borrow `event` and `row`. `row->kept` is the caller's to fill. */
void trc_event_row_bind(const struct trc_event *event, struct trc_event_row *row,
                        struct trc_db_arg args[TRC_EVENT_ARGS]);

/** Read the present row. */
void trc_event_row_read(struct trc_db_rows *rows, struct trc_event *event, uint8_t kept[TRC_LINK_KEPT]);

/** Lengthen the chain by an event whose chain and position are set; `kept` is what its row keeps of the link. */
void trc_event_link(const struct trc_event *event, struct trc_chain *chain, uint8_t kept[TRC_LINK_KEPT]);

#endif
