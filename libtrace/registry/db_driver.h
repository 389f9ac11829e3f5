/* db_driver.h: what one kind of database must be able to do for db.c. Internal to registry/. */
#ifndef TRC_REGISTRY_DB_DRIVER_H
#define TRC_REGISTRY_DB_DRIVER_H

#include "registry/db.h"

/** The head of every driver's connection. */
struct trc_db {
    const struct trc_db_driver *driver;
    char *name;                /* for messages; owned */
    struct trc_db_stmt *stmts; /* db.c's cache */
    bool in_transaction;
    int64_t commits; /* made through this connection */
};

/**
 * A statement handle is the driver's own (void *). Every function that fails fills the error; a function without a
 * status cannot fail.
 */
struct trc_db_driver {
    const char *begin_sql;  /* opens a transaction and locks out other writers until its end */
    const char *tables_sql; /* one row: number of tables, number of tables called $1 */

    /* `location` is the URL without its scheme where that names the driver alone. *out has `driver` and `name` set. */
    enum trc_status (*open)(const char *location, const struct trc_db_config *config, struct trc_db **out,
                            struct trc_error *error);
    void (*close)(struct trc_db *db); /* after its statements are gone; frees the connection, not `name` */
    enum trc_status (*adopt)(struct trc_db *db, struct trc_error *error);
    enum trc_status (*exec)(struct trc_db *db, const char *sql, struct trc_error *error);
    enum trc_status (*generation)(struct trc_db *db, int64_t *generation, struct trc_error *error);

    enum trc_status (*prepare)(struct trc_db *db, const char *sql, void **stmt, struct trc_error *error);
    void (*finalize)(void *stmt);
    enum trc_status (*bind)(struct trc_db *db, void *stmt, const struct trc_db_arg *args, struct trc_error *error);
    enum trc_status (*step)(struct trc_db *db, void *stmt, bool *has_row, struct trc_error *error);
    int64_t (*changed)(struct trc_db *db, void *stmt); /* after the last step */
    void (*reset)(void *stmt);                         /* ends the rows, drops the arguments */

    bool (*is_null)(void *stmt, int column);
    int64_t (*number)(void *stmt, int column); /* an integer of any width */
    const void *(*bytes)(void *stmt, int column, size_t *len);
};

extern const struct trc_db_driver trc_db_sqlite;

#endif
