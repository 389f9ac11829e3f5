/* test_registry_policy.c: thresholds: the narrowest setting holds, and what is not set has its default. */
#include "registry_fixture.h"

#include <trc/policy.h>

#define NOW 1800000000

static enum trc_status set(struct fixture *f, const char *gtin, int64_t batch_id, int64_t value)
{
    struct trc_policy_setting setting = {.batch_id = batch_id, .rule = TRC_POLICY_SCANNERS_MAX, .value = value};
    strcpy(setting.gtin, gtin);
    return trc_registry_set_policy(f->registry, &setting, false, "me", NOW, &f->error);
}

static int64_t get(struct fixture *f, const char *gtin, int64_t batch_id)
{
    struct trc_policy policy;
    assert_ok(trc_registry_get_policy(f->registry, gtin, batch_id, &policy, &f->error));
    return policy.value[TRC_POLICY_SCANNERS_MAX];
}

static void the_narrowest_setting_holds(void **state)
{
    struct fixture *f = *state;
    struct trc_batch batch = batch_of(GTIN_A, 0, 10);
    const int64_t usual = trc_policy_default(TRC_POLICY_SCANNERS_MAX);
    assert_ok(trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, &f->error));
    assert_int_equal(get(f, GTIN_A, batch.id), usual);
    assert_ok(set(f, "", batch.id, 3));
    assert_ok(set(f, GTIN_A, 0, 4));
    assert_ok(set(f, "", 0, 5));
    assert_int_equal(get(f, GTIN_A, batch.id), 3);
    assert_int_equal(get(f, GTIN_A, batch.id + 1), 4);
    assert_int_equal(get(f, GTIN_B, batch.id + 1), 5);
    assert_ok(set(f, "", batch.id, 8)); /* replaces */
    assert_int_equal(get(f, GTIN_A, batch.id), 8);
}

static void settings_can_be_taken_away(void **state)
{
    struct fixture *f = *state;
    const struct trc_policy_setting setting = {.rule = TRC_POLICY_SCANNERS_MAX};
    assert_status(trc_registry_set_policy(f->registry, &setting, true, "me", NOW, &f->error), TRC_ERR_NOT_FOUND);
    assert_ok(set(f, "", 0, 5));
    assert_ok(trc_registry_set_policy(f->registry, &setting, true, "me", NOW, &f->error));
    assert_int_equal(get(f, GTIN_A, 1), trc_policy_default(TRC_POLICY_SCANNERS_MAX));
}

static void limits_are_told(void **state)
{
    struct fixture *f = *state;
    assert_status(set(f, "", 0, 0), TRC_ERR_RANGE);
    assert_says(f->error, "from 1 to 15");
    assert_status(set(f, "", 0, 16), TRC_ERR_RANGE);
    assert_status(set(f, "", 99, 5), TRC_ERR_NOT_FOUND);
    assert_int_equal(get(f, GTIN_A, 99), trc_policy_default(TRC_POLICY_SCANNERS_MAX));
}

static void every_rule_has_a_name_and_a_sensible_default(void **state)
{
    struct fixture *f = *state;
    for (enum trc_policy_rule rule = 0; rule < TRC_POLICY_COUNT; rule++) {
        struct trc_policy_setting setting = {.rule = rule, .value = trc_policy_default(rule)};
        assert_int_equal(trc_policy_find(trc_policy_name(rule)), rule);
        assert_true(strlen(trc_policy_text(rule)) > 10);
        assert_ok(trc_registry_set_policy(f->registry, &setting, false, "me", NOW, &f->error));
    }
    assert_int_equal(trc_policy_find("no_such_rule"), TRC_POLICY_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        registry_test(the_narrowest_setting_holds),
        registry_test(settings_can_be_taken_away),
        registry_test(limits_are_told),
        registry_test(every_rule_has_a_name_and_a_sensible_default),
    };
    return run_registry_tests(tests);
}
