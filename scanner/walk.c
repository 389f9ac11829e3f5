/* walk.c: the files behind the sources of a command line, folders gone through, in a fixed order. */
#include "scanner/walk.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The names in one folder, packed: a byte for the kind, the name, a NUL. */
struct folder {
    struct folder *parent;
    size_t path_len; /* of walk->path up to and with this folder's slash */
    char *names;
    size_t names_len, names_size;
    size_t *offsets; /* of the names, sorted */
    size_t count, size, next;
};

struct scan_walk {
    const char *const *sources;
    size_t source_count, next_source;
    struct folder *folder; /* the innermost one */
    char *path;
    size_t path_size;
    uint64_t links; /* to folders */
};

/* Makes room for `wanted` items, doubling. */
static bool reserve(void **items, size_t *size, size_t wanted, size_t item_size)
{
    if (wanted <= *size)
        return true;
    const size_t grown_size = wanted < 2 * *size ? 2 * *size : wanted < 64 ? 64 : wanted;
    void *grown = reallocarray(*items, grown_size, item_size);
    if (grown == NULL)
        return false;
    *items = grown;
    *size = grown_size;
    return true;
}

/* Writes `text` at `at` of walk->path. */
static bool set_path(struct scan_walk *walk, size_t at, const char *text)
{
    const size_t len = strlen(text);
    if (!reserve((void **)&walk->path, &walk->path_size, at + len + 2, 1))
        return false;
    memcpy(walk->path + at, text, len + 1);
    return true;
}

static int compare_names(const void *a, const void *b, void *names)
{
    return strcmp((char *)names + *(const size_t *)a + 1, (char *)names + *(const size_t *)b + 1);
}

static bool add_name(struct folder *folder, const struct dirent *entry)
{
    const size_t len = strlen(entry->d_name) + 1;
    if (!reserve((void **)&folder->names, &folder->names_size, folder->names_len + 1 + len, 1) ||
        !reserve((void **)&folder->offsets, &folder->size, folder->count + 1, sizeof *folder->offsets))
        return false;
    folder->offsets[folder->count++] = folder->names_len;
    folder->names[folder->names_len] = (char)entry->d_type;
    memcpy(folder->names + folder->names_len + 1, entry->d_name, len);
    folder->names_len += 1 + len;
    return true;
}

static int read_names(struct folder *folder, DIR *dir)
{
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(dir);
        if (entry == NULL)
            return errno;
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 && !add_name(folder, entry))
            return ENOMEM;
    }
}

static void leave(struct scan_walk *walk)
{
    struct folder *folder = walk->folder;
    walk->folder = folder->parent;
    free(folder->names);
    free(folder->offsets);
    free(folder);
}

/* Goes into the folder at walk->path. @return 0 or an errno; then nothing has changed. */
static int enter(struct scan_walk *walk)
{
    struct folder *folder = calloc(1, sizeof *folder);
    DIR *dir = folder != NULL ? opendir(walk->path) : NULL;
    if (dir == NULL) {
        free(folder);
        return errno;
    }
    folder->parent = walk->folder;
    walk->folder = folder;
    const int error = read_names(folder, dir);
    closedir(dir);
    if (error != 0) {
        leave(walk);
        return error;
    }
    folder->path_len = strlen(walk->path);
    if (walk->path[folder->path_len - 1] != '/')
        walk->path[folder->path_len++] = '/'; /* set_path() left room */
    if (folder->count > 0)
        qsort_r(folder->offsets, folder->count, sizeof *folder->offsets, compare_names, folder->names);
    return 0;
}

/* What lies at walk->path, as a DT_ value; a link to a folder stays DT_LNK. On failure -1 and errno. */
static int kind_at(const struct scan_walk *walk, int known)
{
    struct stat status;
    if (known != DT_UNKNOWN && known != DT_LNK)
        return known;
    if (known == DT_UNKNOWN) {
        if (lstat(walk->path, &status) != 0)
            return -1;
        if (!S_ISLNK(status.st_mode))
            return IFTODT(status.st_mode);
    }
    if (stat(walk->path, &status) != 0)
        return -1;
    return S_ISDIR(status.st_mode) ? DT_LNK : IFTODT(status.st_mode);
}

/* Answers with the path at hand, unless it is a folder that can be entered. */
static bool visit(struct scan_walk *walk, int kind, struct scan_found *found)
{
    found->path = walk->path;
    found->error = kind < 0 ? errno : kind == DT_DIR ? enter(walk) : 0;
    return kind != DT_DIR || found->error != 0;
}

struct scan_walk *scan_walk_open(const char *const *sources, size_t count)
{
    struct scan_walk *walk = calloc(1, sizeof *walk);
    if (walk != NULL) {
        walk->sources = sources;
        walk->source_count = count;
    }
    return walk;
}

void scan_walk_close(struct scan_walk *walk)
{
    if (walk == NULL)
        return;
    while (walk->folder != NULL)
        leave(walk);
    free(walk->path);
    free(walk);
}

/* The next source of the command line. @return false when nothing came of it but a folder to go through. */
static bool next_source(struct scan_walk *walk, struct scan_found *found)
{
    struct stat status;
    *found = (struct scan_found){.path = walk->sources[walk->next_source++], .named = true};
    if (!set_path(walk, 0, found->path)) {
        found->error = ENOMEM;
        return true;
    }
    /* A source that cannot even be looked at is the opener's to report. */
    const bool is_folder = stat(walk->path, &status) == 0 && S_ISDIR(status.st_mode);
    return visit(walk, is_folder ? DT_DIR : DT_REG, found);
}

/* The next name of the innermost folder, likewise. */
static bool next_name(struct scan_walk *walk, struct scan_found *found)
{
    struct folder *folder = walk->folder;
    const char *name = folder->names + folder->offsets[folder->next++];
    *found = (struct scan_found){.path = name + 1};
    if (!set_path(walk, folder->path_len, name + 1)) {
        found->error = ENOMEM;
        return true;
    }
    const int kind = kind_at(walk, name[0]);
    if (kind != DT_LNK)
        return visit(walk, kind, found);
    walk->links++;
    return false;
}

/* Back out of the innermost folder. @return true when it is one that the user named. */
static bool end_folder(struct scan_walk *walk, struct scan_found *found)
{
    leave(walk);
    *found = (struct scan_found){.path = walk->sources[walk->next_source - 1], .named = true, .folder_end = true};
    return walk->folder == NULL;
}

bool scan_walk_next(struct scan_walk *walk, struct scan_found *found)
{
    for (;;) {
        const struct folder *folder = walk->folder;
        if (folder != NULL && folder->next == folder->count) {
            if (end_folder(walk, found))
                return true;
        } else if (folder == NULL && walk->next_source == walk->source_count)
            return false;
        else if (folder == NULL ? next_source(walk, found) : next_name(walk, found))
            return true;
    }
}

uint64_t scan_walk_links(const struct scan_walk *walk)
{
    return walk->links;
}
