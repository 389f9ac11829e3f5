/* spawn.h: starting a program with nothing of ours but the descriptors it is given. */
#ifndef TRC_SCAN_SPAWN_H
#define TRC_SCAN_SPAWN_H

#include <stddef.h>
#include <sys/types.h>

/**
 * Start a program. Its environment is what finds libraries and nothing else. It stands in a process group of its own,
 * so that Ctrl-C reaches us alone, and ends as we tell it to.
 *
 * @param[in]  arguments [0] is the name it is told; NULL at the end.
 * @param[in]  fds       What becomes its descriptors 0 to count - 1; -1 is silence (/dev/null). Borrowed; those that
 *                       are given must be above 2.
 * @param[out] pid       Of the new process, on success.
 * @return 0, or the errno of what failed.
 */
int scan_spawn(const char *path, char *const *arguments, const int *fds, size_t count, pid_t *pid);

#endif
