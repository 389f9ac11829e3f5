/* act.h: what people decided that changes verdicts, chained like scans. Internal to registry/. */
#ifndef TRC_REGISTRY_ACT_H
#define TRC_REGISTRY_ACT_H

#include "db/db.h"
#include "registry/chain.h"

#define TRC_ACT_DETAIL_MAX 1023

struct trc_act {
    int64_t number; /* from 1: its place in the chain of acts */
    int64_t at_s;
    char actor[TRC_ACTOR_MAX + 1];
    char verb[16];                       /* docs/ledger.md lists them */
    char detail[TRC_ACT_DETAIL_MAX + 1]; /* what exactly, in the words that the table it changes is checked by */
};

/**
 * Add an act in a transaction that trc_registry_begin() opened.
 *
 * @param[out] number May be NULL.
 * @param      fmt    The detail, which must fit.
 */
TRC_MUST_USE enum trc_status trc_act_add(struct trc_db *db, const char *actor, int64_t now_s, const char *verb,
                                         int64_t *number, struct trc_error *error, const char *fmt, ...)
    __attribute__((format(printf, 7, 8)));

/* Details that stand for a row of a table: `trc ledger verify` makes them again from the row and compares. */
#define TRC_BATCH_DETAIL "batch=%lld gtin=%s key=%u seal=%s own=%d units=%lu-%lu lot=%s expiry=%s produced=%s host=%s"
#define TRC_BATCH_DETAIL_ARGS(b)                                                                                       \
    (long long)(b)->id, (b)->gtin, (b)->key_id, trc_seal_kind_name((b)->seal), (b)->own_serials,                       \
        (unsigned long)(b)->first_unit, (unsigned long)((b)->first_unit + ((b)->count - 1)), (b)->lot, (b)->expiry,    \
        (b)->produced, (b)->host
#define TRC_ISSUE_DETAIL TRC_BATCH_DETAIL " options=%s serials=%s" /* SHA-256 of either; of own serials alone */
#define TRC_COMPLETE_DETAIL "batch=%lld"
#define TRC_ACTIVATE_DETAIL "batch=%lld units=%lu-%lu run=%lu" /* the row of table activation that holds them */
#define TRC_SHIPMENT_DETAIL "batch=%lld units=%lu-%lu regions=%s"
#define TRC_RECALL_DETAIL "gtin=%s lot=%s batch=%lld units=%lu-%lu url=%s reason=%s"
#define TRC_BEGIN_VERB "begin"
#define TRC_BEGIN_DETAIL "before=%lld"
#define TRC_LIFT_DETAIL "recall=%lld reason=%s"
#define TRC_POLICY_DETAIL "gtin=%s batch=%lld %s=%lld"

/** Columns trc_act_read() expects. */
#define TRC_ACT_COLUMNS "number, at_s, actor, verb, detail, hash"
#define TRC_ACT_TYPES "iitttb"
void trc_act_read(struct trc_db_rows *rows, struct trc_act *act, uint8_t kept[TRC_LINK_KEPT]);

/** Lengthen the chain by an act. */
void trc_act_link(const struct trc_act *act, struct trc_chain *chain, uint8_t kept[TRC_LINK_KEPT]);

#endif
