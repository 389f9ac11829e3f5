/* bench_hmac.c: keyed HMACs, derived keys and Ed25519 checks beside OpenSSL's EVP interface used as well as it can be.
 */
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <string.h>

#include "bench.h"
#include "crypto/ed25519.h"
#include "crypto/hmac.h"

static void check(bool ok)
{
    if (!ok)
        abort();
}

struct subject {
    size_t len;
    uint8_t secret[TRC_SECRET_LEN], msg[256], out[TRC_ED25519_SIGNATURE_LEN];
    struct trc_hmac_key key;
    EVP_MAC_CTX *evp_mac;
    EVP_KDF_CTX *evp_kdf;
    uint8_t public_key[TRC_ED25519_PUBLIC_LEN], signature[TRC_ED25519_SIGNATURE_LEN];
    EVP_PKEY *evp_key;
};

static void setup(struct subject *s)
{
    memset(s, 0, sizeof *s);
    memset(s->secret, 0x42, sizeof s->secret);
    s->len = 46;
    trc_hmac_key_init(&s->key, s->secret, sizeof s->secret);

    const OSSL_PARAM mac_params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char[]){"SHA256"}, 0),
                                     OSSL_PARAM_construct_end()};
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    s->evp_mac = EVP_MAC_CTX_new(mac);
    check(EVP_MAC_init(s->evp_mac, s->secret, sizeof s->secret, mac_params) == 1);
    EVP_MAC_free(mac);

    EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
    s->evp_kdf = EVP_KDF_CTX_new(kdf);
    EVP_KDF_free(kdf);

    check(trc_ed25519_public(s->secret, s->public_key) == TRC_OK);
    check(trc_ed25519_sign(s->secret, s->msg, s->len, s->signature) == TRC_OK);
    s->evp_key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, s->public_key, sizeof s->public_key);
}

static void teardown(struct subject *s)
{
    EVP_MAC_CTX_free(s->evp_mac);
    EVP_KDF_CTX_free(s->evp_kdf);
    EVP_PKEY_free(s->evp_key);
}

static void our_hmac(void *context, size_t count)
{
    struct subject *s = context;
    for (size_t i = 0; i < count; i++) {
        s->msg[0] = (uint8_t)i;
        trc_hmac(&s->key, s->msg, s->len, s->out);
    }
}

/* Fetched and keyed beforehand; "re-init" starts the next message under the same key. */
static void evp_hmac(void *context, size_t count)
{
    struct subject *s = context;
    size_t len;
    for (size_t i = 0; i < count; i++) {
        s->msg[0] = (uint8_t)i;
        check(EVP_MAC_init(s->evp_mac, NULL, 0, NULL) == 1 && EVP_MAC_update(s->evp_mac, s->msg, s->len) == 1 &&
              EVP_MAC_final(s->evp_mac, s->out, &len, TRC_MAC_LEN) == 1);
    }
}

static void our_derivation(void *context, size_t count)
{
    struct subject *s = context;
    struct trc_hmac_key prk;
    for (size_t i = 0; i < count; i++) {
        s->msg[0] = (uint8_t)i;
        trc_hkdf_extract(s->secret, sizeof s->secret, &prk);
        trc_hkdf_expand(&prk, s->msg, 27, s->out, TRC_SECRET_LEN);
    }
}

static void evp_derivation(void *context, size_t count)
{
    struct subject *s = context;
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, (char[]){"SHA256"}, 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, s->secret, sizeof s->secret),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, s->msg, 27),
        OSSL_PARAM_construct_end(),
    };
    for (size_t i = 0; i < count; i++) {
        s->msg[0] = (uint8_t)i;
        EVP_KDF_CTX_reset(s->evp_kdf);
        check(EVP_KDF_derive(s->evp_kdf, s->out, TRC_SECRET_LEN, params) == 1);
    }
}

static void our_check(void *context, size_t count)
{
    struct subject *s = context;
    bool holds;
    for (size_t i = 0; i < count; i++)
        check(trc_ed25519_check(s->public_key, s->msg, s->len, s->signature, &holds) == TRC_OK && holds);
}

static void evp_check(void *context, size_t count)
{
    struct subject *s = context;
    for (size_t i = 0; i < count; i++) {
        EVP_MD_CTX *ctx = EVP_MD_CTX_new();
        check(EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, s->evp_key) == 1 &&
              EVP_DigestVerify(ctx, s->signature, sizeof s->signature, s->msg, s->len) == 1);
        EVP_MD_CTX_free(ctx);
    }
}

int main(void)
{
    struct subject s;
    setup(&s);
    bench_compare("Ed25519 check, 46 bytes", our_check, "EVP, key object kept", evp_check, &s, 2000);
    bench_compare("HKDF, one 32-byte key", our_derivation, "EVP_KDF, context reset", evp_derivation, &s, 100000);
    static const size_t lens[] = {46, 69, 200};
    for (size_t i = 0; i < sizeof lens / sizeof lens[0]; i++) {
        char what[64];
        s.len = lens[i];
        snprintf(what, sizeof what, "HMAC of %zu bytes, keyed", s.len);
        bench_compare(what, our_hmac, "EVP_MAC, keyed, re-init", evp_hmac, &s, 500000);
    }
    teardown(&s);
    return 0;
}
