/* test_seal_ed25519.c: E seals under OpenSSL's own hands: what we print it verifies, what it signs we accept. */
#include "status_asserts.h"

#include <openssl/evp.h>

#include "base/base32.h"
#include "code_fixture.h"

static struct trc_keyring ring;
static struct trc_key_cache cache;
static struct trc_code code;

static int make_ring(void **state)
{
    (void)state;
    fixture_ring(&ring);
    return 0;
}

/* M("E", "21" serial 0x1D) of the example's batch, written out by hand. */
static size_t message_of(const char *serial, char *message)
{
    return (size_t)sprintf(message,
                           "trc1E\x06"
                           "01" FIXTURE_GTIN "\x1d"
                           "10LOT2409A\x1d"
                           "17271231\x1d"
                           "21%s\x1d",
                           serial);
}

static bool openssl_verifies(const uint8_t *signature, const char *message, size_t len)
{
    EVP_PKEY *key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, ring.key[FIXTURE_KEY_ID].ed25519_public, 32);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    assert_int_equal(EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key), 1);
    const bool holds = EVP_DigestVerify(ctx, signature, 64, (const uint8_t *)message, len) == 1;
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(key);
    return holds;
}

static void openssl_signs(const char *message, size_t len, uint8_t signature[64])
{
    size_t signature_len = 64;
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, ring.key[FIXTURE_KEY_ID].ed25519_seed, 32);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    assert_int_equal(EVP_DigestSignInit(ctx, NULL, NULL, NULL, key), 1);
    assert_int_equal(EVP_DigestSign(ctx, signature, &signature_len, (const uint8_t *)message, len), 1);
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(key);
}

static void what_we_seal_openssl_verifies(void **state)
{
    (void)state;
    const char *const serials[] = {NULL, "SN-1", "!\"%&'()*+,/:;<=>?!%/"};
    for (size_t i = 0; i < COUNT(serials); i++)
        for (uint32_t unit = 0; unit < 20; unit++) {
            struct trc_issued issued;
            uint8_t signature[64];
            char message[200];
            fixture_issue(&ring, TRC_SEAL_KIND_ED25519, unit, serials[i], &issued);
            const char *seal = strstr(issued.text, "S=E6") + 4;
            assert_int_equal(strlen(seal), 103);
            assert_true(trc_base32_decode(seal, signature, sizeof signature));
            const size_t len = message_of(issued.serial, message);
            assert_true(openssl_verifies(signature, message, len));
            message[len / 2] ^= 1; /* control */
            assert_false(openssl_verifies(signature, message, len));
        }
}

static enum trc_seal_state seal_state(const char *serial, const uint8_t signature[64])
{
    char text[300], body[104] = {0};
    struct trc_check check;
    trc_base32_encode(signature, 64, body);
    snprintf(text, sizeof text, "https://id.acme.cn/01/" FIXTURE_GTIN "/10/LOT2409A/21/%s?17=271231&S=E6%s", serial,
             body);
    assert_ok(trc_code_parse(text, strlen(text), &code, NULL));
    assert_ok(trc_code_check(&code, &ring, &cache, &check));
    assert_int_equal(check.serial, TRC_SEAL_ABSENT);
    return check.seal;
}

static void what_openssl_signs_we_accept(void **state)
{
    (void)state;
    char message[200];
    uint8_t signature[64];
    openssl_signs(message, message_of("SN-1", message), signature);
    assert_int_equal(seal_state("SN-1", signature), TRC_SEAL_HOLDS);
    assert_int_equal(seal_state("SN-2", signature), TRC_SEAL_FAILS);
    signature[63] ^= 0x10;
    assert_int_equal(seal_state("SN-1", signature), TRC_SEAL_FAILS);
}

/* Signed by the right key, but over something that is no E seal's message. */
static void signatures_over_other_messages_fail(void **state)
{
    (void)state;
    const char *const begins[] = {"trc1H\x06", "trc1N\x06", "trc1E\x07", "trc2E\x06", "trc1e\x06"};
    for (size_t i = 0; i < COUNT(begins); i++) {
        char message[200];
        uint8_t signature[64];
        const size_t len = message_of("SN-1", message);
        memcpy(message, begins[i], 6);
        openssl_signs(message, len, signature);
        assert_int_equal(seal_state("SN-1", signature), TRC_SEAL_FAILS);
    }
}

/* S plus the group order verifies under careless implementations: the same signature would have two texts. */
static void a_signature_has_one_form_only(void **state)
{
    (void)state;
    static const uint8_t order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58,       0xd6,
                                      0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, [31] = 0x10};
    char message[200];
    uint8_t signature[64];
    openssl_signs(message, message_of("SN-1", message), signature);
    unsigned carry = 0;
    for (size_t i = 0; i < 32; i++) {
        carry += signature[32 + i] + order[i];
        signature[32 + i] = (uint8_t)carry;
        carry >>= 8;
    }
    assert_int_equal(carry, 0);
    assert_int_equal(seal_state("SN-1", signature), TRC_SEAL_FAILS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_we_seal_openssl_verifies),
        cmocka_unit_test(what_openssl_signs_we_accept),
        cmocka_unit_test(signatures_over_other_messages_fail),
        cmocka_unit_test(a_signature_has_one_form_only),
    };
    return cmocka_run_group_tests(tests, make_ring, NULL);
}
