/* sqlite_check.h: is a SQLite file whole? Internal to sqlite.c. */
#ifndef TRC_DB_SQLITE_CHECK_H
#define TRC_DB_SQLITE_CHECK_H

#include <sqlite3.h>

#include "db/db.h"

/**
 * Tell each fault.
 *
 * @param[out] status What `visit` answered when it ended the check, else TRC_OK.
 * @return SQLITE_DONE, or why the check could not go on: often that is a fault too.
 */
int trc_sqlite_check(sqlite3 *handle, trc_db_fault *visit, void *context, enum trc_status *status);

#endif
