/* test_keyring.c: derived keys equal OpenSSL's own HKDF, and the cache answers as derivation does, also in collisions.
 */
#include "status_asserts.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <stdlib.h>

#include "code/keyring.h"
#include "code_fixture.h"
#include "crypto/hmac.h"
#include "random.h"

static struct trc_keyring ring;

static int make_ring(void **state)
{
    (void)state;
    fixture_ring(&ring);
    return 0;
}

/* HKDF-SHA-256 with a salt of 32 zero bytes, as docs/trace-code.md writes K(purpose), by OpenSSL's EVP_KDF. */
static void openssl_hkdf(const uint8_t secret[TRC_SECRET_LEN], const char *purpose, uint8_t key_id, const char *gtin,
                         uint8_t out[32])
{
    uint8_t salt[32] = {0}, info[64];
    size_t len = (size_t)sprintf((char *)info, "trc1 %s", purpose) + 1;
    info[len++] = key_id;
    memcpy(info + len, gtin, strlen(gtin));
    len += strlen(gtin);
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, (char[]){"SHA256"}, 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, (void *)(uintptr_t)secret, TRC_SECRET_LEN),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, salt, sizeof salt),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info, len),
        OSSL_PARAM_construct_end(),
    };
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
    EVP_KDF_CTX *ctx = EVP_KDF_CTX_new(kdf);
    assert_int_equal(EVP_KDF_derive(ctx, out, 32, params), 1);
    EVP_KDF_CTX_free(ctx);
    EVP_KDF_free(kdf);
}

static void assert_key(const struct trc_hmac_key *key, const struct trc_secret *secret, const char *purpose,
                       const char *gtin)
{
    uint8_t bytes[32];
    struct trc_hmac_key expected;
    openssl_hkdf(strcmp(purpose, "pin") == 0 ? secret->pin_root : secret->root, purpose, secret->key_id, gtin, bytes);
    trc_hmac_key_init(&expected, bytes, sizeof bytes);
    assert_memory_equal(key, &expected, sizeof expected);
}

static void derived_keys_are_those_of_openssl(void **state)
{
    (void)state;
    static struct trc_keyring full;
    const char *const gtins[] = {FIXTURE_GTIN, "06901234567908", "00000096385074"};
    for (uint8_t id = 0; id < TRC_KEY_IDS; id++) {
        const struct trc_secret secret = fixture_secret(id, id % 2 ? TRC_KEY_ED25519 : TRC_KEY_HMAC, (uint8_t)(id * 3));
        assert_ok(trc_keyring_add(&full, &secret, NULL));
        for (size_t i = 0; i < COUNT(gtins); i++) {
            struct trc_unit_keys keys;
            struct trc_hmac_key pin;
            assert_true(trc_unit_keys_derive(&full, id, gtins[i], &keys));
            assert_int_equal(keys.key_id, id);
            assert_string_equal(keys.gtin, gtins[i]);
            assert_key(&keys.serial, &secret, "serial", gtins[i]);
            assert_key(&keys.mask, &secret, "mask", gtins[i]);
            assert_key(&keys.mac, &secret, "mac", gtins[i]);
            trc_keyring_derive(&full.key[id].pin_prk, "pin", id, gtins[i], &pin);
            assert_key(&pin, &secret, "pin", gtins[i]);
        }
        uint8_t seed[32];
        openssl_hkdf(secret.root, "ed25519", id, "", seed);
        assert_int_equal(memcmp(full.key[id].ed25519_seed, seed, sizeof seed) == 0, secret.type == TRC_KEY_ED25519);
    }
}

/* A key of its own for each root and key id, whatever the type; neither root nor the key of the seals. */
static void the_ledgers_seed_is_that_of_openssl(void **state)
{
    (void)state;
    uint8_t seed[TRC_ED25519_SEED_LEN], expected[TRC_ED25519_SEED_LEN], other[TRC_ED25519_SEED_LEN];
    for (int type = 0; type < TRC_KEY_TYPE_COUNT; type++) {
        struct trc_secret secret = fixture_secret(FIXTURE_KEY_ID, (enum trc_key_type)type, 0);
        trc_secret_ledger_seed(&secret, seed);
        openssl_hkdf(secret.root, "ledger", secret.key_id, "", expected);
        assert_memory_equal(seed, expected, sizeof seed);
        openssl_hkdf(secret.root, "ed25519", secret.key_id, "", other);
        assert_memory_not_equal(seed, other, sizeof seed);
        memset(secret.pin_root, 0, sizeof secret.pin_root);
        trc_secret_ledger_seed(&secret, other);
        assert_memory_equal(seed, other, sizeof seed);
        secret.key_id++;
        trc_secret_ledger_seed(&secret, other);
        assert_memory_not_equal(seed, other, sizeof seed);
    }
}

static void the_scanners_key_is_that_of_the_lowest_slot(void **state)
{
    (void)state;
    static const uint8_t zeros[TRC_SECRET_LEN];
    static struct trc_keyring some;
    struct trc_secret secret = {.key_id = 9, .type = TRC_KEY_HMAC, .root = {1, 2, 3}};
    uint8_t key[TRC_SECRET_LEN], expected[TRC_SECRET_LEN], later[TRC_SECRET_LEN];
    trc_keyring_scanner_key(&some, key);
    assert_memory_equal(key, zeros, sizeof key);
    assert_int_equal(trc_keyring_add(&some, &secret, NULL), TRC_OK);
    trc_keyring_scanner_key(&some, key);
    openssl_hkdf(secret.root, "scanner", 9, "", expected);
    assert_memory_equal(key, expected, sizeof key);
    secret = (struct trc_secret){.key_id = 10, .type = TRC_KEY_HMAC, .root = {7}};
    assert_int_equal(trc_keyring_add(&some, &secret, NULL), TRC_OK);
    trc_keyring_scanner_key(&some, later);
    assert_memory_equal(later, key, sizeof key);
    secret.key_id = 0; /* control: another home's */
    assert_int_equal(trc_keyring_add(&some, &secret, NULL), TRC_OK);
    trc_keyring_scanner_key(&some, later);
    assert_memory_not_equal(later, key, sizeof key);
}

static void slots_know_what_they_can_do(void **state)
{
    (void)state;
    const struct trc_key *both = &ring.key[FIXTURE_KEY_ID], *hmac = &ring.key[FIXTURE_OTHER_KEY_ID];
    assert_true(both->has_root && both->has_pin && both->has_seed && both->has_public);
    assert_true(hmac->has_root && hmac->has_pin && !hmac->has_seed && !hmac->has_public);
    assert_false(ring.key[0].has_root || ring.key[0].has_pin || ring.key[0].has_seed || ring.key[0].has_public);
    static struct trc_keyring public_ring;
    trc_keyring_add_public(&public_ring, 31, both->ed25519_public);
    const struct trc_key *alone = &public_ring.key[31];
    assert_true(alone->has_public && !alone->has_root && !alone->has_pin && !alone->has_seed);
}

static void a_missing_key_leaves_nothing_behind(void **state)
{
    (void)state;
    const uint8_t ids[] = {0, 5, 8, TRC_KEY_IDS - 1, TRC_KEY_IDS, 255};
    for (size_t i = 0; i < COUNT(ids); i++) {
        struct trc_unit_keys keys, zeros = {0};
        memset(&keys, 0xa5, sizeof keys);
        memset(&zeros, 0, sizeof zeros);
        assert_false(trc_unit_keys_derive(&ring, ids[i], FIXTURE_GTIN, &keys));
        assert_memory_equal(&keys, &zeros, sizeof keys);
    }
}

/* More (key id, GTIN) pairs than slots, asked for in random order: collisions are certain, wrong keys never. */
static void the_cache_answers_as_derivation_does(void **state)
{
    (void)state;
    static struct trc_key_cache cache;
    static char gtins[6000][TRC_GTIN_SIZE];
    static struct trc_unit_keys expected[COUNT(gtins)];
    uint64_t random = random_seed();
    size_t in_place = 0;
    for (size_t i = 0; i < COUNT(gtins); i++) {
        snprintf(gtins[i], sizeof gtins[i], "0690123%06zu", i * 7 % 1000000);
        gtins[i][13] = trc_gtin_check_digit(gtins[i], 13);
        gtins[i][14] = '\0';
        assert_true(trc_unit_keys_derive(&ring, i % 2 ? FIXTURE_KEY_ID : FIXTURE_OTHER_KEY_ID, gtins[i], &expected[i]));
    }
    for (size_t round = 0; round < 5 * COUNT(gtins); round++) {
        const size_t i = random_below(&random, COUNT(gtins));
        const struct trc_unit_keys *keys = trc_key_cache_get(&cache, &ring, expected[i].key_id, gtins[i]);
        assert_non_null(keys);
        assert_memory_equal(keys, &expected[i], sizeof *keys);
        assert_ptr_equal(trc_key_cache_get(&cache, &ring, expected[i].key_id, gtins[i]), keys);
    }
    for (size_t i = 0; i < TRC_KEY_CACHE_SLOTS; i++)
        in_place += cache.slot[i].gtin[0] != '\0';
    assert_in_range(in_place, TRC_KEY_CACHE_SLOTS / 2,
                    TRC_KEY_CACHE_SLOTS); /* it spreads: GTINs in a row do not pile up */
}

/* Firms number their products in a row: as many as fit must not drive each other out. */
static void products_in_a_row_stay_in_the_cache(void **state)
{
    (void)state;
    static struct trc_key_cache cache;
    unsigned before = 0;
    for (int round = 0; round < 4; round++) {
        before = cache.turn;
        for (unsigned i = 0; i < 1000; i++) {
            char gtin[TRC_GTIN_SIZE];
            snprintf(gtin, sizeof gtin, "0690123%06u0", i);
            gtin[13] = trc_gtin_check_digit(gtin, 13);
            assert_non_null(trc_key_cache_get(&cache, &ring, FIXTURE_KEY_ID, gtin));
        }
    }
    assert_in_range(cache.turn - before, 0, 50); /* derived again in the last round */
}

/* Of one product's keys only those of the key id that is asked for will do, wherever the hash puts them. */
static void the_cache_tells_key_ids_apart(void **state)
{
    (void)state;
    static struct trc_key_cache cache;
    struct trc_unit_keys *keys =
        (struct trc_unit_keys *)(uintptr_t)trc_key_cache_get(&cache, &ring, FIXTURE_KEY_ID, FIXTURE_GTIN);
    assert_int_equal(keys->key_id, FIXTURE_KEY_ID);
    assert_ptr_equal(trc_key_cache_get(&cache, &ring, FIXTURE_KEY_ID, FIXTURE_GTIN), keys);
    keys->key_id = FIXTURE_OTHER_KEY_ID;
    assert_ptr_not_equal(trc_key_cache_get(&cache, &ring, FIXTURE_KEY_ID, FIXTURE_GTIN), keys);
    assert_int_equal(trc_key_cache_get(&cache, &ring, FIXTURE_OTHER_KEY_ID, FIXTURE_GTIN)->key_id,
                     FIXTURE_OTHER_KEY_ID);
    assert_null(trc_key_cache_get(&cache, &ring, 0, FIXTURE_GTIN));
    assert_null(trc_key_cache_get(&cache, &ring, TRC_KEY_IDS, FIXTURE_GTIN));
}

/* An empty slot is all zeros: so is a key id of 0 with no GTIN, which must not pass for a hit. */
static void an_empty_cache_holds_no_key(void **state)
{
    (void)state;
    static struct trc_key_cache cache;
    static struct trc_keyring empty;
    for (uint8_t id = 0; id < TRC_KEY_IDS; id++)
        assert_null(trc_key_cache_get(&cache, &empty, id, FIXTURE_GTIN));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(derived_keys_are_those_of_openssl),
        cmocka_unit_test(the_ledgers_seed_is_that_of_openssl),
        cmocka_unit_test(the_scanners_key_is_that_of_the_lowest_slot),
        cmocka_unit_test(slots_know_what_they_can_do),
        cmocka_unit_test(a_missing_key_leaves_nothing_behind),
        cmocka_unit_test(the_cache_answers_as_derivation_does),
        cmocka_unit_test(products_in_a_row_stay_in_the_cache),
        cmocka_unit_test(the_cache_tells_key_ids_apart),
        cmocka_unit_test(an_empty_cache_holds_no_key),
    };
    return cmocka_run_group_tests(tests, make_ring, NULL);
}
