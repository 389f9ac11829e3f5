/* tables.h: every table of the schema with its columns, for what goes through all of them. Internal to registry/. */
#ifndef TRC_REGISTRY_TABLES_H
#define TRC_REGISTRY_TABLES_H

#include <stdbool.h>
#include <stddef.h>

#define TRC_TABLE_COLUMNS_MAX 24

struct trc_table {
    const char *name;
    const char *columns; /* "a, b, c": all of them, in the order of the schema */
    const char *types;   /* a letter for each: i BIGINT, t TEXT, b BYTEA */
    const char *key;     /* the columns of its primary key, of which there is exactly one row */
    bool is_seeded;      /* a new registry has rows in it */
    const char *select_sql, *insert_sql, *count_sql, *clear_sql;
};

/** In an order that foreign keys allow; ends with a row whose name is NULL. */
extern const struct trc_table trc_tables[];

#endif
