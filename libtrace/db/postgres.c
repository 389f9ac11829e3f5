/* postgres.c: the PostgreSQL driver: transactions, and statements from first step to last row. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <trc/keys.h>

#include "base/error.h"
#include "db/pg.h"

static struct trc_pg *pg_of(struct trc_db *db)
{
    return (struct trc_pg *)db;
}

static void close_db(struct trc_db *base)
{
    struct trc_pg *db = pg_of(base);
    PQfinish(db->conn);
    trc_wipe(db->url, strlen(db->url));
    free(db->url);
    free(db);
}

static enum trc_status open_db(const char *url, const struct trc_db_config *config, struct trc_db **out,
                               struct trc_error *error)
{
    char *name;
    enum trc_status status = trc_pg_url_name(url, &name, error);
    if (status != TRC_OK)
        return status;
    struct trc_pg *db = calloc(1, sizeof *db);
    char *copy = strdup(url);
    if (db == NULL || copy == NULL) {
        free(name);
        free(copy);
        free(db);
        return trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out."));
    }
    *db = (struct trc_pg){
        .base = {.driver = &trc_db_postgres, .name = name},
        .url = copy,
        .busy_timeout_ms = config->busy_timeout_ms,
    };
    *out = &db->base;
    status = trc_pg_connect(db, error);
    if (status != TRC_OK) {
        trc_db_close(&db->base);
        *out = NULL;
    }
    return status;
}

static enum trc_status command(struct trc_pg *db, const char *sql, struct trc_error *error)
{
    return trc_pg_done(db, PQexec(db->conn, sql), error);
}

static enum trc_status begin_by(struct trc_pg *db, const char *sql, struct trc_error *error)
{
    enum trc_status status = command(db, sql, error);
    if (trc_pg_recovered(db, &status, error))
        status = command(db, sql, error);
    if (status != TRC_OK && PQstatus(db->conn) == CONNECTION_OK)
        (void)!command(db, "ROLLBACK", NULL);
    return status;
}

/* Before a statement that does not go through a pipeline. */
static enum trc_status begin_now(struct trc_pg *db, struct trc_error *error)
{
    const enum trc_status status = db->begins ? begin_by(db, TRC_PG_BEGIN, error) : TRC_OK;
    db->begins = db->begins && status != TRC_OK;
    return status;
}

static enum trc_status exec(struct trc_db *base, const char *sql, struct trc_error *error)
{
    struct trc_pg *db = pg_of(base);
    const enum trc_status status = begin_now(db, error);
    return status == TRC_OK ? command(db, sql, error) : status;
}

/*
 * The lock is one of the registry's schema, so that two registries in one database do not wait for each other; its
 * first number is "trc".
 */
#define READ_SQL "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"
#define LOCK_SQL                                                                                                       \
    "SELECT pg_advisory_xact_lock(7631459, oid::int4) FROM pg_catalog.pg_namespace WHERE nspname = current_schema()"

#define LOCK_TABLES_SQL                                                                                                \
    "DO $$DECLARE name text; BEGIN"                                                                                    \
    " FOR name IN SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = current_schema() ORDER BY 1 LOOP"      \
    " EXECUTE pg_catalog.format('LOCK TABLE %I IN SHARE MODE', name); END LOOP; END$$"

static enum trc_status begin(struct trc_db *base, enum trc_db_lock lock, struct trc_error *error)
{
    struct trc_pg *db = pg_of(base);
    if (lock == TRC_DB_LOCK_NOTHING) {
        db->begins = true;
        return TRC_OK;
    }
    return begin_by(db,
                    lock == TRC_DB_LOCK_READ_ONLY  ? READ_SQL
                    : lock == TRC_DB_LOCK_REGISTRY ? TRC_PG_BEGIN "; " LOCK_SQL
                                                   : TRC_PG_BEGIN "; " LOCK_SQL "; " LOCK_TABLES_SQL,
                    error);
}

enum trc_status trc_pg_committed(const struct trc_pg *db, PGresult *result, enum trc_status status,
                                 struct trc_error *error)
{
    if (status != TRC_OK && PQstatus(db->conn) == CONNECTION_BAD)
        return trc_error_set(error, TRC_ERR_IO,
                             _("The connection to %s was lost during the commit: look whether the change was "
                               "recorded before you repeat it."),
                             db->base.name);
    /* The server's answer to the commit of a transaction that has failed: a success, of a ROLLBACK. */
    if (status == TRC_OK && strcmp(PQcmdStatus(result), "COMMIT") != 0)
        return trc_error_set(error, TRC_ERR_STATE, _("Nothing was recorded in %s: a statement before had failed."),
                             db->base.name);
    return status;
}

static enum trc_status end(struct trc_db *base, bool commits, struct trc_error *error)
{
    struct trc_pg *db = pg_of(base);
    const bool begun = !db->begins;
    db->begins = false;
    if (!begun)
        return TRC_OK;
    if (!commits)
        return command(db, "ROLLBACK", error);
    PGresult *result = PQexec(db->conn, "COMMIT");
    const ExecStatusType outcome = PQresultStatus(result);
    const enum trc_status status =
        trc_pg_committed(db, result, outcome == PGRES_COMMAND_OK ? TRC_OK : trc_pg_fail(db, result, error), error);
    PQclear(result);
    return status;
}

static void finalize(void *handle)
{
    struct trc_pg_stmt *stmt = handle;
    free(stmt->cursor_sql);
    free(stmt);
}

/* Only a name is given here: the server hears of the statement when it is first run, and again after a reconnection. */
static enum trc_status prepare(struct trc_db *base, const char *sql, bool walk, void **out, struct trc_error *error)
{
    static const char cursor[] = "DECLARE %s NO SCROLL CURSOR FOR %s";
    struct trc_pg *db = pg_of(base);
    struct trc_pg_stmt *stmt = calloc(1, sizeof *stmt);
    const size_t size = sizeof cursor + TRC_PG_NAME_SIZE + strlen(sql);
    char *cursor_sql = walk ? malloc(size) : NULL;
    if (stmt == NULL || (walk && cursor_sql == NULL)) {
        free(stmt);
        free(cursor_sql);
        return trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out."));
    }
    stmt->db = db;
    stmt->sql = sql;
    snprintf(stmt->name, sizeof stmt->name, "trc%u", ++db->statements);
    if (walk)
        snprintf(cursor_sql, size, cursor, stmt->name, sql);
    stmt->cursor_sql = cursor_sql;
    *out = stmt;
    return TRC_OK;
}

static enum trc_status bind(struct trc_db *base, void *handle, const struct trc_db_arg *args, size_t count,
                            struct trc_error *error)
{
    struct trc_pg_stmt *stmt = handle;
    (void)base, (void)error;
    assert(count <= TRC_PG_PARAMS_MAX);
    stmt->args_count = count;
    if (count > 0)
        memcpy(stmt->args, args, count * sizeof *args);
    return TRC_OK;
}

static enum trc_status run(struct trc_pg_stmt *stmt, struct trc_error *error)
{
    struct trc_pg_params params;
    enum trc_status status = begin_now(stmt->db, error);
    if (status == TRC_OK)
        status = trc_pg_prepare(stmt, error);
    if (status == TRC_OK)
        status = trc_pg_encode(stmt, stmt->args, stmt->args_count, &params, error);
    if (status != TRC_OK)
        return status;
    if (stmt->cursor_sql != NULL)
        return trc_pg_cursor_open(stmt, &params, error);
    PQclear(stmt->result);
    return trc_pg_take_result(
        stmt, PQexecPrepared(stmt->db->conn, stmt->name, (int)stmt->params, params.value, params.len, params.format, 1),
        error);
}

static enum trc_status step(struct trc_db *base, void *handle, bool *has_row, struct trc_error *error)
{
    struct trc_pg_stmt *stmt = handle;
    enum trc_status status = TRC_OK;
    if (stmt->result == NULL) {
        status = run(stmt, error);
        if (trc_pg_recovered(pg_of(base), &status, error))
            status = run(stmt, error);
    }
    stmt->row++;
    if (status == TRC_OK && stmt->cursor_open && stmt->row >= PQntuples(stmt->result)) {
        status = trc_pg_cursor_fetch(stmt, error);
        stmt->row = 0;
    }
    *has_row = status == TRC_OK && stmt->row < PQntuples(stmt->result);
    return status;
}

static int64_t changed(struct trc_db *base, void *handle)
{
    struct trc_pg_stmt *stmt = handle;
    (void)base;
    return strtoll(PQcmdTuples(stmt->result), NULL, 10);
}

static void reset(void *handle)
{
    struct trc_pg_stmt *stmt = handle;
    trc_pg_cursor_close(stmt);
    trc_pg_drop_answers(stmt);
    PQclear(stmt->result);
    stmt->result = NULL;
    stmt->args_count = 0;
}

static bool is_null(void *handle, int column)
{
    const struct trc_pg_stmt *stmt = handle;
    return PQgetisnull(stmt->result, stmt->row, column) != 0;
}

/* Big-endian two's complement of any width; a truth value is one byte without a sign. */
static int64_t number(void *handle, int column)
{
    const struct trc_pg_stmt *stmt = handle;
    const char *bytes = PQgetvalue(stmt->result, stmt->row, column);
    const int len = PQgetlength(stmt->result, stmt->row, column);
    uint64_t value = len > 0 && (bytes[0] & 0x80) != 0 ? UINT64_MAX : 0;
    assert(len <= 8);
    for (int i = 0; i < len; i++)
        value = value << 8 | (unsigned char)bytes[i];
    return (int64_t)value;
}

static const void *bytes_of(void *handle, int column, size_t *len)
{
    const struct trc_pg_stmt *stmt = handle;
    *len = (size_t)PQgetlength(stmt->result, stmt->row, column);
    return is_null(handle, column) ? NULL : PQgetvalue(stmt->result, stmt->row, column);
}

static bool is_lost(struct trc_db *base)
{
    return PQstatus(pg_of(base)->conn) != CONNECTION_OK;
}

const struct trc_db_driver trc_db_postgres = {
    .tables_sql = "SELECT COUNT(*), COUNT(CASE WHEN tablename = $1 THEN 1 END) FROM pg_catalog.pg_tables"
                  " WHERE schemaname = current_schema()",
    .foreign_sql = "SELECT CAST('trigger' AS TEXT), CAST(t.tgname AS TEXT), CAST(c.relname AS TEXT)"
                   " FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid"
                   " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                   " WHERE n.nspname = current_schema() AND NOT t.tgisinternal"
                   " UNION ALL SELECT CAST('rule' AS TEXT), CAST(rulename AS TEXT), CAST(tablename AS TEXT)"
                   " FROM pg_catalog.pg_rules WHERE schemaname = current_schema() ORDER BY 1, 2, 3",
    .open = open_db,
    .close = close_db,
    .exec = exec,
    .begin = begin,
    .end = end,
    .prepare = prepare,
    .finalize = finalize,
    .bind = bind,
    .send = trc_pg_send,
    .pick = trc_pg_pick,
    .step = step,
    .changed = changed,
    .reset = reset,
    .is_null = is_null,
    .type = trc_pg_type,
    .number = number,
    .bytes = bytes_of,
    .is_lost = is_lost,
};
