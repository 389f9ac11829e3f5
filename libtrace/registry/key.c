/* key.c: the public facts of the issuer's keys. Secrets rest in the key file, never here. */
#include <assert.h>
#include <string.h>

#include "base/date.h"
#include "base/error.h"
#include "registry/registry.h"
#include "registry/set.h"

enum { SECONDS_A_DAY = 86400 };

enum trc_status trc_registry_add_key(struct trc_registry *registry, const struct trc_key_facts *facts,
                                     struct trc_error *error)
{
    assert(facts->key_id < TRC_KEY_IDS && (unsigned)facts->type < TRC_KEY_TYPE_COUNT);
    enum trc_status status = trc_registry_begin(registry, error);
    if (status != TRC_OK)
        return status;
    int64_t changed;
    status = trc_db_run(
        registry->db,
        "INSERT INTO issuer_key (key_id, type, created_at_s, revoked_from_s, public_key)"
        " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (key_id) DO NOTHING",
        DB_ARGS(DB_INT(facts->key_id), DB_TEXT(trc_key_type_name(facts->type)), DB_INT(facts->created_at_s),
                DB_INT(facts->revoked_from_s),
                DB_BLOB(facts->has_public ? facts->public_key : NULL, facts->has_public ? TRC_ED25519_PUBLIC_LEN : 0)),
        &changed, error);
    if (status == TRC_OK && changed == 0)
        status = trc_error_set(error, TRC_ERR_EXISTS, _("Key id %d is taken: choose another from 0 to %d."),
                               facts->key_id, TRC_KEY_IDS - 1);
    if (status == TRC_OK)
        status = trc_set_add(registry->db, TRC_SET_KEY, (struct trc_set_key){facts->key_id, 0}, "", facts->created_at_s,
                             error);
    return trc_registry_end(registry, status, error);
}

/* Why a key could not be revoked from a date: it does not exist, or was revoked earlier. */
static enum trc_status refuse_revocation(struct trc_db *db, uint8_t key_id, struct trc_error *error)
{
    struct trc_db_rows rows;
    int64_t from_s = 0;
    trc_db_query(db, &rows, "SELECT revoked_from_s FROM issuer_key WHERE key_id = $1", DB_ARGS(DB_INT(key_id)), error);
    while (trc_db_next(&rows))
        from_s = trc_db_int(&rows, 0);
    const enum trc_status status = trc_db_close_rows(&rows);
    if (status != TRC_OK)
        return status;
    if (from_s == 0)
        return trc_error_set(error, TRC_ERR_NOT_FOUND, _("The registry knows no key with id %d."), key_id);
    const struct trc_date day = trc_date_from_days(from_s / SECONDS_A_DAY);
    return trc_error_set(
        error, TRC_ERR_STATE,
        _("Key id %d is revoked from %04d-%02d-%02d on already: a revocation cannot be moved to a later date."), key_id,
        day.year, day.month, day.day);
}

enum trc_status trc_registry_revoke_key(struct trc_registry *registry, uint8_t key_id, int64_t from_s, int64_t now_s,
                                        struct trc_error *error)
{
    if (from_s <= 0)
        return trc_error_set(error, TRC_ERR_RANGE, _("A key cannot be revoked from before 1970: check the date."));
    enum trc_status status = trc_registry_begin(registry, error);
    if (status != TRC_OK)
        return status;
    int64_t changed;
    status = trc_db_run(registry->db,
                        "UPDATE issuer_key SET revoked_from_s = $1"
                        " WHERE key_id = $2 AND (revoked_from_s = 0 OR revoked_from_s >= $1)",
                        DB_ARGS(DB_INT(from_s), DB_INT(key_id)), &changed, error);
    if (status == TRC_OK && changed == 0)
        status = refuse_revocation(registry->db, key_id, error);
    if (status == TRC_OK)
        status = trc_set_add(registry->db, TRC_SET_KEY, (struct trc_set_key){key_id, 0}, "", now_s, error);
    return trc_registry_end(registry, status, error);
}

static void read_type(struct trc_db_rows *rows, int column, enum trc_key_type *type)
{
    char name[16];
    trc_db_text(rows, column, name, sizeof name);
    for (*type = 0; *type < TRC_KEY_TYPE_COUNT; (*type)++)
        if (strcmp(trc_key_type_name(*type), name) == 0)
            return;
    trc_db_damaged(rows);
}

static void read_key(struct trc_db_rows *rows, struct trc_key_facts *facts)
{
    size_t len;
    *facts = (struct trc_key_facts){
        .key_id = (uint8_t)trc_db_uint(rows, 0, TRC_KEY_IDS - 1),
        .created_at_s = trc_db_int(rows, 2),
        .revoked_from_s = trc_db_int(rows, 3),
        .has_public = !trc_db_is_null(rows, 4),
    };
    read_type(rows, 1, &facts->type);
    const void *public_key = trc_db_bytes(rows, 4, &len);
    if (len == TRC_ED25519_PUBLIC_LEN)
        memcpy(facts->public_key, public_key, len);
    else if (facts->has_public)
        trc_db_damaged(rows);
}

enum trc_status trc_registry_list_keys(struct trc_registry *registry, struct trc_key_facts *facts, size_t *count,
                                       struct trc_error *error)
{
    struct trc_db_rows rows;
    *count = 0;
    trc_db_query(registry->db, &rows,
                 "SELECT key_id, type, created_at_s, revoked_from_s, public_key FROM issuer_key ORDER BY key_id", NULL,
                 error);
    while (*count < TRC_KEY_IDS && trc_db_next(&rows))
        read_key(&rows, &facts[(*count)++]);
    return trc_db_close_rows(&rows);
}
