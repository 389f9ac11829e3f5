/* act.c: acts to and from rows and bytes. */
#include "registry/act.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "registry/bytes.h"
#include "registry/registry.h"

static uint8_t *put_text(uint8_t *at, const char *text)
{
    const size_t len = strlen(text);
    trc_put_32(at, (uint32_t)len);
    memcpy(at + 4, text, len);
    return at + 4 + len;
}

void trc_act_link(const struct trc_act *act, struct trc_chain *chain, uint8_t kept[TRC_LINK_KEPT])
{
    uint8_t bytes[16 + 12 + sizeof *act];
    trc_put_64(bytes, (uint64_t)act->number);
    trc_put_64(bytes + 8, (uint64_t)act->at_s);
    uint8_t *at = put_text(bytes + 16, act->actor);
    at = put_text(at, act->verb);
    at = put_text(at, act->detail);
    trc_chain_add(chain, bytes, (size_t)(at - bytes));
    memcpy(kept, chain->link, TRC_LINK_KEPT);
}

void trc_act_read(struct trc_db_rows *rows, struct trc_act *act, uint8_t kept[TRC_LINK_KEPT])
{
    size_t len;
    act->number = trc_db_int(rows, 0);
    act->at_s = trc_db_int(rows, 1);
    trc_db_text(rows, 2, act->actor, sizeof act->actor);
    trc_db_text(rows, 3, act->verb, sizeof act->verb);
    trc_db_text(rows, 4, act->detail, sizeof act->detail);
    const void *bytes = trc_db_bytes(rows, 5, &len);
    if (len == TRC_LINK_KEPT)
        memcpy(kept, bytes, len);
    else
        trc_db_damaged(rows);
}

/* The latest time that was told by any act. Nothing that holds "from now on" may wait for a clock that was set back. */
static enum trc_status note_time(struct trc_db *db, int64_t at_s, struct trc_error *error)
{
    if (at_s <= 0)
        return TRC_OK;
    return trc_db_run(db,
                      "INSERT INTO counter (name, value) VALUES ('decided_at', $1) ON CONFLICT (name)"
                      " DO UPDATE SET value = excluded.value WHERE counter.value < excluded.value",
                      DB_ARGS(DB_INT(at_s)), NULL, error);
}

enum trc_status trc_registry_decided_at(struct trc_registry *registry, int64_t *at_s, struct trc_error *error)
{
    struct trc_db_rows rows;
    *at_s = 0;
    trc_db_query(registry->db, &rows, "SELECT value FROM counter WHERE name = 'decided_at'", NULL, error);
    while (trc_db_next(&rows))
        *at_s = trc_db_int(&rows, 0);
    return trc_db_close_rows(&rows);
}

static enum trc_status insert(struct trc_db *db, struct trc_act *act, int64_t *number, struct trc_error *error)
{
    struct trc_chain chain;
    uint8_t kept[TRC_LINK_KEPT];
    enum trc_status status = trc_chain_lock(db, TRC_CHAIN_ACTS, &chain, error);
    if (status != TRC_OK)
        return status;
    act->number = chain.length + 1;
    trc_act_link(act, &chain, kept);
    status = trc_db_run(db, "INSERT INTO act (" TRC_ACT_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6)",
                        DB_ARGS(DB_INT(act->number), DB_INT(act->at_s), DB_TEXT(act->actor), DB_TEXT(act->verb),
                                DB_TEXT(act->detail), DB_BLOB(kept, sizeof kept)),
                        NULL, error);
    if (number != NULL)
        *number = act->number;
    if (status == TRC_OK)
        status = note_time(db, act->at_s, error);
    return status == TRC_OK ? trc_chain_write(db, TRC_CHAIN_ACTS, &chain, error) : status;
}

enum trc_status trc_act_add(struct trc_db *db, const char *actor, int64_t now_s, const char *verb, int64_t *number,
                            struct trc_error *error, const char *fmt, ...)
{
    struct trc_act act = {.at_s = now_s};
    va_list args;
    snprintf(act.actor, sizeof act.actor, "%s", actor);
    snprintf(act.verb, sizeof act.verb, "%s", verb);
    va_start(args, fmt);
    const int len = vsnprintf(act.detail, sizeof act.detail, fmt, args);
    va_end(args);
    if (len < 0 || (size_t)len >= sizeof act.detail)
        return trc_error_set(error, TRC_ERR_RANGE, _("This is too long to be recorded: shorten its texts."));
    return insert(db, &act, number, error);
}
