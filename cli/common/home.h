/* home.h: the folder where an issuer's state lives: trc.ini, keys.trk and, by default, registry.db. */
#ifndef TRC_COMMON_HOME_H
#define TRC_COMMON_HOME_H

#include <limits.h>
#include <trc/judge.h>

#include "options.h"
#include "passphrase.h"

#define HOME_REGISTRY_FILE "registry.db" /* the default database, inside the home */

struct home {
    char path[PATH_MAX];
    char database[PATH_MAX + 16]; /* registry URL */
    struct trc_registry *registry;
    struct trc_issuer issuer;
};

/** Which folder: --home, else $TRC_HOME, else $XDG_DATA_HOME/trc, else ~/.local/share/trc. */
TRC_MUST_USE enum trc_status home_locate(const struct common_options *common, char path[PATH_MAX],
                                         struct trc_error *error);

/**
 * Make a home: folder, key file with key id 0, registry, and last trc.ini, which makes it one. Exists: nothing done.
 *
 * @param secret_file Roots to bring for key id 0; NULL: fresh ones.
 */
TRC_MUST_USE enum trc_status home_create(const struct common_options *common, const struct trc_issuer *issuer,
                                         const char *database, const char *secret_file, struct home *home,
                                         struct trc_error *error);

/** Open the registry of an existing home. TRC_ERR_NOT_FOUND, with how to make one, when there is none. */
TRC_MUST_USE enum trc_status home_open(const struct common_options *common, struct home *home, struct trc_error *error);
void home_close(struct home *home);

/** Read the key file, asking for its passphrase. Wipe both after use. `passphrase` may be NULL. */
TRC_MUST_USE enum trc_status home_read_secrets(const struct home *home, const struct common_options *common,
                                               struct trc_secrets *secrets, struct passphrase *passphrase,
                                               struct trc_error *error);

/** The same, made ready for sealing and checking. */
TRC_MUST_USE enum trc_status home_read_keyring(const struct home *home, const struct common_options *common,
                                               struct trc_keyring *ring, struct trc_error *error);

/** Replace the key file. Hold home_lock() from reading to writing, so that no other program's key is lost. */
TRC_MUST_USE enum trc_status home_write_secrets(const struct home *home, const struct trc_secrets *secrets,
                                                const struct passphrase *passphrase, struct trc_error *error);
TRC_MUST_USE enum trc_status home_lock(const struct home *home, int *lock, struct trc_error *error);
void home_unlock(int lock);

/** Record a slot's public facts. */
TRC_MUST_USE enum trc_status home_record_key(const struct home *home, const struct trc_secret *secret,
                                             struct trc_error *error);

#endif
