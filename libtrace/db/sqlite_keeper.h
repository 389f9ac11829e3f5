/* sqlite_keeper.h: a thread that carries the WAL over into the database's file. Internal to the SQLite driver. */
#ifndef TRC_DB_SQLITE_KEEPER_H
#define TRC_DB_SQLITE_KEEPER_H

#include <sqlite3.h>

struct trc_sqlite_keeper;

/**
 * From now on checkpoints are made beside the connection's commits, not by them.
 *
 * @param writer Commits nowhere else than on one thread at a time, and is closed after the keeper.
 * @return A result code of SQLite.
 */
int trc_sqlite_keeper_start(const char *path, sqlite3 *writer, struct trc_sqlite_keeper **out);
void trc_sqlite_keeper_stop(struct trc_sqlite_keeper *keeper);

#endif
