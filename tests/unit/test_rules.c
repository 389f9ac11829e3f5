/* test_rules.c: every rule has a stable name and a sentence that fits, whatever stands in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "gs1/rules.h"

static const struct {
    enum trc_rule rule;
    const char *name;
} rules[] = {
#define ROW(constant, name, arguments, sentence) {TRC_RULE_##constant, name},
    TRC_RULE_MAP(ROW)
#undef ROW
};

#define RULES (sizeof rules / sizeof *rules)

/* The longest requirement of the dictionary, AI (8030)'s. */
static const char longest_detail[] = "00,01+21,03+21,253,255,8003,8004,8006+21,8010+8011,8017,8018";

static void every_sentence_fits_and_ends(void **state)
{
    (void)state;
    for (size_t i = 0; i < RULES; i++) {
        struct trc_error error = TRC_ERROR_INIT;
        assert_int_equal(trc_rules_refuse(&error, rules[i].rule, 7, "8030", longest_detail), TRC_ERR_SYNTAX);
        assert_string_equal(error.rule, rules[i].name);
        assert_int_equal(error.pos, 7);
        const size_t len = strlen(error.msg);
        if (len < 10 || len >= TRC_ERROR_MSG_MAX - 1 || error.msg[len - 1] != '.' ||
            strstr(error.msg, "(null)") != NULL)
            fail_msg("%s: \"%s\"", rules[i].name, error.msg);
    }
}

static void names_are_kebab_case(void **state)
{
    (void)state;
    for (size_t i = 0; i < RULES; i++) {
        assert_int_equal(strspn(rules[i].name, "abcdefghijklmnopqrstuvwxyz0123456789-"), strlen(rules[i].name));
        assert_true(rules[i].name[0] >= 'a' && rules[i].name[0] <= 'z');
    }
}

static void an_error_is_optional(void **state)
{
    (void)state;
    assert_int_equal(trc_rules_refuse(NULL, TRC_RULE_URI_PATH, 0, NULL, NULL), TRC_ERR_SYNTAX);
    assert_int_equal(trc_rules_refuse_count(NULL, TRC_RULE_TOO_LONG, 0, NULL, 1), TRC_ERR_SYNTAX);
}

static void counts_are_written_out(void **state)
{
    (void)state;
    struct trc_error error = TRC_ERROR_INIT;
    assert_int_equal(trc_rules_refuse_count(&error, TRC_RULE_LONG, 3, "10", 20), TRC_ERR_SYNTAX);
    assert_non_null(strstr(error.msg, "AI (10)"));
    assert_non_null(strstr(error.msg, "at most 20 characters"));
    assert_int_equal(trc_rules_refuse_count(&error, TRC_RULE_TOO_MANY, 3, NULL, 64), TRC_ERR_SYNTAX);
    assert_non_null(strstr(error.msg, "more than 64 AIs"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_sentence_fits_and_ends),
        cmocka_unit_test(names_are_kebab_case),
        cmocka_unit_test(an_error_is_optional),
        cmocka_unit_test(counts_are_written_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
