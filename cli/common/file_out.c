/* file_out.c: a file that gets its name only when it is whole. */
#include "file_out.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <unistd.h>

#include "failure.h"
#include "text.h"

enum trc_status file_out_open(struct file_out *out, const char *path, mode_t mode, struct trc_error *error)
{
    out->file = NULL;
    if (snprintf(out->path, sizeof out->path, "%s", path) >= (int)sizeof out->path ||
        snprintf(out->part, sizeof out->part, "%s.part", path) >= (int)sizeof out->part)
        return fail(error, TRC_ERR_RANGE, _("The path %s is too long."), path);
    const int fd = open(out->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
    if (fd < 0)
        return fail_errno(error, _("%s cannot be written"), path);
    out->file = fdopen(fd, "w");
    if (out->file == NULL) {
        close(fd);
        unlink(out->part);
        return fail(error, TRC_ERR_MEMORY, _("Memory ran out while opening %s."), path);
    }
    return TRC_OK;
}

enum trc_status file_out_commit(struct file_out *out, enum file_out_sync sync, struct trc_error *error)
{
    bool good = fflush(out->file) == 0 && !ferror(out->file);
    if (good && sync == FILE_OUT_DURABLE)
        good = fsync(fileno(out->file)) == 0;
    int cause = errno;
    if (fclose(out->file) != 0 && good) {
        good = false;
        cause = errno;
    }
    out->file = NULL;
    if (good && rename(out->part, out->path) == 0)
        return TRC_OK;
    errno = good ? errno : cause;
    const enum trc_status status = fail_errno(error, _("%s could not be written whole"), out->path);
    unlink(out->part);
    return status;
}

void file_out_abandon(struct file_out *out)
{
    if (out->file == NULL)
        return;
    fclose(out->file);
    out->file = NULL;
    unlink(out->part);
}
