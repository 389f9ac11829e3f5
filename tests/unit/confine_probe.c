/* confine_probe.c: tries one thing that a program may or may not do. confine_probe ACTION [PATH]: exit status 0 when
 * it could, 1 when it was refused, 2 when the action is not known. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *path;

static bool make_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static bool make_local_socket(void)
{
    return socket(AF_UNIX, SOCK_STREAM, 0) >= 0;
}

static bool listen_for_others(void)
{
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    return fd >= 0 && bind(fd, (struct sockaddr *)&any, sizeof any) == 0 && listen(fd, 1) == 0;
}

static bool write_a_file(void)
{
    return open(path, O_WRONLY) >= 0;
}

static bool make_a_file(void)
{
    return open(path, O_CREAT | O_WRONLY | O_EXCL, 0600) >= 0 && unlink(path) == 0;
}

static bool leave_a_file(void)
{
    return open(path, O_CREAT | O_WRONLY | O_TRUNC, 0600) >= 0;
}

static bool truncate_a_file(void)
{
    return truncate(path, 0) == 0;
}

static bool rename_a_file(void)
{
    char to[4096];
    snprintf(to, sizeof to, "%s.renamed", path);
    return rename(path, to) == 0 && rename(to, path) == 0;
}

static bool change_a_mode(void)
{
    return chmod(path, 0644) == 0;
}

/* By a call that is younger than the list of those that are refused. */
static bool change_a_mode_anew(void)
{
    enum { FCHMODAT2 = 452 };
    return syscall(FCHMODAT2, AT_FDCWD, path, 0644, 0) == 0;
}

static bool change_others_priority(void)
{
    const id_t parent = (id_t)getppid();
    return setpriority(PRIO_PROCESS, parent, getpriority(PRIO_PROCESS, parent)) == 0;
}

static bool read_a_file(void)
{
    char byte;
    const int fd = open(path, O_RDONLY);
    return fd >= 0 && read(fd, &byte, 1) == 1;
}

static bool fork_a_process(void)
{
    const pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    return pid > 0 && waitpid(pid, NULL, 0) == pid;
}

static void *do_nothing(void *nothing)
{
    return nothing;
}

static bool start_a_thread(void)
{
    pthread_t thread;
    return pthread_create(&thread, NULL, do_nothing, NULL) == 0 && pthread_join(thread, NULL) == 0;
}

static bool become_another_program(void)
{
    char name[] = "true", *arguments[] = {name, NULL}, *environment[] = {NULL};
    execve("/usr/bin/true", arguments, environment);
    return false;
}

static bool signal_the_parent(void)
{
    return kill(getppid(), 0) == 0;
}

static bool signal_oneself(void)
{
    return kill(getpid(), 0) == 0 && raise(SIGCONT) == 0;
}

static bool trace(void)
{
    return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0;
}

static bool limit_others(void)
{
    return syscall(SYS_prlimit64, getppid(), RLIMIT_CORE, NULL, &(struct rlimit){0}) == 0;
}

static bool hide_memory(void)
{
    return memfd_create("hidden", 0) >= 0;
}

static bool use_io_uring(void)
{
    char parameters[256] = {0};
    return syscall(SYS_io_uring_setup, 4, parameters) >= 0;
}

static bool find_another_descriptor(void)
{
    for (int fd = 4; fd < 60; fd++)
        if (fcntl(fd, F_GETFD) >= 0)
            return true;
    return false;
}

static bool find_secrets_in_the_environment(void)
{
    return getenv("TRC_PASSPHRASE_FILE") != NULL;
}

static bool take_much_memory(void)
{
    return malloc((size_t)512 << 20) != NULL;
}

static bool write_much(void)
{
    static const char zeros[65536];
    struct stat status;
    signal(SIGXFSZ, SIG_IGN);
    for (int i = 0; i < 32; i++)
        if (write(STDOUT_FILENO, zeros, sizeof zeros) != (ssize_t)sizeof zeros)
            return false;
    return fstat(STDOUT_FILENO, &status) == 0;
}

static bool complain_much(void)
{
    for (int i = 0; i < 20000; i++)
        fprintf(stderr, "complaint %d\n", i);
    return true;
}

static bool wait_for_ever(void)
{
    while (pause() == -1)
        continue;
    return true;
}

#define ACTION(name)                                                                                                   \
    {                                                                                                                  \
#name, name                                                                                                    \
    }

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        bool (*act)(void);
    } actions[] = {ACTION(make_socket),
                   ACTION(make_local_socket),
                   ACTION(listen_for_others),
                   ACTION(write_a_file),
                   ACTION(make_a_file),
                   ACTION(leave_a_file),
                   ACTION(truncate_a_file),
                   ACTION(rename_a_file),
                   ACTION(change_a_mode),
                   ACTION(change_a_mode_anew),
                   ACTION(change_others_priority),
                   ACTION(read_a_file),
                   ACTION(fork_a_process),
                   ACTION(start_a_thread),
                   ACTION(become_another_program),
                   ACTION(signal_the_parent),
                   ACTION(signal_oneself),
                   ACTION(trace),
                   ACTION(limit_others),
                   ACTION(hide_memory),
                   ACTION(use_io_uring),
                   ACTION(find_another_descriptor),
                   ACTION(find_secrets_in_the_environment),
                   ACTION(take_much_memory),
                   ACTION(write_much),
                   ACTION(complain_much),
                   ACTION(wait_for_ever)};
    path = argc > 2 ? argv[2] : "";
    for (size_t i = 0; argc > 1 && i < sizeof actions / sizeof *actions; i++)
        if (strcmp(argv[1], actions[i].name) == 0) {
            const bool done = actions[i].act();
            if (!done)
                fprintf(stderr, "refused: %s\n", strerror(errno));
            return done ? 0 : 1;
        }
    return 2;
}
