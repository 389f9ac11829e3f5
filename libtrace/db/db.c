/* db.c: choosing a driver by URL, transactions, and the cache of prepared statements. */
#include "db/db.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "db/driver.h"

/* Kept for the life of the connection. A text that is asked for again while its rows are open gets a second one. */
struct trc_db_stmt {
    struct trc_db_stmt *next;
    const char *sql;
    void *handle;
    bool busy, walk;
};

static size_t scheme_len(const char *url)
{
    const size_t len = strspn(url, "abcdefghijklmnopqrstuvwxyz0123456789+.-");
    return len > 0 && strncmp(url + len, "://", 3) == 0 ? len : 0;
}

enum trc_status trc_db_open(const char *url, const struct trc_db_config *config, struct trc_db **out,
                            struct trc_error *error)
{
    static const char sqlite[] = "sqlite:";
    *out = NULL;
    const int scheme = (int)scheme_len(url);
    if (strncmp(url, "postgresql://", 13) == 0 || strncmp(url, "postgres://", 11) == 0)
        return trc_db_postgres.open(url, config, out, error);
    if (scheme > 0)
        return trc_error_set(
            error, TRC_ERR_UNSUPPORTED,
            _("There is no database driver for \"%.*s\": use sqlite:PATH or postgresql://HOST/DATABASE."), scheme, url);
    if (strncmp(url, sqlite, sizeof sqlite - 1) == 0)
        url += sizeof sqlite - 1;
    if (*url == '\0')
        return trc_error_set(error, TRC_ERR_UNSUPPORTED, _("The registry has no path: use sqlite:PATH."));
    return trc_db_sqlite.open(url, config, out, error);
}

void trc_db_close(struct trc_db *db)
{
    if (db == NULL)
        return;
    for (struct trc_db_stmt *stmt = db->stmts, *next; stmt != NULL; stmt = next) {
        assert(!stmt->busy);
        next = stmt->next;
        db->driver->finalize(stmt->handle);
        free(stmt);
    }
    char *name = db->name;
    db->driver->close(db);
    free(name);
}

const char *trc_db_name(const struct trc_db *db)
{
    return db->name;
}

enum trc_status trc_db_tables(struct trc_db *db, const char *name, int64_t *count, bool *found, struct trc_error *error)
{
    struct trc_db_rows rows;
    *count = 0;
    *found = false;
    trc_db_query(db, &rows, db->driver->tables_sql, DB_ARGS(DB_TEXT(name)), error);
    while (trc_db_next(&rows)) {
        *count = trc_db_int(&rows, 0);
        *found = trc_db_int(&rows, 1) > 0;
    }
    return trc_db_close_rows(&rows);
}

enum trc_status trc_db_adopt(struct trc_db *db, struct trc_error *error)
{
    return db->driver->adopt == NULL ? TRC_OK : db->driver->adopt(db, error);
}

enum trc_status trc_db_exec(struct trc_db *db, const char *sql, struct trc_error *error)
{
    return db->driver->exec(db, sql, error);
}

static enum trc_status begin(struct trc_db *db, enum trc_db_lock lock, struct trc_error *error)
{
    assert(!db->in_transaction && db->walks == 0);
    const enum trc_status status = db->driver->begin(db, lock, error);
    db->in_transaction = status == TRC_OK;
    return status;
}

enum trc_status trc_db_begin(struct trc_db *db, struct trc_error *error)
{
    return begin(db, TRC_DB_LOCK_REGISTRY, error);
}

enum trc_status trc_db_begin_rows(struct trc_db *db, struct trc_error *error)
{
    return begin(db, TRC_DB_LOCK_NOTHING, error);
}

enum trc_status trc_db_begin_alone(struct trc_db *db, struct trc_error *error)
{
    return begin(db, TRC_DB_LOCK_EVERYTHING, error);
}

enum trc_status trc_db_begin_read(struct trc_db *db, struct trc_error *error)
{
    return begin(db, TRC_DB_LOCK_READ_ONLY, error);
}

/* Some failures have rolled back already; the error then says so, and there is nothing more to do about it. */
static enum trc_status ended(struct trc_db *db, enum trc_status status)
{
    if (status != TRC_OK)
        (void)!db->driver->end(db, false, NULL);
    db->in_transaction = false;
    return status;
}

enum trc_status trc_db_end(struct trc_db *db, enum trc_status status, struct trc_error *error)
{
    assert(db->in_transaction && db->walks == 0);
    return ended(db, status == TRC_OK ? db->driver->end(db, true, error) : status);
}

enum trc_status trc_db_end_jobs(struct trc_db *db, const struct trc_db_job *jobs, size_t count, struct trc_error *error)
{
    assert(db->in_transaction && db->walks == 0);
    return ended(db, trc_db_run_jobs_to(db, jobs, count, true, error));
}

enum trc_status trc_db_check(struct trc_db *db, trc_db_fault *visit, void *context, struct trc_error *error)
{
    return db->driver->check == NULL ? TRC_OK : db->driver->check(db, visit, context, error);
}

enum trc_status trc_db_scrub(struct trc_db *db, struct trc_error *error)
{
    assert(!db->in_transaction && db->walks == 0);
    return db->driver->scrub == NULL ? TRC_OK : db->driver->scrub(db, error);
}

bool trc_db_is_lost(struct trc_db *db)
{
    return db->driver->is_lost != NULL && db->driver->is_lost(db);
}

static struct trc_db_stmt *find(struct trc_db *db, const char *sql, bool walk)
{
    struct trc_db_stmt *stmt = db->stmts;
    while (stmt != NULL && (stmt->sql != sql || stmt->walk != walk || stmt->busy))
        stmt = stmt->next;
    return stmt;
}

static struct trc_db_stmt *make(struct trc_db_rows *rows, const char *sql, bool walk)
{
    struct trc_db *db = rows->db;
    struct trc_db_stmt *stmt = malloc(sizeof *stmt);
    if (stmt == NULL) {
        rows->status = trc_error_set(rows->error, TRC_ERR_MEMORY, _("Memory ran out."));
        return NULL;
    }
    *stmt = (struct trc_db_stmt){.next = db->stmts, .sql = sql, .walk = walk};
    rows->status = db->driver->prepare(db, sql, walk, &stmt->handle, rows->error);
    if (rows->status != TRC_OK) {
        free(stmt);
        return NULL;
    }
    db->stmts = stmt;
    return stmt;
}

void trc_db_take(struct trc_db *db, struct trc_db_rows *rows, const char *sql, bool walk, struct trc_error *error)
{
    *rows = (struct trc_db_rows){.db = db, .error = error};
    rows->stmt = find(db, sql, walk);
    if (rows->stmt == NULL)
        rows->stmt = make(rows, sql, walk);
    if (rows->stmt == NULL)
        return;
    rows->stmt->busy = true;
    db->walks += walk;
}

void *trc_db_handle(const struct trc_db_rows *rows)
{
    return rows->stmt->handle;
}

static void query(struct trc_db *db, struct trc_db_rows *rows, const char *sql, bool walk,
                  const struct trc_db_arg *args, struct trc_error *error)
{
    size_t count = 0;
    while (args != NULL && args[count].type != TRC_DB_LAST)
        count++;
    trc_db_take(db, rows, sql, walk, error);
    if (rows->stmt != NULL)
        rows->status = db->driver->bind(db, rows->stmt->handle, args, count, error);
}

void trc_db_query(struct trc_db *db, struct trc_db_rows *rows, const char *sql, const struct trc_db_arg *args,
                  struct trc_error *error)
{
    query(db, rows, sql, false, args, error);
}

void trc_db_walk(struct trc_db *db, struct trc_db_rows *rows, const char *sql, const struct trc_db_arg *args,
                 struct trc_error *error)
{
    query(db, rows, sql, true, args, error);
}

void trc_db_foreign(struct trc_db *db, struct trc_db_rows *rows, struct trc_error *error)
{
    trc_db_query(db, rows, db->driver->foreign_sql, NULL, error);
}

bool trc_db_next(struct trc_db_rows *rows)
{
    bool has_row = false;
    if (rows->status == TRC_OK)
        rows->status = rows->db->driver->step(rows->db, rows->stmt->handle, &has_row, rows->error);
    return has_row;
}

enum trc_status trc_db_close_rows(struct trc_db_rows *rows)
{
    if (rows->stmt != NULL) {
        rows->db->driver->reset(rows->stmt->handle);
        rows->db->walks -= rows->stmt->walk;
        rows->stmt->busy = false;
        rows->stmt = NULL;
    }
    return rows->status;
}

enum trc_status trc_db_run(struct trc_db *db, const char *sql, const struct trc_db_arg *args, int64_t *changed,
                           struct trc_error *error)
{
    struct trc_db_rows rows;
    trc_db_query(db, &rows, sql, args, error);
    while (trc_db_next(&rows))
        ;
    if (changed != NULL)
        *changed = rows.status == TRC_OK ? db->driver->changed(db, rows.stmt->handle) : 0;
    return trc_db_close_rows(&rows);
}

bool trc_db_is_null(struct trc_db_rows *rows, int column)
{
    return rows->db->driver->is_null(rows->stmt->handle, column);
}

char trc_db_type(struct trc_db_rows *rows, int column)
{
    return rows->db->driver->type(rows->stmt->handle, column);
}

int64_t trc_db_int(struct trc_db_rows *rows, int column)
{
    return rows->db->driver->number(rows->stmt->handle, column);
}

uint32_t trc_db_uint(struct trc_db_rows *rows, int column, uint32_t max)
{
    const int64_t number = trc_db_int(rows, column);
    if (number >= 0 && number <= max)
        return (uint32_t)number;
    trc_db_damaged(rows);
    return 0;
}

void trc_db_text(struct trc_db_rows *rows, int column, char *text, size_t size)
{
    size_t len;
    const void *bytes = trc_db_bytes(rows, column, &len);
    text[0] = '\0';
    if (len >= size || (len > 0 && memchr(bytes, '\0', len) != NULL)) {
        trc_db_damaged(rows);
    } else if (len > 0) {
        memcpy(text, bytes, len);
        text[len] = '\0';
    }
}

const void *trc_db_bytes(struct trc_db_rows *rows, int column, size_t *len)
{
    return rows->db->driver->bytes(rows->stmt->handle, column, len);
}

enum trc_status trc_db_fail_damaged(const struct trc_db *db, struct trc_error *error)
{
    return trc_error_set(error, TRC_ERR_DAMAGED,
                         _("%s holds a value that this program never writes: restore it from a backup."), db->name);
}

void trc_db_damaged(struct trc_db_rows *rows)
{
    rows->status = trc_db_fail_damaged(rows->db, rows->error);
}
