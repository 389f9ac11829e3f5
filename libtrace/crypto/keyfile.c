/* keyfile.c: the key file on disk: who may read it, and replacing it whole or not at all. */
#include "crypto/keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

#define TEMP_SUFFIX ".part"

static enum trc_status refuse_link(const char *path, struct trc_error *error)
{
    return trc_error_set(
        error, TRC_ERR_PERMISSION,
        _("%s is a symbolic link; name the key file itself, so that what is read is what gets replaced."), path);
}

static enum trc_status refuse_kind(const char *path, struct trc_error *error)
{
    return trc_error_set(error, TRC_ERR_PERMISSION, _("%s is not a regular file; name the key file itself."), path);
}

/* Asked of the open descriptor, so that nobody can change the answer between the question and the reading. */
static enum trc_status check_access(int fd, const char *path, struct trc_error *error)
{
    struct stat info;
    if (fstat(fd, &info) != 0)
        return trc_error_errno(error, _("Could not examine the key file %s"), path);
    if (!S_ISREG(info.st_mode))
        return refuse_kind(path, error);
    if (info.st_uid != geteuid() && info.st_uid != 0)
        return trc_error_set(
            error, TRC_ERR_PERMISSION,
            _("The key file %s belongs to another user (uid %lu), who can change it; run as that user, "
              "or take it over with chown."),
            path, (unsigned long)info.st_uid);
    if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return trc_error_set(error, TRC_ERR_PERMISSION,
                             _("The key file %s is open to other users (mode %04o); close it with: chmod 600 %s"), path,
                             (unsigned)(info.st_mode & 07777), path);
    return TRC_OK;
}

static enum trc_status read_all(int fd, const char *path, uint8_t *bytes, size_t size, size_t *len,
                                struct trc_error *error)
{
    *len = 0;
    while (*len < size) {
        const ssize_t got = read(fd, bytes + *len, size - *len);
        if (got == 0)
            break;
        if (got > 0)
            *len += (size_t)got;
        else if (errno != EINTR)
            return trc_error_errno(error, _("Could not read the key file %s"), path);
    }
    return TRC_OK;
}

enum trc_status trc_keyfile_read(const char *path, const char *passphrase, size_t passphrase_len,
                                 struct trc_secrets *secrets, struct trc_error *error)
{
    trc_secrets_wipe(secrets);
    /* Without O_NONBLOCK a named pipe would hold us here before we can tell what it is. */
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    if (fd < 0 && errno == ENOENT)
        return trc_error_set(error, TRC_ERR_NOT_FOUND,
                             _("There is no key file %s; check the path, or make a new issuer first."), path);
    if (fd < 0 && errno == ELOOP)
        return refuse_link(path, error);
    if (fd < 0)
        return trc_error_errno(error, _("Could not open the key file %s"), path);

    uint8_t bytes[TRC_KEYFILE_LEN_MAX]; /* of a longer file the checksum will be missing */
    size_t len = 0;
    enum trc_status status = check_access(fd, path, error);
    if (status == TRC_OK)
        status = read_all(fd, path, bytes, sizeof bytes, &len, error);
    close(fd);
    if (status == TRC_OK)
        status = trc_keyfile_format_open(path, bytes, len, passphrase, passphrase_len, secrets, error);
    return status;
}

static bool write_all(int fd, const uint8_t *bytes, size_t len)
{
    while (len > 0) {
        const ssize_t put = write(fd, bytes, len);
        if (put < 0 && errno != EINTR)
            return false;
        if (put > 0) {
            bytes += put;
            len -= (size_t)put;
        }
    }
    return true;
}

/* Puts the bytes on disk under a new name beside `path`; the name is in `temp` when, and only when, a file is there. */
static bool write_temp(const char *path, const uint8_t *bytes, size_t len, char temp[PATH_MAX])
{
    const int wanted = snprintf(temp, PATH_MAX, "%s.XXXXXX" TEMP_SUFFIX, path);
    int fd = -1;
    if (wanted >= PATH_MAX)
        errno = ENAMETOOLONG;
    else
        fd = mkostemps(temp, sizeof TEMP_SUFFIX - 1, O_CLOEXEC);
    if (fd < 0) {
        temp[0] = '\0';
        return false;
    }
    /* mkostemps asks for 0600 but the umask may take more away. */
    const bool written = fchmod(fd, S_IRUSR | S_IWUSR) == 0 && write_all(fd, bytes, len) && fsync(fd) == 0;
    const bool closed = close(fd) == 0;
    return written && closed;
}

static int open_folder(const char *path)
{
    char copy[PATH_MAX]; /* dirname() writes into it */
    if (snprintf(copy, sizeof copy, "%s", path) >= PATH_MAX) {
        errno = ENAMETOOLONG;
        return -1;
    }
    return open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static enum trc_status replace(const char *path, const uint8_t *bytes, size_t len, struct trc_error *error)
{
    /* Opened first: when it cannot be, nothing has been touched yet. */
    const int folder = open_folder(path);
    if (folder < 0)
        return trc_error_errno(error, _("Could not open the folder of the key file %s"), path);

    enum trc_status status = TRC_OK;
    char temp[PATH_MAX];
    if (!write_temp(path, bytes, len, temp) || rename(temp, path) != 0) {
        status = trc_error_errno(error, _("Could not write the key file %s; what was there before is untouched"), path);
        if (temp[0] != '\0')
            unlink(temp);
    } else if (fsync(folder) != 0 && errno != EINVAL) { /* EINVAL: this file system does not sync folders */
        status = trc_error_errno(error, _("The key file %s is written, but might be lost if power fails now"), path);
    }
    close(folder);
    return status;
}

enum trc_status trc_keyfile_write_at_cost(const char *path, struct trc_keyfile_cost cost, const char *passphrase,
                                          size_t passphrase_len, const struct trc_secrets *secrets,
                                          struct trc_error *error)
{
    struct stat info;
    if (lstat(path, &info) == 0 && !S_ISREG(info.st_mode))
        return S_ISLNK(info.st_mode) ? refuse_link(path, error) : refuse_kind(path, error);

    uint8_t bytes[TRC_KEYFILE_LEN_MAX];
    size_t len = 0;
    const enum trc_status status =
        trc_keyfile_format_seal(secrets, cost, passphrase, passphrase_len, bytes, &len, error);
    return status == TRC_OK ? replace(path, bytes, len, error) : status;
}

enum trc_status trc_keyfile_write(const char *path, const char *passphrase, size_t passphrase_len,
                                  const struct trc_secrets *secrets, struct trc_error *error)
{
    return trc_keyfile_write_at_cost(path, TRC_KEYFILE_COST_DEFAULT, passphrase, passphrase_len, secrets, error);
}
