/* test_hmac.c: SHA-256, HMAC and HKDF give what their standards and OpenSSL's own EVP interface give. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "crypto/hmac.h"
#include "hex.h"
#include "random.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static long openssl_allocations;

static void *counting_malloc(size_t len, const char *file, int line)
{
    (void)file, (void)line;
    openssl_allocations++;
    return malloc(len);
}

static void *counting_realloc(void *old, size_t len, const char *file, int line)
{
    (void)file, (void)line;
    openssl_allocations++;
    return realloc(old, len);
}

static void plain_free(void *block, const char *file, int line)
{
    (void)file, (void)line;
    free(block);
}

struct hmac_row {
    const char *name, *key, *msg, *mac;
};

static const struct hmac_row hmac_rows[] = {
    {"RFC 4231 4.2: short key", "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265",
     "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
    {"RFC 4231 4.3: key shorter than the digest", "4a656665",
     "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
     "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
    {"RFC 4231 4.4: key and message over one block together", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
     "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd",
     "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
    {"RFC 4231 4.7: key longer than a block",
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaaaaaaaaa",
     "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368204b6579204669727374",
     "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
};

static void hmac_matches_the_standard(void **state)
{
    const struct hmac_row *row = *state;
    uint8_t secret[256], msg[256], expected[TRC_MAC_LEN], mac[TRC_MAC_LEN];
    const size_t secret_len = hex_bytes(row->key, secret, sizeof secret);
    const size_t msg_len = hex_bytes(row->msg, msg, sizeof msg);
    assert_int_equal(hex_bytes(row->mac, expected, sizeof expected), TRC_MAC_LEN);
    struct trc_hmac_key key;
    trc_hmac_key_init(&key, secret, secret_len);
    trc_hmac(&key, msg, msg_len, mac);
    assert_memory_equal(mac, expected, TRC_MAC_LEN);
}

struct hkdf_row {
    const char *name, *ikm, *salt, *info, *okm;
};

static const struct hkdf_row hkdf_rows[] = {
    {"RFC 5869 A.1: basic", "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "000102030405060708090a0b0c",
     "f0f1f2f3f4f5f6f7f8f9", "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"},
    {"RFC 5869 A.2: longer inputs and outputs",
     "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f3031323334353637"
     "38393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f",
     "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f9091929394959697"
     "98999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
     "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7"
     "e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
     "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8"
     "367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"},
    {"RFC 5869 A.3: no salt, no info", "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "",
     "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"},
};

static void hkdf_matches_the_standard(void **state)
{
    const struct hkdf_row *row = *state;
    uint8_t ikm[128], salt[128], info[128], expected[128], okm[128];
    const size_t ikm_len = hex_bytes(row->ikm, ikm, sizeof ikm);
    const size_t salt_len = hex_bytes(row->salt, salt, sizeof salt);
    const size_t info_len = hex_bytes(row->info, info, sizeof info);
    const size_t okm_len = hex_bytes(row->okm, expected, sizeof expected);
    struct trc_hmac_key prk;
    trc_hkdf_extract_salted(salt, salt_len, ikm, ikm_len, &prk);
    trc_hkdf_expand(&prk, info, info_len, okm, okm_len);
    assert_memory_equal(okm, expected, okm_len);
}

static void extract_without_salt_is_extract_with_32_zero_bytes(void **state)
{
    (void)state;
    const uint8_t zeros[32] = {0};
    struct trc_hmac_key plain, salted;
    trc_hkdf_extract("secret", 6, &plain);
    trc_hkdf_extract_salted(zeros, sizeof zeros, "secret", 6, &salted);
    assert_memory_equal(&plain, &salted, sizeof plain);
}

static void expanding_less_gives_a_prefix_and_touches_no_more(void **state)
{
    (void)state;
    uint8_t whole[100], part[101];
    struct trc_hmac_key prk;
    trc_hkdf_extract("secret", 6, &prk);
    trc_hkdf_expand(&prk, "info", 4, whole, sizeof whole);
    for (size_t len = 0; len <= sizeof whole; len++) {
        memset(part, 0xa5, sizeof part);
        trc_hkdf_expand(&prk, "info", 4, part, len);
        assert_memory_equal(part, whole, len);
        assert_int_equal(part[len], 0xa5);
    }
}

static void sha256_of_known_messages(void **state)
{
    (void)state;
    uint8_t digest[TRC_MAC_LEN], expected[TRC_MAC_LEN];
    trc_sha256(NULL, 0, digest);
    hex_bytes("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", expected, sizeof expected);
    assert_memory_equal(digest, expected, sizeof digest);
    trc_sha256("abc", 3, digest);
    hex_bytes("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", expected, sizeof expected);
    assert_memory_equal(digest, expected, sizeof digest);
}

/* OpenSSL's own road to the same result: the peer that this file's subject must equal. */
static void evp_hmac(const uint8_t *secret, size_t secret_len, const uint8_t *msg, size_t len, uint8_t *mac)
{
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char[]){"SHA256"}, 0),
        OSSL_PARAM_construct_end(),
    };
    static EVP_MAC_CTX *ctx;
    if (ctx == NULL) {
        EVP_MAC *evp = EVP_MAC_fetch(NULL, "HMAC", NULL);
        ctx = EVP_MAC_CTX_new(evp);
        EVP_MAC_free(evp);
    }
    size_t mac_len = 0;
    assert_int_equal(EVP_MAC_init(ctx, secret, secret_len, params), 1);
    assert_int_equal(EVP_MAC_update(ctx, msg, len), 1);
    assert_int_equal(EVP_MAC_final(ctx, mac, &mac_len, TRC_MAC_LEN), 1);
    assert_int_equal(mac_len, TRC_MAC_LEN);
}

/* `flip` spoils one bit of the message on our side alone: the control that must be noticed. */
static bool agrees_with_evp(const uint8_t *secret, size_t secret_len, uint8_t *msg, size_t len, bool flip)
{
    uint8_t ours[TRC_MAC_LEN], theirs[TRC_MAC_LEN];
    struct trc_hmac_key key;
    evp_hmac(secret, secret_len, msg, len, theirs);
    trc_hmac_key_init(&key, secret, secret_len);
    if (flip)
        msg[len / 2] ^= 1;
    trc_hmac(&key, msg, len, ours);
    return memcmp(ours, theirs, sizeof ours) == 0;
}

static void every_length_around_the_block_boundaries_agrees_with_evp(void **state)
{
    (void)state;
    uint8_t secret[130], msg[200];
    memset(secret, 0x5c, sizeof secret);
    memset(msg, 0x80, sizeof msg);
    for (size_t secret_len = 1; secret_len <= sizeof secret; secret_len += secret_len < 60 ? 20 : 1)
        for (size_t len = 0; len <= sizeof msg; len++)
            assert_true(agrees_with_evp(secret, secret_len, msg, len, false));
}

static void random_messages_agree_with_evp(void **state)
{
    (void)state;
    uint64_t random = random_seed();
    for (int round = 0; round < 20000; round++) {
        uint8_t secret[100], msg[400];
        const size_t secret_len = 1 + random_below(&random, sizeof secret);
        const size_t len = 1 + random_below(&random, sizeof msg);
        for (size_t i = 0; i < secret_len; i++)
            secret[i] = (uint8_t)random_next(&random);
        for (size_t i = 0; i < len; i++)
            msg[i] = (uint8_t)random_next(&random);
        assert_true(agrees_with_evp(secret, secret_len, msg, len, false));
        assert_false(agrees_with_evp(secret, secret_len, msg, len, true));
    }
}

static void *mac_many(void *argument)
{
    const struct trc_hmac_key *key = argument;
    static const char msg[] = "a message that all threads share";
    uint8_t first[TRC_MAC_LEN], mac[TRC_MAC_LEN];
    trc_hmac(key, msg, sizeof msg, first);
    for (int i = 0; i < 20000; i++) {
        trc_hmac(key, msg, sizeof msg, mac);
        if (memcmp(mac, first, sizeof mac) != 0)
            return argument;
    }
    return NULL;
}

static void a_key_that_cannot_be_written_to_serves_many_threads(void **state)
{
    (void)state;
    struct trc_hmac_key *key = mmap(NULL, sizeof *key, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(key, MAP_FAILED);
    trc_hmac_key_init(key, "secret", 6);
    assert_int_equal(mprotect(key, sizeof *key, PROT_READ), 0);
    pthread_t threads[4];
    for (size_t i = 0; i < COUNT(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, mac_many, key), 0);
    for (size_t i = 0; i < COUNT(threads); i++) {
        void *wrong = NULL;
        assert_int_equal(pthread_join(threads[i], &wrong), 0);
        assert_null(wrong);
    }
    munmap(key, sizeof *key);
}

static void nothing_is_allocated(void **state)
{
    (void)state;
    uint8_t out[64];
    struct trc_hmac_key key;
    const long before = openssl_allocations;
    trc_hkdf_extract("secret", 6, &key);
    trc_hkdf_expand(&key, "info", 4, out, sizeof out);
    trc_hmac_key_init(&key, out, sizeof out);
    trc_hmac(&key, out, sizeof out, out);
    assert_int_equal(openssl_allocations, before);
    /* Control: the counter sees what EVP allocates. */
    EVP_MD_CTX_free(EVP_MD_CTX_new());
    assert_true(openssl_allocations > before);
}

static void equal_looks_at_every_byte(void **state)
{
    (void)state;
    uint8_t a[16] = {0}, b[16] = {0};
    assert_true(trc_equal(a, b, sizeof a));
    for (size_t bit = 0; bit < 8 * sizeof a; bit++) {
        b[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_false(trc_equal(a, b, sizeof a));
        assert_true(trc_equal(a, b, bit / 8));
        b[bit / 8] = 0;
    }
}

int main(void)
{
    if (CRYPTO_set_mem_functions(counting_malloc, counting_realloc, plain_free) != 1)
        return 1;
    struct CMUnitTest tests[COUNT(hmac_rows) + COUNT(hkdf_rows)];
    size_t count = 0;
    for (size_t i = 0; i < COUNT(hmac_rows); i++)
        tests[count++] = (struct CMUnitTest){.name = hmac_rows[i].name,
                                             .test_func = hmac_matches_the_standard,
                                             .initial_state = (void *)(uintptr_t)&hmac_rows[i]};
    for (size_t i = 0; i < COUNT(hkdf_rows); i++)
        tests[count++] = (struct CMUnitTest){.name = hkdf_rows[i].name,
                                             .test_func = hkdf_matches_the_standard,
                                             .initial_state = (void *)(uintptr_t)&hkdf_rows[i]};
    const struct CMUnitTest more[] = {
        cmocka_unit_test(extract_without_salt_is_extract_with_32_zero_bytes),
        cmocka_unit_test(expanding_less_gives_a_prefix_and_touches_no_more),
        cmocka_unit_test(sha256_of_known_messages),
        cmocka_unit_test(every_length_around_the_block_boundaries_agrees_with_evp),
        cmocka_unit_test(random_messages_agree_with_evp),
        cmocka_unit_test(a_key_that_cannot_be_written_to_serves_many_threads),
        cmocka_unit_test(nothing_is_allocated),
        cmocka_unit_test(equal_looks_at_every_byte),
    };
    const int failed = cmocka_run_group_tests_name("standards", tests, NULL, NULL);
    return failed + cmocka_run_group_tests_name("properties", more, NULL, NULL);
}
