/* test_status.c: each status has a name of its own for scripts and a sentence of its own for people. */
#include "status_asserts.h"

static void names_and_sentences_are_there_and_differ(void **state)
{
    (void)state;
    for (unsigned i = 0; i < TRC_STATUS_COUNT; i++) {
        const char *name = trc_status_name((enum trc_status)i), *text = trc_status_text((enum trc_status)i);
        assert_true(strlen(name) >= 2 && strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == strlen(name));
        assert_true(strlen(text) >= 4);
        for (unsigned j = 0; j < i; j++) {
            assert_string_not_equal(name, trc_status_name((enum trc_status)j));
            assert_string_not_equal(text, trc_status_text((enum trc_status)j));
        }
    }
}

static void only_success_is_zero_and_lacks_the_word_error(void **state)
{
    (void)state;
    assert_int_equal(TRC_OK, 0);
    assert_string_equal(trc_status_name(TRC_OK), "OK");
    for (unsigned i = 1; i < TRC_STATUS_COUNT; i++)
        assert_int_equal(strncmp(trc_status_name((enum trc_status)i), "ERR_", 4), 0);
}

/* A row added at the end, or a status from a newer library, must not read past the table. */
static void numbers_that_are_no_status_have_a_name_too(void **state)
{
    (void)state;
    const int outside[] = {TRC_STATUS_COUNT, TRC_STATUS_COUNT + 1, 1000, -1};
    for (size_t i = 0; i < COUNT(outside); i++) {
        assert_string_equal(trc_status_name((enum trc_status)outside[i]), "?");
        assert_string_equal(trc_status_text((enum trc_status)outside[i]), "?");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_sentences_are_there_and_differ),
        cmocka_unit_test(only_success_is_zero_and_lacks_the_word_error),
        cmocka_unit_test(numbers_that_are_no_status_have_a_name_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
