/* chain.c: chains of hashes over what is recorded. */
#include "registry/chain.h"

#include <string.h>

#include "crypto/hmac.h"

static enum trc_status read_end(struct trc_db_rows *rows, struct trc_chain *chain)
{
    bool found = false;
    *chain = (struct trc_chain){0};
    while (trc_db_next(rows)) {
        size_t len;
        chain->length = trc_db_int(rows, 0);
        const void *link = trc_db_bytes(rows, 1, &len);
        if (len == TRC_LINK_LEN)
            memcpy(chain->link, link, len);
        if (len != (chain->length > 0 ? TRC_LINK_LEN : 0))
            trc_db_damaged(rows);
        found = true;
    }
    if (rows->status == TRC_OK && !found)
        trc_db_damaged(rows);
    return trc_db_close_rows(rows);
}

enum trc_status trc_chain_read(struct trc_db *db, uint32_t number, struct trc_chain *chain, struct trc_error *error)
{
    struct trc_db_rows rows;
    trc_db_query(db, &rows, "SELECT length, hash FROM chain WHERE number = $1", DB_ARGS(DB_INT(number)), error);
    return read_end(&rows, chain);
}

enum trc_status trc_chain_lock(struct trc_db *db, uint32_t number, struct trc_chain *chain, struct trc_error *error)
{
    struct trc_db_rows rows;
    trc_db_query(db, &rows, "UPDATE chain SET length = length WHERE number = $1 RETURNING length, hash",
                 DB_ARGS(DB_INT(number)), error);
    return read_end(&rows, chain);
}

void trc_chain_add(struct trc_chain *chain, const void *row, size_t len)
{
    uint8_t buffer[TRC_LINK_LEN + TRC_CHAIN_ROW_MAX];
    memcpy(buffer, chain->link, TRC_LINK_LEN);
    memcpy(buffer + TRC_LINK_LEN, row, len);
    trc_sha256(buffer, TRC_LINK_LEN + len, chain->link);
    chain->length++;
}

enum trc_status trc_chain_write(struct trc_db *db, uint32_t number, const struct trc_chain *chain,
                                struct trc_error *error)
{
    return trc_db_run(db, "UPDATE chain SET length = $1, hash = $2 WHERE number = $3",
                      DB_ARGS(DB_INT(chain->length), DB_BLOB(chain->link, sizeof chain->link), DB_INT(number)), NULL,
                      error);
}
