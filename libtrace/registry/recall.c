/* recall.c: products, lots, batches and units that must come back. */
#include <string.h>
#include <trc/recall.h>

#include "base/error.h"
#include "registry/act.h"
#include "registry/act_rows.h"
#include "registry/batch.h"
#include "registry/registry.h"
#include "registry/text.h"

bool trc_recall_covers(const struct trc_recall *recall, const struct trc_batch *batch, uint32_t unit)
{
    return (recall->gtin[0] == '\0' || strcmp(recall->gtin, batch->gtin) == 0) &&
           (recall->lot[0] == '\0' || strcmp(recall->lot, batch->lot) == 0) &&
           (recall->batch_id == 0 || recall->batch_id == batch->id) &&
           (recall->first_unit == 0 || (unit >= recall->first_unit && unit <= recall->last_unit));
}

static enum trc_status check_texts(const struct trc_recall *recall, struct trc_error *error)
{
    enum trc_status status = trc_text_check(recall->reason, sizeof recall->reason, "reason", error);
    if (status == TRC_OK)
        status = trc_text_check(recall->actor, sizeof recall->actor, "actor", error);
    if (status == TRC_OK)
        status = trc_text_check(recall->url, sizeof recall->url, "url", error);
    if (status == TRC_OK)
        status = trc_text_check(recall->lot, sizeof recall->lot, "lot", error);
    return status;
}

static enum trc_status check(const struct trc_recall *recall, struct trc_error *error)
{
    const bool is_link = strncmp(recall->url, "https://", 8) == 0 || strncmp(recall->url, "http://", 7) == 0;
    if (recall->at_s <= 0)
        return trc_error_set(error, TRC_ERR_RANGE, _("Nothing can be recorded before 1970: check the clock."));
    if (recall->gtin[0] == '\0' && recall->lot[0] == '\0' && recall->batch_id == 0)
        return trc_error_set(error, TRC_ERR_SYNTAX, _("A recall names a product, a lot or a batch."));
    if (recall->first_unit != 0 && recall->batch_id == 0)
        return trc_error_set(error, TRC_ERR_SYNTAX, _("Units are numbered within a batch: name it too."));
    if (recall->reason[0] == '\0')
        return trc_error_set(error, TRC_ERR_SYNTAX, _("A recall says why, in words for those who hold the product."));
    if (recall->url[0] != '\0' && (!is_link || strpbrk(recall->url, " \t\r\n\"<>") != NULL))
        return trc_error_set(error, TRC_ERR_SYNTAX, _("The notice is a link that begins with https://."));
    return check_texts(recall, error);
}

static enum trc_status check_batch(struct trc_registry *registry, const struct trc_recall *recall,
                                   struct trc_error *error)
{
    struct trc_batch batch;
    if (recall->batch_id == 0)
        return TRC_OK;
    if (recall->first_unit != 0)
        return trc_batch_check_units(registry->db, recall->batch_id, recall->first_unit, recall->last_unit, error);
    return trc_registry_get_batch(registry, recall->batch_id, &batch, error);
}

/* The same one, which holds: somebody could not know that it was recorded. */
static enum trc_status find_same(struct trc_db *db, struct trc_recall *recall, struct trc_error *error)
{
    struct trc_db_rows rows;
    trc_db_query(db, &rows,
                 "SELECT act, at_s FROM recall WHERE gtin = $1 AND lot = $2 AND batch_id = $3 AND first_unit = $4"
                 " AND last_unit = $5 AND reason = $6 AND url = $7 AND actor = $8 AND lifted_at_s = 0"
                 " ORDER BY act LIMIT 1",
                 DB_ARGS(DB_TEXT(recall->gtin), DB_TEXT(recall->lot), DB_INT(recall->batch_id),
                         DB_INT(recall->first_unit), DB_INT(recall->last_unit), DB_TEXT(recall->reason),
                         DB_TEXT(recall->url), DB_TEXT(recall->actor)),
                 error);
    while (trc_db_next(&rows)) {
        recall->repeated = true;
        recall->id = trc_db_int(&rows, 0);
        recall->at_s = trc_db_int(&rows, 1);
    }
    return trc_db_close_rows(&rows);
}

static enum trc_status insert(struct trc_registry *registry, struct trc_recall *recall, struct trc_error *error)
{
    struct trc_db *db = registry->db;
    enum trc_status status = check_batch(registry, recall, error);
    if (status == TRC_OK)
        status = find_same(db, recall, error);
    if (status != TRC_OK || recall->repeated)
        return status;
    status = trc_act_add(db, recall->actor, recall->at_s, "recall", &recall->id, error, TRC_RECALL_DETAIL, recall->gtin,
                         recall->lot, (long long)recall->batch_id, (unsigned long)recall->first_unit,
                         (unsigned long)recall->last_unit, recall->url, recall->reason);
    if (status != TRC_OK)
        return status;
    return trc_db_run(
        db, "INSERT INTO recall (" TRC_RECALL_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', 0, '')",
        DB_ARGS(DB_INT(recall->id), DB_TEXT(recall->gtin), DB_TEXT(recall->lot), DB_INT(recall->batch_id),
                DB_INT(recall->first_unit), DB_INT(recall->last_unit), DB_TEXT(recall->reason), DB_TEXT(recall->url),
                DB_TEXT(recall->actor), DB_INT(recall->at_s)),
        NULL, error);
}

enum trc_status trc_registry_add_recall(struct trc_registry *registry, struct trc_recall *recall,
                                        struct trc_error *error)
{
    recall->lifted_by[0] = recall->lift_reason[0] = '\0';
    recall->lifted_at_s = 0;
    recall->repeated = false;
    enum trc_status status = check(recall, error);
    if (status == TRC_OK)
        status = trc_registry_begin(registry, error);
    return status == TRC_OK ? trc_registry_end(registry, insert(registry, recall, error), error) : status;
}

enum trc_status trc_registry_count_recalled(struct trc_registry *registry, const struct trc_recall *recall,
                                            int64_t *units, int64_t *batches, struct trc_error *error)
{
    struct trc_db_rows rows;
    *units = *batches = 0;
    trc_db_query(registry->db, &rows,
                 "SELECT COUNT(*), CAST(COALESCE(SUM(unit_count), 0) AS BIGINT) FROM batch"
                 " WHERE (gtin = $1 OR CAST($1 AS TEXT) = '') AND (lot = $2 OR CAST($2 AS TEXT) = '')"
                 " AND (id = $3 OR CAST($3 AS BIGINT) = 0)",
                 DB_ARGS(DB_TEXT(recall->gtin), DB_TEXT(recall->lot), DB_INT(recall->batch_id)), error);
    while (trc_db_next(&rows)) {
        *batches = trc_db_int(&rows, 0);
        *units = trc_db_int(&rows, 1);
    }
    if (recall->first_unit != 0 && *batches > 0) /* which are all of that batch */
        *units = (int64_t)recall->last_unit - recall->first_unit + 1;
    return trc_db_close_rows(&rows);
}

static enum trc_status read_lifted(struct trc_db *db, int64_t id, bool *found, int64_t *lifted_at_s,
                                   struct trc_error *error)
{
    struct trc_db_rows rows;
    *found = false;
    trc_db_query(db, &rows, "SELECT lifted_at_s FROM recall WHERE act = $1", DB_ARGS(DB_INT(id)), error);
    while (trc_db_next(&rows)) {
        *found = true;
        *lifted_at_s = trc_db_int(&rows, 0);
    }
    return trc_db_close_rows(&rows);
}

static enum trc_status lift(struct trc_db *db, int64_t id, const char *actor, const char *reason, int64_t now_s,
                            struct trc_error *error)
{
    bool found;
    int64_t lifted_at_s = 0;
    enum trc_status status = read_lifted(db, id, &found, &lifted_at_s, error);
    if (status == TRC_OK && !found)
        status = trc_error_set(error, TRC_ERR_NOT_FOUND, _("There is no recall %lld; `trc recall list` shows them."),
                               (long long)id);
    if (status == TRC_OK && lifted_at_s != 0)
        status = trc_error_set(error, TRC_ERR_STATE, _("Recall %lld was lifted before."), (long long)id);
    if (status == TRC_OK)
        status = trc_act_add(db, actor, now_s, "lift", NULL, error, TRC_LIFT_DETAIL, (long long)id, reason);
    if (status != TRC_OK)
        return status;
    return trc_db_run(db, "UPDATE recall SET lifted_by = $1, lifted_at_s = $2, lift_reason = $3 WHERE act = $4",
                      DB_ARGS(DB_TEXT(actor), DB_INT(now_s), DB_TEXT(reason), DB_INT(id)), NULL, error);
}

enum trc_status trc_registry_lift_recall(struct trc_registry *registry, int64_t id, const char *actor,
                                         const char *reason, int64_t now_s, struct trc_error *error)
{
    if (now_s <= 0)
        return trc_error_set(error, TRC_ERR_RANGE, _("Nothing can be recorded before 1970: check the clock."));
    enum trc_status status = trc_text_check(actor, TRC_ACTOR_MAX + 1, "actor", error);
    if (status == TRC_OK)
        status = trc_text_check(reason, TRC_REASON_MAX + 1, "reason", error);
    if (status == TRC_OK)
        status = trc_registry_begin(registry, error);
    return status == TRC_OK ? trc_registry_end(registry, lift(registry->db, id, actor, reason, now_s, error), error)
                            : status;
}

void trc_recall_read(struct trc_db_rows *rows, struct trc_recall *recall)
{
    recall->repeated = false;
    recall->id = trc_db_int(rows, 0);
    trc_db_text(rows, 1, recall->gtin, sizeof recall->gtin);
    trc_db_text(rows, 2, recall->lot, sizeof recall->lot);
    recall->batch_id = trc_db_int(rows, 3);
    recall->first_unit = trc_db_uint(rows, 4, TRC_UNIT_MAX);
    recall->last_unit = trc_db_uint(rows, 5, TRC_UNIT_MAX);
    trc_db_text(rows, 6, recall->reason, sizeof recall->reason);
    trc_db_text(rows, 7, recall->url, sizeof recall->url);
    trc_db_text(rows, 8, recall->actor, sizeof recall->actor);
    recall->at_s = trc_db_int(rows, 9);
    trc_db_text(rows, 10, recall->lifted_by, sizeof recall->lifted_by);
    recall->lifted_at_s = trc_db_int(rows, 11);
    trc_db_text(rows, 12, recall->lift_reason, sizeof recall->lift_reason);
}

enum trc_status trc_registry_each_recall(struct trc_registry *registry, trc_recall_visit *visit, void *context,
                                         struct trc_error *error)
{
    struct trc_db_rows rows;
    trc_db_query(registry->db, &rows, "SELECT " TRC_RECALL_COLUMNS " FROM recall ORDER BY act", NULL, error);
    while (trc_db_next(&rows)) {
        struct trc_recall recall;
        trc_recall_read(&rows, &recall);
        if (rows.status == TRC_OK)
            rows.status = visit(context, &recall);
    }
    return trc_db_close_rows(&rows);
}
