/* power_vfs.c: a VFS around SQLite's usual one that journals what is done to the files of one folder. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "power_disk.h"
#include "power_journal.h"

struct journal power_journal;

static struct deed *add(enum kind kind, size_t name, size_t file)
{
    if (power_journal.count == power_journal.room) {
        power_journal.room = power_journal.room == 0 ? 4096 : 2 * power_journal.room;
        power_journal.deed = realloc(power_journal.deed, power_journal.room * sizeof *power_journal.deed);
        assert_non_null(power_journal.deed);
    }
    power_journal.deed[power_journal.count] = (struct deed){.kind = kind, .name = name, .file = file};
    return &power_journal.deed[power_journal.count++];
}

/* The number of a file's name, which may be new; NAMES_MAX for one outside of the folder. */
static size_t name_of(const char *path)
{
    const size_t len = strlen(power_journal.folder);
    if (path == NULL || strncmp(path, power_journal.folder, len) != 0 || path[len] != '/')
        return NAMES_MAX;
    size_t name = 0;
    while (name < NAMES_MAX && power_journal.name[name] != NULL &&
           strcmp(power_journal.name[name], path + len + 1) != 0)
        name++;
    assert_true(name < NAMES_MAX);
    if (power_journal.name[name] == NULL) {
        power_journal.name[name] = strdup(path + len + 1);
        power_journal.file[name] = NO_FILE;
    }
    return name;
}

/* --- the VFS ------------------------------------------------------------------------------------------------------ */

/* The usual VFS's file follows it. */
struct file {
    sqlite3_file base;
    size_t name, number; /* NO_FILE: not in the folder */
};

static sqlite3_vfs *usual;
static sqlite3_vfs watched;
static bool watches; /* the library keeps the VFS that it found first */
static int (*open_folder)(const char *path, int *fd);

static sqlite3_file *inner(sqlite3_file *file)
{
    return (sqlite3_file *)((struct file *)file + 1);
}

static bool is_watched(const sqlite3_file *file)
{
    return ((const struct file *)file)->number != NO_FILE;
}

static int file_close(sqlite3_file *file)
{
    return inner(file)->pMethods->xClose(inner(file));
}

static int file_read(sqlite3_file *file, void *bytes, int len, sqlite3_int64 offset)
{
    return inner(file)->pMethods->xRead(inner(file), bytes, len, offset);
}

static int file_write(sqlite3_file *file, const void *bytes, int len, sqlite3_int64 offset)
{
    const struct file *f = (const struct file *)file;
    if (is_watched(file)) {
        struct deed *deed = add(WRITE, f->name, f->number);
        deed->offset = (uint64_t)offset;
        deed->len = (uint64_t)len;
        deed->bytes = malloc((size_t)len);
        assert_non_null(deed->bytes);
        memcpy(deed->bytes, bytes, (size_t)len);
    }
    return inner(file)->pMethods->xWrite(inner(file), bytes, len, offset);
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 len)
{
    const struct file *f = (const struct file *)file;
    if (is_watched(file))
        add(TRUNCATE, f->name, f->number)->len = (uint64_t)len;
    return inner(file)->pMethods->xTruncate(inner(file), len);
}

static int file_sync(sqlite3_file *file, int flags)
{
    const struct file *f = (const struct file *)file;
    if (is_watched(file))
        add(SYNC, f->name, f->number);
    return inner(file)->pMethods->xSync(inner(file), flags); /* of a new file it then syncs the folder */
}

static int file_size(sqlite3_file *file, sqlite3_int64 *len)
{
    return inner(file)->pMethods->xFileSize(inner(file), len);
}

static int file_lock(sqlite3_file *file, int level)
{
    return inner(file)->pMethods->xLock(inner(file), level);
}

static int file_unlock(sqlite3_file *file, int level)
{
    return inner(file)->pMethods->xUnlock(inner(file), level);
}

static int file_check_lock(sqlite3_file *file, int *is_locked)
{
    return inner(file)->pMethods->xCheckReservedLock(inner(file), is_locked);
}

static int file_control(sqlite3_file *file, int what, void *argument)
{
    return inner(file)->pMethods->xFileControl(inner(file), what, argument);
}

static int file_sector_size(sqlite3_file *file)
{
    return inner(file)->pMethods->xSectorSize(inner(file));
}

static int file_traits(sqlite3_file *file)
{
    return inner(file)->pMethods->xDeviceCharacteristics(inner(file));
}

static int file_shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **memory)
{
    return inner(file)->pMethods->xShmMap(inner(file), region, size, extend, memory);
}

static int file_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
    return inner(file)->pMethods->xShmLock(inner(file), offset, count, flags);
}

static void file_shm_barrier(sqlite3_file *file)
{
    inner(file)->pMethods->xShmBarrier(inner(file));
}

static int file_shm_unmap(sqlite3_file *file, int deletes)
{
    return inner(file)->pMethods->xShmUnmap(inner(file), deletes);
}

/* Version 2: without memory-mapped pages, which would pass by. */
static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_lock,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_traits,
    .xShmMap = file_shm_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_shm_barrier,
    .xShmUnmap = file_shm_unmap,
};

static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out_flags)
{
    (void)vfs;
    if (!watches)
        return usual->xOpen(usual, path, file, flags, out_flags);
    struct file *f = (struct file *)file;
    const int code = usual->xOpen(usual, path, inner(file), flags, out_flags);
    f->base.pMethods = inner(file)->pMethods != NULL ? &methods : NULL;
    f->name = name_of(path);
    f->number = NO_FILE;
    if (code != SQLITE_OK || f->base.pMethods == NULL || f->name == NAMES_MAX)
        return code;
    if (power_journal.file[f->name] == NO_FILE) { /* or the library has just made it, empty */
        sqlite3_int64 len = 0;
        assert_int_equal(file_size(file, &len), SQLITE_OK);
        assert_int_equal(len, 0);
        assert_true(power_journal.files < FILES_MAX);
        power_journal.file[f->name] = power_journal.files++;
        add(CREATE, f->name, power_journal.file[f->name]);
    }
    f->number = power_journal.file[f->name];
    return code;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int syncs_folder)
{
    (void)vfs;
    const size_t name = name_of(path);
    if (watches && name < NAMES_MAX && power_journal.file[name] != NO_FILE) {
        add(DELETE, name, power_journal.file[name]);
        power_journal.file[name] = NO_FILE;
    }
    return usual->xDelete(usual, path, syncs_folder);
}

/* The usual VFS opens a folder for one thing alone: to sync it. */
static int watch_folder(const char *path, int *fd)
{
    add(SYNC_FOLDER, NAMES_MAX, NO_FILE);
    return open_folder(path, fd);
}

void power_disk_begin(const char *folder)
{
    power_disk_clear();
    snprintf(power_journal.folder, sizeof power_journal.folder, "%s", folder);
    usual = sqlite3_vfs_find("unix");
    assert_non_null(usual);
    watched = *usual;
    watched.pNext = NULL;
    watched.zName = "watched";
    watched.szOsFile = (int)sizeof(struct file) + usual->szOsFile;
    watched.xOpen = vfs_open;
    watched.xDelete = vfs_delete;
    open_folder = (int (*)(const char *, int *))usual->xGetSystemCall(usual, "openDirectory");
    assert_non_null(open_folder);
    usual->xSetSystemCall(usual, "openDirectory", (sqlite3_syscall_ptr)watch_folder);
    sqlite3_vfs_register(&watched, 1);
    watches = true;
}

void power_disk_end(void)
{
    watches = false;
    sqlite3_vfs_unregister(&watched);
    sqlite3_vfs_register(usual, 1);
    usual->xSetSystemCall(usual, "openDirectory", NULL); /* its own again */
}

void power_disk_clear(void)
{
    for (size_t i = 0; i < power_journal.count; i++)
        free(power_journal.deed[i].bytes);
    for (size_t name = 0; name < NAMES_MAX; name++)
        free(power_journal.name[name]);
    free(power_journal.deed);
    memset(&power_journal, 0, sizeof power_journal);
}
