/* pg.h: what the parts of the PostgreSQL driver share. Internal to postgres.c and pg_*.c.
 *
 * Source: docs/decisions/0160-a-postgresql-driver.md; PostgreSQL 15, chapter 34 (libpq).
 */
#ifndef TRC_DB_PG_H
#define TRC_DB_PG_H

#include <libpq-fe.h>

#include "db/driver.h"

#define TRC_PG_PARAMS_MAX 64
#define TRC_PG_NAME_SIZE 16

/* READ COMMITTED is said because a server's default may be another: then what is read would be of the moment before a
 * lock was waited for. */
#define TRC_PG_BEGIN "BEGIN ISOLATION LEVEL READ COMMITTED, READ WRITE"

struct trc_pg {
    struct trc_db base;
    char *url; /* may hold a password */
    int busy_timeout_ms;
    PGconn *conn;
    bool begins;         /* TRC_PG_BEGIN is to be sent before the next statement, in the same round trip */
    unsigned connection; /* counts them: what was prepared on an earlier one is gone */
    unsigned statements; /* named so far */
    unsigned cursors;    /* open */
};

struct trc_pg_stmt {
    struct trc_pg *db;
    const char *sql;
    char *cursor_sql; /* declares the cursor of a walk; NULL: the rows are fetched as a whole */
    char name[TRC_PG_NAME_SIZE];
    unsigned connection; /* it is prepared on; 0: none */
    size_t args_count, params;
    struct trc_db_arg args[TRC_PG_PARAMS_MAX];
    Oid type[TRC_PG_PARAMS_MAX]; /* as the server infers them */
    PGresult *result;            /* NULL: not run yet */
    int row;
    bool cursor_open;
    int fetch;          /* rows to ask a cursor for */
    PGresult **answers; /* of trc_pg_send(), not picked yet */
    size_t answers_count;
};

/** One set of arguments as libpq wants them. Source: PQexecPrepared(). */
struct trc_pg_params {
    const char *value[TRC_PG_PARAMS_MAX];
    int len[TRC_PG_PARAMS_MAX], format[TRC_PG_PARAMS_MAX];
    unsigned char number[TRC_PG_PARAMS_MAX][8];
};

/* pg_url.c */

/** The URL without its password, for messages. TRC_ERR_SYNTAX, in words that quote nothing, when it is none. */
TRC_MUST_USE enum trc_status trc_pg_url_name(const char *url, char **name, struct trc_error *error);

/* pg_connect.c */

/** Connect, anew when there was a connection. It must be one of UTF-8 that keeps what it acknowledges. */
TRC_MUST_USE enum trc_status trc_pg_connect(struct trc_pg *db, struct trc_error *error);

/** Give up a connection that is of no use: the next statement makes another where that is safe. */
void trc_pg_disconnect(struct trc_pg *db);

/** After a failure with `*status`: true when the connection was lost and, where that is safe, has been made anew. */
bool trc_pg_recovered(struct trc_pg *db, enum trc_status *status, struct trc_error *error);

/* pg_error.c */

/** Why a statement failed. */
enum trc_status trc_pg_fail(const struct trc_pg *db, const PGresult *result, struct trc_error *error);
/** Why there is no connection. */
enum trc_status trc_pg_fail_connect(const struct trc_pg *db, PGconn *conn, struct trc_error *error);
/** Consumes the result: TRC_OK when it is a success. */
TRC_MUST_USE enum trc_status trc_pg_done(const struct trc_pg *db, PGresult *result, struct trc_error *error);

/* pg_params.c */

/** Prepare the statement on the present connection, unless it is. */
TRC_MUST_USE enum trc_status trc_pg_prepare(struct trc_pg_stmt *stmt, struct trc_error *error);
/** Encode arguments for the types that the server infers. Bytes are borrowed. */
TRC_MUST_USE enum trc_status trc_pg_encode(const struct trc_pg_stmt *stmt, const struct trc_db_arg *args, size_t count,
                                           struct trc_pg_params *params, struct trc_error *error);
/** The driver's type(): the schema says it of every row. */
char trc_pg_type(void *stmt, int column);
/** Can trc_pg_stmt_number() and trc_pg_stmt_bytes() read every column? Takes the result in any case. */
TRC_MUST_USE enum trc_status trc_pg_take_result(struct trc_pg_stmt *stmt, PGresult *result, struct trc_error *error);

/* pg_cursor.c */

TRC_MUST_USE enum trc_status trc_pg_cursor_open(struct trc_pg_stmt *stmt, const struct trc_pg_params *params,
                                                struct trc_error *error);
TRC_MUST_USE enum trc_status trc_pg_cursor_fetch(struct trc_pg_stmt *stmt, struct trc_error *error);
void trc_pg_cursor_close(struct trc_pg_stmt *stmt);

/* postgres.c */

/** What became of a commit: `status` is what the server's answer was received with. Does not consume the result. */
TRC_MUST_USE enum trc_status trc_pg_committed(const struct trc_pg *db, PGresult *result, enum trc_status status,
                                              struct trc_error *error);

/* pg_pipeline.c: the driver's send and pick */

TRC_MUST_USE enum trc_status trc_pg_send(struct trc_db *base, const struct trc_db_part *parts, size_t count,
                                         bool commits, struct trc_error *error);
void trc_pg_pick(void *handle, size_t row);
void trc_pg_drop_answers(struct trc_pg_stmt *stmt);

#endif
