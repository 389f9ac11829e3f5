/* sqlite_open.h: connections to a file, and their settings. Internal to the SQLite driver. */
#ifndef TRC_DB_SQLITE_OPEN_H
#define TRC_DB_SQLITE_OPEN_H

#include <sqlite3.h>
#include <stdbool.h>

/** The location as a path that SQLite takes for nothing else; owned by the caller; NULL without memory. */
char *trc_sqlite_path(const char *location);

/** @return A result code of SQLite. *handle is NULL only without memory; else it is to be closed in any case. */
int trc_sqlite_open(const char *path, bool read_only, sqlite3 **handle);

/** The settings of a connection; they write nothing. @return A result code of SQLite. */
int trc_sqlite_set_up(sqlite3 *handle, int busy_timeout_ms);

#endif
