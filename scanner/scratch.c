/* scratch.c: a private folder for what a tool can only write as files, gone when we are. */
#include "scanner/scratch.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool scan_scratch_open(struct scan_scratch *scratch)
{
    const char *folder = getenv("TMPDIR");
    if (scratch->path[0] != '\0')
        return true;
    if (folder == NULL || folder[0] != '/')
        folder = "/tmp";
    const int len = snprintf(scratch->path, sizeof scratch->path, "%s/trc-scan-XXXXXX", folder);
    const bool made = len < (int)sizeof scratch->path && mkdtemp(scratch->path) != NULL;
    if (!made)
        scratch->path[0] = '\0';
    return made;
}

int scan_scratch_take(const struct scan_scratch *scratch, const char *name)
{
    struct stat status;
    const int folder = open(scratch->path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return -1;
    int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd >= 0 && (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))) {
        close(fd);
        fd = -1;
    }
    if (fd >= 0)
        unlinkat(folder, name, 0);
    close(folder);
    return fd;
}

void scan_scratch_clear(const struct scan_scratch *scratch)
{
    DIR *dir = scratch->path[0] != '\0' ? opendir(scratch->path) : NULL;
    if (dir == NULL)
        return;
    for (const struct dirent *entry; (entry = readdir(dir)) != NULL;)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            unlinkat(dirfd(dir), entry->d_name, 0); /* no tool can make a folder */
    closedir(dir);
}

void scan_scratch_close(struct scan_scratch *scratch)
{
    scan_scratch_clear(scratch);
    if (scratch->path[0] != '\0')
        rmdir(scratch->path);
    scratch->path[0] = '\0';
}
