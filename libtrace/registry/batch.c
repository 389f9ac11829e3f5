/* batch.c: reading batches, and noting that one is complete. */
#include "registry/batch.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "registry/registry.h"

static void read_seal(struct trc_db_rows *rows, int column, enum trc_seal_kind *seal)
{
    char name[16];
    trc_db_text(rows, column, name, sizeof name);
    for (*seal = 0; *seal < TRC_SEAL_KIND_COUNT; (*seal)++)
        if (strcmp(trc_seal_kind_name(*seal), name) == 0)
            return;
    trc_db_damaged(rows);
}

void trc_batch_read(struct trc_db_rows *rows, struct trc_batch *batch)
{
    *batch = (struct trc_batch){
        .id = trc_db_int(rows, 0),
        .key_id = (uint8_t)trc_db_uint(rows, 2, TRC_KEY_IDS - 1),
        .own_serials = trc_db_uint(rows, 4, 1) != 0,
        .first_unit = trc_db_uint(rows, 5, TRC_UNIT_MAX),
        .count = trc_db_uint(rows, 6, TRC_UNIT_MAX),
        .created_at_s = trc_db_int(rows, 11),
        .completed_at_s = trc_db_int(rows, 12),
    };
    read_seal(rows, 3, &batch->seal);
    trc_db_text(rows, 1, batch->gtin, sizeof batch->gtin);
    trc_db_text(rows, 7, batch->lot, sizeof batch->lot);
    trc_db_text(rows, 8, batch->expiry, sizeof batch->expiry);
    trc_db_text(rows, 9, batch->produced, sizeof batch->produced);
    trc_db_text(rows, 10, batch->host, sizeof batch->host);
}

void trc_batch_add_serial(struct trc_digest *digest, const char *serial)
{
    trc_digest_add(digest, serial, strlen(serial) + 1); /* with its NUL, which none of them holds */
}

void trc_batch_format_act(const struct trc_batch *batch, const char *options, struct trc_digest *serials,
                          char detail[TRC_ACT_DETAIL_MAX + 1])
{
    char of_options[TRC_DIGEST_TEXT_SIZE], of_serials[TRC_DIGEST_TEXT_SIZE];
    struct trc_digest digest;
    trc_digest_begin(&digest);
    trc_digest_add(&digest, options, strlen(options));
    trc_digest_end(&digest, of_options);
    trc_digest_end(serials, of_serials);
    snprintf(detail, TRC_ACT_DETAIL_MAX + 1, TRC_ISSUE_DETAIL, TRC_BATCH_DETAIL_ARGS(batch), of_options,
             batch->own_serials ? of_serials : "");
}

enum trc_status trc_batch_not_found(int64_t batch_id, struct trc_error *error)
{
    return trc_error_set(error, TRC_ERR_NOT_FOUND, _("There is no batch %lld."), (long long)batch_id);
}

enum trc_status trc_batch_check_units(struct trc_db *db, int64_t batch_id, int64_t wanted_first, int64_t wanted_last,
                                      struct trc_error *error)
{
    struct trc_db_rows rows;
    int64_t first = 0, count = 0;
    trc_db_query(db, &rows, "SELECT first_unit, unit_count FROM batch WHERE id = $1", DB_ARGS(DB_INT(batch_id)), error);
    while (trc_db_next(&rows)) {
        first = trc_db_int(&rows, 0);
        count = trc_db_int(&rows, 1);
    }
    const enum trc_status status = trc_db_close_rows(&rows);
    if (status != TRC_OK)
        return status;
    if (count == 0)
        return trc_batch_not_found(batch_id, error);
    if (wanted_first > wanted_last || wanted_first < first || wanted_last > first + count - 1)
        return trc_error_set(error, TRC_ERR_RANGE,
                             _("Units %lld to %lld are not all of batch %lld: it has %lld to %lld."),
                             (long long)wanted_first, (long long)wanted_last, (long long)batch_id, (long long)first,
                             (long long)(first + count - 1));
    return TRC_OK;
}

#define ACTIVE_COUNT                                                                                                   \
    "CAST(COALESCE((SELECT SUM(a.last_unit - a.first_unit + 1) FROM activation a WHERE a.batch_id = b.id), 0)"         \
    " AS BIGINT)"
#define SELECT_BATCH "SELECT " TRC_BATCH_COLUMNS ", " ACTIVE_COUNT " FROM batch b"

static void read_whole(struct trc_db_rows *rows, struct trc_batch *batch)
{
    trc_batch_read(rows, batch);
    batch->active_count = trc_db_uint(rows, TRC_BATCH_COLUMN_COUNT, TRC_UNIT_MAX);
}

enum trc_status trc_registry_get_batch(struct trc_registry *registry, int64_t batch_id, struct trc_batch *batch,
                                       struct trc_error *error)
{
    struct trc_db_rows rows;
    memset(batch, 0, sizeof *batch);
    trc_db_query(registry->db, &rows, SELECT_BATCH " WHERE b.id = $1", DB_ARGS(DB_INT(batch_id)), error);
    while (trc_db_next(&rows))
        read_whole(&rows, batch);
    const enum trc_status status = trc_db_close_rows(&rows);
    return status == TRC_OK && batch->id == 0 ? trc_batch_not_found(batch_id, error) : status;
}

enum trc_status trc_registry_get_batch_options(struct trc_registry *registry, int64_t batch_id,
                                               char options[TRC_BATCH_OPTIONS_MAX + 1], struct trc_error *error)
{
    struct trc_db_rows rows;
    bool found = false;
    options[0] = '\0';
    trc_db_query(registry->db, &rows, "SELECT options FROM batch WHERE id = $1", DB_ARGS(DB_INT(batch_id)), error);
    while (trc_db_next(&rows)) {
        found = true;
        trc_db_text(&rows, 0, options, TRC_BATCH_OPTIONS_MAX + 1);
    }
    const enum trc_status status = trc_db_close_rows(&rows);
    return status == TRC_OK && !found ? trc_batch_not_found(batch_id, error) : status;
}

enum trc_status trc_registry_each_batch(struct trc_registry *registry, const char *gtin, trc_batch_visit *visit,
                                        void *context, struct trc_error *error)
{
    struct trc_db_rows rows;
    if (gtin == NULL)
        trc_db_walk(registry->db, &rows, SELECT_BATCH " ORDER BY b.id", NULL, error);
    else
        trc_db_walk(registry->db, &rows, SELECT_BATCH " WHERE b.gtin = $1 ORDER BY b.id", DB_ARGS(DB_TEXT(gtin)),
                    error);
    while (trc_db_next(&rows)) {
        struct trc_batch batch;
        read_whole(&rows, &batch);
        if (rows.status == TRC_OK)
            rows.status = visit(context, &batch);
    }
    return trc_db_close_rows(&rows);
}

enum trc_status trc_registry_complete_batch(struct trc_registry *registry, int64_t batch_id, int64_t now_s,
                                            struct trc_error *error)
{
    enum trc_status status = trc_registry_begin(registry, error);
    if (status != TRC_OK)
        return status;
    struct trc_batch batch;
    int64_t changed;
    status = trc_db_run(registry->db, "UPDATE batch SET completed_at_s = $1 WHERE id = $2 AND completed_at_s = 0",
                        DB_ARGS(DB_INT(now_s), DB_INT(batch_id)), &changed, error);
    if (status == TRC_OK && changed == 0)
        status = trc_registry_get_batch(registry, batch_id, &batch, error);
    else if (status == TRC_OK)
        status =
            trc_act_add(registry->db, "", now_s, "complete", NULL, error, TRC_COMPLETE_DETAIL, (long long)batch_id);
    return trc_registry_end(registry, status, error);
}
