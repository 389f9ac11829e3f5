/* test_secrets.c: root secrets are fresh, stay in order, and leave nothing behind when wiped. */
#define OPENSSL_SUPPRESS_DEPRECATED /* RAND_set_rand_method: the plainest way to a generator that fails */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <openssl/rand.h>
#include <string.h>
#include <trc/keys.h>

#include "random.h"

static bool all_zero(const void *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (((const uint8_t *)bytes)[i] != 0)
            return false;
    return true;
}

static void types_have_names(void **state)
{
    (void)state;
    assert_string_equal(trc_key_type_name(TRC_KEY_HMAC), "hmac");
    assert_string_equal(trc_key_type_name(TRC_KEY_ED25519), "ed25519");
    assert_string_equal(trc_key_type_name(TRC_KEY_TYPE_COUNT), "?");
}

static void generated_roots_are_all_different(void **state)
{
    (void)state;
    enum { MADE = 100 };
    static struct trc_secret made[MADE];
    for (int i = 0; i < MADE; i++) {
        assert_int_equal(trc_secret_generate(&made[i], (uint8_t)(i % TRC_KEY_IDS), TRC_KEY_ED25519, 1000 + i, NULL),
                         TRC_OK);
        assert_int_equal(made[i].key_id, i % TRC_KEY_IDS);
        assert_int_equal(made[i].type, TRC_KEY_ED25519);
        assert_int_equal(made[i].created_at_s, 1000 + i);
        assert_memory_not_equal(made[i].root, made[i].pin_root, TRC_SECRET_LEN);
        for (int j = 0; j < i; j++) {
            assert_memory_not_equal(made[i].root, made[j].root, TRC_SECRET_LEN);
            assert_memory_not_equal(made[i].pin_root, made[j].pin_root, TRC_SECRET_LEN);
        }
    }
}

static void generate_refuses_a_key_id_that_does_not_exist(void **state)
{
    (void)state;
    struct trc_secret secret;
    struct trc_error error = TRC_ERROR_INIT;
    assert_int_equal(trc_secret_generate(&secret, TRC_KEY_IDS, TRC_KEY_HMAC, 0, &error), TRC_ERR_RANGE);
    assert_non_null(strstr(error.msg, "32"));
    assert_non_null(strstr(error.msg, "0 to 31"));
    assert_true(all_zero(&secret, sizeof secret));
}

static int calls_before_failure;

/* Fills with ones before it fails, as a generator that breaks half-way might. */
static int failing_bytes(unsigned char *bytes, int len)
{
    memset(bytes, 0xff, (size_t)len);
    return calls_before_failure-- > 0;
}

static void a_failing_generator_leaves_no_half_made_secret(void **state)
{
    (void)state;
    static const RAND_METHOD failing = {.bytes = failing_bytes};
    for (int good_calls = 0; good_calls < 2; good_calls++) {
        struct trc_secret secret;
        struct trc_error error = TRC_ERROR_INIT;
        calls_before_failure = good_calls;
        RAND_set_rand_method(&failing);
        const enum trc_status status = trc_secret_generate(&secret, 1, TRC_KEY_HMAC, 5, &error);
        RAND_set_rand_method(NULL);
        assert_int_equal(status, TRC_ERR_CRYPTO);
        assert_int_equal(error.status, TRC_ERR_CRYPTO);
        assert_true(all_zero(&secret, sizeof secret));
    }
}

static struct trc_secret numbered(uint8_t key_id)
{
    struct trc_secret secret = {.key_id = key_id, .type = TRC_KEY_HMAC, .created_at_s = key_id};
    memset(secret.root, key_id + 1, sizeof secret.root);
    memset(secret.pin_root, 0xff - key_id, sizeof secret.pin_root);
    return secret;
}

static enum trc_status add_numbered(struct trc_secrets *secrets, uint8_t key_id)
{
    const struct trc_secret secret = numbered(key_id);
    return trc_secrets_add(secrets, &secret, NULL);
}

static void slots_added_in_any_order_are_listed_in_order_and_found(void **state)
{
    (void)state;
    uint64_t random = random_seed();
    for (int round = 0; round < 200; round++) {
        struct trc_secrets secrets = {0};
        uint32_t present = 0;
        for (int step = 0; step < 80; step++) {
            const uint8_t key_id = (uint8_t)random_below(&random, TRC_KEY_IDS);
            const bool taken = (present >> key_id & 1) != 0;
            assert_int_equal(add_numbered(&secrets, key_id), taken ? TRC_ERR_EXISTS : TRC_OK);
            present |= UINT32_C(1) << key_id;
        }
        size_t at = 0;
        for (uint8_t key_id = 0; key_id < TRC_KEY_IDS; key_id++) {
            const struct trc_secret expected = numbered(key_id);
            const struct trc_secret *found = trc_secrets_find(&secrets, key_id);
            if ((present >> key_id & 1) == 0) {
                assert_null(found);
                continue;
            }
            assert_ptr_equal(found, &secrets.secret[at++]);
            assert_memory_equal(found->root, expected.root, sizeof expected.root);
            assert_memory_equal(found->pin_root, expected.pin_root, sizeof expected.pin_root);
            assert_int_equal(found->created_at_s, key_id);
        }
        assert_int_equal(secrets.count, at);
    }
}

static void add_refuses_what_does_not_fit_and_changes_nothing(void **state)
{
    (void)state;
    struct trc_secrets secrets = {0};
    for (uint8_t key_id = TRC_KEY_IDS; key_id-- > 0;)
        assert_int_equal(add_numbered(&secrets, key_id), TRC_OK);
    const struct trc_secrets before = secrets;

    struct trc_error error = TRC_ERROR_INIT;
    struct trc_secret again = numbered(7);
    again.root[0] ^= 1;
    assert_int_equal(trc_secrets_add(&secrets, &again, &error), TRC_ERR_EXISTS);
    assert_non_null(strstr(error.msg, "7"));
    struct trc_secret beyond = numbered(TRC_KEY_IDS);
    assert_int_equal(trc_secrets_add(&secrets, &beyond, &error), TRC_ERR_RANGE);
    assert_memory_equal(&secrets, &before, sizeof before);
    assert_null(trc_secrets_find(&secrets, TRC_KEY_IDS));
}

static void wiping_leaves_zeros(void **state)
{
    (void)state;
    struct trc_secrets secrets = {0};
    assert_int_equal(add_numbered(&secrets, 3), TRC_OK);
    assert_false(all_zero(&secrets, sizeof secrets)); /* control */
    trc_secrets_wipe(&secrets);
    assert_true(all_zero(&secrets, sizeof secrets));

    uint8_t bytes[5] = {1, 2, 3, 4, 5};
    trc_wipe(bytes + 1, 3);
    assert_memory_equal(bytes, ((uint8_t[]){1, 0, 0, 0, 5}), sizeof bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(types_have_names),
        cmocka_unit_test(generated_roots_are_all_different),
        cmocka_unit_test(generate_refuses_a_key_id_that_does_not_exist),
        cmocka_unit_test(a_failing_generator_leaves_no_half_made_secret),
        cmocka_unit_test(slots_added_in_any_order_are_listed_in_order_and_found),
        cmocka_unit_test(add_refuses_what_does_not_fit_and_changes_nothing),
        cmocka_unit_test(wiping_leaves_zeros),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
