/* passphrase.h: where the passphrase of the key file comes from; never argv. */
#ifndef TRC_COMMON_PASSPHRASE_H
#define TRC_COMMON_PASSPHRASE_H

#include <trc/error.h>

#include "options.h"

#define PASSPHRASE_MAX 1024

/** Secret: wipe after use. */
struct passphrase {
    size_t len;
    char text[PASSPHRASE_MAX];
};

/**
 * The first line of --passphrase-file or $TRC_PASSPHRASE_FILE, else a prompt on the terminal.
 *
 * @param confirm Ask twice on a terminal: for a new key file.
 * @return TRC_OK; TRC_ERR_NOT_FOUND when there is neither file nor terminal; TRC_ERR_IO; TRC_ERR_RANGE when empty or
 *         longer than PASSPHRASE_MAX; TRC_ERR_PASSPHRASE when the two typed ones differ.
 */
TRC_MUST_USE enum trc_status passphrase_get(const struct common_options *common, bool confirm, struct passphrase *out,
                                            struct trc_error *error);

#endif
