/* reserve.c: giving out unit numbers, each once for ever. */
#include <assert.h>
#include <string.h>
#include <trc/digest.h>

#include "base/error.h"
#include "registry/act.h"
#include "registry/batch.h"
#include "registry/registry.h"
#include "registry/text.h"

/* A reservation under way: everything happens inside one transaction. */
struct reservation {
    struct trc_db *db;
    struct trc_batch batch;
    const char *options;
    trc_serial_next *next;
    void *context;
    struct trc_digest serials; /* own ones so far */
};

static enum trc_status check_batch(const struct reservation *r, struct trc_error *error)
{
    const struct trc_batch *batch = &r->batch;
    assert(strnlen(batch->gtin, TRC_GTIN_SIZE) == TRC_GTIN_DIGITS);
    assert(batch->key_id < TRC_KEY_IDS && (unsigned)batch->seal < TRC_SEAL_KIND_COUNT);
    const struct {
        const char *text, *name;
        size_t size;
    } texts[] = {
        {batch->lot, "lot", sizeof batch->lot},
        {batch->expiry, "expiry", sizeof batch->expiry},
        {batch->produced, "produced", sizeof batch->produced},
        {batch->host, "host", sizeof batch->host},
        {r->options, "options", TRC_BATCH_OPTIONS_MAX + 1},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const enum trc_status status = trc_text_check(texts[i].text, texts[i].size, texts[i].name, error);
        if (status != TRC_OK)
            return status;
    }
    if (r->next == NULL && batch->count == 0)
        return trc_error_set(error, TRC_ERR_RANGE, _("A batch has at least one unit: give a count above 0."));
    if (r->next != NULL && batch->seal == TRC_SEAL_KIND_NONE)
        return trc_error_set(error, TRC_ERR_RANGE,
                             _("Own serials carry no seal of their own: choose the seal hmac or ed25519."));
    return TRC_OK;
}

/*
 * The next number of (key id, GTIN). An upsert that changes nothing: it makes the counter where there is none, and
 * locks its row until the commit even in a database that does not lock as a whole.
 */
static enum trc_status read_counter(struct reservation *r, int64_t *next_unit, struct trc_error *error)
{
    struct trc_db_rows rows;
    *next_unit = 0;
    trc_db_query(r->db, &rows,
                 "INSERT INTO unit_counter (gtin, key_id, next_unit) VALUES ($1, $2, $3)"
                 " ON CONFLICT (gtin, key_id) DO UPDATE SET next_unit = unit_counter.next_unit RETURNING next_unit",
                 DB_ARGS(DB_TEXT(r->batch.gtin), DB_INT(r->batch.key_id), DB_INT(TRC_UNIT_FIRST)), error);
    while (trc_db_next(&rows))
        *next_unit = trc_db_int(&rows, 0);
    return trc_db_close_rows(&rows);
}

static enum trc_status next_batch_id(struct reservation *r, struct trc_error *error)
{
    struct trc_db_rows rows;
    trc_db_query(r->db, &rows, "UPDATE counter SET value = value + 1 WHERE name = 'batch' RETURNING value", NULL,
                 error);
    while (trc_db_next(&rows))
        r->batch.id = trc_db_int(&rows, 0);
    return trc_db_close_rows(&rows);
}

static enum trc_status refuse_full(const struct reservation *r, uint32_t wanted, int64_t left, struct trc_error *error)
{
    return trc_error_set(error, TRC_ERR_FULL,
                         _("%u units are wanted and key id %d has %lld numbers left for %s: use another key id."),
                         wanted, r->batch.key_id, (long long)left, r->batch.gtin);
}

static enum trc_status refuse_repeat(const struct reservation *r, const char *serial,
                                     const uint8_t key[TRC_CODE_KEY_LEN], struct trc_error *error)
{
    const uint32_t line = r->batch.count + 1;
    struct trc_db_rows rows;
    int64_t batch_id = 0, unit = 0;
    trc_db_query(r->db, &rows, "SELECT batch_id, unit FROM own_serial WHERE code_key = $1",
                 DB_ARGS(DB_BLOB(key, TRC_CODE_KEY_LEN)), error);
    while (trc_db_next(&rows)) {
        batch_id = trc_db_int(&rows, 0);
        unit = trc_db_int(&rows, 1);
    }
    const enum trc_status status = trc_db_close_rows(&rows);
    if (status != TRC_OK)
        return status;
    const long long earlier = unit - r->batch.first_unit + 1;
    if (batch_id == r->batch.id)
        return trc_error_set(error, TRC_ERR_EXISTS,
                             _("Serial %s stands twice in the list, as no. %lld and no. %u: remove one."), serial,
                             earlier, line);
    return trc_error_set(error, TRC_ERR_EXISTS,
                         _("Serial %s (no. %u in the list) was issued before for %s, in batch %lld: remove it."),
                         serial, line, r->batch.gtin, (long long)batch_id);
}

static enum trc_status check_serial(const struct reservation *r, const char *serial, struct trc_error *error)
{
    const uint32_t line = r->batch.count + 1;
    const size_t len = strlen(serial);
    struct trc_error inner = TRC_ERROR_INIT;
    if (trc_ai_check_value(trc_ai_find("21", 2), serial, len, 0, &inner) != TRC_OK) {
        trc_error_rule(error, inner.rule, inner.pos, _("Serial no. %u of the list: %s"), line, inner.msg);
        return TRC_ERR_SYNTAX;
    }
    if (trc_serial_looks_sealed(serial, len))
        return trc_error_rule(
            error, "own-serial", 0,
            _("Serial %s (no. %u in the list) reads like a sealed serial: use another length than %d."), serial, line,
            TRC_SEALED_SERIAL_LEN);
    return TRC_OK;
}

static enum trc_status insert_serial(struct reservation *r, const char *serial, struct trc_error *error)
{
    uint8_t key[TRC_CODE_KEY_LEN];
    enum trc_status status = check_serial(r, serial, error);
    if (status == TRC_OK)
        status = trc_code_key(r->batch.gtin, serial, key);
    if (status != TRC_OK)
        return status;
    int64_t changed;
    status = trc_db_run(r->db,
                        "INSERT INTO own_serial (code_key, batch_id, unit, serial) VALUES ($1, $2, $3, $4)"
                        " ON CONFLICT (code_key) DO NOTHING",
                        DB_ARGS(DB_BLOB(key, sizeof key), DB_INT(r->batch.id),
                                DB_INT((int64_t)r->batch.first_unit + r->batch.count), DB_TEXT(serial)),
                        &changed, error);
    return status == TRC_OK && changed == 0 ? refuse_repeat(r, serial, key, error) : status;
}

/* Stores every serial of the list; batch.count is how many have been. */
static enum trc_status insert_serials(struct reservation *r, int64_t left, struct trc_error *error)
{
    const char *serial = NULL;
    for (r->batch.count = 0;; r->batch.count++) {
        enum trc_status status = r->next(r->context, &serial, error);
        if (status != TRC_OK)
            return status;
        if (serial == NULL)
            break;
        if (r->batch.count >= left)
            return refuse_full(r, r->batch.count + 1, left, error);
        status = insert_serial(r, serial, error);
        if (status != TRC_OK)
            return status;
        trc_batch_add_serial(&r->serials, serial);
    }
    if (r->batch.count == 0)
        return trc_error_set(error, TRC_ERR_RANGE, _("The list of serials is empty: a batch has at least one unit."));
    return TRC_OK;
}

static enum trc_status add_act(struct reservation *r, struct trc_error *error)
{
    char detail[TRC_ACT_DETAIL_MAX + 1];
    trc_batch_format_act(&r->batch, r->options, &r->serials, detail);
    return trc_act_add(r->db, "", r->batch.created_at_s, "issue", NULL, error, "%s", detail);
}

static enum trc_status insert_batch(struct reservation *r, struct trc_error *error)
{
    const struct trc_batch *b = &r->batch;
    enum trc_status status = trc_db_run(
        r->db, "UPDATE unit_counter SET next_unit = $1 WHERE gtin = $2 AND key_id = $3",
        DB_ARGS(DB_INT((int64_t)b->first_unit + b->count), DB_TEXT(b->gtin), DB_INT(b->key_id)), NULL, error);
    if (status != TRC_OK)
        return status;
    status = add_act(r, error);
    if (status != TRC_OK)
        return status;
    return trc_db_run(r->db,
                      "INSERT INTO batch (id, gtin, key_id, seal, own_serials, first_unit, unit_count, lot, expiry,"
                      " produced, host, options, created_at_s, completed_at_s)"
                      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0)",
                      DB_ARGS(DB_INT(b->id), DB_TEXT(b->gtin), DB_INT(b->key_id), DB_TEXT(trc_seal_kind_name(b->seal)),
                              DB_INT(b->own_serials), DB_INT(b->first_unit), DB_INT(b->count), DB_TEXT(b->lot),
                              DB_TEXT(b->expiry), DB_TEXT(b->produced), DB_TEXT(b->host), DB_TEXT(r->options),
                              DB_INT(b->created_at_s)),
                      NULL, error);
}

static enum trc_status reserve(struct reservation *r, struct trc_error *error)
{
    int64_t next_unit;
    enum trc_status status = read_counter(r, &next_unit, error);
    if (status != TRC_OK)
        return status;
    const int64_t left = (int64_t)TRC_UNIT_MAX - next_unit + 1;
    if (r->batch.count > left || left == 0)
        return refuse_full(r, r->batch.count, left, error);
    r->batch.first_unit = (uint32_t)next_unit;
    status = next_batch_id(r, error);
    if (status == TRC_OK && r->next != NULL)
        status = insert_serials(r, left, error);
    return status == TRC_OK ? insert_batch(r, error) : status;
}

enum trc_status trc_registry_reserve(struct trc_registry *registry, struct trc_batch *batch, const char *options,
                                     trc_serial_next *next, void *context, struct trc_error *error)
{
    struct reservation r = {
        .db = registry->db,
        .batch = *batch,
        .options = options != NULL ? options : "",
        .next = next,
        .context = context,
    };
    r.batch.own_serials = next != NULL;
    r.batch.count = next != NULL ? 0 : batch->count;
    r.batch.active_count = 0;
    r.batch.completed_at_s = 0;
    trc_digest_begin(&r.serials);
    enum trc_status status = check_batch(&r, error);
    if (status == TRC_OK)
        status = trc_registry_begin(registry, error);
    if (status != TRC_OK)
        return status;
    status = trc_registry_end(registry, reserve(&r, error), error);
    if (status == TRC_OK)
        *batch = r.batch;
    return status;
}
