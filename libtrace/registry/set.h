/* set.h: rows that are set as a whole: each setting is an act that holds the SHA-256 of the row. Internal to registry/.
 */
#ifndef TRC_REGISTRY_SET_H
#define TRC_REGISTRY_SET_H

#include "registry/act.h"

enum trc_set_kind { TRC_SET_ISSUER, TRC_SET_KEY, TRC_SET_PRODUCT, TRC_SET_PRINT, TRC_SET_KIND_COUNT };

#define TRC_SET_DETAIL_SIZE 160

/** Which row: a key id; a GTIN as a number; a batch and a number within it; of the issuer, who is one: zeros. */
struct trc_set_key {
    int64_t a, b;
};

struct trc_set_table {
    const char *name;    /* of the table */
    const char *verb;    /* of its acts */
    const char *all_sql; /* every row by key, the columns of the key first */
    int columns;
    bool is_one; /* all rows together are one thing */
};

extern const struct trc_set_table trc_set_tables[TRC_SET_KIND_COUNT];

/** Add the act of a row that was written in this transaction. */
TRC_MUST_USE enum trc_status trc_set_add(struct trc_db *db, enum trc_set_kind kind, struct trc_set_key key,
                                         const char *actor, int64_t now_s, struct trc_error *error);

/** Begin the ledger: an act that says after which batch, and acts for everything that is there in an older registry. */
TRC_MUST_USE enum trc_status trc_set_add_all(struct trc_db *db, struct trc_error *error);

/** The key of the present row of all_sql; false when it is none. */
bool trc_set_read_key(enum trc_set_kind kind, struct trc_db_rows *rows, struct trc_set_key *key);

/** What the act of a row says, from the digest of the row. */
void trc_set_detail(enum trc_set_kind kind, struct trc_set_key key, const char *digest,
                    char detail[TRC_SET_DETAIL_SIZE]);

/** A GTIN as a number; -1 when it is none, 0 when it is empty. */
int64_t trc_set_gtin_number(const char *gtin);

#endif
