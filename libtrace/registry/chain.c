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

/* Chains of a group: numbers[i] ends at chain[numbers[i]]. */
struct ends {
    const uint32_t *numbers;
    struct trc_chain *chain;
    size_t found;
};

static enum trc_status take_end(void *context, size_t row, struct trc_db_rows *rows)
{
    struct ends *ends = context;
    read_row(rows, &ends->chain[ends->numbers[row]]);
    ends->found++;
    return rows->status;
}

enum trc_status trc_chains_lock(struct trc_db *db, const uint32_t *numbers, size_t count, struct trc_chain *chain,
                                struct trc_error *error)
{
    struct trc_db_arg args[TRC_CHAINS] = {{0}};
    struct ends ends = {.numbers = numbers, .chain = chain};
    for (size_t i = 0; i < count; i++)
        args[i] = (struct trc_db_arg)DB_INT(numbers[i]);
    enum trc_status status = trc_db_query_many(db, LOCK, args, 1, count, take_end, &ends, error);
    for (size_t i = 0; i < count && status == TRC_OK && ends.found < count; i++) /* which is missing? */
        status = trc_chain_lock(db, numbers[i], &chain[numbers[i]], error);
    return status;
}

enum trc_status trc_chains_write(struct trc_db *db, const uint32_t *numbers, size_t count,
                                 const struct trc_chain *chain, struct trc_error *error)
{
    struct trc_db_arg args[3 * TRC_CHAINS] = {{0}};
    for (size_t i = 0; i < count; i++) {
        const struct trc_chain *end = &chain[numbers[i]];
        args[3 * i] = (struct trc_db_arg)DB_INT(end->length);
        args[3 * i + 1] = (struct trc_db_arg)DB_BLOB(end->link, sizeof end->link);
        args[3 * i + 2] = (struct trc_db_arg)DB_INT(numbers[i]);
    }
    return trc_db_run_many(db, WRITE, args, 3, count, error);
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
