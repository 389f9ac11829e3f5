/* child.c: one worker process: starting it, giving it a picture, ending it. */
#include "scanner/child.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Programs and libraries themselves, then for each pixel: the grey frame, libzbar's copy of it, and the six bytes of
 * coefficients that a progressive JPEG in full colour keeps. 1,024 MiB at the default of 100 megapixels. */
#define MEMORY_BASE ((uint64_t)224 << 20)
#define MEMORY_PER_PIXEL 8

enum { ENVIRONMENT_MAX = 32 };

/* What finds the worker's libraries, and what instruments developers' builds. Everything else stays here. */
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

/* Where the new process finds its socket, silence on 0 to 2, and nothing else. */
static int plan_descriptors(posix_spawn_file_actions_t *actions, int socket)
{
    int error = posix_spawn_file_actions_adddup2(actions, socket, SCAN_WORKER_SOCKET);
    for (int fd = 0; fd < 3 && error == 0; fd++)
        error = posix_spawn_file_actions_addopen(actions, fd, "/dev/null", fd == 0 ? O_RDONLY : O_WRONLY, 0);
    if (error == 0)
        error = posix_spawn_file_actions_addclosefrom_np(actions, SCAN_WORKER_SOCKET + 1);
    return error;
}

static int spawn(pid_t *pid, const char *path, int socket, uint64_t max_pixels, unsigned cpu_seconds)
{
    char memory[24], cpu[16], name[] = "trc-scan-worker";
    char *arguments[] = {name, memory, cpu, NULL};
    char *environment[ENVIRONMENT_MAX + 1];
    snprintf(memory, sizeof memory, "%" PRIu64, MEMORY_BASE + MEMORY_PER_PIXEL * max_pixels);
    snprintf(cpu, sizeof cpu, "%u", cpu_seconds);
    make_environment(environment);

    posix_spawn_file_actions_t actions;
    int error = posix_spawn_file_actions_init(&actions);
    if (error != 0)
        return error;
    error = plan_descriptors(&actions, socket);
    if (error == 0)
        error = posix_spawn(pid, path, &actions, NULL, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

int scan_child_start(struct scan_child *child, const char *worker_path, uint64_t max_pixels, unsigned cpu_seconds)
{
    int ends[2];
    pid_t pid;
    /* Packets arrive whole or not at all, so that no half message has ever to be kept. */
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return errno;
    const int error = spawn(&pid, worker_path, ends[1], max_pixels, cpu_seconds);
    close(ends[1]);
    if (error != 0) {
        close(ends[0]);
        return error;
    }
    *child = (struct scan_child){.pid = pid, .socket = ends[0]};
    return 0;
}

bool scan_child_ask(struct scan_child *child, const struct scan_request *request, int fd)
{
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(int))];
    } control = {0};
    uint8_t packet[SCAN_PACKET_MAX];
    struct iovec part = {packet, scan_request_encode(request, packet)};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(header), &fd, sizeof fd);
    return sendmsg(child->socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)part.iov_len;
}

int64_t scan_child_cpu_us(const struct scan_child *child)
{
    clockid_t clock;
    struct timespec used;
    if (clock_getcpuclockid(child->pid, &clock) != 0 || clock_gettime(clock, &used) != 0)
        return 0;
    return used.tv_sec * INT64_C(1000000) + used.tv_nsec / 1000;
}

void scan_child_end(struct scan_child *child, char detail[SCAN_DETAIL_MAX + 1])
{
    int status = 0;
    if (child->pid == 0)
        return;
    close(child->socket);
    /* A process that has ended on its own keeps its own status; any other must not be waited for in good faith. */
    kill(child->pid, SIGKILL);
    while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    if (detail != NULL && WIFSIGNALED(status)) {
        const char *name = sigabbrev_np(WTERMSIG(status));
        snprintf(detail, SCAN_DETAIL_MAX + 1, "SIG%s", name != NULL ? name : "?");
    } else if (detail != NULL) {
        snprintf(detail, SCAN_DETAIL_MAX + 1, "exit status %d", WEXITSTATUS(status));
    }
    *child = (struct scan_child){0};
}
