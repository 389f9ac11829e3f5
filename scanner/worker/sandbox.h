/* sandbox.h: after this, the process can read what it is given, compute, and answer. Nothing else. */
#ifndef TRC_SCAN_SANDBOX_H
#define TRC_SCAN_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct scan_sandbox {
    int socket;            /* the only descriptor that may be written to, apart from 2 */
    uint64_t memory_bytes; /* address space, everything included */
    uint32_t cpu_seconds;  /* in all; a backstop, the parent's deadline comes first */
};

/**
 * Give up every right that decoding pictures does not need, for good: no new privileges, resource limits, then a
 * system call allow-list under which any other call kills the process. docs/decisions/0050 lists what stays and why.
 *
 * Whatever libraries load or look up lazily must have happened before.
 *
 * @param[out] failure On false: what could not be set up, for the parent to print.
 */
bool scan_sandbox_enter(const struct scan_sandbox *sandbox, char *failure, size_t size);

#endif
