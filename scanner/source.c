/* source.c: opening what is to be scanned. */
#include "scanner/source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scanner/protocol.h"

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
    if (stat(path, &status) != 0)
        return not_opened(outcome);
    if (!S_ISREG(status.st_mode)) {
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
