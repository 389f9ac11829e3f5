/* failure.h: filling a struct trc_error outside the library. */
#ifndef TRC_COMMON_FAILURE_H
#define TRC_COMMON_FAILURE_H

#include <trc/error.h>

/** Fill *error and return `status`. */
enum trc_status fail(struct trc_error *error, enum trc_status status, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/** The same for a failed system call: ": " and what errno says are appended. */
enum trc_status fail_errno(struct trc_error *error, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
