/* hmac.c: SHA-256, HMAC and HKDF on OpenSSL's SHA256 functions: keyed state is plain data, nothing is allocated. */

/* These functions are deprecated in favour of EVP; docs/decisions/0020 says why this one file uses them. */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "crypto/hmac.h"

#include <assert.h>
#include <openssl/crypto.h>
#include <openssl/sha.h>
#include <string.h>

#define BLOCK_LEN SHA256_CBLOCK

_Static_assert(TRC_MAC_LEN == SHA256_DIGEST_LENGTH, "a MAC is a whole digest");
_Static_assert(sizeof((SHA256_CTX *)NULL)->h == sizeof((struct trc_hmac_key *)NULL)->inner, "eight 32-bit words");

/* SHA-256 as it stood after the one block that held the padded key. .data is left unset: clearing it costs 40 ns. */
static void resume(SHA256_CTX *ctx, const uint32_t after_key[8])
{
    memcpy(ctx->h, after_key, sizeof ctx->h);
    ctx->Nl = BLOCK_LEN * 8;
    ctx->Nh = 0;
    ctx->num = 0;
    ctx->md_len = SHA256_DIGEST_LENGTH;
}

/* SHA256_Final wipes the message it buffered but leaves the digest behind, which may be a key to come. */
static void finish(SHA256_CTX *ctx, uint8_t digest[TRC_MAC_LEN])
{
    SHA256_Final(digest, ctx);
    trc_wipe(ctx->h, sizeof ctx->h);
}

static void finish_hmac(SHA256_CTX *inner, const struct trc_hmac_key *key, uint8_t mac[TRC_MAC_LEN])
{
    finish(inner, mac);
    SHA256_CTX outer;
    resume(&outer, key->outer);
    SHA256_Update(&outer, mac, TRC_MAC_LEN);
    finish(&outer, mac);
}

void trc_sha256(const void *msg, size_t len, uint8_t digest[TRC_MAC_LEN])
{
    SHA256_CTX ctx;
    SHA256_Init(&ctx);
    SHA256_Update(&ctx, msg, len);
    finish(&ctx, digest);
}

static void absorb_key(const uint8_t key[BLOCK_LEN], uint8_t pad, uint32_t after_key[8])
{
    uint8_t block[BLOCK_LEN];
    for (size_t i = 0; i < BLOCK_LEN; i++)
        block[i] = key[i] ^ pad;

    SHA256_CTX ctx;
    SHA256_Init(&ctx);
    SHA256_Transform(&ctx, block);
    memcpy(after_key, ctx.h, sizeof ctx.h);
    trc_wipe(ctx.h, sizeof ctx.h);
    trc_wipe(block, sizeof block);
}

void trc_hmac_key_init(struct trc_hmac_key *key, const void *secret, size_t len)
{
    uint8_t block[BLOCK_LEN] = {0};
    if (len > BLOCK_LEN)
        trc_sha256(secret, len, block);
    else if (len > 0)
        memcpy(block, secret, len);
    absorb_key(block, 0x36, key->inner);
    absorb_key(block, 0x5c, key->outer);
    trc_wipe(block, sizeof block);
}

void trc_hmac(const struct trc_hmac_key *key, const void *msg, size_t len, uint8_t mac[TRC_MAC_LEN])
{
    SHA256_CTX inner;
    resume(&inner, key->inner);
    SHA256_Update(&inner, msg, len);
    finish_hmac(&inner, key, mac);
}

bool trc_equal(const void *a, const void *b, size_t len)
{
    return CRYPTO_memcmp(a, b, len) == 0;
}

void trc_hkdf_extract_salted(const void *salt, size_t salt_len, const void *ikm, size_t len, struct trc_hmac_key *prk)
{
    struct trc_hmac_key salt_key;
    uint8_t secret[TRC_MAC_LEN];
    trc_hmac_key_init(&salt_key, salt, salt_len);
    trc_hmac(&salt_key, ikm, len, secret);
    trc_hmac_key_init(prk, secret, sizeof secret);
    trc_wipe(secret, sizeof secret);
    trc_wipe(&salt_key, sizeof salt_key);
}

void trc_hkdf_extract(const void *ikm, size_t len, struct trc_hmac_key *prk)
{
    /* HMAC pads its key with zeros, so that no salt at all and a salt of 32 zero bytes are one. */
    trc_hkdf_extract_salted(NULL, 0, ikm, len, prk);
}

void trc_hkdf_expand(const struct trc_hmac_key *prk, const void *info, size_t info_len, uint8_t *out, size_t out_len)
{
    assert(out_len <= TRC_HKDF_OUT_MAX);
    uint8_t block[TRC_MAC_LEN];
    size_t block_len = 0; /* the first round has no block before it */
    for (uint8_t round = 1; out_len > 0; round++) {
        SHA256_CTX inner;
        resume(&inner, prk->inner);
        SHA256_Update(&inner, block, block_len);
        SHA256_Update(&inner, info, info_len);
        SHA256_Update(&inner, &round, 1);
        finish_hmac(&inner, prk, block);
        block_len = sizeof block;

        const size_t take = out_len < block_len ? out_len : block_len;
        memcpy(out, block, take);
        out += take;
        out_len -= take;
    }
    trc_wipe(block, sizeof block);
}
