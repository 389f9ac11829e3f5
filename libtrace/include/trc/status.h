/* status.h: could we do what was asked? Never says what was decided: a status is not a verdict. */
#ifndef TRC_STATUS_H
#define TRC_STATUS_H

#include <trc/export.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One row makes a status's constant, its stable name and its sentence. */
#define TRC_STATUS_MAP(X)                                                                                              \
    X(OK, "done")                                                                                                      \
    X(ERR_SYNTAX, "the text breaks a rule of its format")                                                              \
    X(ERR_RANGE, "a value is outside what is allowed")                                                                 \
    X(ERR_NOT_FOUND, "there is no such record")                                                                        \
    X(ERR_EXISTS, "there is already such a record")                                                                    \
    X(ERR_STATE, "not possible in the present state")                                                                  \
    X(ERR_FULL, "no unit numbers are left")                                                                            \
    X(ERR_KEY, "no such key, or a key of the wrong type")                                                              \
    X(ERR_PASSPHRASE, "the passphrase is wrong")                                                                       \
    X(ERR_DAMAGED, "the data is damaged")                                                                              \
    X(ERR_VERSION, "made by a newer version of this program")                                                          \
    X(ERR_BUSY, "another program holds the lock")                                                                      \
    X(ERR_PERMISSION, "access is not allowed, or too widely allowed")                                                  \
    X(ERR_IO, "reading or writing failed")                                                                             \
    X(ERR_CRYPTO, "the crypto library failed")                                                                         \
    X(ERR_MEMORY, "memory ran out")                                                                                    \
    X(ERR_UNSUPPORTED, "not supported")

enum trc_status {
#define TRC_STATUS_ENUM(name, text) TRC_##name,
    TRC_STATUS_MAP(TRC_STATUS_ENUM)
#undef TRC_STATUS_ENUM
        TRC_STATUS_COUNT
};

#define TRC_MUST_USE __attribute__((warn_unused_result))

/** Stable machine-readable name, such as "ERR_SYNTAX"; never NULL. */
TRC_EXPORT const char *trc_status_name(enum trc_status status);

/** One sentence in the user's language (gettext domain "trc"); never NULL. */
TRC_EXPORT const char *trc_status_text(enum trc_status status);

#ifdef __cplusplus
}
#endif

#endif
