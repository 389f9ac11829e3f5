/* forget.c: who scanned a unit lately is kept beside it for 72 h, and then forgotten.
 *
 * The ledger says which units were scanned when: each chain is followed from where it was left (chain.forgotten) for as
 * long as its events are old enough, and the units of these events drop what is old. Nothing is searched for: the work
 * is that of reading each event once. A chain is locked meanwhile, as by those who record.
 *
 * Clocks may be wrong. An event that claims to be of the future would stop its chain until that time has come, so one
 * that lies further ahead than a day is taken for old. Source: docs/ledger.md.
 */
#include "registry/forget.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "registry/bytes.h"
#include "registry/chain.h"
#include "registry/registry.h"
#include "registry/unit_row.h"

enum { STEP = 2000, CLOCK_S = 86400 };

struct units {
    size_t count, changed;
    int64_t first_s, end_s; /* entries within are kept */
    int64_t position;       /* up to where the chain was followed */
    uint8_t code_key[STEP][TRC_CODE_KEY_LEN];
    uint8_t recent[STEP][TRC_RECENT_MAX * TRC_RECENT_LEN];
    struct trc_db_arg asked[STEP], args[2 * STEP];
};

static bool is_old(const struct units *units, int64_t at_s)
{
    return at_s < units->first_s || at_s > units->end_s;
}

/* A chain whose next event is old enough; TRC_CHAINS when none has. */
static enum trc_status find_chain(struct trc_db *db, const struct units *units, uint32_t *chain,
                                  struct trc_error *error)
{
    struct trc_db_rows rows;
    *chain = TRC_CHAINS;
    trc_db_query(db, &rows,
                 "SELECT number FROM (SELECT c.number, (SELECT e.at_s FROM event e WHERE e.chain = c.number"
                 " AND e.position > c.forgotten ORDER BY e.position LIMIT 1) AS at_s FROM chain c) AS next"
                 " WHERE at_s < $1 OR at_s > $2 ORDER BY number LIMIT 1",
                 DB_ARGS(DB_INT(units->first_s), DB_INT(units->end_s)), error);
    while (trc_db_next(&rows))
        *chain = trc_db_uint(&rows, 0, TRC_CHAINS - 1);
    return trc_db_close_rows(&rows);
}

static enum trc_status read_forgotten(struct trc_db *db, uint32_t chain, int64_t *position, struct trc_error *error)
{
    struct trc_db_rows rows;
    trc_db_query(db, &rows, "SELECT forgotten FROM chain WHERE number = $1", DB_ARGS(DB_INT(chain)), error);
    while (trc_db_next(&rows))
        *position = trc_db_int(&rows, 0);
    return trc_db_close_rows(&rows);
}

static enum trc_status read_events(struct trc_db *db, uint32_t chain, struct units *units, struct trc_error *error)
{
    struct trc_db_rows rows;
    bool follows = true;
    trc_db_walk(db, &rows,
                "SELECT position, at_s, code_key FROM event WHERE chain = $1 AND position > $2"
                " ORDER BY position LIMIT $3",
                DB_ARGS(DB_INT(chain), DB_INT(units->position), DB_INT(STEP)), error);
    while (follows && trc_db_next(&rows)) {
        size_t len;
        const void *code_key = trc_db_bytes(&rows, 2, &len);
        follows = is_old(units, trc_db_int(&rows, 1));
        /* SQLite keeps anything in any column, and sorts it its own way: without progress this would never end. */
        if (len != TRC_CODE_KEY_LEN || trc_db_type(&rows, 0) != 'i' || trc_db_type(&rows, 1) != 'i')
            trc_db_damaged(&rows);
        else if (follows)
            memcpy(units->code_key[units->count++], code_key, TRC_CODE_KEY_LEN);
        if (follows)
            units->position = trc_db_int(&rows, 0);
    }
    return trc_db_close_rows(&rows);
}

static int by_key(const void *a, const void *b)
{
    return memcmp(a, b, TRC_CODE_KEY_LEN);
}

/* Each unit once. */
static void keep_distinct(struct units *units)
{
    size_t kept = 0;
    qsort(units->code_key, units->count, sizeof *units->code_key, by_key);
    for (size_t i = 0; i < units->count; i++)
        if (kept == 0 || memcmp(units->code_key[kept - 1], units->code_key[i], TRC_CODE_KEY_LEN) != 0)
            memmove(units->code_key[kept++], units->code_key[i], TRC_CODE_KEY_LEN);
    units->count = kept;
}

/* What is left of a unit's entries; its update is noted when that is less than there was. */
static enum trc_status take_recent(void *context, size_t index, struct trc_db_rows *rows)
{
    struct units *units = context;
    size_t len, left = 0;
    const uint8_t *recent = trc_db_bytes(rows, 0, &len);
    uint8_t *kept = units->recent[units->changed];
    if (len % TRC_RECENT_LEN != 0 || len > sizeof *units->recent) {
        trc_db_damaged(rows);
        return rows->status;
    }
    for (size_t i = 0; i < len; i += TRC_RECENT_LEN)
        if (!is_old(units, (int64_t)trc_get_64(recent + i))) {
            memcpy(kept + left, recent + i, TRC_RECENT_LEN);
            left += TRC_RECENT_LEN;
        }
    if (left < len) {
        struct trc_db_arg *args = &units->args[2 * units->changed++];
        args[0] = (struct trc_db_arg){.type = TRC_DB_BLOB, .bytes = left > 0 ? kept : NULL, .len = left};
        args[1] = (struct trc_db_arg)DB_BLOB(units->code_key[index], TRC_CODE_KEY_LEN);
    }
    return TRC_OK;
}

static enum trc_status read_units(struct trc_db *db, struct units *units, struct trc_error *error)
{
    for (size_t i = 0; i < units->count; i++)
        units->asked[i] = (struct trc_db_arg)DB_BLOB(units->code_key[i], TRC_CODE_KEY_LEN);
    return trc_db_query_many(db, "SELECT recent FROM unit WHERE code_key = $1 AND recent IS NOT NULL", units->asked, 1,
                             units->count, take_recent, units, error);
}

static enum trc_status follow(struct trc_db *db, uint32_t chain, struct units *units, struct trc_error *error)
{
    struct trc_chain end;
    enum trc_status status = trc_chain_lock(db, chain, &end, error);
    if (status == TRC_OK)
        status = read_forgotten(db, chain, &units->position, error);
    if (status == TRC_OK)
        status = read_events(db, chain, units, error);
    if (status != TRC_OK || units->count == 0) /* another program was faster */
        return status;
    keep_distinct(units);
    status = read_units(db, units, error);
    if (status == TRC_OK)
        status = trc_db_run_many(db, "UPDATE unit SET recent = $1 WHERE code_key = $2", units->args, 2, units->changed,
                                 error);
    return status == TRC_OK ? trc_db_run(db, "UPDATE chain SET forgotten = $1 WHERE number = $2",
                                         DB_ARGS(DB_INT(units->position), DB_INT(chain)), NULL, error)
                            : status;
}

static enum trc_status step(struct trc_registry *registry, struct units *units, bool *done, struct trc_error *error)
{
    uint32_t chain;
    enum trc_status status = find_chain(registry->db, units, &chain, error);
    *done = status == TRC_OK && chain == TRC_CHAINS;
    if (status != TRC_OK || *done)
        return status;
    status = trc_registry_begin_rows(registry, error);
    return status == TRC_OK ? trc_registry_end_rows(registry, follow(registry->db, chain, units, error), error)
                            : status;
}

enum trc_status trc_forget_step(struct trc_registry *registry, int64_t before_s, bool *done, int64_t *forgotten,
                                struct trc_error *error)
{
    *done = before_s <= 0;
    if (*done)
        return TRC_OK;
    struct units *units = malloc(sizeof *units);
    if (units == NULL)
        return trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out."));
    units->count = units->changed = 0;
    units->first_s = before_s;
    units->end_s =
        before_s < INT64_MAX - TRC_FORGET_AFTER_S - CLOCK_S ? before_s + TRC_FORGET_AFTER_S + CLOCK_S : INT64_MAX;
    const enum trc_status status = step(registry, units, done, error);
    if (status == TRC_OK)
        *forgotten += (int64_t)units->changed;
    free(units);
    return status;
}

enum trc_status trc_registry_forget(struct trc_registry *registry, int64_t before_s, int64_t *forgotten,
                                    struct trc_error *error)
{
    bool done = false;
    enum trc_status status = TRC_OK;
    *forgotten = 0;
    while (status == TRC_OK && !done)
        status = trc_forget_step(registry, before_s, &done, forgotten, error);
    if (status == TRC_OK && *forgotten > 0)
        (void)!trc_db_scrub(registry->db, NULL); /* while others read it waits for the next time */
    return status;
}
