/* error.h: what was wrong, where, and what to do about it; owned by the caller. */
#ifndef TRC_ERROR_H
#define TRC_ERROR_H

#include <stddef.h>
#include <trc/export.h>
#include <trc/status.h>

#define TRC_ERROR_MSG_MAX 240
#define TRC_NO_POS ((size_t)-1)

/**
 * Detail of a failure, filled by the function that returned a status other than TRC_OK.
 *
 * Passed last, may be NULL. Untouched on success. `msg` is in the user's language, complete without `status`, and
 * never holds a secret.
 */
struct trc_error {
    enum trc_status status;
    const char *rule; /* stable name of the rule broken, such as "check-digit"; NULL where no rule applies */
    size_t pos;       /* byte offset into the input, or TRC_NO_POS */
    char msg[TRC_ERROR_MSG_MAX];
};

#define TRC_ERROR_INIT                                                                                                 \
    {                                                                                                                  \
        TRC_OK, NULL, TRC_NO_POS, ""                                                                                   \
    }

#endif
