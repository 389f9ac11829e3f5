/* home.h: the folder where an issuer's state lives: trc.ini, keys.trk and, by default, registry.db. */
#ifndef TRC_COMMON_HOME_H
#define TRC_COMMON_HOME_H

#include <limits.h>
#include <trc/judge.h>

#include "options.h"
#include "passphrase.h"

#define HOME_REGISTRY_FILE "registry.db" /* the default database, inside the home */
#define HOME_KEY_FILE "keys.trk"

struct home {
    char path[PATH_MAX];
    char database[PATH_MAX + 16]; /* registry URL; may hold a password, which trc_registry_name() does not */
    struct trc_registry *registry;
    bool read_only; /* nothing can be recorded in it */
    struct trc_issuer issuer;
};

/** Which folder: --home, else $TRC_HOME, else $XDG_DATA_HOME/trc, else ~/.local/share/trc. */
TRC_MUST_USE enum trc_status home_locate(const struct common_options *common, char path[PATH_MAX],
                                         struct trc_error *error);

/** FOLDER/NAME. TRC_ERR_RANGE when it is too long. */
TRC_MUST_USE enum trc_status home_join(const char *folder, const char *name, char path[PATH_MAX],
                                       struct trc_error *error);

/** Where the registry is: a URL with "://", or a path, with or without "sqlite:"; a relative one counts from the home.
 */
TRC_MUST_USE enum trc_status home_set_database(struct home *home, const char *url, struct trc_error *error);

/** Is its registry a server's, rather than a file? */
bool home_has_url(const struct home *home);

/**
 * Make a home: folder, registry, key file with key id 0, and last trc.ini, which makes it one. What an init for the
 * same firm has left behind when it was killed is finished.
 *
 * @param secret_file Roots to bring for key id 0; NULL: fresh ones.
 * @return TRC_ERR_EXISTS when there is a home already, or files that are not such left-overs: nothing was changed.
 */
TRC_MUST_USE enum trc_status home_create(const struct common_options *common, const struct trc_issuer *issuer,
                                         const char *database, const char *secret_file, struct home *home,
                                         struct trc_error *error);

/** Open the registry of an existing home. TRC_ERR_NOT_FOUND, with how to make one, when there is none. */
TRC_MUST_USE enum trc_status home_open(const struct common_options *common, struct home *home, struct trc_error *error);
/** The same for a command that only reads: the registry may be a file that must not be written. */
TRC_MUST_USE enum trc_status home_open_to_read(const struct common_options *common, struct home *home,
                                               struct trc_error *error);
void home_close(struct home *home);

/** Name another registry in trc.ini, in the words of home_set_database(). */
TRC_MUST_USE enum trc_status home_switch_database(const struct home *home, const char *database,
                                                  struct trc_error *error);

/** Held by whoever changes the key file, from reading to writing, so that no other program's key is lost. */
TRC_MUST_USE enum trc_status home_lock(const struct home *home, int *lock, struct trc_error *error);
void home_unlock(int lock);

/** Read the key file, asking for its passphrase. Wipe both after use. `passphrase` may be NULL. */
TRC_MUST_USE enum trc_status home_read_secrets(const struct home *home, const struct common_options *common,
                                               struct trc_secrets *secrets, struct passphrase *passphrase,
                                               struct trc_error *error);

/** The same, made known to the registry by home_record_keys() and ready for sealing and checking. */
TRC_MUST_USE enum trc_status home_read_keyring(const struct home *home, const struct common_options *common,
                                               struct trc_keyring *ring, struct trc_error *error);

/** Replace the key file. */
TRC_MUST_USE enum trc_status home_write_secrets(const struct home *home, const struct trc_secrets *secrets,
                                                const struct passphrase *passphrase, struct trc_error *error);

/** TRC_ERR_KEY when the registry knows another key by one of these ids: they come from different homes. */
TRC_MUST_USE enum trc_status home_check_keys(const struct home *home, const struct trc_secrets *secrets,
                                             struct trc_error *error);

/**
 * The same, and record the public facts of every key that the registry does not know yet: new ones, and those whose
 * recording a crash has cut off.
 */
TRC_MUST_USE enum trc_status home_record_keys(const struct home *home, const struct trc_secrets *secrets,
                                              struct trc_error *error);

/** The facts with this key id, or NULL. */
const struct trc_key_facts *home_find_facts(const struct trc_key_facts *facts, size_t count, uint8_t key_id);

#endif
