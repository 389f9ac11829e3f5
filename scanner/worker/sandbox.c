/* sandbox.c: after this, the process can read what it is given, compute, and answer. Nothing else. */
#include "scanner/worker/sandbox.h"

#include <errno.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* 0 to 2, the socket, one picture, and some air. */
enum { DESCRIPTORS_MAX = 16 };

struct rule {
    int call;
    unsigned count;
    struct scmp_arg_cmp conditions[2]; /* all must hold */
};

/* Lowers a limit for good; one that is lower already stays. */
static bool limit(int resource, rlim_t most)
{
    struct rlimit now;
    if (getrlimit(resource, &now) != 0)
        return false;
    if (now.rlim_max < most)
        most = now.rlim_max;
    return setrlimit(resource, &(struct rlimit){most, most}) == 0;
}

static bool set_limits(const struct scan_sandbox *sandbox)
{
#ifndef TRC_SANDBOX_RELAXED /* AddressSanitizer reserves terabytes of addresses */
    if (!limit(RLIMIT_AS, sandbox->memory_bytes))
        return false;
#endif
    return limit(RLIMIT_CPU, sandbox->cpu_seconds) && limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0) &&
           limit(RLIMIT_NPROC, 0) && limit(RLIMIT_NOFILE, DESCRIPTORS_MAX);
}

static bool add_rules(scmp_filter_ctx filter, uint32_t action, const struct rule *rules, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (seccomp_rule_add_array(filter, action, rules[i].call, rules[i].count, rules[i].conditions) != 0)
            return false;
    return true;
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#ifndef TRC_SANDBOX_RELAXED

#define FILTER_DEFAULT SCMP_ACT_KILL_PROCESS

static bool fill_filter(scmp_filter_ctx filter, int socket)
{
    const scmp_datum_t self = (scmp_datum_t)getpid();
    const struct rule allowed[] = {
        /* the conversation and the pictures */
        {SCMP_SYS(recvmsg), 1, {SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)socket, 0)}},
        {SCMP_SYS(write), 1, {SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)socket, 0)}},
        {SCMP_SYS(pread64), 0, {{0}}},
        {SCMP_SYS(lseek), 0, {{0}}},
        {SCMP_SYS(close), 0, {{0}}},
        /* memory: anonymous and never executable */
        {SCMP_SYS(mmap),
         2,
         {SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0), SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS)}},
        {SCMP_SYS(munmap), 0, {{0}}},
        {SCMP_SYS(mremap), 0, {{0}}},
        {SCMP_SYS(madvise), 0, {{0}}},
        {SCMP_SYS(brk), 0, {{0}}},
        /* locks of the C library (pthread_once wakes always), and clocks where the vDSO has none */
        {SCMP_SYS(futex), 0, {{0}}},
        {SCMP_SYS(clock_gettime), 0, {{0}}},
        {SCMP_SYS(gettimeofday), 0, {{0}}},
        /* a failed assertion shall be reported as SIGABRT and not as a breach; 2 is /dev/null */
        {SCMP_SYS(write), 1, {SCMP_A0(SCMP_CMP_EQ, STDERR_FILENO, 0)}},
        {SCMP_SYS(writev), 1, {SCMP_A0(SCMP_CMP_EQ, STDERR_FILENO, 0)}},
        {SCMP_SYS(rt_sigprocmask), 0, {{0}}},
        {SCMP_SYS(getpid), 0, {{0}}},
        {SCMP_SYS(gettid), 0, {{0}}},
        {SCMP_SYS(tgkill), 2, {SCMP_A0(SCMP_CMP_EQ, self, 0), SCMP_A2(SCMP_CMP_EQ, SIGABRT, 0)}},
        {SCMP_SYS(exit_group), 0, {{0}}},
    };
    return add_rules(filter, SCMP_ACT_ALLOW, allowed, COUNT(allowed));
}

#else

/* Sanitizers and coverage open files, map memory and start threads as they like, at the end above all. Instrumented
 * builds are for developers and only refuse what no instrumentation does. */
#define FILTER_DEFAULT SCMP_ACT_ALLOW

static bool fill_filter(scmp_filter_ctx filter, int socket)
{
    (void)socket;
    static const struct rule refused[] = {
        {SCMP_SYS(execve), 0, {{0}}}, {SCMP_SYS(execveat), 0, {{0}}}, {SCMP_SYS(socket), 0, {{0}}},
        {SCMP_SYS(bind), 0, {{0}}},   {SCMP_SYS(connect), 0, {{0}}},
    };
    return add_rules(filter, SCMP_ACT_KILL_PROCESS, refused, COUNT(refused));
}

#endif

static bool load_filter(int socket)
{
    scmp_filter_ctx filter = seccomp_init(FILTER_DEFAULT);
    if (filter == NULL)
        return false;
    const bool filled = fill_filter(filter, socket);
    const int failed = filled ? seccomp_load(filter) : -ENOSYS;
    seccomp_release(filter);
    errno = -failed;
    return failed == 0;
}

bool scan_sandbox_enter(const struct scan_sandbox *sandbox, char *failure, size_t size)
{
    const char *step = NULL;
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || prctl(PR_SET_DUMPABLE, 0) != 0)
        step = "prctl";
    else if (!set_limits(sandbox))
        step = "resource limits";
    else if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        step = "no_new_privs";
    else if (!load_filter(sandbox->socket))
        step = "seccomp filter";
    if (step == NULL)
        return true;
    snprintf(failure, size, "%s: %s", step, strerror(errno));
    return false;
}
