/* copy.c: a whole registry to another database, in one transaction that ends only when both have been compared. */
#include "registry/copy.h"

#include "base/error.h"
#include "registry/schema.h"

/* All but the version of the schema, which is the same, or says that the source was moved. */
#define COPIED (trc_tables + 1)

enum trc_status trc_copy_tell(struct trc_copy *copy, int64_t rows)
{
    copy->step.done += rows;
    return copy->visit == NULL ? TRC_OK : copy->visit(copy->context, &copy->step);
}

static enum trc_status count_rows(struct trc_db *db, const struct trc_table *table, int64_t *count,
                                  struct trc_error *error)
{
    struct trc_db_rows rows;
    *count = 0;
    trc_db_query(db, &rows, table->count_sql, NULL, error);
    while (trc_db_next(&rows))
        *count = trc_db_int(&rows, 0);
    return trc_db_close_rows(&rows);
}

static enum trc_status has_rows(const struct trc_copy *copy, const char *table, struct trc_error *error)
{
    return trc_error_set(error, TRC_ERR_EXISTS,
                         _("%s holds a registry already (table %s has rows): copy to a new one."),
                         trc_db_name(copy->to), table);
}

/* Of acts a new registry has the one that begins its ledger. */
static enum trc_status check_acts(struct trc_copy *copy, struct trc_error *error)
{
    struct trc_db_rows rows;
    int64_t count = 0;
    trc_db_query(copy->to, &rows, "SELECT COUNT(*) FROM act WHERE number > 1", NULL, error);
    while (trc_db_next(&rows))
        count = trc_db_int(&rows, 0);
    const enum trc_status status = trc_db_close_rows(&rows);
    return status == TRC_OK && count > 0 ? has_rows(copy, "act", error) : status;
}

/* What a new registry has from its schema makes room for what the source has there. */
static enum trc_status clear_new(struct trc_copy *copy, struct trc_error *error)
{
    for (const struct trc_table *table = COPIED; table->name != NULL; table++) {
        int64_t count = 0;
        enum trc_status status = table->is_seeded ? trc_db_run(copy->to, table->clear_sql, NULL, NULL, error)
                                                  : count_rows(copy->to, table, &count, error);
        if (status != TRC_OK)
            return status;
        if (count > 0)
            return has_rows(copy, table->name, error);
    }
    return TRC_OK;
}

static enum trc_status count_all(struct trc_copy *copy, struct trc_error *error)
{
    enum trc_status status = TRC_OK;
    for (const struct trc_table *table = COPIED; status == TRC_OK && table->name != NULL; table++) {
        int64_t count;
        status = count_rows(copy->from, table, &count, error);
        copy->step.total += 2 * count; /* written, and read back */
    }
    return status;
}

static enum trc_status copy_tables(struct trc_copy *copy, struct trc_error *error)
{
    enum trc_status status = check_acts(copy, error);
    if (status == TRC_OK)
        status = clear_new(copy, error);
    if (status == TRC_OK)
        status = count_all(copy, error);
    for (copy->table = COPIED; status == TRC_OK && copy->table->name != NULL; copy->table++) {
        copy->step.table = copy->table->name;
        status = trc_copy_rows(copy, error);
    }
    return status;
}

static enum trc_status compare_tables(struct trc_copy *copy, struct trc_error *error)
{
    enum trc_status status = TRC_OK;
    for (copy->table = COPIED; status == TRC_OK && copy->table->name != NULL; copy->table++) {
        copy->step.table = copy->table->name;
        status = trc_copy_compare(copy, error);
    }
    return status;
}

/* Whoever had the empty target open must see that it has changed, whatever generation the source is at. */
static enum trc_status pass_generation(struct trc_copy *copy, int64_t before, struct trc_error *error)
{
    return trc_db_run(copy->to, "UPDATE counter SET value = value + $1 WHERE name = 'generation'",
                      DB_ARGS(DB_INT(before)), NULL, error);
}

static enum trc_status copy_locked(struct trc_copy *copy, int64_t generation, struct trc_error *error)
{
    enum trc_status status = trc_schema_check_read(copy->from, error);
    if (status == TRC_OK)
        status = copy_tables(copy, error);
    if (status == TRC_OK)
        status = compare_tables(copy, error);
    return status == TRC_OK ? pass_generation(copy, generation, error) : status;
}

static enum trc_status close_source(struct trc_registry *from, struct trc_registry *to, struct trc_error *error)
{
    struct trc_error cause = TRC_ERROR_INIT;
    const enum trc_status status = trc_db_end(from->db, TRC_OK, &cause);
    if (status == TRC_OK)
        return TRC_OK;
    return trc_error_set(error, status, _("%s is whole, but %s could not be closed, and must not be used any more: %s"),
                         trc_db_name(to->db), trc_db_name(from->db), cause.msg);
}

/* The source stays locked until the target is on disk: nothing is recorded in it that is not there. One that is open
 * for reading is read as it is at this moment. */
static enum trc_status copy(struct trc_copy *copy, struct trc_registry *from, struct trc_registry *to, bool gives_up,
                            struct trc_error *error)
{
    int64_t generation = 0;
    enum trc_status status = trc_registry_begin(to, error);
    if (status != TRC_OK)
        return status;
    status = trc_registry_generation(to, &generation, error);
    if (status == TRC_OK)
        status = from->read_only ? trc_db_begin_read(from->db, error) : trc_db_begin_alone(from->db, error);
    const bool is_begun = status == TRC_OK;
    if (is_begun)
        status = copy_locked(copy, generation, error);
    if (gives_up && status == TRC_OK) /* before the target is kept: it also shows that the lock was never lost */
        status = trc_schema_give_up(from->db, error);
    status = trc_registry_end(to, status, error);
    if (gives_up && status == TRC_OK)
        return close_source(from, to, error);
    if (is_begun)
        (void)!trc_db_end(from->db, TRC_ERR_STATE, NULL); /* it was only read */
    return status;
}

enum trc_status trc_registry_copy(struct trc_registry *from, struct trc_registry *to, trc_copy_visit *visit,
                                  void *context, struct trc_error *error)
{
    struct trc_copy job = {.from = from->db, .to = to->db, .visit = visit, .context = context};
    return copy(&job, from, to, false, error);
}

enum trc_status trc_registry_move(struct trc_registry *from, struct trc_registry *to, trc_copy_visit *visit,
                                  void *context, struct trc_error *error)
{
    struct trc_copy job = {.from = from->db, .to = to->db, .visit = visit, .context = context};
    if (from->read_only)
        return trc_error_set(error, TRC_ERR_PERMISSION, _("%s can only be read, and so it cannot be moved: copy it."),
                             trc_db_name(from->db));
    return copy(&job, from, to, true, error);
}
