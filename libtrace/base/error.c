/* error.c: filling a struct trc_error. */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Take a character off the end that a full buffer has cut in two: a message is UTF-8 in every language. */
static void trim(char *msg)
{
    const size_t len = strlen(msg);
    size_t start = len;
    while (start > 0 && len - start < 3 && ((unsigned char)msg[start - 1] & 0xc0) == 0x80)
        start--;
    const unsigned char lead = start > 0 ? (unsigned char)msg[--start] : 0;
    const size_t wanted = lead < 0xc0 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (len - start < wanted)
        msg[start] = '\0';
}

__attribute__((format(printf, 5, 0))) static void fill(struct trc_error *error, enum trc_status status,
                                                       const char *rule, size_t pos, const char *fmt, va_list args)
{
    if (error == NULL)
        return;
    error->status = status;
    error->rule = rule;
    error->pos = pos;
    vsnprintf(error->msg, sizeof error->msg, fmt, args);
    trim(error->msg);
}

enum trc_status trc_error_set(struct trc_error *error, enum trc_status status, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fill(error, status, NULL, TRC_NO_POS, fmt, args);
    va_end(args);
    return status;
}

enum trc_status trc_error_rule(struct trc_error *error, const char *rule, size_t pos, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fill(error, TRC_ERR_SYNTAX, rule, pos, fmt, args);
    va_end(args);
    return TRC_ERR_SYNTAX;
}

enum trc_status trc_error_errno(struct trc_error *error, const char *fmt, ...)
{
    const int saved = errno;
    const enum trc_status status = saved == EACCES || saved == EPERM ? TRC_ERR_PERMISSION
                                   : saved == ENOMEM                 ? TRC_ERR_MEMORY
                                                                     : TRC_ERR_IO;
    va_list args;
    va_start(args, fmt);
    fill(error, status, NULL, TRC_NO_POS, fmt, args);
    va_end(args);
    if (error != NULL) {
        const size_t used = strlen(error->msg);
        snprintf(error->msg + used, sizeof error->msg - used, ": %s", strerror(saved));
        trim(error->msg);
    }
    return status;
}
