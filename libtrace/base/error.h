/* error.h: how the layers fill a struct trc_error. Internal. */
#ifndef TRC_BASE_ERROR_H
#define TRC_BASE_ERROR_H

#include <libintl.h>
#include <trc/error.h>

/* _() looks a message up now; N_() only marks it for xgettext. */
#define _(text) dgettext("trc", text)
#define N_(text) (text)

/** Fill *error (when not NULL) and return `status`, so that a caller can write `return trc_error_set(...)`. */
enum trc_status trc_error_set(struct trc_error *error, enum trc_status status, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/** The same for input that breaks a named rule at a byte offset: status is TRC_ERR_SYNTAX. */
enum trc_status trc_error_rule(struct trc_error *error, const char *rule, size_t pos, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/** The same for a failed system call: appends what errno says; EACCES and EPERM become TRC_ERR_PERMISSION. */
enum trc_status trc_error_errno(struct trc_error *error, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
