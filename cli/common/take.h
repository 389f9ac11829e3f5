/* take.h: texts from options into arrays of fixed size. */
#ifndef TRC_COMMON_TAKE_H
#define TRC_COMMON_TAKE_H

#include <stddef.h>
#include <trc/error.h>

/**
 * Copy a text that was given for `option`; NULL leaves `into` empty. What the registry would refuse is refused here,
 * by the name that the user knows.
 *
 * @return TRC_OK; TRC_ERR_SYNTAX when it is not UTF-8; TRC_ERR_RANGE when it does not fit.
 */
TRC_MUST_USE enum trc_status take_text(const char *text, const char *option, char *into, size_t size,
                                       struct trc_error *error);

#endif
