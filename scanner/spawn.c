/* spawn.c: starting a program with nothing of ours but the descriptors it is given. */
#include "scanner/spawn.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

enum { ENVIRONMENT_MAX = 32 };

/* What finds a program's libraries, and what instruments developers' builds. Everything else stays here. */
static bool may_inherit(const char *variable)
{
    static const char *const prefixes[] = {"LD_", "ASAN_", "UBSAN_", "LSAN_", "TSAN_", "GCOV_", "LLVM_PROFILE_"};
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
        if (strncmp(variable, prefixes[i], strlen(prefixes[i])) == 0)
            return true;
    return false;
}

static void make_environment(char *environment[ENVIRONMENT_MAX + 1])
{
    size_t count = 0;
    for (char **variable = environ; *variable != NULL && count < ENVIRONMENT_MAX; variable++)
        if (may_inherit(*variable))
            environment[count++] = *variable;
    environment[count] = NULL;
}

static int plan_descriptors(posix_spawn_file_actions_t *actions, const int *fds, size_t count)
{
    int error = 0;
    for (int fd = 0; fd < (int)count && error == 0; fd++)
        error = fds[fd] < 0
                    ? posix_spawn_file_actions_addopen(actions, fd, "/dev/null", fd == 0 ? O_RDONLY : O_WRONLY, 0)
                    : posix_spawn_file_actions_adddup2(actions, fds[fd], fd);
    return error != 0 ? error : posix_spawn_file_actions_addclosefrom_np(actions, (int)count);
}

/* A process group of its own, and the signals that we ignore as usual. */
static int plan_attributes(posix_spawnattr_t *attributes)
{
    sigset_t usual;
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    sigaddset(&usual, SIGXFSZ);
    int error = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
    if (error == 0)
        error = posix_spawnattr_setpgroup(attributes, 0);
    return error != 0 ? error : posix_spawnattr_setsigdefault(attributes, &usual);
}

int scan_spawn(const char *path, char *const *arguments, const int *fds, size_t count, pid_t *pid)
{
    char *environment[ENVIRONMENT_MAX + 1];
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    make_environment(environment);
    int error = posix_spawn_file_actions_init(&actions);
    if (error != 0)
        return error;
    error = posix_spawnattr_init(&attributes);
    if (error == 0) {
        error = plan_descriptors(&actions, fds, count);
        if (error == 0)
            error = plan_attributes(&attributes);
        if (error == 0)
            error = posix_spawn(pid, path, &actions, &attributes, arguments, environment);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return error;
}
