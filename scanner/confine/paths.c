/* paths.c: the paths that can still be reached: the system's programs and data, and the file at hand (Landlock). */
#include "scanner/confine/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define READ_FILE LANDLOCK_ACCESS_FS_READ_FILE
#define READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITE_FILE LANDLOCK_ACCESS_FS_WRITE_FILE
#define EXECUTE LANDLOCK_ACCESS_FS_EXECUTE
#define MAKE_FILE LANDLOCK_ACCESS_FS_MAKE_REG

/* All that the first version of Landlock knows, and so can be refused by every kernel that has it. */
#define EVERYTHING                                                                                                     \
    (READ | WRITE_FILE | EXECUTE | MAKE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |        \
     LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_SOCK |                       \
     LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM)

/* Programs need their libraries, fonts, certificates, names of hosts, and to know their processors. No home, no /tmp,
 * no /var but caches, no /proc but this. */
static const struct place {
    const char *path;
    uint64_t access;
} places[] = {
    {"/usr", READ},
    {"/usr/lib", READ | EXECUTE}, /* the loader is executed; no program is */
    {"/lib", READ | EXECUTE},
    {"/lib64", READ | EXECUTE},
    {"/opt", READ},
    {"/etc", READ},
    {"/run/systemd/resolve", READ},
    {"/var/cache/fontconfig", READ},
    {"/var/lib/ghostscript", READ},
    {"/proc/cpuinfo", READ_FILE},
    {"/proc/meminfo", READ_FILE},
    {"/sys/devices/system/cpu", READ},
    {"/dev/null", READ_FILE | WRITE_FILE},
    {"/dev/zero", READ_FILE},
    {"/dev/urandom", READ_FILE},
};

/* Allows `access` at an open file, or below an open folder. What Landlock does not cover, such as a pipe or a file in
 * memory, needs no leave. */
static bool allow(int rules, int fd, uint64_t access)
{
    const struct landlock_path_beneath_attr rule = {.allowed_access = access, .parent_fd = fd};
    return syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0 || errno == EBADFD;
}

/* Likewise; what is not there needs no leave either. */
static bool allow_path(int rules, const char *path, uint64_t access)
{
    const int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT || errno == EACCES;
    const bool allowed = allow(rules, fd, access);
    close(fd);
    return allowed;
}

static bool fill(int rules, const struct scan_confinement *confinement)
{
    struct stat status;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        if (!allow_path(rules, places[i].path, places[i].access))
            return false;
    return allow_path(rules, confinement->program, READ_FILE | EXECUTE) &&
           (fstat(SCAN_CONFINE_INPUT, &status) != 0 || allow(rules, SCAN_CONFINE_INPUT, READ_FILE)) &&
           (confinement->device == NULL || allow_path(rules, confinement->device, READ_FILE | WRITE_FILE)) &&
           (confinement->scratch == NULL || allow_path(rules, confinement->scratch, READ | WRITE_FILE | MAKE_FILE));
}

bool scan_confine_paths(const struct scan_confinement *confinement)
{
    const struct landlock_ruleset_attr handled = {.handled_access_fs = EVERYTHING};
    const int rules = (int)syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0);
    if (rules < 0) /* a kernel before 5.13, or one without it: the filter of system calls alone has to do */
        return errno == ENOSYS || errno == EOPNOTSUPP;
    const bool done = fill(rules, confinement) && syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    const int error = errno;
    close(rules);
    errno = error;
    return done;
}
