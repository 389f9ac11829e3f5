/* source.c: opening what is to be scanned. */
#include "scanner/source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scanner/protocol.h"

/* Streams and cameras are no files, also where there is none of that name. */
static bool looks_like_stream(const char *path)
{
    return strstr(path, "://") != NULL || strncmp(path, "/dev/", 5) == 0;
}

static int not_opened(struct scan_outcome *outcome)
{
    outcome->result = SCAN_NOT_OPENED;
    scan_detail_set(outcome->detail, strerror(errno));
    return -1;
}

int scan_source_open(const char *path, struct scan_outcome *outcome)
{
    if (strcmp(path, "-") == 0) {
        const int copy = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
        return copy >= 0 ? copy : not_opened(outcome);
    }
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

bool scan_source_looks_like_picture(const char *path)
{
    static const char *const endings[] = {".png",  ".jpg",  ".jpeg", ".jpe",  ".webp", ".tif",
                                          ".tiff", ".heic", ".heif", ".avif", ".bmp",  ".gif"};
    const char *ending = strrchr(path, '.');
    for (size_t i = 0; ending != NULL && i < sizeof endings / sizeof endings[0]; i++)
        if (strcasecmp(ending, endings[i]) == 0)
            return true;
    return false;
}
