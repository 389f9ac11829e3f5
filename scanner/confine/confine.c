/* confine.c: resource limits, and the order in which rights are given up. */
#include "scanner/confine/confine.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* 0 to 3, libraries while they are loaded, and what a decoder opens for itself. */
enum { DESCRIPTORS_MAX = 64 };

static bool limit(int resource, rlim_t most)
{
    struct rlimit now;
    if (getrlimit(resource, &now) != 0)
        return false;
    if (now.rlim_max < most)
        most = now.rlim_max;
    return setrlimit(resource, &(struct rlimit){most, most}) == 0;
}

/* SIGXCPU first, so that it can be told from being killed. */
static bool limit_cpu(uint32_t seconds)
{
    return setrlimit(RLIMIT_CPU, &(struct rlimit){seconds, seconds + 1}) == 0;
}

static bool set_limits(const struct scan_confinement *confinement)
{
    return limit(RLIMIT_CORE, 0) && limit(RLIMIT_NOFILE, DESCRIPTORS_MAX) &&
           limit(RLIMIT_FSIZE, confinement->file_bytes) &&
           (confinement->cpu_seconds == 0 || limit_cpu(confinement->cpu_seconds)) &&
           (confinement->memory_bytes == 0 || limit(RLIMIT_AS, confinement->memory_bytes));
}

const char *scan_confine_enter(const struct scan_confinement *confinement)
{
    if (close_range(SCAN_CONFINE_INPUT + 1, ~0u, 0) != 0)
        return "close_range";
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return "prctl";
    if (!scan_confine_paths(confinement))
        return "landlock";
    if (!scan_confine_calls(confinement))
        return "seccomp filter";
    return set_limits(confinement) ? NULL : "resource limits";
}
