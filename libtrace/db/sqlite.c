/* sqlite.c: the SQLite driver: WAL, every commit synced, result codes made into statuses. */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "db/driver.h"
#include "db/sqlite_check.h"
#include "db/sqlite_keeper.h"
#include "db/sqlite_open.h"

struct sqlite_db {
    struct trc_db base;
    sqlite3 *handle;
    struct trc_sqlite_keeper *keeper;
    int busy_timeout_ms;
};

static struct sqlite_db *sqlite_of(struct trc_db *db)
{
    return (struct sqlite_db *)db;
}

/* What a failed system call says; SQLite itself tells a full disk from the rest only on some paths. */
static enum trc_status fail_io(const struct sqlite_db *db, int cause, struct trc_error *error)
{
    const char *path = db->base.name;
    switch (cause) {
    case 0:
        return trc_error_set(error, TRC_ERR_IO, _("%s could not be read or written: %s."), path,
                             sqlite3_errmsg(db->handle));
    case ENOENT:
        return trc_error_set(error, TRC_ERR_NOT_FOUND, _("There is no registry at %s."), path);
    case ENOSPC:
    case EDQUOT:
        return trc_error_set(error, TRC_ERR_IO, _("The disk that holds %s is full: make room, then try again."), path);
    default:
        errno = cause;
        return trc_error_errno(error, _("Could not read or write %s"), path);
    }
}

static enum trc_status fail(const struct sqlite_db *db, int code, struct trc_error *error)
{
    const char *path = db->base.name;
    if (code == SQLITE_IOERR_NOMEM)
        code = SQLITE_NOMEM;
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return trc_error_set(error, TRC_ERR_BUSY, _("%s is locked by another program: let it finish, then try again."),
                             path);
    case SQLITE_NOTADB:
        return trc_error_set(error, TRC_ERR_DAMAGED, _("%s is not a trc registry: check its path."), path);
    case SQLITE_CORRUPT:
        return trc_error_set(error, TRC_ERR_DAMAGED, _("%s is damaged: restore it from a backup."), path);
    case SQLITE_FULL:
        return fail_io(db, ENOSPC, error);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return trc_error_set(error, TRC_ERR_PERMISSION,
                             _("%s may not be written: check the rights of the file and of its folder."), path);
    case SQLITE_NOMEM:
        return trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out."));
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        return fail_io(db, sqlite3_system_errno(db->handle), error);
    default: /* a table or column that is not as this program made it */
        return trc_error_set(error, TRC_ERR_DAMAGED, _("%s is not as this program made it: %s."), path,
                             sqlite3_errmsg(db->handle));
    }
}

/*
 * A new file is made here so that nobody else can read it; SQLite gives its WAL the same mode. mknod() makes it without
 * opening it: closing a descriptor would drop the locks that another thread of this process holds on the same file.
 */
static enum trc_status make_file(const char *path, struct trc_error *error)
{
    if (mknod(path, S_IFREG | S_IRUSR | S_IWUSR, 0) == 0 || errno == EEXIST)
        return TRC_OK;
    if (errno == ENOENT)
        return trc_error_set(error, TRC_ERR_NOT_FOUND, _("The folder of %s does not exist: make it first."), path);
    return trc_error_errno(error, _("Could not make %s"), path);
}

/*
 * SQLite opens a file for reading when it cannot be opened for writing, and keeps to itself why. So the system is asked
 * again. Should it say yes now, the descriptor stays: closing it would drop the locks that another thread of this
 * process holds on the same file.
 */
static enum trc_status fail_readonly(const struct sqlite_db *db, struct trc_error *error)
{
    const char *path = db->base.name;
    if (access(path, W_OK) != 0 || open(path, O_RDWR | O_CLOEXEC) < 0)
        return errno == EACCES || errno == EPERM ? fail(db, SQLITE_READONLY, error) : fail_io(db, errno, error);
    return trc_error_set(error, TRC_ERR_IO,
                         _("%s could not be opened for writing, and then it could: try again, and look at the disk."),
                         path);
}

static enum trc_status connect_file(struct sqlite_db *db, const struct trc_db_config *config, struct trc_error *error)
{
    const char *path = db->base.name;
    const enum trc_status status = config->create ? make_file(path, error) : TRC_OK;
    if (status != TRC_OK)
        return status;
    int code = trc_sqlite_open(path, config->read_only, &db->handle);
    if (db->handle == NULL)
        return fail(db, SQLITE_NOMEM, error);
    if (code == SQLITE_OK && !config->read_only && sqlite3_db_readonly(db->handle, "main"))
        return fail_readonly(db, error);
    if (code == SQLITE_OK)
        code = trc_sqlite_set_up(db->handle, config->busy_timeout_ms);
    if (code == SQLITE_OK && config->keeps_up)
        code = trc_sqlite_keeper_start(path, db->handle, &db->keeper);
    return code == SQLITE_OK ? TRC_OK : fail(db, code, error);
}

static enum trc_status open_db(const char *location, const struct trc_db_config *config, struct trc_db **out,
                               struct trc_error *error)
{
    struct sqlite_db *db = calloc(1, sizeof *db);
    char *path = trc_sqlite_path(location);
    if (db == NULL || path == NULL) {
        free(db);
        free(path);
        return trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out."));
    }
    db->base.driver = &trc_db_sqlite;
    db->base.name = path;
    db->busy_timeout_ms = config->busy_timeout_ms;
    const enum trc_status status = connect_file(db, config, error);
    if (status == TRC_OK)
        *out = &db->base;
    else
        trc_db_close(&db->base);
    return status;
}

static void close_db(struct trc_db *base)
{
    struct sqlite_db *db = sqlite_of(base);
    trc_sqlite_keeper_stop(db->keeper);
    const int code = sqlite3_close(db->handle);
    assert(code == SQLITE_OK); /* else a statement is still open */
    (void)code;
    free(db);
}

static int set_wal(sqlite3 *handle, bool *has_wal)
{
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(handle, "PRAGMA journal_mode = WAL", -1, &stmt, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(stmt);
    /* The answer is the mode that is in force, whether or not it is the one asked for. */
    *has_wal = code == SQLITE_ROW && sqlite3_stricmp((const char *)sqlite3_column_text(stmt, 0), "wal") == 0;
    sqlite3_finalize(stmt);
    return code;
}

static enum trc_status adopt(struct trc_db *base, struct trc_error *error)
{
    enum { PAUSE_MS = 10 };
    struct sqlite_db *db = sqlite_of(base);
    bool has_wal;
    /* Of two that make the change at once, SQLite's own waiting lets one fail at once: so the waiting is done here. */
    sqlite3_busy_timeout(db->handle, 0);
    int code = set_wal(db->handle, &has_wal);
    for (int waited = 0; (code & 0xff) == SQLITE_BUSY && waited < db->busy_timeout_ms; waited += PAUSE_MS) {
        sqlite3_sleep(PAUSE_MS);
        code = set_wal(db->handle, &has_wal);
    }
    sqlite3_busy_timeout(db->handle, db->busy_timeout_ms);
    if (code != SQLITE_ROW)
        return fail(db, code, error);
    if (!has_wal)
        return trc_error_set(error, TRC_ERR_UNSUPPORTED,
                             _("The file system of %s cannot hold a registry: use a local disk."), base->name);
    return TRC_OK;
}

static enum trc_status exec(struct trc_db *base, const char *sql, struct trc_error *error)
{
    struct sqlite_db *db = sqlite_of(base);
    const int code = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? TRC_OK : fail(db, code, error);
}

/* The lock is of the whole file: there is none of rows. */
static enum trc_status begin(struct trc_db *base, enum trc_db_lock lock, struct trc_error *error)
{
    return exec(base, lock == TRC_DB_LOCK_READ_ONLY ? "BEGIN" : "BEGIN IMMEDIATE", error);
}

static enum trc_status end(struct trc_db *base, bool commit, struct trc_error *error)
{
    return exec(base, commit ? "COMMIT" : "ROLLBACK", error);
}

static enum trc_status check(struct trc_db *base, trc_db_fault *visit, void *context, struct trc_error *error)
{
    struct sqlite_db *db = sqlite_of(base);
    enum trc_status status = TRC_OK;
    const int code = trc_sqlite_check(db->handle, visit, context, &status);
    return status != TRC_OK || code == SQLITE_DONE ? status : fail(db, code, error);
}

/* Not for long: while it waits for readers, writers wait for it. */
static enum trc_status scrub(struct trc_db *base, struct trc_error *error)
{
    enum { PATIENCE_MS = 100 };
    struct sqlite_db *db = sqlite_of(base);
    sqlite3_busy_timeout(db->handle, PATIENCE_MS);
    const int code = sqlite3_wal_checkpoint_v2(db->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    sqlite3_busy_timeout(db->handle, db->busy_timeout_ms);
    return code == SQLITE_OK ? TRC_OK : fail(db, code, error);
}

static enum trc_status prepare(struct trc_db *base, const char *sql, bool walk, void **out, struct trc_error *error)
{
    (void)walk; /* rows come one by one in any case */
    struct sqlite_db *db = sqlite_of(base);
    sqlite3_stmt *stmt;
    const int code = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL);
    if (code != SQLITE_OK)
        return fail(db, code, error);
    /* To SQLite $1 is a name, numbered by first use; to libpq it is the number. They must agree. */
    for (int i = 1; i <= sqlite3_bind_parameter_count(stmt); i++)
        assert(strtol(sqlite3_bind_parameter_name(stmt, i) + 1, NULL, 10) == i);
    *out = stmt;
    return TRC_OK;
}

static void finalize(void *stmt)
{
    sqlite3_finalize(stmt);
}

static int bind_one(sqlite3_stmt *stmt, int index, const struct trc_db_arg *arg)
{
    if (arg->type == TRC_DB_INT)
        return sqlite3_bind_int64(stmt, index, arg->number);
    if (arg->type == TRC_DB_TEXT)
        return sqlite3_bind_text64(stmt, index, arg->bytes, arg->len, SQLITE_STATIC, SQLITE_UTF8);
    return sqlite3_bind_blob64(stmt, index, arg->bytes, arg->len, SQLITE_STATIC);
}

static enum trc_status bind(struct trc_db *base, void *stmt, const struct trc_db_arg *args, size_t count,
                            struct trc_error *error)
{
    struct sqlite_db *db = sqlite_of(base);
    assert((int)count == sqlite3_bind_parameter_count(stmt));
    for (size_t i = 0; i < count; i++) {
        const int code = bind_one(stmt, (int)i + 1, &args[i]);
        if (code != SQLITE_OK)
            return fail(db, code, error);
    }
    return TRC_OK;
}

static enum trc_status step(struct trc_db *base, void *stmt, bool *has_row, struct trc_error *error)
{
    struct sqlite_db *db = sqlite_of(base);
    const int code = sqlite3_step(stmt);
    *has_row = code == SQLITE_ROW;
    return code == SQLITE_ROW || code == SQLITE_DONE ? TRC_OK : fail(db, code, error);
}

static int64_t changed(struct trc_db *base, void *stmt)
{
    (void)stmt;
    return sqlite3_changes(sqlite_of(base)->handle);
}

static void reset(void *stmt)
{
    sqlite3_reset(stmt);
    sqlite3_clear_bindings(stmt);
}

static bool is_null(void *stmt, int column)
{
    return sqlite3_column_type(stmt, column) == SQLITE_NULL;
}

static char type(void *stmt, int column)
{
    switch (sqlite3_column_type(stmt, column)) {
    case SQLITE_INTEGER:
        return 'i';
    case SQLITE_TEXT:
        return 't';
    case SQLITE_BLOB:
        return 'b';
    case SQLITE_NULL:
        return '0';
    default:
        return '?';
    }
}

static int64_t number(void *stmt, int column)
{
    return sqlite3_column_int64(stmt, column);
}

static const void *bytes(void *stmt, int column, size_t *len)
{
    const void *data = sqlite3_column_blob(stmt, column);
    *len = (size_t)sqlite3_column_bytes(stmt, column);
    return data;
}

const struct trc_db_driver trc_db_sqlite = {
    .tables_sql = "SELECT COUNT(*), COUNT(CASE WHEN name = $1 THEN 1 END) FROM sqlite_master WHERE type = 'table'",
    .foreign_sql = "SELECT type, name, tbl_name FROM sqlite_master WHERE type <> 'index' AND NOT (type = 'table' AND"
                   " name IN ('sqlite_sequence', 'sqlite_stat1', 'sqlite_stat4')) ORDER BY type, name",
    .open = open_db,
    .close = close_db,
    .adopt = adopt,
    .exec = exec,
    .begin = begin,
    .end = end,
    .check = check,
    .scrub = scrub,
    .prepare = prepare,
    .finalize = finalize,
    .bind = bind,
    .step = step,
    .changed = changed,
    .reset = reset,
    .is_null = is_null,
    .type = type,
    .number = number,
    .bytes = bytes,
};
