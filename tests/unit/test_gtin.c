/* test_gtin.c: GTINs of every length, their check digits, and company prefixes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <trc/gtin.h>

#include "marked.h"

static void pads_every_length_to_14_digits(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"96385074", "00000096385074"},       {"012345678905", "00012345678905"},
        {"6901234567892", "06901234567892"},  {"06901234567892", "06901234567892"},
        {"96901234567895", "96901234567895"}, {"00000000000000", "00000000000000"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char gtin[TRC_GTIN_SIZE] = "unchanged";
        assert_int_equal(trc_gtin_parse(rows[i][0], gtin, NULL), TRC_OK);
        assert_string_equal(gtin, rows[i][1]);
    }
}

static void refuses_by_rule_and_place(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"||", "gtin-length"},
        {"1234567||", "gtin-length"},
        {"123456789||", "gtin-length"},
        {"12345678901||", "gtin-length"},
        {"069012345678920||", "gtin-length"},
        {"690123456789|a|", "gtin-digit"},
        {"| |6901234567892", "gtin-digit"},
        {"690|-|1234567892", "gtin-digit"},
        {"|\xd9\xa0|1234567", "gtin-digit"}, /* an Arabic-Indic zero */
        {"690123456789|3|", "check-digit"},
        {"0690123456789|1|", "check-digit"},
        {"9638507|5|", "check-digit"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[64], gtin[TRC_GTIN_SIZE] = "unchanged";
        struct trc_error error = TRC_ERROR_INIT;
        const long pos = marked_text(rows[i][0], text);
        assert_int_equal(trc_gtin_parse(text, gtin, &error), TRC_ERR_SYNTAX);
        assert_string_equal(error.rule, rows[i][1]);
        assert_int_equal(error.pos, pos);
        assert_string_equal(gtin, "");
        assert_int_equal(trc_gtin_parse(text, gtin, NULL), TRC_ERR_SYNTAX);
    }
}

static void tells_the_right_check_digit(void **state)
{
    (void)state;
    char gtin[TRC_GTIN_SIZE];
    struct trc_error error = TRC_ERROR_INIT;
    assert_int_equal(trc_gtin_parse("6901234567899", gtin, &error), TRC_ERR_SYNTAX);
    assert_non_null(strstr(error.msg, "should be 2"));
}

static void one_check_digit_in_ten_is_right(void **state)
{
    (void)state;
    char text[] = "6901234567890", gtin[TRC_GTIN_SIZE];
    unsigned accepted = 0;
    for (text[12] = '0'; text[12] <= '9'; text[12]++)
        accepted += trc_gtin_parse(text, gtin, NULL) == TRC_OK;
    assert_int_equal(accepted, 1);
}

static void computes_check_digits_of_any_length(void **state)
{
    (void)state;
    static const struct {
        const char *digits;
        char check;
    } rows[] = {{"0", '0'}, {"1", '7'}, {"9638507", '4'}, {"690123456789", '2'}, {"34012345311111111", '5'}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(trc_gtin_check_digit(rows[i].digits, strlen(rows[i].digits)), rows[i].check);
}

static void reads_company_prefixes(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"690", NULL},
        {"690123456789", NULL},
        {"69||", "prefix-length"},
        {"6901234567890||", "prefix-length"},
        {"||", "prefix-length"},
        {"690|x|", "prefix-digit"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[64], prefix[TRC_PREFIX_SIZE] = "unchanged";
        struct trc_error error = TRC_ERROR_INIT;
        const long pos = marked_text(rows[i][0], text);
        const enum trc_status status = trc_gtin_prefix_parse(text, prefix, &error);
        if (rows[i][1] == NULL) {
            assert_int_equal(status, TRC_OK);
            assert_string_equal(prefix, text);
            continue;
        }
        assert_int_equal(status, TRC_ERR_SYNTAX);
        assert_string_equal(error.rule, rows[i][1]);
        assert_int_equal(error.pos, pos);
        assert_string_equal(prefix, "");
    }
}

static void finds_the_prefix_where_it_begins(void **state)
{
    (void)state;
    static const struct {
        const char *gtin, *prefix;
        bool has;
    } rows[] = {
        {"06901234567892", "6901234", true},
        {"16901234567899", "6901234", true}, /* whatever the indicator digit */
        {"06901234567892", "690123456789", true},
        {"06901234567892", "0690123", false},
        {"06901234567892", "6901235", false},
        {"00000096385074", "963", true}, /* GTIN-8: from the seventh digit on */
        {"00000096385074", "9638507", true},
        {"00000096385074", "96385074", false}, /* not into the check digit */
        {"00000096385074", "000", false},
        {"00012345678905", "0012345", true}, /* GTIN-12 keeps its leading zero */
        {"06901234567892", "", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(trc_gtin_has_prefix(rows[i].gtin, rows[i].prefix), rows[i].has);
}

static void a_case_and_its_item_are_the_same_product(void **state)
{
    (void)state;
    assert_true(trc_gtin_same_product("06901234567892", "06901234567892"));
    assert_true(trc_gtin_same_product("06901234567892", "16901234567899"));
    assert_false(trc_gtin_same_product("06901234567892", "06901234567908"));
    assert_false(trc_gtin_same_product("00000096385074", "06901234567892"));
}

static void numbers_for_use_within_a_shop_are_told(void **state)
{
    (void)state;
    static const struct {
        const char *gtin;
        bool restricted;
    } rows[] = {
        {"02012345678903", true},                            /* 20 to 29: weighed in a shop */
        {"02912345678907", true},  {"00212345678903", true}, /* UPC-A beginning with 2 */
        {"00412345678903", true},  {"00512345678903", true}, /* coupons */
        {"09811234567890", true},  {"09851234567890", false}, {"09912345678905", true},
        {"00000002345673", true}, /* EAN-8 beginning with 0 or 2 */
        {"00000020123451", true},  {"00000096385074", false}, {"06901234567892", false},
        {"00012345678905", false}, {"09781234567897", false}, /* a book */
        {"03012345678906", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (trc_gtin_is_restricted(rows[i].gtin) != rows[i].restricted)
            fail_msg("%s", rows[i].gtin);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_and_its_item_are_the_same_product),
        cmocka_unit_test(numbers_for_use_within_a_shop_are_told),
        cmocka_unit_test(pads_every_length_to_14_digits),
        cmocka_unit_test(refuses_by_rule_and_place),
        cmocka_unit_test(tells_the_right_check_digit),
        cmocka_unit_test(one_check_digit_in_ten_is_right),
        cmocka_unit_test(computes_check_digits_of_any_length),
        cmocka_unit_test(reads_company_prefixes),
        cmocka_unit_test(finds_the_prefix_where_it_begins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
