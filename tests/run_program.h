/* run_program.h: running a program of the project in a test: what it said, how it ended, what it used. */
#ifndef TRC_TESTS_RUN_PROGRAM_H
#define TRC_TESTS_RUN_PROGRAM_H

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct program_run {
    int exit_code;    /* or 128 + signal */
    char *out, *err;  /* with a NUL; program_run_free() */
    long max_rss_kib; /* of the program or of one of its children, whichever was larger */
    double wall_ms;
};

static inline char *program_read_back(int fd)
{
    const off_t len = lseek(fd, 0, SEEK_END);
    char *text = malloc((size_t)len + 1);
    if (text == NULL || pread(fd, text, (size_t)len, 0) != len)
        abort();
    text[len] = '\0';
    close(fd);
    return text;
}

/* `arguments` ends in NULL; [0] is the program's path. stdin is /dev/null; stdout can be put elsewhere with `out_fd`.
 */
static inline struct program_run program_run_into(const char *const *arguments, int out_fd)
{
    struct program_run run = {0};
    struct timespec before, after;
    struct rusage usage;
    int status, null = open("/dev/null", O_RDONLY | O_CLOEXEC),
                out = out_fd >= 0 ? out_fd : memfd_create("out", MFD_CLOEXEC), err = memfd_create("err", MFD_CLOEXEC);
    clock_gettime(CLOCK_MONOTONIC, &before);
    const pid_t pid = vfork();
    if (pid == 0) {
        if (dup2(null, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0)
            _exit(126);
        execv(arguments[0], (char *const *)(uintptr_t)arguments);
        _exit(127);
    }
    close(null);
    if (pid < 0 || wait4(pid, &status, 0, &usage) != pid)
        abort();
    clock_gettime(CLOCK_MONOTONIC, &after);
    run.wall_ms = (double)(after.tv_sec - before.tv_sec) * 1e3 + (double)(after.tv_nsec - before.tv_nsec) / 1e6;
    run.max_rss_kib = usage.ru_maxrss;
    run.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    run.out = out_fd >= 0 ? calloc(1, 1) : program_read_back(out);
    run.err = program_read_back(err);
    return run;
}

static inline struct program_run program_run(const char *const *arguments)
{
    return program_run_into(arguments, -1);
}

static inline void program_run_free(struct program_run *run)
{
    free(run->out);
    free(run->err);
}

#endif
