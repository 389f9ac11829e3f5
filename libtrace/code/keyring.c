/* keyring.c: from root secrets to the keys of one (key id, GTIN). Source: docs/trace-code.md "Serials". */
#include <assert.h>
#include <string.h>
#include <trc/keys.h>

#include "base/error.h"
#include "code/keyring.h"
#include "crypto/ed25519.h"
#include "crypto/hmac.h"

/* "trc1 " purpose 0x00 key_id, and the GTIN where the key is the GTIN's own. */
static size_t derivation_info(const char *purpose, uint8_t key_id, const char *gtin, uint8_t info[40])
{
    size_t len = 0;
    memcpy(info, "trc1 ", 5);
    len += 5;
    const size_t purpose_len = strlen(purpose);
    memcpy(info + len, purpose, purpose_len);
    len += purpose_len;
    info[len++] = 0;
    info[len++] = key_id;
    if (gtin != NULL) {
        memcpy(info + len, gtin, TRC_GTIN_DIGITS);
        len += TRC_GTIN_DIGITS;
    }
    return len;
}

void trc_keyring_derive(const struct trc_hmac_key *prk, const char *purpose, uint8_t key_id, const char *gtin,
                        struct trc_hmac_key *key)
{
    uint8_t info[40], secret[TRC_SECRET_LEN];
    trc_hkdf_expand(prk, info, derivation_info(purpose, key_id, gtin, info), secret, sizeof secret);
    trc_hmac_key_init(key, secret, sizeof secret);
    trc_wipe(secret, sizeof secret);
}

enum trc_status trc_keyring_add(struct trc_keyring *ring, const struct trc_secret *secret, struct trc_error *error)
{
    assert(secret->key_id < TRC_KEY_IDS);
    struct trc_key *key = &ring->key[secret->key_id];
    trc_hkdf_extract(secret->root, sizeof secret->root, &key->root_prk);
    trc_hkdf_extract(secret->pin_root, sizeof secret->pin_root, &key->pin_prk);
    key->has_root = key->has_pin = true;
    if (secret->type != TRC_KEY_ED25519)
        return TRC_OK;

    uint8_t info[40];
    trc_hkdf_expand(&key->root_prk, info, derivation_info("ed25519", secret->key_id, NULL, info), key->ed25519_seed,
                    sizeof key->ed25519_seed);
    if (trc_ed25519_public(key->ed25519_seed, key->ed25519_public) != TRC_OK) {
        trc_wipe(key, sizeof *key);
        return trc_error_set(error, TRC_ERR_CRYPTO, _("The crypto library could not make the public key of key id %u."),
                             secret->key_id);
    }
    key->has_seed = key->has_public = true;
    return TRC_OK;
}

void trc_keyring_add_public(struct trc_keyring *ring, uint8_t key_id, const uint8_t public_key[TRC_ED25519_PUBLIC_LEN])
{
    assert(key_id < TRC_KEY_IDS);
    struct trc_key *key = &ring->key[key_id];
    memcpy(key->ed25519_public, public_key, TRC_ED25519_PUBLIC_LEN);
    key->has_public = true;
}

void trc_secret_ledger_seed(const struct trc_secret *secret, uint8_t seed[TRC_ED25519_SEED_LEN])
{
    assert(secret->key_id < TRC_KEY_IDS);
    uint8_t info[40];
    struct trc_hmac_key prk;
    trc_hkdf_extract(secret->root, sizeof secret->root, &prk);
    trc_hkdf_expand(&prk, info, derivation_info("ledger", secret->key_id, NULL, info), seed, TRC_ED25519_SEED_LEN);
    trc_wipe(&prk, sizeof prk);
}

void trc_keyring_scanner_key(const struct trc_keyring *ring, uint8_t key[TRC_SECRET_LEN])
{
    uint8_t id = 0, info[40];
    memset(key, 0, TRC_SECRET_LEN);
    while (id < TRC_KEY_IDS && !ring->key[id].has_root)
        id++;
    if (id < TRC_KEY_IDS)
        trc_hkdf_expand(&ring->key[id].root_prk, info, derivation_info("scanner", id, NULL, info), key, TRC_SECRET_LEN);
}

bool trc_unit_keys_derive(const struct trc_keyring *ring, uint8_t key_id, const char gtin[TRC_GTIN_SIZE],
                          struct trc_unit_keys *keys)
{
    if (key_id >= TRC_KEY_IDS || !ring->key[key_id].has_root) {
        trc_wipe(keys, sizeof *keys);
        return false;
    }
    const struct trc_hmac_key *prk = &ring->key[key_id].root_prk;
    keys->key_id = key_id;
    memcpy(keys->gtin, gtin, TRC_GTIN_SIZE);
    trc_keyring_derive(prk, "serial", key_id, gtin, &keys->serial);
    trc_keyring_derive(prk, "mask", key_id, gtin, &keys->mask);
    trc_keyring_derive(prk, "mac", key_id, gtin, &keys->mac);
    return true;
}
