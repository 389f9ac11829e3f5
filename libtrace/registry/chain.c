/* chain.c: chains of hashes over what is recorded. */
#include "registry/chain.h"

#include <string.h>

#include "crypto/hmac.h"

#define LOCK "UPDATE chain SET length = length WHERE number = $1 RETURNING length, hash"
#define WRITE "UPDATE chain SET length = $1, hash = $2 WHERE number = $3"

static void read_row(struct trc_db_rows *rows, struct trc_chain *chain)
{
    size_t len;
    *chain = (struct trc_chain){.length = trc_db_int(rows, 0)};
    const void *link = trc_db_bytes(rows, 1, &len);
    if (len == TRC_LINK_LEN)
        memcpy(chain->link, link, len);
    if (len != (chain->length > 0 ? TRC_LINK_LEN : 0))
        trc_db_damaged(rows);
}

static enum trc_status read_end(struct trc_db_rows *rows, struct trc_chain *chain)
{
    bool found = false;
    *chain = (struct trc_chain){0};
    for (; trc_db_next(rows); found = true)
        read_row(rows, chain);
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
    trc_db_query(db, &rows, LOCK, DB_ARGS(DB_INT(number)), error);
    return read_end(&rows, chain);
}

static enum trc_status take_end(void *context, size_t row, struct trc_db_rows *rows)
{
    struct trc_chain_set *set = context;
    read_row(rows, &set->chain[set->number[row]]);
    set->locked++;
    return rows->status;
}

struct trc_db_job trc_chain_set_lock(struct trc_chain_set *set)
{
    set->locked = 0;
    for (size_t i = 0; i < set->count; i++)
        set->args[i] = (struct trc_db_arg)DB_INT(set->number[i]);
    return (struct trc_db_job){LOCK, set->args, 1, set->count, take_end, set};
}

struct trc_db_job trc_chain_set_write(struct trc_chain_set *set)
{
    size_t rows = 0;
    for (size_t i = 0; i < set->count; i++) {
        const uint32_t number = set->number[i];
        const struct trc_chain *end = &set->chain[number];
        struct trc_db_arg *args = &set->args[3 * rows];
        if (!set->lengthens[number])
            continue;
        args[0] = (struct trc_db_arg)DB_INT(end->length);
        args[1] = (struct trc_db_arg)DB_BLOB(end->link, sizeof end->link);
        args[2] = (struct trc_db_arg)DB_INT(number);
        rows++;
    }
    return (struct trc_db_job){.sql = WRITE, .args = set->args, .args_per_row = 3, .rows = rows};
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
    return trc_db_run(db, WRITE,
                      DB_ARGS(DB_INT(chain->length), DB_BLOB(chain->link, sizeof chain->link), DB_INT(number)), NULL,
                      error);
}
