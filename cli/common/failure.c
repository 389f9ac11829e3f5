/* failure.c: filling a struct trc_error outside the library. */
#include "failure.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "utf8.h"

__attribute__((format(printf, 3, 0))) static void fill(struct trc_error *error, enum trc_status status, const char *fmt,
                                                       va_list args)
{
    error->status = status;
    error->rule = NULL;
    error->pos = TRC_NO_POS;
    vsnprintf(error->msg, sizeof error->msg, fmt, args);
    utf8_trim(error->msg);
}

enum trc_status fail(struct trc_error *error, enum trc_status status, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fill(error, status, fmt, args);
    va_end(args);
    return status;
}

enum trc_status fail_errno(struct trc_error *error, const char *fmt, ...)
{
    const int saved = errno;
    va_list args;
    va_start(args, fmt);
    fill(error, saved == EACCES || saved == EPERM ? TRC_ERR_PERMISSION : TRC_ERR_IO, fmt, args);
    va_end(args);
    const size_t used = strlen(error->msg);
    snprintf(error->msg + used, sizeof error->msg - used, ": %s.", strerror(saved));
    utf8_trim(error->msg);
    return error->status;
}
