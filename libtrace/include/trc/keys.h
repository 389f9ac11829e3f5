/* keys.h: the secrets behind the seals: root secrets, what is derived from them, and the sealed file they rest in. */
#ifndef TRC_KEYS_H
#define TRC_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <trc/error.h>
#include <trc/gtin.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TRC_KEY_IDS 32 /* key ids 0 to 31: one base32 character */
#define TRC_SECRET_LEN 32
#define TRC_ED25519_PUBLIC_LEN 32
#define TRC_ED25519_SEED_LEN 32
#define TRC_ED25519_SIGNATURE_LEN 64

/** What a key slot may be used for. An ed25519 slot also seals serials with its root secret. */
enum trc_key_type { TRC_KEY_HMAC, TRC_KEY_ED25519, TRC_KEY_TYPE_COUNT };

/** "hmac" or "ed25519". */
TRC_EXPORT const char *trc_key_type_name(enum trc_key_type type);

/** One slot as it rests in the key file. Secret: wipe after use. */
struct trc_secret {
    uint8_t key_id;
    enum trc_key_type type;
    int64_t created_at_s; /* Unix time */
    uint8_t root[TRC_SECRET_LEN];
    uint8_t pin_root[TRC_SECRET_LEN];
};

/** Every slot of a key file, ascending by key id. Secret: wipe after use. */
struct trc_secrets {
    size_t count;
    struct trc_secret secret[TRC_KEY_IDS];
};

/** Fill a slot with fresh random roots. TRC_ERR_RANGE for a key id over 31; TRC_ERR_CRYPTO when the generator fails. */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_secret_generate(struct trc_secret *secret, uint8_t key_id,
                                                            enum trc_key_type type, int64_t now_s,
                                                            struct trc_error *error);

/** Overwrite with zeros in a way the compiler keeps. */
TRC_EXPORT void trc_secrets_wipe(struct trc_secrets *secrets);
TRC_EXPORT void trc_wipe(void *secret, size_t len);

/** The slot with this key id, or NULL. */
TRC_EXPORT const struct trc_secret *trc_secrets_find(const struct trc_secrets *secrets, uint8_t key_id);

/** Insert a slot in order. TRC_ERR_EXISTS when the key id is taken, TRC_ERR_RANGE when there is no such id. */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_secrets_add(struct trc_secrets *secrets, const struct trc_secret *secret,
                                                        struct trc_error *error);

/**
 * Open a key file: scrypt (N = 2^17, r = 8, p = 1 as written; read from its header) and AES-256-GCM. Slow by design:
 * 0.6 s.
 *
 * @param[in]  passphrase Any bytes, at least one.
 * @param[out] secrets    To be wiped after use; holds nothing unless TRC_OK.
 * @return TRC_OK; TRC_ERR_NOT_FOUND; TRC_ERR_PERMISSION when it is no regular file of ours (a link is none) or others
 * than its owner may read it; TRC_ERR_PASSPHRASE when the file is whole and the passphrase does not open it;
 *         TRC_ERR_RANGE when the passphrase is empty; TRC_ERR_DAMAGED when the file is not whole; TRC_ERR_VERSION;
 *         TRC_ERR_IO; TRC_ERR_MEMORY (scrypt needs 128 MiB); TRC_ERR_CRYPTO.
 * Source: docs/key-file.md.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_keyfile_read(const char *path, const char *passphrase,
                                                         size_t passphrase_len, struct trc_secrets *secrets,
                                                         struct trc_error *error);

/**
 * Write or atomically replace a key file, mode 0600.
 *
 * After TRC_OK the new one is on disk. After anything else the old one is still there, whole; the one exception, which
 * the message tells, is a folder that cannot be synced: then the new one is there, whole, but may not outlive a power
 * cut. Two writers never mix, but the later one wins: whoever reads, adds and writes keeps others out meanwhile.
 *
 * @return TRC_OK; TRC_ERR_RANGE for an empty passphrase or slots that are not in order; TRC_ERR_PERMISSION, also for a
 *         path that is a link; TRC_ERR_IO; TRC_ERR_MEMORY; TRC_ERR_CRYPTO.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_keyfile_write(const char *path, const char *passphrase,
                                                          size_t passphrase_len, const struct trc_secrets *secrets,
                                                          struct trc_error *error);

/** A keyed HMAC-SHA-256: the two chaining values after the padded key. Secret. Plain data, no allocation. */
struct trc_hmac_key {
    uint32_t inner[8];
    uint32_t outer[8];
};

/** One key slot ready for use. Secret, except `ed25519_public`. */
struct trc_key {
    bool has_root;                /* derive sealed-serial and MAC keys */
    bool has_pin;                 /* derive PIN keys */
    bool has_seed;                /* make Ed25519 seals */
    bool has_public;              /* check Ed25519 seals */
    struct trc_hmac_key root_prk; /* HKDF pseudorandom key of the root secret */
    struct trc_hmac_key pin_prk;
    uint8_t ed25519_seed[TRC_ED25519_SEED_LEN];
    uint8_t ed25519_public[TRC_ED25519_PUBLIC_LEN];
};

/** An issuer's keys, by key id. Secret: wipe after use. Read-only while in use, so threads may share it. */
struct trc_keyring {
    struct trc_key key[TRC_KEY_IDS];
};

/** Make the slot of `secret` ready in the ring. TRC_ERR_CRYPTO when the library fails. */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_keyring_add(struct trc_keyring *ring, const struct trc_secret *secret,
                                                        struct trc_error *error);

/**
 * Derive the seed of the Ed25519 key that signs the ledger. Of every slot, whatever its type; apart from its seals'
 * key.
 *
 * @param[out] seed Secret: wipe after use.
 * Source: docs/trace-code.md "The S seal"; docs/decisions/0002.
 */
TRC_EXPORT void trc_secret_ledger_seed(const struct trc_secret *secret, uint8_t seed[TRC_ED25519_SEED_LEN]);

/**
 * Derive the key of trc_pseudonym() for the names of scanners: of the lowest slot that has secrets, so that a new key
 * changes no pseudonym.
 *
 * @param[out] key Secret: wipe after use. Zeros when no slot has secrets.
 */
TRC_EXPORT void trc_keyring_scanner_key(const struct trc_keyring *ring, uint8_t key[TRC_SECRET_LEN]);

/** Put a public key alone into a slot: its Ed25519 seals can then be checked. */
TRC_EXPORT void trc_keyring_add_public(struct trc_keyring *ring, uint8_t key_id,
                                       const uint8_t public_key[TRC_ED25519_PUBLIC_LEN]);

/** The keys of one (key id, GTIN): what an inspector's pack may carry. Secret. */
struct trc_unit_keys {
    uint8_t key_id;
    char gtin[TRC_GTIN_SIZE]; /* empty: nothing derived yet */
    struct trc_hmac_key serial;
    struct trc_hmac_key mask;
    struct trc_hmac_key mac;
};

/**
 * Derive the keys of one (key id, GTIN) from the ring.
 *
 * @return false when the ring holds no root secret for the key id; *keys is then wiped.
 * Source: docs/trace-code.md "Serials"; RFC 5869.
 */
TRC_EXPORT bool trc_unit_keys_derive(const struct trc_keyring *ring, uint8_t key_id, const char gtin[TRC_GTIN_SIZE],
                                     struct trc_unit_keys *keys);

#define TRC_KEY_CACHE_SLOTS 4096

/**
 * Derived keys kept between calls; one for each ring and thread, initialise with zeros. Secret: wipe after use, and
 * whenever a root secret of the ring changes. About 0.9 MB.
 */
struct trc_key_cache {
    struct trc_unit_keys slot[TRC_KEY_CACHE_SLOTS];
    unsigned turn; /* which slot of a full set goes next */
};

/**
 * As trc_unit_keys_derive(), through the cache. NULL when the ring has no root secret for the key id.
 *
 * Borrowed until the next call: that may put other keys in their place.
 */
TRC_EXPORT const struct trc_unit_keys *trc_key_cache_get(struct trc_key_cache *cache, const struct trc_keyring *ring,
                                                         uint8_t key_id, const char gtin[TRC_GTIN_SIZE]);

#ifdef __cplusplus
}
#endif

#endif
