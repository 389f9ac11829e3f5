/* keyring.h: deriving a single key; what the rest of code/ needs of keyring.c. Internal. */
#ifndef TRC_CODE_KEYRING_H
#define TRC_CODE_KEYRING_H

#include <trc/keys.h>

/** K(purpose) = HKDF-Expand(prk, "trc1 " purpose 0x00 key_id GTIN), ready keyed. `gtin` NULL leaves it out. */
void trc_keyring_derive(const struct trc_hmac_key *prk, const char *purpose, uint8_t key_id, const char *gtin,
                        struct trc_hmac_key *key);

#endif
