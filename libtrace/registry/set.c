/* set.c: issuer, keys, products and prints as acts. */
#include "registry/set.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "registry/act.h"
#include "registry/row_digest.h"

#define KEY "SELECT key_id, type, created_at_s, revoked_from_s, public_key FROM issuer_key"
#define PRODUCT "SELECT gtin, name, name_zh, standard, market, image_type, image FROM product"
#define PRINT                                                                                                          \
    "SELECT batch_id, number, kind, first_unit, last_unit, actor, reason, place, manifest, began_at_s, ended_at_s"     \
    " FROM print_run"

/* Name, hosts and prefixes are replaced together. */
static const char issuer_sql[] = "SELECT 0 AS kind, id AS position, name AS value FROM issuer"
                                 " UNION ALL SELECT 1, position, host FROM issuer_host"
                                 " UNION ALL SELECT 2, position, prefix FROM issuer_prefix"
                                 " ORDER BY kind, position";

const struct trc_set_table trc_set_tables[TRC_SET_KIND_COUNT] = {
    [TRC_SET_ISSUER] = {"issuer", "issuer", issuer_sql, 3, true},
    [TRC_SET_KEY] = {"issuer_key", "key", KEY " ORDER BY key_id", 5, false},
    [TRC_SET_PRODUCT] = {"product", "product", PRODUCT " ORDER BY gtin", 7, false},
    [TRC_SET_PRINT] = {"print_run", "print", PRINT " ORDER BY batch_id, number", 11, false},
};

int64_t trc_set_gtin_number(const char *gtin)
{
    const size_t len = strlen(gtin);
    if (len == 0)
        return 0;
    return len == TRC_GTIN_DIGITS && strspn(gtin, "0123456789") == len ? strtoll(gtin, NULL, 10) : -1;
}

bool trc_set_read_key(enum trc_set_kind kind, struct trc_db_rows *rows, struct trc_set_key *key)
{
    *key = (struct trc_set_key){0};
    if (kind == TRC_SET_PRODUCT) {
        char gtin[TRC_GTIN_SIZE];
        if (trc_db_type(rows, 0) != 't')
            return false;
        trc_db_text(rows, 0, gtin, sizeof gtin);
        key->a = trc_set_gtin_number(gtin);
        return key->a > 0;
    }
    if (trc_set_tables[kind].is_one)
        return true;
    key->a = trc_db_int(rows, 0);
    key->b = kind == TRC_SET_PRINT ? trc_db_int(rows, 1) : 0;
    return trc_db_type(rows, 0) == 'i' && (kind != TRC_SET_PRINT || trc_db_type(rows, 1) == 'i');
}

void trc_set_detail(enum trc_set_kind kind, struct trc_set_key key, const char *digest,
                    char detail[TRC_SET_DETAIL_SIZE])
{
    char head[64] = "";
    switch (kind) {
    case TRC_SET_KEY:
        snprintf(head, sizeof head, "id=%" PRId64 " ", key.a);
        break;
    case TRC_SET_PRODUCT:
        snprintf(head, sizeof head, "gtin=%014" PRId64 " ", key.a);
        break;
    case TRC_SET_PRINT:
        snprintf(head, sizeof head, "batch=%" PRId64 " number=%" PRId64 " ", key.a, key.b);
        break;
    case TRC_SET_ISSUER:
    case TRC_SET_KIND_COUNT:
        break;
    }
    snprintf(detail, TRC_SET_DETAIL_SIZE, "%ssha256=%s", head, digest);
}

static void ask_row(struct trc_db *db, struct trc_db_rows *rows, enum trc_set_kind kind, struct trc_set_key key,
                    const char *gtin, struct trc_error *error)
{
    if (kind == TRC_SET_KEY)
        trc_db_query(db, rows, KEY " WHERE key_id = $1", DB_ARGS(DB_INT(key.a)), error);
    else if (kind == TRC_SET_PRODUCT)
        trc_db_query(db, rows, PRODUCT " WHERE gtin = $1", DB_ARGS(DB_TEXT(gtin)), error);
    else if (kind == TRC_SET_PRINT)
        trc_db_query(db, rows, PRINT " WHERE batch_id = $1 AND number = $2", DB_ARGS(DB_INT(key.a), DB_INT(key.b)),
                     error);
    else
        trc_db_query(db, rows, issuer_sql, NULL, error);
}

static enum trc_status add_act(struct trc_db *db, enum trc_set_kind kind, struct trc_set_key key,
                               struct trc_digest *digest, const char *actor, int64_t now_s, struct trc_error *error)
{
    char text[TRC_DIGEST_TEXT_SIZE], detail[TRC_SET_DETAIL_SIZE];
    trc_digest_end(digest, text);
    trc_set_detail(kind, key, text, detail);
    return trc_act_add(db, actor, now_s, trc_set_tables[kind].verb, NULL, error, "%s", detail);
}

/* Read back, so that the digest is of what the database keeps. */
enum trc_status trc_set_add(struct trc_db *db, enum trc_set_kind kind, struct trc_set_key key, const char *actor,
                            int64_t now_s, struct trc_error *error)
{
    char gtin[24];
    struct trc_digest digest;
    struct trc_db_rows rows;
    snprintf(gtin, sizeof gtin, "%014" PRId64, key.a);
    trc_digest_begin(&digest);
    ask_row(db, &rows, kind, key, gtin, error);
    while (trc_db_next(&rows))
        trc_row_digest_add(&digest, &rows, trc_set_tables[kind].columns);
    const enum trc_status status = trc_db_close_rows(&rows);
    return status == TRC_OK ? add_act(db, kind, key, &digest, actor, now_s, error) : status;
}

static enum trc_status add_all_of(struct trc_db *db, enum trc_set_kind kind, struct trc_error *error)
{
    struct trc_db_rows rows;
    trc_db_walk(db, &rows, trc_set_tables[kind].all_sql, NULL, error);
    while (trc_db_next(&rows)) {
        struct trc_set_key key;
        struct trc_digest digest;
        trc_digest_begin(&digest);
        trc_row_digest_add(&digest, &rows, trc_set_tables[kind].columns);
        if (!trc_set_read_key(kind, &rows, &key))
            trc_db_damaged(&rows);
        if (rows.status == TRC_OK)
            rows.status = add_act(db, kind, key, &digest, "", 0, error);
    }
    return trc_db_close_rows(&rows);
}

static enum trc_status has_issuer(struct trc_db *db, bool *found, struct trc_error *error)
{
    struct trc_db_rows rows;
    *found = false;
    trc_db_query(db, &rows, "SELECT id FROM issuer", NULL, error);
    while (trc_db_next(&rows))
        *found = true;
    return trc_db_close_rows(&rows);
}

/* The first act of every ledger. A counter alone could be moved, to make forged batches look older than the ledger. */
static enum trc_status begin(struct trc_db *db, struct trc_error *error)
{
    struct trc_db_rows rows;
    int64_t before = 0;
    trc_db_query(db, &rows, "SELECT value FROM counter WHERE name = 'before_ledger'", NULL, error);
    while (trc_db_next(&rows))
        before = trc_db_int(&rows, 0);
    const enum trc_status status = trc_db_close_rows(&rows);
    return status == TRC_OK ? trc_act_add(db, "", 0, TRC_BEGIN_VERB, NULL, error, TRC_BEGIN_DETAIL, (long long)before)
                            : status;
}

enum trc_status trc_set_add_all(struct trc_db *db, struct trc_error *error)
{
    bool found = false;
    enum trc_status status = begin(db, error);
    if (status == TRC_OK)
        status = has_issuer(db, &found, error);
    if (status == TRC_OK && found)
        status = trc_set_add(db, TRC_SET_ISSUER, (struct trc_set_key){0}, "", 0, error);
    for (enum trc_set_kind kind = 0; kind < TRC_SET_KIND_COUNT && status == TRC_OK; kind++)
        if (!trc_set_tables[kind].is_one)
            status = add_all_of(db, kind, error);
    return status;
}
