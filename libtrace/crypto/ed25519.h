/* ed25519.h: signatures over short messages. Internal. OpenSSL allocates inside. */
#ifndef TRC_CRYPTO_ED25519_H
#define TRC_CRYPTO_ED25519_H

#include <stdbool.h>
#include <trc/keys.h>

/** The public key of a seed. TRC_ERR_CRYPTO when the library fails. */
TRC_MUST_USE enum trc_status trc_ed25519_public(const uint8_t seed[TRC_ED25519_SEED_LEN],
                                                uint8_t public_key[TRC_ED25519_PUBLIC_LEN]);

TRC_MUST_USE enum trc_status trc_ed25519_sign(const uint8_t seed[TRC_ED25519_SEED_LEN], const void *msg, size_t len,
                                              uint8_t signature[TRC_ED25519_SIGNATURE_LEN]);

/**
 * Check a signature. Two answers, kept apart: could it be checked (the status), and does it hold (*holds, false first).
 *
 * A public key that is no point on the curve makes every signature fail; it is not an error of the library.
 */
TRC_MUST_USE enum trc_status trc_ed25519_check(const uint8_t public_key[TRC_ED25519_PUBLIC_LEN], const void *msg,
                                               size_t len, const uint8_t signature[TRC_ED25519_SIGNATURE_LEN],
                                               bool *holds);

#endif
