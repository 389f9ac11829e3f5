/* test_registry_key.c: the public facts of keys, and their revocation. */
#include "registry_fixture.h"

enum { YEAR_2025 = 1735689600, YEAR_2026 = 1767225600 };

static void keys_come_back_in_order(void **state)
{
    struct fixture *f = *state;
    struct trc_key_facts facts[TRC_KEY_IDS];
    size_t count;
    assert_ok(trc_registry_list_keys(f->registry, facts, &count, &f->error));
    assert_int_equal(count, 0);
    for (int i = TRC_KEY_IDS - 1; i >= 0; i--) {
        struct trc_key_facts key = {.key_id = (uint8_t)i, .created_at_s = YEAR_2025 + i};
        if (i % 2 == 1) {
            key.type = TRC_KEY_ED25519;
            key.has_public = true;
            memset(key.public_key, i, sizeof key.public_key);
        }
        assert_ok(trc_registry_add_key(f->registry, &key, &f->error));
    }
    reopen(f);
    assert_ok(trc_registry_list_keys(f->registry, facts, &count, &f->error));
    assert_int_equal(count, TRC_KEY_IDS);
    for (int i = 0; i < TRC_KEY_IDS; i++) {
        assert_int_equal(facts[i].key_id, i);
        assert_int_equal(facts[i].type, i % 2 == 1 ? TRC_KEY_ED25519 : TRC_KEY_HMAC);
        assert_int_equal(facts[i].created_at_s, YEAR_2025 + i);
        assert_int_equal(facts[i].revoked_from_s, 0);
        assert_int_equal(facts[i].has_public, i % 2);
        assert_int_equal(facts[i].public_key[TRC_ED25519_PUBLIC_LEN - 1], i % 2 == 1 ? i : 0);
    }
}

static void a_key_id_is_taken_once(void **state)
{
    struct fixture *f = *state;
    struct trc_key_facts facts[TRC_KEY_IDS];
    const struct trc_key_facts first = {.key_id = 6, .created_at_s = YEAR_2025};
    const struct trc_key_facts second = {.key_id = 6, .created_at_s = YEAR_2026};
    size_t count;
    assert_ok(trc_registry_add_key(f->registry, &first, &f->error));
    assert_status(trc_registry_add_key(f->registry, &second, &f->error), TRC_ERR_EXISTS);
    assert_says(f->error, "6");
    assert_ok(trc_registry_list_keys(f->registry, facts, &count, &f->error));
    assert_int_equal(count, 1);
    assert_int_equal(facts[0].created_at_s, YEAR_2025);
}

static void a_revocation_moves_back_but_never_forward(void **state)
{
    static const struct {
        int64_t from_s;
        enum trc_status status;
        int64_t after;
    } row[] = {
        {0, TRC_ERR_RANGE, 0},
        {-1, TRC_ERR_RANGE, 0},
        {YEAR_2026, TRC_OK, YEAR_2026},
        {YEAR_2026, TRC_OK, YEAR_2026}, /* repeat is harmless */
        {YEAR_2025, TRC_OK, YEAR_2025},
        {YEAR_2026, TRC_ERR_STATE, YEAR_2025},
        {YEAR_2025 + 1, TRC_ERR_STATE, YEAR_2025},
    };
    struct fixture *f = *state;
    const struct trc_key_facts key = {.key_id = 0, .created_at_s = YEAR_2025};
    assert_ok(trc_registry_add_key(f->registry, &key, &f->error));
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct trc_key_facts facts[TRC_KEY_IDS];
        size_t count;
        assert_status(trc_registry_revoke_key(f->registry, 0, row[i].from_s, YEAR_2025, &f->error), row[i].status);
        assert_ok(trc_registry_list_keys(f->registry, facts, &count, &f->error));
        assert_int_equal(facts[0].revoked_from_s, row[i].after);
    }
    assert_says(f->error, "2025-01-01");
}

static void an_unknown_key_is_not_revoked(void **state)
{
    struct fixture *f = *state;
    assert_status(trc_registry_revoke_key(f->registry, 9, YEAR_2025, YEAR_2025, &f->error), TRC_ERR_NOT_FOUND);
    assert_says(f->error, "9");
}

static void what_is_never_written_is_damage(void **state)
{
    static const char *const changes[] = {
        "UPDATE issuer_key SET type = 'rot13'",
        "UPDATE issuer_key SET type = 'a name that is longer than any type'",
        "UPDATE issuer_key SET public_key = CAST('0' AS BYTEA)",
    };
    struct fixture *f = *state;
    const struct trc_key_facts key = {.key_id = 1, .type = TRC_KEY_ED25519, .has_public = true};
    struct trc_key_facts facts[TRC_KEY_IDS];
    size_t count;
    assert_ok(trc_registry_add_key(f->registry, &key, &f->error));
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        assert_ok(trc_db_begin(f->registry->db, &f->error));
        assert_ok(trc_db_exec(f->registry->db, changes[i], &f->error));
        assert_status(trc_registry_list_keys(f->registry, facts, &count, &f->error), TRC_ERR_DAMAGED);
        assert_status(trc_db_end(f->registry->db, TRC_ERR_STATE, NULL), TRC_ERR_STATE);
    }
    assert_ok(trc_registry_list_keys(f->registry, facts, &count, &f->error)); /* control: rolled back, it reads */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        registry_test(keys_come_back_in_order),
        registry_test(a_key_id_is_taken_once),
        registry_test(a_revocation_moves_back_but_never_forward),
        registry_test(an_unknown_key_is_not_revoked),
        registry_test(what_is_never_written_is_damage),
    };
    return run_registry_tests(tests);
}
