/* sqlite_wal.h: a VFS of SQLite that writes to the WAL in large pieces. Internal to the SQLite driver. */
#ifndef TRC_DB_SQLITE_WAL_H
#define TRC_DB_SQLITE_WAL_H

/** The name of the VFS, for sqlite3_open_v2(); NULL, which is SQLite's own, when there is no memory for it. */
const char *trc_sqlite_wal_vfs(void);

#endif
