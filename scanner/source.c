/* source.c: opening what is to be scanned. */
#include "scanner/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scanner/feed.h"
#include "scanner/protocol.h"
#include "scanner/tool.h"

/* Streams and cameras that we do not read are no files, also where there is none of that name. */
static bool looks_like_stream(const char *path)
{
    return strstr(path, "://") != NULL || strncmp(path, "/dev/", 5) == 0;
}

static int not_opened(struct scan_outcome *outcome)
{
    scan_outcome_set(outcome, SCAN_NOT_OPENED, strerror(errno));
    return -1;
}

static int open_path(const char *path, struct scan_outcome *outcome)
{
    struct stat status;
    const bool found = stat(path, &status) == 0;
    if (!found && !looks_like_stream(path))
        return not_opened(outcome);
    if (!found || !S_ISREG(status.st_mode)) {
        outcome->result = SCAN_NOT_A_FILE;
        return -1;
    }
    /* Should the file have been exchanged in between: without blocking, and looked at once more. */
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return not_opened(outcome);
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        outcome->result = SCAN_NOT_A_FILE;
        close(fd);
        return -1;
    }
    return fd;
}

/* Fills opened->head, up to `wanted` bytes. @return false with errno. */
static bool read_head(struct scan_opened *opened, size_t wanted)
{
    while (opened->head_len < wanted) {
        const ssize_t got = read(opened->fd, opened->head + opened->head_len, SCAN_HEAD_MAX - opened->head_len);
        if (got == 0)
            break;
        if (got < 0)
            return false; /* a signal, too: somebody wants us to stop */
        opened->head_len += (size_t)got;
    }
    return true;
}

/* The rest of a pipe into a file in memory, which takes its place. @return false with errno. */
static bool copy_pipe(struct scan_opened *opened)
{
    const int copy = scan_memory_file("stdin");
    size_t total = 0;
    bool fine = copy >= 0;
    while (fine && opened->head_len > 0) {
        total += opened->head_len;
        errno = EFBIG;
        fine = total <= SCAN_STDIN_MAX && write(copy, opened->head, opened->head_len) == (ssize_t)opened->head_len;
        opened->head_len = 0;
        fine = fine && read_head(opened, 1);
    }
    close(opened->fd);
    opened->fd = copy;
    return fine;
}

/* Standard input: a file that is at its beginning is taken as it is. @return false with errno. */
static bool open_stdin(struct scan_opened *opened)
{
    struct stat status;
    opened->fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
    if (opened->fd < 0 || fstat(opened->fd, &status) != 0)
        return false;
    if (S_ISREG(status.st_mode) && lseek(opened->fd, 0, SEEK_CUR) == 0)
        return true;
    if (!read_head(opened, strlen("YUV4MPEG2 ")))
        return false;
    opened->is_pipe = scan_kind_of(opened->head, opened->head_len) == SCAN_KIND_Y4M;
    return opened->is_pipe || copy_pipe(opened);
}

static bool open_any(struct scan_opened *opened, const char *path, struct scan_outcome *outcome)
{
    if (strcmp(path, "-") != 0)
        opened->fd = open_path(path, outcome);
    else if (!open_stdin(opened)) {
        not_opened(outcome);
        return false;
    }
    return opened->fd >= 0;
}

struct scan_opened *scan_source_open(const char *path, struct scan_outcome *outcome)
{
    struct scan_opened *opened = calloc(1, sizeof *opened);
    if (opened == NULL) {
        outcome->result = SCAN_NO_MEMORY;
        return NULL;
    }
    opened->fd = -1;
    if (!open_any(opened, path, outcome)) {
        if (opened->fd >= 0)
            close(opened->fd);
        free(opened);
        return NULL;
    }
    if (!opened->is_pipe) {
        const ssize_t len = pread(opened->fd, opened->head, SCAN_KIND_BYTES, 0);
        opened->head_len = len > 0 ? (size_t)len : 0;
    }
    opened->kind = scan_kind_of(opened->head, opened->head_len);
    return opened;
}

bool scan_source_looks_like_picture(const char *path)
{
    static const char *const endings[] = {".png",  ".jpg",  ".jpeg", ".jpe",  ".webp", ".tif",  ".tiff", ".heic",
                                          ".heif", ".avif", ".bmp",  ".gif",  ".pgm",  ".ppm",  ".pnm",  ".pdf",
                                          ".mp4",  ".m4v",  ".mov",  ".3gp",  ".mkv",  ".webm", ".avi",  ".mts",
                                          ".m2ts", ".mpg",  ".flv",  ".mpeg", ".wmv",  ".asf",  ".ogv",  ".y4m"};
    const char *ending = strrchr(path, '.');
    for (size_t i = 0; ending != NULL && i < sizeof endings / sizeof endings[0]; i++)
        if (strcasecmp(ending, endings[i]) == 0)
            return true;
    return false;
}
