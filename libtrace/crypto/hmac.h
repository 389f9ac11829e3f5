/* hmac.h: HMAC-SHA-256 with keyed contexts that are plain data, and HKDF on top of it. Internal. */
#ifndef TRC_CRYPTO_HMAC_H
#define TRC_CRYPTO_HMAC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <trc/keys.h>

#define TRC_MAC_LEN 32
#define TRC_HKDF_OUT_MAX (255 * TRC_MAC_LEN)

/** SHA-256 of one message. */
void trc_sha256(const void *msg, size_t len, uint8_t digest[TRC_MAC_LEN]);

/**
 * Key an HMAC: hashes the padded key once, so that each message then costs no key set-up and no allocation.
 *
 * Cannot fail. Source: RFC 2104 section 4. Why OpenSSL's SHA256 functions and not EVP_MAC: docs/decisions/0020.
 */
void trc_hmac_key_init(struct trc_hmac_key *key, const void *secret, size_t len);

/** MAC one message. Only reads *key, so threads may share it. `mac` may not overlap `msg`. */
void trc_hmac(const struct trc_hmac_key *key, const void *msg, size_t len, uint8_t mac[TRC_MAC_LEN]);

/** Are two byte strings equal? Time depends on `len` only. */
bool trc_equal(const void *a, const void *b, size_t len);

/** HKDF-Extract with a salt of 32 zero bytes; the pseudorandom key comes out ready keyed. Source: RFC 5869. */
void trc_hkdf_extract(const void *ikm, size_t len, struct trc_hmac_key *prk);

/** The same with any salt; an empty one may be NULL. */
void trc_hkdf_extract_salted(const void *salt, size_t salt_len, const void *ikm, size_t len, struct trc_hmac_key *prk);

/** HKDF-Expand to `out_len` bytes, at most TRC_HKDF_OUT_MAX (asserted). */
void trc_hkdf_expand(const struct trc_hmac_key *prk, const void *info, size_t info_len, uint8_t *out, size_t out_len);

#endif
