/* test_wycheproof.c: every applicable Wycheproof vector for HMAC-SHA-256, HKDF-SHA-256 and Ed25519. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crypto/ed25519.h"
#include "crypto/hmac.h"
#include "hex.h"
#include "shared_data.h"

enum { BYTES_MAX = 16384 };

struct counts {
    int passed;
    int failed;
    int skipped;
};

struct bytes {
    size_t len;
    uint8_t at[BYTES_MAX];
};

static const char *text(const json_t *object, const char *name)
{
    const char *value = json_string_value(json_object_get(object, name));
    assert_non_null(value);
    return value;
}

static void bytes(const json_t *object, const char *name, struct bytes *out)
{
    out->len = hex_bytes(text(object, name), out->at, sizeof out->at);
}

static bool valid(const json_t *test)
{
    return strcmp(text(test, "result"), "valid") == 0;
}

/* Each runner says whether we and the vector agree. `spoil` flips a bit of what the vector expects, where it has one.
 */
typedef bool runner(const json_t *group, const json_t *test, bool spoil, bool *skipped);

static bool run_hmac(const json_t *group, const json_t *test, bool spoil, bool *skipped)
{
    static struct bytes secret, msg, tag;
    (void)skipped;
    bytes(test, "key", &secret);
    bytes(test, "msg", &msg);
    bytes(test, "tag", &tag);
    assert_int_equal(tag.len * 8, json_integer_value(json_object_get(group, "tagSize")));
    if (spoil)
        tag.at[tag.len - 1] ^= 0x80;
    uint8_t mac[TRC_MAC_LEN];
    struct trc_hmac_key key;
    trc_hmac_key_init(&key, secret.at, secret.len);
    trc_hmac(&key, msg.at, msg.len, mac);
    return trc_equal(mac, tag.at, tag.len) == valid(test);
}

#ifndef NDEBUG
/* Asking for too much is a caller's mistake, which stops a debug build where it stands. */
static bool expand_aborts(const struct trc_hmac_key *prk, size_t size)
{
    static uint8_t out[BYTES_MAX];
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        signal(SIGABRT, SIG_DFL);
        fclose(stderr);
        trc_hkdf_expand(prk, NULL, 0, out, size);
        _exit(0);
    }
    int how = 0;
    assert_int_equal(waitpid(child, &how, 0), child);
    return WIFSIGNALED(how) && WTERMSIG(how) == SIGABRT;
}
#endif

static bool run_hkdf(const json_t *group, const json_t *test, bool spoil, bool *skipped)
{
    static struct bytes ikm, salt, info, okm;
    static uint8_t out[BYTES_MAX];
    (void)group;
    bytes(test, "ikm", &ikm);
    bytes(test, "salt", &salt);
    bytes(test, "info", &info);
    bytes(test, "okm", &okm);
    const size_t size = (size_t)json_integer_value(json_object_get(test, "size"));
    struct trc_hmac_key prk;
    trc_hkdf_extract_salted(salt.at, salt.len, ikm.at, ikm.len, &prk);
    if (!valid(test)) {
        assert_true(size > TRC_HKDF_OUT_MAX); /* the one way in which these vectors are invalid */
#ifdef NDEBUG
        *skipped = true;
        return true;
#else
        (void)skipped;
        return expand_aborts(&prk, size) != spoil;
#endif
    }
    assert_int_equal(okm.len, size);
    if (spoil)
        okm.at[size - 1] ^= 0x01;
    trc_hkdf_expand(&prk, info.at, info.len, out, size);
    return memcmp(out, okm.at, size) == 0;
}

static bool run_ed25519(const json_t *group, const json_t *test, bool spoil, bool *skipped)
{
    static struct bytes public_key, msg, signature;
    bytes(json_object_get(group, "publicKey"), "pk", &public_key);
    bytes(test, "msg", &msg);
    bytes(test, "sig", &signature);
    assert_int_equal(public_key.len, TRC_ED25519_PUBLIC_LEN);
    if (signature.len != TRC_ED25519_SIGNATURE_LEN) { /* the interface takes 64 bytes and nothing else */
        assert_false(valid(test));
        *skipped = true;
        return true;
    }
    if (spoil)
        signature.at[0] ^= 0x01;
    bool holds = false;
    assert_int_equal(trc_ed25519_check(public_key.at, msg.at, msg.len, signature.at, &holds), TRC_OK);
    return holds == valid(test);
}

static struct counts run_file(const char *name, runner *run, bool spoil)
{
    struct counts counts = {0};
    char path[4096];
    assert_true(shared_data_path(name, path, sizeof path));
    json_error_t error;
    json_t *root = json_load_file(path, 0, &error);
    if (root == NULL)
        fail_msg("%s:%d: %s", path, error.line, error.text);

    size_t g, t;
    json_t *group, *test;
    json_array_foreach(json_object_get(root, "testGroups"), g, group)
    {
        json_array_foreach(json_object_get(group, "tests"), t, test)
        {
            bool skipped = false;
            const bool agreed = run(group, test, spoil, &skipped);
            counts.skipped += skipped;
            counts.passed += agreed && !skipped;
            counts.failed += !agreed;
            if (!agreed && !spoil)
                print_error("%s: test %d disagrees: %s\n", name, (int)json_integer_value(json_object_get(test, "tcId")),
                            text(test, "comment"));
        }
    }
    const int all = (int)json_integer_value(json_object_get(root, "numberOfTests"));
    assert_int_equal(counts.passed + counts.failed + counts.skipped, all);
    json_decref(root);
    print_message("%s%s: %d agree, %d disagree, %d skipped of %d\n", name, spoil ? " (spoiled)" : "", counts.passed,
                  counts.failed, counts.skipped, all);
    return counts;
}

/* `spoiled_min`: so many spoiled vectors must be noticed, the valid ones; an invalid one mostly stays invalid. */
static void agrees_and_notices(const char *name, runner *run, int spoiled_min, int skipped_max)
{
    const struct counts plain = run_file(name, run, false);
    assert_int_equal(plain.failed, 0);
    assert_true(plain.passed > 0);
    assert_in_range(plain.skipped, 0, skipped_max);
    const struct counts spoiled = run_file(name, run, true);
    assert_true(spoiled.failed >= spoiled_min);
}

static void hmac_vectors(void **state)
{
    (void)state;
    agrees_and_notices("crypto/hmac_sha256_test.json", run_hmac, 66, 0);
}

static void hkdf_vectors(void **state)
{
    (void)state;
    agrees_and_notices("crypto/hkdf_sha256_test.json", run_hkdf, 83, 3);
}

static void ed25519_vectors(void **state)
{
    (void)state;
    agrees_and_notices("crypto/ed25519_test.json", run_ed25519, 88, 12);
}

int main(void)
{
    char path[4096];
    if (!shared_data_path("crypto/hmac_sha256_test.json", path, sizeof path))
        return 77;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hmac_vectors),
        cmocka_unit_test(hkdf_vectors),
        cmocka_unit_test(ed25519_vectors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
