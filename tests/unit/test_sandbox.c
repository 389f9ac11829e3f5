/* test_sandbox.c: what the worker may no longer do once it stands in its sandbox, and could do before. */
#include "scanner/worker/sandbox.h"

#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "scanner/worker/warmup.h"

#define MEGABYTE (1ul << 20)
#define MEMORY (512 * MEGABYTE)

enum { SOCKET = 3, OTHER = 9, REFUSED = 1, NO_SANDBOX = 99 };

static bool try_open(void)
{
    return open("/etc/passwd", O_RDONLY) >= 0;
}

static bool try_create(void)
{
    return open("/tmp", O_TMPFILE | O_RDWR, 0600) >= 0;
}

static bool try_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static bool try_execve(void)
{
    char program[] = "/bin/true";
    char *arguments[] = {program, NULL}, *environment[] = {NULL};
    execve(program, arguments, environment);
    return false;
}

static bool try_fork(void)
{
    const pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    return pid > 0;
}

static bool try_map_executable(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

static bool try_make_executable(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return page != MAP_FAILED && mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0;
}

static bool try_map_file(void)
{
    return mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, OTHER, 0) != MAP_FAILED;
}

static bool try_write_elsewhere(void)
{
    return write(OTHER, "x", 1) == 1;
}

static bool try_kill_parent(void)
{
    return kill(getppid(), 0) == 0;
}

static bool try_ptrace(void)
{
    return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0;
}

static bool try_send_descriptor(void)
{
    int fd = OTHER;
    char byte = 0;
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof fd)];
    } control = {0};
    struct iovec part = {&byte, 1};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    control.header.cmsg_level = SOL_SOCKET;
    control.header.cmsg_type = SCM_RIGHTS;
    control.header.cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(&control.header), &fd, sizeof fd);
    return sendmsg(SOCKET, &message, 0) == 1;
}

static bool try_read_time_of_others(void)
{
    return syscall(SYS_prlimit64, getppid(), RLIMIT_AS, NULL, &(struct rlimit){0}) == 0;
}

/* What decoding does need. */
static bool try_answer(void)
{
    return write(SOCKET, "x", 1) == 1;
}

static bool try_read(void)
{
    char byte;
    return lseek(OTHER, 0, SEEK_END) == 3 && pread(OTHER, &byte, 1, 2) == 1 && byte == 'z';
}

static bool try_memory(void)
{
    bool ok = true;
    for (size_t size = 64; size <= 128 * MEGABYTE; size *= 2) {
        volatile char *block = malloc(size);
        ok = ok && block != NULL;
        if (block != NULL)
            block[size - 1] = 1;
        void *grown = realloc((void *)(uintptr_t)block, size + size / 2);
        ok = ok && grown != NULL;
        free(grown);
    }
    return ok;
}

static bool try_too_much_memory(void)
{
    return malloc(MEMORY) == NULL;
}

/* Runs one attempt in a process of its own. @return The wait status. */
static int attempt(bool (*action)(void), bool inside)
{
    fflush(NULL);
    const pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        int ends[2], file;
        char failure[128];
        const struct scan_sandbox sandbox = {.socket = SOCKET, .memory_bytes = MEMORY, .cpu_seconds = 10};
        if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) != 0 || dup2(ends[0], SOCKET) < 0)
            _exit(NO_SANDBOX);
        file = memfd_create("file", 0);
        if (file < 0 || write(file, "xyz", 3) != 3 || lseek(file, 0, SEEK_SET) != 0 || dup2(file, OTHER) < 0)
            _exit(NO_SANDBOX);
        scan_warmup();
        if (inside && !scan_sandbox_enter(&sandbox, failure, sizeof failure)) {
            fprintf(stderr, "no sandbox: %s\n", failure);
            _exit(NO_SANDBOX);
        }
        _exit(action() ? 0 : REFUSED);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

static void must_kill(const char *name, bool (*action)(void))
{
    const int outside = attempt(action, false), inside = attempt(action, true);
    if (!WIFEXITED(outside) || WEXITSTATUS(outside) != 0)
        fail_msg("%s: without the sandbox it should succeed, but ended with status 0x%x", name, outside);
    if (!WIFSIGNALED(inside) || WTERMSIG(inside) != SIGSYS)
        fail_msg("%s: should be killed by SIGSYS, but ended with status 0x%x", name, inside);
}

static void must_allow(const char *name, bool (*action)(void))
{
    const int inside = attempt(action, true);
    if (!WIFEXITED(inside) || WEXITSTATUS(inside) != 0)
        fail_msg("%s: should be allowed, but ended with status 0x%x", name, inside);
}

static bool is_relaxed(void)
{
#ifdef TRC_SANDBOX_RELAXED
    print_message("an instrumented build has a relaxed sandbox: ");
    return true;
#else
    return false;
#endif
}

static void everything_but_decoding_is_punished_with_death(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        bool (*action)(void);
    } rows[] = {
        {"opening a file", try_open},
        {"creating a file", try_create},
        {"making a socket", try_socket},
        {"running a program", try_execve},
        {"forking", try_fork},
        {"mapping executable memory", try_map_executable},
        {"making memory executable", try_make_executable},
        {"mapping a file", try_map_file},
        {"writing to another descriptor", try_write_elsewhere},
        {"signalling the parent", try_kill_parent},
        {"ptrace", try_ptrace},
        {"sending a descriptor", try_send_descriptor},
        {"prlimit on the parent", try_read_time_of_others},
    };
    if (is_relaxed())
        skip();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        must_kill(rows[i].name, rows[i].action);
}

static void programs_and_sockets_are_refused_in_every_build(void **state)
{
    (void)state;
    must_kill("running a program", try_execve);
    must_kill("making a socket", try_socket);
}

static void what_decoding_needs_is_allowed(void **state)
{
    (void)state;
    must_allow("answering", try_answer);
    must_allow("reading a picture", try_read);
    must_allow("memory", try_memory);
}

static void memory_ends_at_the_limit(void **state)
{
    (void)state;
    if (is_relaxed())
        skip();
    must_allow("running out of memory", try_too_much_memory);
    const int outside = attempt(try_too_much_memory, false);
    assert_true(WIFEXITED(outside) && WEXITSTATUS(outside) == REFUSED); /* the control: there is that much */
}

static bool try_abort(void)
{
    abort();
}

static void a_failed_assertion_is_reported_as_such(void **state)
{
    (void)state;
    const int status = attempt(try_abort, true);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
}

static bool wait_for_a_byte(void)
{
    char byte;
    struct iovec part = {&byte, 1};
    return recvmsg(SOCKET, &(struct msghdr){.msg_iov = &part, .msg_iovlen = 1}, 0) == 1;
}

/* Is the line there in /proc/PID/NAME? Runs of blanks count as one. */
static bool proc_says(pid_t pid, const char *name, const char *expected)
{
    char path[64], line[256];
    bool found = false;
    snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, name);
    FILE *file = fopen(path, "r");
    while (file != NULL && !found && fgets(line, sizeof line, file) != NULL) {
        char packed[256];
        size_t len = 0;
        for (const char *at = line; *at != '\0' && *at != '\n'; at++) {
            const char c = *at == '\t' ? ' ' : *at;
            if (c != ' ' || (len > 0 && packed[len - 1] != ' '))
                packed[len++] = c;
        }
        packed[len] = '\0';
        found = strncmp(packed, expected, strlen(expected)) == 0;
    }
    if (file != NULL)
        fclose(file);
    return found;
}

static void limits_and_no_new_privileges_are_in_force(void **state)
{
    (void)state;
    static const struct {
        const char *file, *line;
    } rows[] = {{"status", "NoNewPrivs: 1"},        {"status", "Seccomp: 2"},
                {"limits", "Max cpu time 10 10"},   {"limits", "Max core file size 0 0"},
                {"limits", "Max file size 0 0"},    {"limits", "Max processes 0 0"},
                {"limits", "Max open files 16 16"}, {"limits", "Max address space 536870912 536870912"}};
    int ends[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
    const pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        char failure[128];
        const struct scan_sandbox sandbox = {.socket = SOCKET, .memory_bytes = MEMORY, .cpu_seconds = 10};
        dup2(ends[1], SOCKET);
        const bool inside = scan_sandbox_enter(&sandbox, failure, sizeof failure) && write(SOCKET, "!", 1) == 1;
        _exit(inside && wait_for_a_byte() ? 0 : REFUSED);
    }
    char byte;
    assert_int_equal(read(ends[0], &byte, 1), 1);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
#ifdef TRC_SANDBOX_RELAXED
        if (strstr(rows[i].line, "address space") != NULL)
            continue;
#endif
        if (!proc_says(pid, rows[i].file, rows[i].line))
            fail_msg("/proc/PID/%s does not say \"%s\"", rows[i].file, rows[i].line);
        if (strstr(rows[i].line, "core") == NULL) /* the control; cores may be off for all */
            assert_false(proc_says(getpid(), rows[i].file, rows[i].line));
    }
    int status;
    assert_int_equal(write(ends[0], "!", 1), 1);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    close(ends[0]);
    close(ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_but_decoding_is_punished_with_death),
        cmocka_unit_test(programs_and_sockets_are_refused_in_every_build),
        cmocka_unit_test(what_decoding_needs_is_allowed),
        cmocka_unit_test(memory_ends_at_the_limit),
        cmocka_unit_test(a_failed_assertion_is_reported_as_such),
        cmocka_unit_test(limits_and_no_new_privileges_are_in_force),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
