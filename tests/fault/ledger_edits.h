/* ledger_edits.h: random edits of a registry file by somebody who can write to it, and what can be seen of them. */
#ifndef TRC_TESTS_LEDGER_EDITS_H
#define TRC_TESTS_LEDGER_EDITS_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "random.h"
#include "registry/tables.h"

enum edit_kind { EDIT_UPDATE, EDIT_DELETE, EDIT_SWAP, EDIT_INSERT, EDIT_BYTES, EDIT_KIND_COUNT };

static const char *const edit_names[EDIT_KIND_COUNT] = {"update", "delete", "swap", "insert", "bytes"};

/* --- what can be seen --- */

#define DUMP_TABLES_MAX 32

/* Of each table a sum over its rows, in any order; read without any index. */
struct dump {
    bool broken; /* it cannot be read to its end */
    uint64_t sum[DUMP_TABLES_MAX];
};

static inline uint64_t mix(uint64_t hash, const void *bytes, size_t len)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ at[i]) * 0x100000001b3;
    return hash;
}

/* docs/ledger.md "What is not covered". */
static inline bool is_covered(const char *table, const char *column)
{
    static const char *const tables[] = {"trc_schema", "refusal", "tally"};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (strcmp(table, tables[i]) == 0)
            return false;
    return !(strcmp(table, "unit") == 0 && strcmp(column, "recent") == 0) &&
           !(strcmp(table, "chain") == 0 && (strcmp(column, "tallied") == 0 || strcmp(column, "forgotten") == 0));
}

static inline uint64_t row_sum(sqlite3_stmt *stmt, const char *table)
{
    uint64_t hash = 0xcbf29ce484222325;
    for (int i = 0; i < sqlite3_column_count(stmt); i++) {
        const int type = sqlite3_column_type(stmt, i);
        const double real = type == SQLITE_FLOAT ? sqlite3_column_double(stmt, i) : 0;
        const int64_t number = type == SQLITE_INTEGER ? sqlite3_column_int64(stmt, i) : 0;
        if (!is_covered(table, sqlite3_column_name(stmt, i)))
            continue;
        hash = mix(hash, &type, sizeof type);
        hash = mix(hash, &real, sizeof real);
        hash = mix(hash, &number, sizeof number);
        if (type == SQLITE_TEXT || type == SQLITE_BLOB) {
            const void *bytes = sqlite3_column_blob(stmt, i);
            const int len = sqlite3_column_bytes(stmt, i);
            hash = mix(mix(hash, &len, sizeof len), bytes, (size_t)len);
        }
    }
    return random_next(&hash);
}

static inline void dump_table(sqlite3 *db, const struct trc_table *table, struct dump *dump, uint64_t *sum)
{
    char sql[600];
    sqlite3_stmt *stmt = NULL;
    const char *where = strcmp(table->name, "counter") == 0 ? " WHERE name IN ('batch', 'before_ledger', 'decided_at')"
                        : strcmp(table->name, "sqlite_master") == 0 ? " WHERE type <> 'index'"
                                                                    : "";
    snprintf(sql, sizeof sql, "SELECT %s FROM %s NOT INDEXED%s", table->columns, table->name, where);
    int code = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);
    if (code == SQLITE_OK)
        while ((code = sqlite3_step(stmt)) == SQLITE_ROW)
            *sum += row_sum(stmt, table->name);
    dump->broken = dump->broken || code != SQLITE_DONE;
    sqlite3_finalize(stmt);
}

static inline struct dump dump_of(const char *path)
{
    struct dump dump = {0};
    sqlite3 *db = NULL;
    dump.broken = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK;
    for (size_t i = 0; trc_tables[i].name != NULL && !dump.broken; i++)
        if (is_covered(trc_tables[i].name, ""))
            dump_table(db, &trc_tables[i], &dump, &dump.sum[i]);
    if (!dump.broken) /* what may act on tables, or be taken for one */
        dump_table(db, &(struct trc_table){.name = "sqlite_master", .columns = "type, name, tbl_name"}, &dump,
                   &dump.sum[DUMP_TABLES_MAX - 1]);
    sqlite3_close(db);
    return dump;
}

/* --- edits --- */

struct editor {
    sqlite3 *db;
    uint64_t *random;
    const struct trc_table *table;
    char column[32];
    int64_t row[2]; /* rowids */
    char said[200]; /* the last statement */
};

static inline int64_t ask(struct editor *editor, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    int64_t number = 0;
    if (sqlite3_prepare_v2(editor->db, sql, -1, &stmt, NULL) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW)
        number = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return number;
}

/* Did it change something? What the schema refuses is no edit. */
static inline bool run(struct editor *editor, const char *sql)
{
    snprintf(editor->said, sizeof editor->said, "%.199s", sql);
    return sqlite3_exec(editor->db, sql, NULL, NULL, NULL) == SQLITE_OK && sqlite3_changes(editor->db) > 0;
}

static inline void pick_column(struct editor *editor)
{
    const size_t count = strlen(editor->table->types);
    size_t wanted = random_below(editor->random, (unsigned)count);
    const char *at = editor->table->columns;
    for (; wanted > 0; wanted--)
        at += strcspn(at, ",") + 2;
    snprintf(editor->column, sizeof editor->column, "%.*s", (int)strcspn(at, ","), at);
}

static inline bool pick(struct editor *editor)
{
    char sql[120];
    size_t tables = 0;
    while (trc_tables[tables].name != NULL)
        tables++;
    editor->table = &trc_tables[random_below(editor->random, (unsigned)tables)];
    snprintf(sql, sizeof sql, "SELECT COUNT(*) FROM %s", editor->table->name);
    const int64_t rows = ask(editor, sql);
    for (int i = 0; i < 2 && rows > 0; i++) {
        snprintf(sql, sizeof sql, "SELECT rowid FROM %s LIMIT 1 OFFSET %u", editor->table->name,
                 random_below(editor->random, (unsigned)rows));
        editor->row[i] = ask(editor, sql);
    }
    pick_column(editor);
    return rows > 0;
}

/* Another value of any type, near the present one or far from it. */
static inline void pick_value(struct editor *editor, char *value, size_t size)
{
    const char *column = editor->column;
    switch (random_below(editor->random, 12)) {
    case 0:
        snprintf(value, size, "%s + 1", column);
        return;
    case 1:
        snprintf(value, size, "%s - 1", column);
        return;
    case 2:
        snprintf(value, size, "%lld", (long long)random_next(editor->random));
        return;
    case 3:
        snprintf(value, size, "%u", random_below(editor->random, 20));
        return;
    case 4:
        snprintf(value, size, "%s || 'x'", column);
        return;
    case 5:
        snprintf(value, size, "substr(%s, 2)", column);
        return;
    case 6:
        snprintf(value, size, "NULL");
        return;
    case 7:
        snprintf(value, size, random_below(editor->random, 2) == 0 ? "''" : "x''");
        return;
    case 8:
        snprintf(value, size, "randomblob(length(%s))", column);
        return;
    case 9:
        snprintf(value, size, "%s + 0.5", column);
        return;
    case 10:
        snprintf(value, size, "CAST(%s AS BLOB)", column);
        return;
    default:
        snprintf(value, size, "(SELECT %s FROM %s WHERE rowid = %lld)", column, editor->table->name,
                 (long long)editor->row[1]);
        return;
    }
}

static inline bool edit_update(struct editor *editor)
{
    char value[160], sql[300];
    pick_value(editor, value, sizeof value);
    snprintf(sql, sizeof sql, "UPDATE %s SET %s = %s WHERE rowid = %lld", editor->table->name, editor->column, value,
             (long long)editor->row[0]);
    return run(editor, sql);
}

static inline bool edit_delete(struct editor *editor)
{
    char sql[120];
    snprintf(sql, sizeof sql, "DELETE FROM %s WHERE rowid = %lld", editor->table->name, (long long)editor->row[0]);
    return run(editor, sql);
}

/* Through a third value, since many columns are unique. */
static inline bool edit_swap(struct editor *editor)
{
    char sql[300];
    const char *name = editor->table->name, *column = editor->column;
    if (strcmp(name, "event") == 0 && random_below(editor->random, 2) == 0)
        strcpy(editor->column, "position");
    snprintf(sql, sizeof sql,
             "CREATE TEMP TABLE swap AS SELECT (SELECT %s FROM %s WHERE rowid = %lld) AS a,"
             " (SELECT %s FROM %s WHERE rowid = %lld) AS b",
             column, name, (long long)editor->row[0], column, name, (long long)editor->row[1]);
    if (editor->row[0] == editor->row[1] || sqlite3_exec(editor->db, sql, NULL, NULL, NULL) != SQLITE_OK)
        return false;
    snprintf(sql, sizeof sql, "UPDATE %s SET %s = %s WHERE rowid = %lld", name, column,
             strncmp(column, "code", 4) == 0 ? "randomblob(16)" : "7777777", (long long)editor->row[0]);
    bool done = run(editor, sql);
    snprintf(sql, sizeof sql, "UPDATE %s SET %s = (SELECT a FROM swap) WHERE rowid = %lld", name, column,
             (long long)editor->row[1]);
    done = done && run(editor, sql);
    snprintf(sql, sizeof sql, "UPDATE %s SET %s = (SELECT b FROM swap) WHERE rowid = %lld", name, column,
             (long long)editor->row[0]);
    return done && run(editor, sql);
}

/* A copy of a row under another value in one column, mostly of its key. */
static inline bool edit_insert(struct editor *editor)
{
    char sql[1200], *at = sql;
    const char *columns = editor->table->columns, *key = editor->table->key;
    const bool by_key = random_below(editor->random, 4) != 0;
    char value[160];
    if (by_key)
        snprintf(editor->column, sizeof editor->column, "%.*s", (int)strcspn(key, " ,"), key);
    if (strcmp(editor->table->name, "event") == 0 && random_below(editor->random, 2) == 0)
        strcpy(editor->column, "id");
    pick_value(editor, value, sizeof value);
    at += snprintf(at, 600, "INSERT INTO %s SELECT ", editor->table->name);
    for (const char *name = columns; *name != '\0';) {
        const int len = (int)strcspn(name, ",");
        const bool changes = strlen(editor->column) == (size_t)len && strncmp(name, editor->column, (size_t)len) == 0;
        at += snprintf(at, 200, "%s%.*s", name == columns ? "" : ", ", changes ? (int)strlen(value) : len,
                       changes ? value : name);
        name += len;
        name += strspn(name, ", ");
    }
    snprintf(at, 200, " FROM %s WHERE rowid = %lld", editor->table->name, (long long)editor->row[0]);
    return run(editor, sql);
}

/* One edit through SQL; false when there was nothing to edit, or the schema refused it. */
static inline bool edit_sql(const char *path, enum edit_kind kind, uint64_t *random, char said[200])
{
    struct editor editor = {.random = random};
    bool done = false;
    if (sqlite3_open_v2(path, &editor.db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
        sqlite3_exec(editor.db, "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF", NULL, NULL, NULL) == SQLITE_OK &&
        pick(&editor))
        done = kind == EDIT_UPDATE   ? edit_update(&editor)
               : kind == EDIT_DELETE ? edit_delete(&editor)
               : kind == EDIT_SWAP   ? edit_swap(&editor)
                                     : edit_insert(&editor);
    sqlite3_close(editor.db);
    memcpy(said, editor.said, sizeof editor.said);
    return done;
}

/* Some bytes of the closed file. */
static inline bool edit_bytes(const char *path, size_t size, uint64_t *random, char said[200])
{
    static const size_t lengths[] = {1, 1, 1, 2, 8, 64};
    const size_t len = lengths[random_below(random, 6)], at = random_below(random, (unsigned)(size - len));
    unsigned char bytes[64], value = (unsigned char)random_next(random);
    FILE *file = fopen(path, "r+");
    if (file == NULL)
        return false;
    bool done = fseek(file, (long)at, SEEK_SET) == 0 && fread(bytes, 1, len, file) == len;
    for (size_t i = 0; i < len; i++)
        bytes[i] = len == 64 ? value : (unsigned char)(bytes[i] ^ (1 + random_below(random, 255)));
    done = done && fseek(file, (long)at, SEEK_SET) == 0 && fwrite(bytes, 1, len, file) == len;
    snprintf(said, 200, "%zu bytes at %zu", len, at);
    return fclose(file) == 0 && done;
}

#endif
