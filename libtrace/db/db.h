/* db.h: what the registry asks of a database: transactions, cached statements, rows. Internal to the library.
 *
 * Each SQL text is written once for every driver: parameters are $1, $2, ... numbered in order of first use; types are
 * BIGINT, TEXT and BYTEA (SQLite keeps blobs as they are under any type name); conflicts are met by ON CONFLICT, new
 * ids come from the counter table, an order of texts that must be the same everywhere from COLLATE "C". A text must be
 * a string literal: the statement cache knows it by its address. Source:
 * docs/decisions/0030-one-sql-text-for-two-drivers.md.
 */
#ifndef TRC_DB_DB_H
#define TRC_DB_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <trc/error.h>

#define TRC_DB_BUSY_TIMEOUT_MS 10000

struct trc_db;
struct trc_db_stmt;

struct trc_db_config {
    bool create; /* make an empty database when there is none */
    int busy_timeout_ms;
    bool keeps_up;  /* for those who commit all the time: no commit waits for work that may as well be done beside it */
    bool read_only; /* nothing is written, also no setting of the database; the file and its folder may forbid it */
};

/** Connect by URL; nothing is written yet but, with `create`, an empty file. */
TRC_MUST_USE enum trc_status trc_db_open(const char *url, const struct trc_db_config *config, struct trc_db **out,
                                         struct trc_error *error);
void trc_db_close(struct trc_db *db);

/** What the database is called in messages: the path of its file, or its URL without a password. */
const char *trc_db_name(const struct trc_db *db);

/** How many tables the database has, and whether one has this name. Written for telling a foreign database. */
TRC_MUST_USE enum trc_status trc_db_tables(struct trc_db *db, const char *name, int64_t *count, bool *found,
                                           struct trc_error *error);

/** Set up what lasts in the database itself (SQLite: the WAL). Only for an empty database or one that is ours. */
TRC_MUST_USE enum trc_status trc_db_adopt(struct trc_db *db, struct trc_error *error);

/**
 * Begin a transaction that may write: waits for the lock at once, so that what it reads stays true until its end. Only
 * transactions write; and no walk is open when one begins.
 */
TRC_MUST_USE enum trc_status trc_db_begin(struct trc_db *db, struct trc_error *error);

/** The same without the lock: what it reads stays true only for rows that it locks or writes itself. */
TRC_MUST_USE enum trc_status trc_db_begin_rows(struct trc_db *db, struct trc_error *error);

/** The same as trc_db_begin(), and those are waited for and kept out as well who take rows only: for reading it all. */
TRC_MUST_USE enum trc_status trc_db_begin_alone(struct trc_db *db, struct trc_error *error);

/** A transaction that only reads, and reads everything as it was at one moment, while others go on writing. */
TRC_MUST_USE enum trc_status trc_db_begin_read(struct trc_db *db, struct trc_error *error);

/**
 * End the transaction: commit when `status` is TRC_OK, else roll back.
 *
 * @return `status`, or what the commit failed with; then everything was rolled back. TRC_OK means on disk.
 */
TRC_MUST_USE enum trc_status trc_db_end(struct trc_db *db, enum trc_status status, struct trc_error *error);

/** Is the connection to a server lost? After a failure: then it is open whether a commit has arrived. */
bool trc_db_is_lost(struct trc_db *db);

/**
 * Look for damage of the database itself: its pages, rows that break their table's rules, indexes that hold other rows
 * than their tables. What a server does by itself.
 *
 * @param visit Called for each fault, in the words of the database; a status other than TRC_OK ends the check.
 */
typedef enum trc_status trc_db_fault(void *context, const char *text);
TRC_MUST_USE enum trc_status trc_db_check(struct trc_db *db, trc_db_fault *visit, void *context,
                                          struct trc_error *error);

/**
 * What was deleted or overwritten is not to be found in the database's files any more (SQLite: its WAL is emptied).
 * Outside of transactions.
 *
 * @return TRC_ERR_BUSY when others are reading just now: try again later.
 */
TRC_MUST_USE enum trc_status trc_db_scrub(struct trc_db *db, struct trc_error *error);

enum trc_db_type { TRC_DB_LAST, TRC_DB_INT, TRC_DB_TEXT, TRC_DB_BLOB };

/**
 * One argument of a statement. Bytes are borrowed until the statement's rows are closed; NULL bytes are SQL's NULL, no
 * bytes at another address are an empty value.
 */
struct trc_db_arg {
    enum trc_db_type type;
    int64_t number;
    const void *bytes;
    size_t len;
};

#define DB_INT(x)                                                                                                      \
    {                                                                                                                  \
        .type = TRC_DB_INT, .number = (x)                                                                              \
    }
#define DB_TEXT(s)                                                                                                     \
    {                                                                                                                  \
        .type = TRC_DB_TEXT, .bytes = (s), .len = strlen(s)                                                            \
    }
#define DB_BLOB(p, n)                                                                                                  \
    {                                                                                                                  \
        .type = TRC_DB_BLOB, .bytes = (p), .len = (n)                                                                  \
    }
#define DB_ARGS(...) ((const struct trc_db_arg[]){__VA_ARGS__, {.type = TRC_DB_LAST}})

/** Run a statement that answers no rows; *changed (may be NULL) is how many it inserted, updated or deleted. */
TRC_MUST_USE enum trc_status trc_db_run(struct trc_db *db, const char *sql, const struct trc_db_arg *args,
                                        int64_t *changed, struct trc_error *error);

/** Run SQL without parameters or rows, uncached: schema changes. */
TRC_MUST_USE enum trc_status trc_db_exec(struct trc_db *db, const char *sql, struct trc_error *error);

/**
 * The rows of a query, one at a time. A failure stays in `status`, ends the walk and makes later calls harmless:
 *
 *     trc_db_query(db, &rows, "SELECT ...", DB_ARGS(DB_INT(id)), error);
 *     while (trc_db_next(&rows))
 *         ...
 *     return trc_db_close_rows(&rows);
 */
struct trc_db_rows {
    struct trc_db *db;
    struct trc_db_stmt *stmt;
    struct trc_error *error;
    enum trc_status status; /* a reader of rows may set it to stop the walk */
};
void trc_db_query(struct trc_db *db, struct trc_db_rows *rows, const char *sql, const struct trc_db_arg *args,
                  struct trc_error *error);
/** The same for what may answer any number of rows: no more than a few are held in memory at once. */
void trc_db_walk(struct trc_db *db, struct trc_db_rows *rows, const char *sql, const struct trc_db_arg *args,
                 struct trc_error *error);
/** What may act on tables or stand in their place: kind, name and table of each trigger, rule and view; and on SQLite
 * of each table, ours too. */
void trc_db_foreign(struct trc_db *db, struct trc_db_rows *rows, struct trc_error *error);
bool trc_db_next(struct trc_db_rows *rows);
TRC_MUST_USE enum trc_status trc_db_close_rows(struct trc_db_rows *rows);

/** Called for each row that is answered; `row` says to which row of arguments. Another status than TRC_OK is the end.
 */
typedef enum trc_status trc_db_visit(void *context, size_t row, struct trc_db_rows *rows);

/** A statement that is run once for each row of arguments. */
struct trc_db_job {
    const char *sql;
    const struct trc_db_arg *args; /* `rows` times `args_per_row`, without a TRC_DB_LAST */
    size_t args_per_row, rows;
    trc_db_visit *visit; /* told what is answered, a few small rows each time; NULL: nothing is */
    void *context;
};

/**
 * Run jobs one after the other; where the database is far away, in one round trip, so that what one answers is not
 * known when the next one is run. Jobs that write: within a transaction only, which must be rolled back when this
 * fails.
 */
TRC_MUST_USE enum trc_status trc_db_run_jobs(struct trc_db *db, const struct trc_db_job *jobs, size_t count,
                                             struct trc_error *error);

/** Jobs that answer nothing as the last of a transaction, and trc_db_end(), in the same round trip. */
TRC_MUST_USE enum trc_status trc_db_end_jobs(struct trc_db *db, const struct trc_db_job *jobs, size_t count,
                                             struct trc_error *error);

/** One job that answers nothing. */
TRC_MUST_USE enum trc_status trc_db_run_many(struct trc_db *db, const char *sql, const struct trc_db_arg *args,
                                             size_t args_per_row, size_t rows, struct trc_error *error);

/** One job that answers rows; no transaction needed. */
TRC_MUST_USE enum trc_status trc_db_query_many(struct trc_db *db, const char *sql, const struct trc_db_arg *args,
                                               size_t args_per_row, size_t rows, trc_db_visit *visit, void *context,
                                               struct trc_error *error);

/** Columns of the present row, from 0. What does not fit where it is read to makes the rows TRC_ERR_DAMAGED. */
bool trc_db_is_null(struct trc_db_rows *rows, int column);
/** What it really is, as SQLite's columns may hold anything: i, t, b as in tables.h; '0' NULL; '?' something else. */
char trc_db_type(struct trc_db_rows *rows, int column);
int64_t trc_db_int(struct trc_db_rows *rows, int column);
uint32_t trc_db_uint(struct trc_db_rows *rows, int column, uint32_t max);
void trc_db_text(struct trc_db_rows *rows, int column, char *text, size_t size);
/** Borrowed until the next row. */
const void *trc_db_bytes(struct trc_db_rows *rows, int column, size_t *len);

/** The failure of a database that holds what this program never writes, or lacks what it wrote. */
enum trc_status trc_db_fail_damaged(const struct trc_db *db, struct trc_error *error);
/** Mark the rows so. */
void trc_db_damaged(struct trc_db_rows *rows);

#endif
