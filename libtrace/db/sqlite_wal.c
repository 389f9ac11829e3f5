/* sqlite_wal.c: a VFS around SQLite's usual one that writes to the WAL in large pieces.
 *
 * SQLite writes each page of a commit by two system calls, of which the first is 24 bytes long; a group of scans is
 * some hundred pages. Here such writes gather in memory until SQLite asks for anything else of the file, a sync before
 * all; until the last page of a transaction; and until the writer's lock is given back, since the next writer may write
 * to the same place. What the system refuses is reported to whatever is asked for until then. All other files are the
 * usual VFS's alone, but that the lock is heard of through the database's. Why: docs/decisions/0167.
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
    struct database *database;
    uint8_t *gathered; /* GATHERED_MAX bytes, to be written at start; NULL: none yet */
    size_t len;
    sqlite3_int64 start;
    bool commits; /* the last header was that of a transaction's end */
    int refused;  /* the code of a write that failed since the writer's lock was taken; 0: none */
};

/* The database's file: behind what the usual VFS has there, its methods with another xShmLock. */
struct database {
    const sqlite3_io_methods *usual;
    sqlite3_io_methods methods;
    struct wal *wal; /* NULL: not open */
};

static sqlite3_vfs *usual;
static sqlite3_vfs gathering;

/* What the system refuses is dropped: SQLite takes it for not written, and must not commit after it. */
static int flush(struct wal *wal)
{
    const size_t len = wal->len;
    wal->len = 0;
    if (len > 0 && wal->refused == SQLITE_OK)
        wal->refused = wal->real->pMethods->xWrite(wal->real, wal->gathered, (int)len, wal->start);
    return wal->refused;
}

static int gather(struct wal *wal, const void *bytes, size_t len, sqlite3_int64 offset)
{
    const bool fits = wal->len + len <= GATHERED_MAX && offset == wal->start + (sqlite3_int64)wal->len;
    const int code = wal->len > 0 && !fits ? flush(wal) : wal->refused;
    if (code != SQLITE_OK)
        return code;
    if (wal->gathered == NULL)
        wal->gathered = malloc(GATHERED_MAX);
    if (wal->gathered == NULL || len > GATHERED_MAX)
        return wal->refused = wal->real->pMethods->xWrite(wal->real, bytes, (int)len, offset);
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

/* Without the lock nothing may be written, and nothing is left to be. */
static int wal_close(sqlite3_file *file)
{
    struct wal *wal = (struct wal *)file;
    free(wal->gathered);
    wal->database->wal = NULL;
    return wal->real->pMethods->xClose(wal->real);
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

enum { ALIGNMENT = 16 };

static struct database *database_of(sqlite3_file *file)
{
    const size_t size = (size_t)usual->szOsFile;
    return (struct database *)((char *)file + (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
}

/* The first lock is the writer's. After a commit that was synced nothing is left to be written; after a rollback it is
 * what the cache had no room for. */
static int database_shm_lock(sqlite3_file *file, int first, int count, int flags)
{
    struct database *database = database_of(file);
    const int gives_back = SQLITE_SHM_UNLOCK | SQLITE_SHM_EXCLUSIVE;
    if (first == 0 && (flags & gives_back) == gives_back && database->wal != NULL) {
        (void)flush(database->wal);
        database->wal->refused = SQLITE_OK;
    }
    return database->usual->xShmLock(file, first, count, flags);
}

static int open_database(const char *path, sqlite3_file *file, int flags, int *out_flags)
{
    const int code = usual->xOpen(usual, path, file, flags, out_flags);
    if (code != SQLITE_OK || file->pMethods->iVersion < 2)
        return code;
    struct database *database = database_of(file);
    *database = (struct database){.usual = file->pMethods, .methods = *file->pMethods};
    database->methods.xShmLock = database_shm_lock;
    file->pMethods = &database->methods;
    return code;
}

/* Where the lock cannot be heard of, nothing is gathered. */
static int open_wal(const char *path, sqlite3_file *file, int flags, int *out_flags)
{
    sqlite3_file *base = sqlite3_database_file_object(path);
    if (base->pMethods == NULL || base->pMethods->xShmLock != database_shm_lock)
        return usual->xOpen(usual, path, file, flags, out_flags);
    struct wal *wal = (struct wal *)file;
    *wal = (struct wal){.real = (sqlite3_file *)(wal + 1), .database = database_of(base)};
    const int code = usual->xOpen(usual, path, wal->real, flags, out_flags);
    if (wal->real->pMethods != NULL)
        wal->file.pMethods = &wal_methods;
    if (code == SQLITE_OK)
        wal->database->wal = wal;
    return code;
}

static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out_flags)
{
    (void)vfs;
    return (flags & SQLITE_OPEN_MAIN_DB) != 0 ? open_database(path, file, flags, out_flags)
           : (flags & SQLITE_OPEN_WAL) != 0   ? open_wal(path, file, flags, out_flags)
                                              : usual->xOpen(usual, path, file, flags, out_flags);
}

static void make(void)
{
    usual = sqlite3_vfs_find(NULL);
    if (usual == NULL)
        return;
    gathering = *usual;
    gathering.pNext = NULL;
    gathering.zName = "trc-wal";
    gathering.szOsFile = (int)(sizeof(struct wal) + sizeof(struct database)) + ALIGNMENT + usual->szOsFile;
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
