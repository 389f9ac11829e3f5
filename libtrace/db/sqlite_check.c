/* sqlite_check.c: is a SQLite file whole? Its pages and rows as PRAGMA quick_check sees them; and that every index
 * holds just the rows of its table.
 *
 * PRAGMA integrity_check does the latter by looking each row up in each index, which takes five times as long as all
 * else of a verification. Here a sum over an index is compared with the sum of the same columns over the table.
 */
#include "db/sqlite_check.h"

#include <string.h>

struct check {
    sqlite3 *handle;
    trc_db_fault *visit;
    void *context;
    enum trc_status *status;
};

/* Of a statement with one parameter at most. NULL: *code says why. */
static sqlite3_stmt *ask(sqlite3 *handle, const char *sql, int *code)
{
    sqlite3_stmt *stmt = NULL;
    *code = sql == NULL ? SQLITE_NOMEM : sqlite3_prepare_v2(handle, sql, -1, &stmt, NULL);
    return stmt;
}

/* One row a fault, or "ok" alone. */
static int check_pages(const struct check *check)
{
    int code;
    sqlite3_stmt *stmt = ask(check->handle, "PRAGMA quick_check", &code);
    while (stmt != NULL && *check->status == TRC_OK && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(stmt, 0);
        if (text != NULL && strcmp(text, "ok") != 0)
            *check->status = check->visit(check->context, text);
    }
    sqlite3_finalize(stmt);
    return code;
}

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * 0x9e3779b97f4a7c15;
    return hash ^ hash >> 29;
}

static uint64_t mix_bytes(uint64_t hash, const unsigned char *bytes, size_t len)
{
    uint64_t word;
    hash = mix(hash, len);
    for (; len >= sizeof word; bytes += sizeof word, len -= sizeof word) {
        memcpy(&word, bytes, sizeof word);
        hash = mix(hash, word);
    }
    for (; len > 0; len--)
        hash = mix(hash, *bytes++);
    return hash;
}

static uint64_t hash_row(sqlite3_stmt *stmt)
{
    uint64_t hash = 1;
    for (int i = 0; i < sqlite3_column_count(stmt); i++) {
        const int type = sqlite3_column_type(stmt, i);
        hash = mix(hash, (uint64_t)type);
        if (type == SQLITE_INTEGER)
            hash = mix(hash, (uint64_t)sqlite3_column_int64(stmt, i));
        else if (type != SQLITE_NULL)
            hash = mix_bytes(hash, sqlite3_column_blob(stmt, i), (size_t)sqlite3_column_bytes(stmt, i));
    }
    return hash;
}

/* Over all rows, in any order. */
static int sum_rows(sqlite3 *handle, const char *sql, uint64_t *sum)
{
    int code;
    sqlite3_stmt *stmt = ask(handle, sql, &code);
    *sum = 0;
    while (stmt != NULL && (code = sqlite3_step(stmt)) == SQLITE_ROW)
        *sum += hash_row(stmt);
    sqlite3_finalize(stmt);
    return code;
}

static int check_index(const struct check *check, const char *table, const char *index, const char *columns)
{
    uint64_t of_index, of_table;
    char *by_index = sqlite3_mprintf("SELECT %s, rowid FROM \"%w\" INDEXED BY \"%w\"", columns, table, index);
    char *by_table = sqlite3_mprintf("SELECT %s, rowid FROM \"%w\" NOT INDEXED", columns, table);
    int code = sum_rows(check->handle, by_index, &of_index);
    if (code == SQLITE_DONE)
        code = sum_rows(check->handle, by_table, &of_table);
    if (code == SQLITE_DONE && of_index != of_table) {
        char *text = sqlite3_mprintf("index %s does not hold the rows of table %s", index, table);
        if (text != NULL)
            *check->status = check->visit(check->context, text);
        sqlite3_free(text);
    }
    sqlite3_free(by_index);
    sqlite3_free(by_table);
    return code;
}

static int check_indexes(const struct check *check)
{
    int code;
    sqlite3_stmt *stmt = ask(check->handle,
                             "SELECT m.name, i.name, (SELECT group_concat('\"' || c.name || '\"') FROM"
                             " pragma_index_info(i.name) c) FROM sqlite_master m, pragma_index_list(m.name) i"
                             " WHERE m.type = 'table' ORDER BY m.name, i.name",
                             &code);
    while (stmt != NULL && *check->status == TRC_OK && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
        code = check_index(check, (const char *)sqlite3_column_text(stmt, 0),
                           (const char *)sqlite3_column_text(stmt, 1), (const char *)sqlite3_column_text(stmt, 2));
        if (code != SQLITE_DONE)
            break;
    }
    sqlite3_finalize(stmt);
    return code;
}

int trc_sqlite_check(sqlite3 *handle, trc_db_fault *visit, void *context, enum trc_status *status)
{
    const struct check check = {handle, visit, context, status};
    *status = TRC_OK;
    const int code = check_pages(&check);
    return code == SQLITE_DONE && *status == TRC_OK ? check_indexes(&check) : code;
}
