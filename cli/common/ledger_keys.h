/* ledger_keys.h: the key of a home that signs its ledger, and those that are believed when checkpoints are read. */
#ifndef TRC_LEDGER_KEYS_H
#define TRC_LEDGER_KEYS_H

#include <trc/ledger.h>

#include "common/home.h"

/** The name of the key that signs: "HOST/ledger" with the issuer's first host. */
TRC_MUST_USE enum trc_status ledger_origin(const struct home *home, char name[TRC_NOTE_NAME_MAX + 1],
                                           struct trc_error *error);

/** The seed of the home's ledger key, from the secret with the lowest key id. Asks for the passphrase. Wipe it. */
TRC_MUST_USE enum trc_status ledger_seed(const struct home *home, const struct common_options *common,
                                         uint8_t seed[TRC_ED25519_SEED_LEN], struct trc_error *error);

/**
 * Every key that this home may have signed with: of any of its secrets, under any of its hosts. Asks for the
 * passphrase.
 *
 * @param[out] keys Release with free(); NULL on error.
 */
TRC_MUST_USE enum trc_status ledger_own_keys(const struct home *home, const struct common_options *common,
                                             struct trc_note_key **keys, size_t *count, struct trc_error *error);

/** Read a checkpoint from a file; messages begin with its name. */
TRC_MUST_USE enum trc_status ledger_read_checkpoint(const char *path, const struct trc_note_key *keys, size_t count,
                                                    struct trc_checkpoint *checkpoint, struct trc_error *error);

#endif
