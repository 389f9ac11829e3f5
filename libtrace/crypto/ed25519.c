/* ed25519.c: Ed25519 through OpenSSL's EVP interface; a failure of the library is never taken for a bad signature. */
#include "crypto/ed25519.h"

#include <openssl/err.h>
#include <openssl/evp.h>

/* Leaves no entries behind for the next caller of OpenSSL on this thread to trip over. */
static enum trc_status library_status(bool ok)
{
    ERR_clear_error();
    return ok ? TRC_OK : TRC_ERR_CRYPTO;
}

enum trc_status trc_ed25519_public(const uint8_t seed[TRC_ED25519_SEED_LEN], uint8_t public_key[TRC_ED25519_PUBLIC_LEN])
{
    size_t len = TRC_ED25519_PUBLIC_LEN;
    EVP_PKEY *pkey = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, TRC_ED25519_SEED_LEN);
    const bool ok = pkey != NULL && EVP_PKEY_get_raw_public_key(pkey, public_key, &len) == 1;
    EVP_PKEY_free(pkey);
    return library_status(ok);
}

enum trc_status trc_ed25519_sign(const uint8_t seed[TRC_ED25519_SEED_LEN], const void *msg, size_t len,
                                 uint8_t signature[TRC_ED25519_SIGNATURE_LEN])
{
    size_t signature_len = TRC_ED25519_SIGNATURE_LEN;
    EVP_PKEY *pkey = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, TRC_ED25519_SEED_LEN);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    const bool ok = pkey != NULL && ctx != NULL && EVP_DigestSignInit(ctx, NULL, NULL, NULL, pkey) == 1 &&
                    EVP_DigestSign(ctx, signature, &signature_len, msg, len) == 1;
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(pkey);
    return library_status(ok);
}

/* 1 when the signature holds, 0 when OpenSSL says no, -1 when it could not even begin. */
static int verify(const uint8_t *public_key, const void *msg, size_t len, const uint8_t *signature)
{
    EVP_PKEY *pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, public_key, TRC_ED25519_PUBLIC_LEN);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    int answer = -1;
    if (pkey != NULL && ctx != NULL && EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, pkey) == 1)
        answer = EVP_DigestVerify(ctx, signature, TRC_ED25519_SIGNATURE_LEN, msg, len);
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(pkey);
    return answer;
}

/* Is the hash inside Ed25519 to be had? */
static bool hashing_works(const void *msg, size_t len)
{
    uint8_t digest[EVP_MAX_MD_SIZE];
    return EVP_Digest(msg, len, digest, NULL, EVP_sha512(), NULL) == 1;
}

enum trc_status trc_ed25519_check(const uint8_t public_key[TRC_ED25519_PUBLIC_LEN], const void *msg, size_t len,
                                  const uint8_t signature[TRC_ED25519_SIGNATURE_LEN], bool *holds)
{
    int answer = verify(public_key, msg, len, signature);
    /* OpenSSL also says no, without an error, when memory runs out half-way; so a no is asked for twice and the hash
     * tried in between: neither one failed allocation nor lasting want becomes a forgery. See docs/decisions/0022. */
    if (answer == 0)
        answer = hashing_works(msg, len) ? verify(public_key, msg, len, signature) : -1;
    *holds = answer == 1;
    return library_status(answer == 0 || answer == 1);
}
