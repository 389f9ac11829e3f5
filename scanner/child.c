/* child.c: one worker process: starting it, giving it a picture, ending it. */
#include "scanner/child.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "scanner/spawn.h"

/* Programs and libraries themselves, then for each pixel: the grey frame, libzbar's copy of it, and the six bytes of
 * coefficients that a progressive JPEG in full colour keeps. 1,024 MiB at the default of 100 megapixels. */
#define MEMORY_BASE ((uint64_t)224 << 20)
#define MEMORY_PER_PIXEL 8

/* It finds its socket, silence on 0 to 2, and nothing else. */
static int spawn(pid_t *pid, const char *path, int socket, uint64_t max_pixels, unsigned cpu_seconds)
{
    const int fds[SCAN_WORKER_SOCKET + 1] = {-1, -1, -1, [SCAN_WORKER_SOCKET] = socket};
    char memory[24], cpu[16], name[] = "trc-scan-worker";
    char *arguments[] = {name, memory, cpu, NULL};
    snprintf(memory, sizeof memory, "%" PRIu64, MEMORY_BASE + MEMORY_PER_PIXEL * max_pixels);
    snprintf(cpu, sizeof cpu, "%u", cpu_seconds);
    return scan_spawn(path, arguments, fds, sizeof fds / sizeof *fds, pid);
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
