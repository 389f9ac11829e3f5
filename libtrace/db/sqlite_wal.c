/* sqlite_wal.c: a VFS around SQLite's usual one that writes to the WAL in large pieces.
 *
 * SQLite writes each page of a commit by two system calls, of which the first is 24 bytes long; a group of scans is
 * some hundred pages. Here such writes gather in memory until SQLite asks for anything else of the file: a sync before
 * all, without which nothing is acknowledged or told to other connections. So a write that the system refuses is
 * reported by the sync. All other files are the usual VFS's alone. Why: docs/decisions/0167.
 */
#include "db/sqlite_wal.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Less than 128 KiB: SQLite's own VFS cannot write a multiple of that at once. */
enum { GATHERED_MAX = 64 << 10, FRAME_HEADER_LEN = 24 };

/* SQLite's part of it comes first. The usual VFS's own follows. */
struct wal {
    sqlite3_file file;
    sqlite3_file *real;
    uint8_t *gathered; /* GATHERED_MAX bytes, to be written at start; NULL: none yet */
    size_t len;
    sqlite3_int64 start;
    bool commits; /* the last header was that of a transaction's end */
};

static sqlite3_vfs *usual;
static sqlite3_vfs gathering;

/* What the system refuses is dropped: SQLite takes it for not written, and rolls its transaction back. */
static int flush(struct wal *wal)
{
    const size_t len = wal->len;
    wal->len = 0;
    return len == 0 ? SQLITE_OK : wal->real->pMethods->xWrite(wal->real, wal->gathered, (int)len, wal->start);
}

static int gather(struct wal *wal, const void *bytes, size_t len, sqlite3_int64 offset)
{
    const bool fits = wal->len + len <= GATHERED_MAX && offset == wal->start + (sqlite3_int64)wal->len;
    const int code = wal->len > 0 && !fits ? flush(wal) : SQLITE_OK;
    if (code != SQLITE_OK)
        return code;
    if (wal->gathered == NULL)
        wal->gathered = malloc(GATHERED_MAX);
    if (wal->gathered == NULL || len > GATHERED_MAX)
        return wal->real->pMethods->xWrite(wal->real, bytes, (int)len, offset);
    if (wal->len == 0)
        wal->start = offset;
    memcpy(wal->gathered + wal->len, bytes, len);
    wal->len += len;
    return SQLITE_OK;
}

/* A frame is a header and a page. Of the last one of a transaction the header's second number is not 0. Other
 * connections may read the transaction as soon as that page is written, unless a sync is asked for first. */
static int wal_write(sqlite3_file *file, const void *bytes, int len, sqlite3_int64 offset)
{
    static const uint8_t none[4];
    struct wal *wal = (struct wal *)file;
    const bool is_header = len == FRAME_HEADER_LEN;
    const int code = gather(wal, bytes, (size_t)len, offset);
    if (is_header)
        wal->commits = memcmp((const uint8_t *)bytes + 4, none, sizeof none) != 0;
    return code == SQLITE_OK && wal->commits && !is_header ? flush(wal) : code;
}

static int wal_close(sqlite3_file *file)
{
    struct wal *wal = (struct wal *)file;
    const int code = flush(wal), closed = wal->real->pMethods->xClose(wal->real);
    free(wal->gathered);
    return code != SQLITE_OK ? code : closed;
}

/* Everything else: first what was gathered. */
#define AFTER_FLUSH(call)                                                                                              \
    struct wal *wal = (struct wal *)file;                                                                              \
    const int code = flush(wal);                                                                                       \
    return code != SQLITE_OK ? code : wal->real->pMethods->call

static int wal_read(sqlite3_file *file, void *bytes, int len, sqlite3_int64 offset)
{
    AFTER_FLUSH(xRead(wal->real, bytes, len, offset));
}

static int wal_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    AFTER_FLUSH(xTruncate(wal->real, size));
}

static int wal_sync(sqlite3_file *file, int flags)
{
    AFTER_FLUSH(xSync(wal->real, flags));
}

static int wal_size(sqlite3_file *file, sqlite3_int64 *size)
{
    AFTER_FLUSH(xFileSize(wal->real, size));
}

static int wal_lock(sqlite3_file *file, int level)
{
    AFTER_FLUSH(xLock(wal->real, level));
}

static int wal_unlock(sqlite3_file *file, int level)
{
    AFTER_FLUSH(xUnlock(wal->real, level));
}

static int wal_is_reserved(sqlite3_file *file, int *out)
{
    AFTER_FLUSH(xCheckReservedLock(wal->real, out));
}

static int wal_control(sqlite3_file *file, int op, void *arg)
{
    AFTER_FLUSH(xFileControl(wal->real, op, arg));
}

static int wal_sector(sqlite3_file *file)
{
    struct wal *wal = (struct wal *)file;
    return wal->real->pMethods->xSectorSize(wal->real);
}

static int wal_traits(sqlite3_file *file)
{
    struct wal *wal = (struct wal *)file;
    return wal->real->pMethods->xDeviceCharacteristics(wal->real);
}

static const sqlite3_io_methods wal_methods = {
    .iVersion = 1,
    .xClose = wal_close,
    .xRead = wal_read,
    .xWrite = wal_write,
    .xTruncate = wal_truncate,
    .xSync = wal_sync,
    .xFileSize = wal_size,
    .xLock = wal_lock,
    .xUnlock = wal_unlock,
    .xCheckReservedLock = wal_is_reserved,
    .xFileControl = wal_control,
    .xSectorSize = wal_sector,
    .xDeviceCharacteristics = wal_traits,
};

static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out_flags)
{
    (void)vfs;
    if ((flags & SQLITE_OPEN_WAL) == 0)
        return usual->xOpen(usual, path, file, flags, out_flags);
    struct wal *wal = (struct wal *)file;
    *wal = (struct wal){.real = (sqlite3_file *)(wal + 1)};
    const int code = usual->xOpen(usual, path, wal->real, flags, out_flags);
    if (wal->real->pMethods != NULL)
        wal->file.pMethods = &wal_methods;
    return code;
}

static void make(void)
{
    usual = sqlite3_vfs_find(NULL);
    if (usual == NULL)
        return;
    gathering = *usual;
    gathering.pNext = NULL;
    gathering.zName = "trc-wal";
    gathering.szOsFile = (int)sizeof(struct wal) + usual->szOsFile;
    gathering.xOpen = vfs_open;
    if (sqlite3_vfs_register(&gathering, 0) != SQLITE_OK)
        gathering.zName = NULL;
}

const char *trc_sqlite_wal_vfs(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make);
    return gathering.zName;
}
