/* chain.h: chains of hashes over what is recorded: a changed, deleted or moved row is found. Internal to registry/.
 *
 * A row's link is SHA-256 over the link before it (32 bytes, zeros at first) and the row's bytes. The row keeps the
 * first 8 bytes of it, which name the row that was changed; the whole of the last one is kept in table chain and
 * signed in checkpoints. Source: docs/ledger.md.
 */
#ifndef TRC_REGISTRY_CHAIN_H
#define TRC_REGISTRY_CHAIN_H

#include <trc/history.h>

#include "db/db.h"

#define TRC_CHAIN_ACTS TRC_CHAINS /* the chain of acts, after those of events */
#define TRC_LINK_LEN 32
#define TRC_LINK_KEPT 8
#define TRC_CHAIN_ROW_MAX 4096 /* bytes of a row */

/** Where a chain ends. */
struct trc_chain {
    int64_t length;
    uint8_t link[TRC_LINK_LEN];
};

/** The chain that a unit's events go to. */
static inline uint32_t trc_chain_of(const uint8_t code_key[TRC_CODE_KEY_LEN])
{
    return code_key[0] % TRC_CHAINS;
}

/** Read where a chain ends. */
TRC_MUST_USE enum trc_status trc_chain_read(struct trc_db *db, uint32_t number, struct trc_chain *chain,
                                            struct trc_error *error);
/** The same inside a transaction, and keep others from lengthening it until its end. Lock chains in ascending order. */
TRC_MUST_USE enum trc_status trc_chain_lock(struct trc_db *db, uint32_t number, struct trc_chain *chain,
                                            struct trc_error *error);
/** Add a row's bytes. */
void trc_chain_add(struct trc_chain *chain, const void *row, size_t len);
/** Write where a locked chain ends now. */
TRC_MUST_USE enum trc_status trc_chain_write(struct trc_db *db, uint32_t number, const struct trc_chain *chain,
                                             struct trc_error *error);
/** Chains that a transaction locks and lengthens together with other work. */
struct trc_chain_set {
    uint32_t number[TRC_CHAINS]; /* `count` of them, ascending */
    size_t count, locked;
    struct trc_chain chain[TRC_CHAINS]; /* by their numbers */
    bool lengthens[TRC_CHAINS];         /* by their numbers */
    struct trc_db_arg args[3 * TRC_CHAINS];
};

/** The job that locks them. After it, `locked` is less than `count` when the table lacks one: it is damaged. */
struct trc_db_job trc_chain_set_lock(struct trc_chain_set *set);
/** The job that writes those that lengthen: a chain without rows has no link to write. */
struct trc_db_job trc_chain_set_write(struct trc_chain_set *set);

#endif
