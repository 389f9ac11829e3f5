/* driver.h: what one kind of database must be able to do for db.c. Internal to db/. */
#ifndef TRC_DB_DRIVER_H
#define TRC_DB_DRIVER_H

#include "db/db.h"

/** The head of every driver's connection. */
struct trc_db {
    const struct trc_db_driver *driver;
    char *name;                /* for messages; owned */
    struct trc_db_stmt *stmts; /* db.c's cache */
    bool in_transaction;
    unsigned walks; /* open */
};

/** A statement of db.c's cache, free for use; rows->stmt is NULL, with rows->status set, when there is none. */
void trc_db_take(struct trc_db *db, struct trc_db_rows *rows, const char *sql, bool walk, struct trc_error *error);
/** The driver's handle of rows that have a statement. */
void *trc_db_handle(const struct trc_db_rows *rows);

/** As trc_db_run_jobs(), and commits last. */
TRC_MUST_USE enum trc_status trc_db_run_jobs_to(struct trc_db *db, const struct trc_db_job *jobs, size_t count,
                                                bool commits, struct trc_error *error);

/** What is locked from the beginning of a transaction to its end; READ_ONLY: nothing, and it sees one moment. */
enum trc_db_lock { TRC_DB_LOCK_NOTHING, TRC_DB_LOCK_REGISTRY, TRC_DB_LOCK_EVERYTHING, TRC_DB_LOCK_READ_ONLY };

/** Rows of arguments for a statement, as many as fit into one round trip with others. */
struct trc_db_part {
    void *stmt; /* the driver's handle */
    const struct trc_db_arg *args;
    size_t args_per_row, rows;
};

/**
 * A statement handle is the driver's own (void *). Every function that fails fills the error; a function without a
 * status cannot fail.
 */
struct trc_db_driver {
    const char *foreign_sql; /* as trc_db_foreign() */
    const char *tables_sql;  /* one row: number of tables, number of tables called $1 */

    /* `location` is the URL, without "sqlite:". *out has `driver` and `name` set. */
    enum trc_status (*open)(const char *location, const struct trc_db_config *config, struct trc_db **out,
                            struct trc_error *error);
    void (*close)(struct trc_db *db); /* after its statements are gone; frees the connection, not `name` */
    enum trc_status (*adopt)(struct trc_db *db, struct trc_error *error); /* NULL: nothing lasts in the database */
    enum trc_status (*exec)(struct trc_db *db, const char *sql, struct trc_error *error);
    enum trc_status (*begin)(struct trc_db *db, enum trc_db_lock lock, struct trc_error *error);
    enum trc_status (*end)(struct trc_db *db, bool commit, struct trc_error *error);

    /* Damage of what the tables rest in, as trc_db_check(); NULL: the server sees to it. */
    enum trc_status (*check)(struct trc_db *db, trc_db_fault *visit, void *context, struct trc_error *error);

    /* As trc_db_scrub(); NULL: nothing to do. */
    enum trc_status (*scrub)(struct trc_db *db, struct trc_error *error);

    enum trc_status (*prepare)(struct trc_db *db, const char *sql, bool walk, void **stmt, struct trc_error *error);
    void (*finalize)(void *stmt);
    enum trc_status (*bind)(struct trc_db *db, void *stmt, const struct trc_db_arg *args, size_t count,
                            struct trc_error *error);
    /* Runs them one after the other in one round trip, and `commits` last; NULL where there is no trip to save. */
    enum trc_status (*send)(struct trc_db *db, const struct trc_db_part *parts, size_t count, bool commits,
                            struct trc_error *error);
    void (*pick)(void *stmt, size_t row); /* the next step reads what was answered to this row of a part */
    enum trc_status (*step)(struct trc_db *db, void *stmt, bool *has_row, struct trc_error *error);
    int64_t (*changed)(struct trc_db *db, void *stmt); /* after the last step */
    void (*reset)(void *stmt);                         /* ends the rows, drops the arguments */

    bool (*is_lost)(struct trc_db *db); /* NULL: there is no connection to lose */

    bool (*is_null)(void *stmt, int column);
    char (*type)(void *stmt, int column);      /* as trc_db_type() */
    int64_t (*number)(void *stmt, int column); /* an integer of any width */
    const void *(*bytes)(void *stmt, int column, size_t *len);
};

extern const struct trc_db_driver trc_db_sqlite, trc_db_postgres;

#endif
