/* file_out.c: a file that gets its name only when it is whole. */
#include "file_out.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "failure.h"
#include "text.h"

/* Two programs that write one file would mix their rows. The lock goes with the descriptor, also when we are killed. */
static bool lock_part(int fd, const char *part)
{
    struct stat ours, named;
    return flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &ours) == 0 && lstat(part, &named) == 0 &&
           ours.st_ino == named.st_ino && ours.st_dev == named.st_dev; /* not renamed or removed meanwhile */
}

/* Asking for it means setting it for a moment: once, for other threads open files too. */
static mode_t umask_of_process;

static void ask_umask(void)
{
    umask_of_process = umask(0);
    umask(umask_of_process);
}

/* A part that lies there already may have been planted: another name of some file, or one that others may read. */
static bool is_our_own(int fd, mode_t mode)
{
    static pthread_once_t asked = PTHREAD_ONCE_INIT;
    struct stat part;
    pthread_once(&asked, ask_umask);
    return fstat(fd, &part) == 0 && S_ISREG(part.st_mode) && part.st_uid == geteuid() && part.st_nlink == 1 &&
           fchmod(fd, mode & ~umask_of_process) == 0;
}

enum trc_status file_out_open(struct file_out *out, const char *path, mode_t mode, struct trc_error *error)
{
    out->file = NULL;
    if (snprintf(out->path, sizeof out->path, "%s", path) >= (int)sizeof out->path ||
        snprintf(out->part, sizeof out->part, "%s.part", path) >= (int)sizeof out->part)
        return fail(error, TRC_ERR_RANGE, _("This path is too long: %s"), path);
    struct stat existing;
    if (stat(path, &existing) == 0 && !S_ISREG(existing.st_mode))
        return fail(error, TRC_ERR_RANGE, _("%s is there already and is no regular file; name another."), path);
    const int fd = open(out->part, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, mode);
    if (fd < 0)
        return fail_errno(error, _("%s cannot be written"), path);
    if (!is_our_own(fd, mode)) {
        close(fd);
        return fail(error, TRC_ERR_PERMISSION, _("%s is not a file of this user alone; remove it first."), out->part);
    }
    if (!lock_part(fd, out->part)) {
        close(fd);
        return fail(error, TRC_ERR_BUSY, _("Another program is writing %s at this moment."), path);
    }
    out->file = ftruncate(fd, 0) == 0 ? fdopen(fd, "w") : NULL;
    if (out->file != NULL)
        return TRC_OK;
    const enum trc_status status = fail_errno(error, _("%s cannot be written"), path);
    close(fd);
    unlink(out->part);
    return status;
}

/* A new name is on the disk when its folder is. */
static bool sync_folder_of(const char *path)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    snprintf(folder, sizeof folder, "%.*s", slash == NULL ? 1 : (int)(slash - path) + 1, slash == NULL ? "." : path);
    const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = fd >= 0 && (fsync(fd) == 0 || errno == EINVAL); /* EINVAL: this file system has no need */
    if (fd >= 0)
        close(fd);
    return synced;
}

/* The lock is held until the file has its name, lest another program empty it at the last moment. */
enum trc_status file_out_commit(struct file_out *out, enum file_out_sync sync, struct trc_error *error)
{
    FILE *file = out->file;
    out->file = NULL;
    const bool written = fflush(file) == 0 && !ferror(file) && (sync == FILE_OUT_LAZY || fsync(fileno(file)) == 0);
    const bool named = written && rename(out->part, out->path) == 0;
    const bool good = named && (sync == FILE_OUT_LAZY || sync_folder_of(out->path));
    enum trc_status status = good ? TRC_OK : fail_errno(error, _("%s could not be written whole"), out->path);
    if (!named)
        unlink(out->part);
    if (fclose(file) != 0 && good) {
        status = fail_errno(error, _("%s could not be written whole"), out->path);
        unlink(out->path); /* some network file systems tell only now */
    }
    return status;
}

void file_out_abandon(struct file_out *out)
{
    if (out->file == NULL)
        return;
    unlink(out->part);
    fclose(out->file);
    out->file = NULL;
}
