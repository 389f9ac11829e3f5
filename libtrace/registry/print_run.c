/* print_run.c: who wrote out which codes of a batch, when, where to, and why again. */
#include <string.h>

#include "base/error.h"
#include "registry/batch.h"
#include "registry/registry.h"
#include "registry/set.h"
#include "registry/text.h"

static const char *const kind_names[TRC_PRINT_KIND_COUNT] = {"first", "resumed", "reprint"};

const char *trc_print_kind_name(enum trc_print_kind kind)
{
    return kind_names[kind];
}

static enum trc_status check(const struct trc_print_run *run, struct trc_error *error)
{
    enum trc_status status = trc_text_check(run->actor, sizeof run->actor, "actor", error);
    if (status == TRC_OK)
        status = trc_text_check(run->reason, sizeof run->reason, "reason", error);
    if (status == TRC_OK)
        status = trc_text_check(run->place, sizeof run->place, "place", error);
    if (status == TRC_OK && run->kind == TRC_PRINT_AGAIN && (run->actor[0] == '\0' || run->reason[0] == '\0'))
        return trc_error_set(error, TRC_ERR_SYNTAX, _("A reprint is recorded with who asked for it, and why."));
    return status;
}

static enum trc_status next_number(struct trc_db *db, int64_t batch_id, uint32_t *number, struct trc_error *error)
{
    struct trc_db_rows rows;
    trc_db_query(db, &rows, "SELECT COALESCE(MAX(number), 0) FROM print_run WHERE batch_id = $1",
                 DB_ARGS(DB_INT(batch_id)), error);
    while (trc_db_next(&rows))
        *number = trc_db_uint(&rows, 0, UINT32_MAX - 1) + 1;
    return trc_db_close_rows(&rows);
}

static enum trc_status insert(struct trc_db *db, struct trc_print_run *run, struct trc_error *error)
{
    enum trc_status status = trc_batch_check_units(db, run->batch_id, run->first_unit, run->last_unit, error);
    if (status == TRC_OK)
        status = next_number(db, run->batch_id, &run->number, error);
    if (status != TRC_OK)
        return status;
    return trc_db_run(
        db,
        "INSERT INTO print_run (batch_id, number, kind, first_unit, last_unit, actor, reason, place, manifest,"
        " began_at_s, ended_at_s) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', $9, 0)",
        DB_ARGS(DB_INT(run->batch_id), DB_INT(run->number), DB_TEXT(kind_names[run->kind]), DB_INT(run->first_unit),
                DB_INT(run->last_unit), DB_TEXT(run->actor), DB_TEXT(run->reason), DB_TEXT(run->place),
                DB_INT(run->began_at_s)),
        NULL, error);
}

enum trc_status trc_registry_begin_print(struct trc_registry *registry, struct trc_print_run *run,
                                         struct trc_error *error)
{
    run->manifest[0] = '\0';
    run->ended_at_s = 0;
    enum trc_status status = check(run, error);
    if (status == TRC_OK)
        status = trc_registry_begin(registry, error);
    if (status != TRC_OK)
        return status;
    status = insert(registry->db, run, error);
    if (status == TRC_OK)
        status = trc_set_add(registry->db, TRC_SET_PRINT, (struct trc_set_key){run->batch_id, run->number}, run->actor,
                             run->began_at_s, error);
    return trc_registry_end(registry, status, error);
}

enum trc_status trc_registry_end_print(struct trc_registry *registry, int64_t batch_id, uint32_t number,
                                       const char *manifest, int64_t now_s, struct trc_error *error)
{
    int64_t changed;
    enum trc_status status = trc_registry_begin(registry, error);
    if (status != TRC_OK)
        return status;
    status = trc_db_run(registry->db,
                        "UPDATE print_run SET manifest = $1, ended_at_s = $2 WHERE batch_id = $3 AND number = $4",
                        DB_ARGS(DB_TEXT(manifest), DB_INT(now_s), DB_INT(batch_id), DB_INT(number)), &changed, error);
    if (status == TRC_OK && changed == 0)
        status = trc_error_set(error, TRC_ERR_NOT_FOUND, _("Batch %lld was not printed a %lu. time."),
                               (long long)batch_id, (unsigned long)number);
    if (status == TRC_OK)
        status = trc_set_add(registry->db, TRC_SET_PRINT, (struct trc_set_key){batch_id, number}, "", now_s, error);
    return trc_registry_end(registry, status, error);
}

static enum trc_print_kind read_kind(struct trc_db_rows *rows, int column)
{
    char name[16];
    trc_db_text(rows, column, name, sizeof name);
    for (enum trc_print_kind kind = 0; kind < TRC_PRINT_KIND_COUNT; kind++)
        if (strcmp(name, kind_names[kind]) == 0)
            return kind;
    trc_db_damaged(rows);
    return TRC_PRINT_FIRST;
}

static void read_run(struct trc_db_rows *rows, struct trc_print_run *run)
{
    run->number = trc_db_uint(rows, 0, UINT32_MAX);
    run->kind = read_kind(rows, 1);
    run->first_unit = trc_db_uint(rows, 2, TRC_UNIT_MAX);
    run->last_unit = trc_db_uint(rows, 3, TRC_UNIT_MAX);
    trc_db_text(rows, 4, run->actor, sizeof run->actor);
    trc_db_text(rows, 5, run->reason, sizeof run->reason);
    trc_db_text(rows, 6, run->place, sizeof run->place);
    trc_db_text(rows, 7, run->manifest, sizeof run->manifest);
    run->began_at_s = trc_db_int(rows, 8);
    run->ended_at_s = trc_db_int(rows, 9);
}

enum trc_status trc_registry_each_print(struct trc_registry *registry, int64_t batch_id, trc_print_visit *visit,
                                        void *context, struct trc_error *error)
{
    struct trc_db_rows rows;
    trc_db_walk(registry->db, &rows,
                "SELECT number, kind, first_unit, last_unit, actor, reason, place, manifest, began_at_s, ended_at_s"
                " FROM print_run WHERE batch_id = $1 ORDER BY number",
                DB_ARGS(DB_INT(batch_id)), error);
    while (trc_db_next(&rows)) {
        struct trc_print_run run = {.batch_id = batch_id};
        read_run(&rows, &run);
        if (rows.status == TRC_OK)
            rows.status = visit(context, &run);
    }
    return trc_db_close_rows(&rows);
}
