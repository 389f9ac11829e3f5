/* sqlite_open.c: connections to a file, and their settings. */
#include "db/sqlite_open.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "db/sqlite_wal.h"

/* Journal and WAL are synced on every commit (FULL): NORMAL would lose
 * acknowledged reservations on power loss, and their numbers would be issued twice. A scan changes two rows somewhere
 * in large tables: small pages and a WAL of 32 MiB halve what that writes (decision 0161). What is deleted is
 * overwritten: who scanned must not be found in free space after it was forgotten. */
static const char settings_sql[] = "PRAGMA synchronous = FULL;"
                                   "PRAGMA foreign_keys = ON;"
                                   "PRAGMA page_size = 2048;"
                                   "PRAGMA trusted_schema = OFF;"
                                   "PRAGMA cell_size_check = ON;"
                                   "PRAGMA secure_delete = ON;"
                                   "PRAGMA wal_autocheckpoint = 16384;"
                                   "PRAGMA journal_size_limit = 67108864;"
                                   "PRAGMA cache_size = -16384;";

/* With "./" before it, no path is one of SQLite's special names (":memory:", "file:..."). */
char *trc_sqlite_path(const char *location)
{
    const char *prefix = location[0] == '/' ? "" : "./";
    const size_t size = strlen(prefix) + strlen(location) + 1;
    char *path = malloc(size);
    if (path != NULL)
        snprintf(path, size, "%s%s", prefix, location);
    return path;
}

/* The order of texts that both databases know by this name: that of their bytes. */
static int compare_bytes(void *context, int a_len, const void *a, int b_len, const void *b)
{
    (void)context;
    const int order = memcmp(a, b, (size_t)(a_len < b_len ? a_len : b_len));
    return order != 0 ? order : a_len - b_len;
}

/*
 * A file with a WAL is read through an index beside it, which must be there or be made. Where the folder forbids it and
 * there is no WAL, nobody has the file open either: then it is read as what cannot change.
 */
static bool lies_still(const char *path)
{
    char beside[PATH_MAX];
    const char *slash = strrchr(path, '/'); /* there is one: see plain_path() */
    const int len = snprintf(beside, sizeof beside, "%.*s", (int)(slash - path) + 1, path);
    if (len >= (int)sizeof beside || access(beside, W_OK) == 0)
        return false;
    struct stat wal;
    return snprintf(beside, sizeof beside, "%s-wal", path) < (int)sizeof beside &&
           (stat(beside, &wal) != 0 || wal.st_size == 0);
}

/* The path as a URI; NULL without memory. */
static char *still_uri(const char *path)
{
    static const char before[] = "file:", after[] = "?immutable=1";
    const size_t size = 3 * strlen(path) + sizeof before + sizeof after;
    char *uri = malloc(size);
    if (uri == NULL)
        return NULL;
    size_t used = (size_t)snprintf(uri, size, "%s", before);
    for (; *path != '\0'; path++)
        used += (size_t)snprintf(uri + used, size - used, strchr("%?#", *path) != NULL ? "%%%02X" : "%c", *path);
    snprintf(uri + used, size - used, "%s", after);
    return uri;
}

static int open_for_reading(const char *path, sqlite3 **handle)
{
    const bool still = lies_still(path);
    char *uri = still ? still_uri(path) : NULL;
    if (still && uri == NULL)
        return SQLITE_NOMEM;
    const int code = sqlite3_open_v2(still ? uri : path, handle,
                                     SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | (still ? SQLITE_OPEN_URI : 0), NULL);
    free(uri);
    return code;
}

int trc_sqlite_open(const char *path, bool read_only, sqlite3 **handle)
{
    *handle = NULL;
    const int code =
        read_only ? open_for_reading(path, handle)
                  : sqlite3_open_v2(path, handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, trc_sqlite_wal_vfs());
    if (*handle != NULL)
        sqlite3_extended_result_codes(*handle, 1);
    return code;
}

int trc_sqlite_set_up(sqlite3 *handle, int busy_timeout_ms)
{
    int code = sqlite3_busy_timeout(handle, busy_timeout_ms);
    if (code == SQLITE_OK)
        code = sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    /* We make none: one that is there could undo what we write, or show what is not there. */
    if (code == SQLITE_OK)
        code = sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_create_collation(handle, "C", SQLITE_UTF8, NULL, compare_bytes);
    return code == SQLITE_OK ? sqlite3_exec(handle, settings_sql, NULL, NULL, NULL) : code;
}
