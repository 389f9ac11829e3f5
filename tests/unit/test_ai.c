/* test_ai.c: the table of AIs is complete and found by its digits, and every rule for values holds and bites. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <trc/ai.h>

#include "gs1/ai_table.h"
#include "marked.h"

#define AIS 541u /* in ai_table.c; the last one is (99) */

static void every_ai_is_found_and_nothing_else(void **state)
{
    (void)state;
    unsigned found = 0;
    for (int width = 1; width <= 5; width++) {
        const int end = width == 1 ? 10 : width == 2 ? 100 : width == 3 ? 1000 : width == 4 ? 10000 : 100000;
        for (int n = 0; n < end; n++) {
            char digits[12];
            snprintf(digits, sizeof digits, "%0*d", width, n);
            const struct trc_ai *ai = trc_ai_find(digits, (size_t)width);
            if (ai == NULL)
                continue;
            found++;
            assert_string_equal(ai->digits, digits);
            assert_int_equal(ai->digits_len, width);
        }
    }
    assert_int_equal(found, AIS);
    assert_string_equal(trc_ai_table[0].digits, "00");
    assert_string_equal(trc_ai_table[AIS - 1].digits, "99");
}

static void the_table_is_ascending_and_sound(void **state)
{
    (void)state;
    for (const struct trc_ai *ai = trc_ai_table; ai < trc_ai_table + AIS; ai++) {
        if (ai > trc_ai_table)
            assert_true(strcmp(ai[-1].digits, ai->digits) < 0);
        assert_true(ai->value_len_min >= 1 && ai->value_len_min <= ai->value_len_max && ai->value_len_max <= 90);
        if (ai->fixed)
            assert_int_equal(ai->value_len_min, ai->value_len_max);
        assert_true(trc_ai_table_spec(ai)->components.count > 0);
        assert_int_equal(trc_ai_table_spec(ai)->required.count != 0, trc_ai_table_spec(ai)->required_text != NULL);
        assert_true(ai->dl_primary || trc_ai_table_spec(ai)->qualifiers.count == 0);
    }
}

static void finds_the_ai_that_text_begins_with(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"0106901234567892", "01"},
        {"10LOT", "10"},
        {"310300019", "3103"},
        {"2351", "235"},
        {"7001", "7001"},
        {"99", "99"},
        {"0", NULL},
        {"", NULL},
        {"310", NULL},
        {"3106", NULL},
        {"23", NULL},
        {"234", NULL},
        {"2A5", NULL},
        {"A0", NULL},
        {"0A", NULL},
        {"8A00", NULL},
        {"800A", NULL},
        {"04", NULL},
        {"\xff\xff", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct trc_ai *ai = trc_ai_match(rows[i][0], strlen(rows[i][0]));
        if (rows[i][1] == NULL)
            assert_null(ai);
        else
            assert_string_equal(ai->digits, rows[i][1]);
    }
    assert_null(trc_ai_match("0106", 1)); /* never looks past the length */
    assert_null(trc_ai_match("3103", 3));
}

struct value {
    const char *ai, *marked, *rule; /* no rule: the value is allowed */
};

static bool check(const struct value *row)
{
    char text[256];
    struct trc_error error = TRC_ERROR_INIT;
    const struct trc_ai *ai = trc_ai_find(row->ai, strlen(row->ai));
    const long pos = marked_text(row->marked, text);
    assert_non_null(ai);
    const enum trc_status status = trc_ai_check_value(ai, text, strlen(text), 1000, &error);
    if (status != (row->rule == NULL ? TRC_OK : TRC_ERR_SYNTAX) ||
        (row->rule != NULL && (strcmp(error.rule, row->rule) != 0 || (long)error.pos != 1000 + pos))) {
        print_error("(%s)%s: expected %s, not %s at %ld: %s\n", row->ai, row->marked,
                    row->rule != NULL ? row->rule : "OK", error.rule != NULL ? error.rule : "OK",
                    (long)error.pos - 1000, error.msg);
        return false;
    }
    if (status != TRC_OK)
        assert_non_null(strstr(error.msg, "AI ("));
    assert_int_equal(trc_ai_check_value(ai, text, strlen(text), 1000, NULL), status);
    return true;
}

static void check_rows(const struct value *rows, size_t count)
{
    size_t right = 0;
    for (size_t i = 0; i < count; i++)
        right += check(&rows[i]);
    assert_int_equal(right, count);
}

#define CHECK_ROWS(...)                                                                                                \
    static const struct value rows[] = {__VA_ARGS__};                                                                  \
    (void)state;                                                                                                       \
    check_rows(rows, sizeof rows / sizeof *rows)

/* clang-format off */

static void lengths(void **state)
{
    CHECK_ROWS(
        {"10", "L", NULL},
        {"10", "12345678901234567890", NULL},
        {"10", "12345678901234567890|1|", "value-too-long"},
        {"10", "||", "value-empty"},
        {"01", "||", "value-empty"},
        {"01", "0690123456789||", "value-too-short"},
        {"01", "06901234567892|0|", "value-too-long"},
        {"3103", "00019||", "value-too-short"},
        {"91", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", NULL},
        {"91", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx|x|", "value-too-long"},
        {"8008", "26010112", NULL},
        {"8008", "260101123||", "value-length"},       /* optional minutes, begun */
        {"8008", "2601011230", NULL},
        {"8008", "26010112304||", "value-length"},
        {"8008", "260101123045", NULL},
        {"423", "156", NULL},
        {"423", "1568||", "value-length"},
        {"423", "156840", NULL},
        {"423", "156840276344156", NULL},
        {"423", "156840276344156|1|", "value-too-long"},
        {"7007", "2112252||", "value-length"},
        {"8043", "123456789012345678", NULL},
        {"8043", "1234567890123456789", NULL},
        {"8043", "12345678901234567890|1|", "value-too-long"},
        {"7230", "123", NULL},
        {"7230", "12||", "value-too-short"});
}

static void character_sets(void **state)
{
    CHECK_ROWS(
        {"10", "!\"%&'()*+,-./:;<=>?", NULL},
        {"10", "ABCXYZabcxyz0189_", NULL},
        {"10", "A|#|B", "cset82"}, {"10", "A|$|B", "cset82"}, {"10", "A|@|B", "cset82"}, {"10", "A|[|B", "cset82"},
        {"10", "A|\\|B", "cset82"}, {"10", "A|]|B", "cset82"}, {"10", "A|^|B", "cset82"}, {"10", "A|`|B", "cset82"},
        {"10", "A|{|B", "cset82"}, {"10", "A|}|B", "cset82"}, {"10", "A|~|B", "cset82"}, {"10", "A| |B", "cset82"},
        {"10", "A|\x1d|B", "cset82"}, {"10", "A|\x7f|B", "cset82"}, {"10", "A|\xc3\xa9|B", "cset82"},
        {"01", "0690123456789|A|", "digit"},
        {"01", "|/|6901234567892", "digit"}, {"01", "|:|6901234567892", "digit"},
        {"8010", "123456#-/AZ", NULL},
        {"8010", "123456|a|", "cset39"}, {"8010", "123456|_|", "cset39"}, {"8010", "123456|.|", "cset39"},
        {"8030", "ABCabc019-_", NULL},
        {"8030", "12=", NULL}, {"8030", "1==", NULL}, {"8030", "12", NULL},
        {"8030", "123|=|", "cset64-padding"}, {"8030", "|===|", "cset64-padding"}, {"8030", "12|==|", "cset64-padding"},
        {"8030", "ABC|+|", "cset64"}, {"8030", "AB|/|C", "cset64"}, {"8030", "1|=|2", "cset64"});
}

static void check_digits_and_characters(void **state)
{
    CHECK_ROWS(
        {"00", "340123453111111115", NULL}, {"00", "34012345311111111|6|", "check-digit"},
        {"01", "06901234567892", NULL}, {"01", "0690123456789|3|", "check-digit"},
        {"253", "4602443000331XYZ", NULL}, {"253", "460244300033|2|XYZ", "check-digit"},
        {"8003", "03870585000552987", NULL}, {"8003", "0387058500055|3|987", "check-digit"},
        {"8003", "|1|3870585000552987", "zero"},
        {"8006", "040123451234560102", NULL}, {"8006", "0401234512345|7|0102", "check-digit"},
        {"8013", "1987654Ad4X4bL5ttr2310c2K", NULL},
        {"8013", "1987654Ad4X4bL5ttr2310c|2L|", "check-pair"}, {"8013", "1987654Ad4X4bL5ttr2310c|XK|", "check-pair"},
        {"8013", "1987654Ad4X4bL5ttr2310c|O|K", "check-pair"}, {"8013", "|1|", "check-pair"},
        {"8014", "12345678901234567890123NT", NULL}, {"8014", "|690123456075|", "non-digit"});
}

static void company_prefixes(void **state)
{
    CHECK_ROWS(
        {"401", "1234", NULL}, {"401", "1234A", NULL}, {"401", "123||", "company-prefix"},
        {"401", "12|A|4", "company-prefix"}, {"8004", "|A|123", "company-prefix"}, {"7023", "12|A|4", "company-prefix"});
}

static void dates_and_times(void **state)
{
    CHECK_ROWS(
        {"17", "271231", NULL}, {"17", "271200", NULL}, {"17", "27|00|31", "date"}, {"17", "27|13|31", "date"},
        {"17", "2702|29|", "date"}, {"17", "280229", NULL}, {"17", "000229", NULL}, {"17", "2802|30|", "date"},
        {"17", "2704|31|", "date"}, {"17", "2712|32|", "date"}, {"17", "960229", NULL},
        {"4326", "2712|00|", "date"}, {"4326", "271231", NULL},
        {"7250", "20000229", NULL}, {"7250", "190002|29|", "date"}, {"7250", "2000|13|01", "date"},
        {"7250", "200001|00|", "date"}, {"7250", "190001|32|", "date"},
        {"7003", "2712312359", NULL}, {"7003", "271231|24|00", "time"}, {"7003", "27123123|60|", "time"},
        {"8008", "260101|24|", "time"}, {"8008", "26010123|60|", "time"}, {"8008", "2601012359|60|", "time"},
        {"4324", "2712002359", NULL}, {"4324", "271200|24|00", "time"});
}

static void lists_of_codes(void **state)
{
    CHECK_ROWS(
        {"422", "156", NULL}, {"422", "|001|", "country"}, {"422", "|999|", "country"},
        {"423", "156|999|", "country"}, {"7030", "999X", NULL}, {"7030", "|998|X", "country"},
        {"4307", "CN", NULL}, {"4307", "|XX|", "country"}, {"4307", "|cn|", "country"},
        {"3910", "1561", NULL}, {"3910", "|157|1", "currency"}, {"3911", "9241", NULL},
        {"7041", "8", NULL}, {"7041", "2C", NULL}, {"7041", "X11", NULL}, {"7041", "|X1|", "package-type"},
        {"7041", "|PUEX|", "package-type"}, {"7041", "|0|", "package-type"},
        {"7241", "01", NULL}, {"7241", "10", NULL}, {"7241", "80", NULL}, {"7241", "99", NULL},
        {"7241", "|00|", "media-type"}, {"7241", "|11|", "media-type"}, {"7241", "|79|", "media-type"},
        {"7252", "0", NULL}, {"7252", "9", NULL}, {"7252", "|3|", "biological-sex"},
        {"4321", "0", NULL}, {"4321", "1", NULL}, {"4321", "|2|", "flag"},
        {"7040", "1ABc", NULL}, {"7040", "1AB-", NULL}, {"7040", "1AB|=|", "importer-index"},
        {"7040", "1AB|.|", "importer-index"});
}

static void shapes(void **state)
{
    CHECK_ROWS(
        {"8001", "12341234512311", NULL}, {"8001", "|0000|1234512311", "nonzero"},
        {"8001", "1234|00000|12311", "nonzero"}, {"8001", "123412345|000|11", "nonzero"},
        {"8001", "123412345123|2|1", "winding"}, {"8001", "12341234512391", NULL},
        {"8011", "1", NULL}, {"8011", "|0|", "leading-zero"}, {"8011", "|0|1", "leading-zero"},
        {"4330", "000000", NULL}, {"4330", "000000-", NULL}, {"4330", "000000|X|", "hyphen"},
        {"4300", "Line%20one", NULL}, {"4300", "100|%|", "percent"}, {"4300", "A|%0g|", "percent"},
        {"4309", "18000000003600000000", NULL}, {"4309", "|1800000001|0000000000", "latitude"},
        {"4309", "0000000000|3600000001|", "longitude"},
        {"8026", "069012345678920102", NULL}, {"8026", "06901234567892|0002|", "piece-of-total"},
        {"8026", "0690123456789201|00|", "piece-of-total"}, {"8026", "06901234567892|0302|", "piece-of-total"},
        {"7258", "1/3", NULL}, {"7258", "3/3", NULL}, {"7258", "|2/1|", "position-in-sequence"},
        {"7258", "|0|/3", "leading-zero"}, {"7258", "1/|0|", "leading-zero"},
        {"7258", "111||", "position-in-sequence"}, {"7258", "|/|11", "position-in-sequence"},
        {"8007", "GB29NWBK60161331926819", NULL}, {"8007", "GB|30|NWBK60161331926819", "iban"},
        {"8007", "|XX|29NWBK60161331926819", "iban"}, {"8007", "GB29NW|b|K60161331926819", "iban"},
        {"8007", "GB29NWBK60||", "iban"});
}

static void coupons(void **state)
{
    CHECK_ROWS(
        {"8110", "012345612345611110123", NULL},
        {"8110", "|7|1234567890123", "coupon"}, {"8110", "0|12345|", "coupon"},
        {"8110", "01234561234|A|", "coupon"},
        {"8110", "0123456123456|0|", "coupon"}, {"8110", "012345612345611|6|123456", "coupon"},
        {"8110", "01234561234561111|5|123", "coupon"}, {"8110", "012345612345611110|12|", "coupon"},
        {"8110", "012345612345611110123101101239", NULL},
        {"8110", "0123456123456111101231|4|1101239", "coupon"},
        {"8110", "01234561234561111012310110123|7|", "coupon"},
        {"8110", "01234561234561111012321101230123456", NULL},
        {"8110", "0123456123456111101232|0|", "coupon"},
        {"8110", "0123456123456111101233270131", NULL},
        {"8110", "0123456123456111101233|270229|", "coupon"},
        {"8110", "01234561234561111012332701314270131", NULL},
        {"8110", "01234561234561111012332701314|270201|", "coupon"},
        {"8110", "01234561234561111012350123456", NULL},
        {"8110", "01234561234561111012350|12345|", "coupon"},
        {"8110", "012345612345611110123611234567", NULL},
        {"8110", "0123456123456111101236|0|1234567", "coupon"},
        {"8110", "01234561234561111012390000", NULL},
        {"8110", "0123456123456111101239|3|000", "coupon"},
        {"8110", "01234561234561111012390|3|00", "coupon"},
        {"8110", "0123456123456111101239000|2|", "coupon"},
        {"8110", "012345612345611110123900||", "coupon"},
        {"8110", "012345612345611110123|7|", "coupon"},
        {"8110", "0123456123456111101234270101|3|270131", "coupon"},
        {"8110", "012345612345611110123101101239211012301234563270131427010150123456", NULL});
}

static void positive_offers(void **state)
{
    CHECK_ROWS(
        {"8112", "001234561234560123456", NULL}, {"8112", "101234561234560123456", NULL},
        {"8112", "|2|01234561234560123456", "coupon"}, {"8112", "0|7|", "coupon"}, {"8112", "00|12345|", "coupon"},
        {"8112", "00123456123456012345|A|", "coupon"}, {"8112", "001234561234560123456|7|", "coupon"},
        {"8112", "001234561234569123456789012345", NULL});
}

/* clang-format on */

/* Each list is in ascending order only if every one of its codes is found: countries, currencies by ISO's own count. */
static void lists_hold_every_code(void **state)
{
    (void)state;
    unsigned countries = 0, letters = 0, currencies = 0;
    for (int n = 0; n < 1000; n++) {
        char text[16];
        snprintf(text, sizeof text, "%03d1", n);
        countries += trc_ai_check_value(trc_ai_find("422", 3), text, 3, 0, NULL) == TRC_OK;
        currencies += trc_ai_check_value(trc_ai_find("3910", 4), text, 4, 0, NULL) == TRC_OK;
    }
    for (char a = 'A'; a <= 'Z'; a++)
        for (char b = 'A'; b <= 'Z'; b++)
            letters += trc_ai_check_value(trc_ai_find("4307", 4), (const char[2]){a, b}, 2, 0, NULL) == TRC_OK;
    assert_int_equal(countries, 249);
    assert_int_equal(letters, 249);
    assert_int_equal(currencies, 180);
}

static void shows_how_to_pad_a_gtin(void **state)
{
    (void)state;
    struct trc_error error = TRC_ERROR_INIT;
    assert_int_equal(trc_ai_check_value(trc_ai_find("01", 2), "6901234567892", 13, 0, &error), TRC_ERR_SYNTAX);
    assert_string_equal(error.rule, "value-too-short");
    assert_non_null(strstr(error.msg, "06901234567892"));
    assert_int_equal(trc_ai_check_value(trc_ai_find("01", 2), "690123456789A", 13, 0, &error), TRC_ERR_SYNTAX);
    assert_null(strstr(error.msg, "0690"));
}

static void tells_what_the_check_digit_should_be(void **state)
{
    (void)state;
    struct trc_error error = TRC_ERROR_INIT;
    assert_int_equal(trc_ai_check_value(trc_ai_find("01", 2), "06901234567893", 14, 0, &error), TRC_ERR_SYNTAX);
    assert_non_null(strstr(error.msg, "should be 2"));
    assert_int_equal(trc_ai_check_value(trc_ai_find("8013", 4), "1987654Ad4X4bL5ttr2310cXX", 25, 0, &error),
                     TRC_ERR_SYNTAX);
    assert_non_null(strstr(error.msg, "should be 2K"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_ai_is_found_and_nothing_else),
        cmocka_unit_test(the_table_is_ascending_and_sound),
        cmocka_unit_test(finds_the_ai_that_text_begins_with),
        cmocka_unit_test(lengths),
        cmocka_unit_test(character_sets),
        cmocka_unit_test(check_digits_and_characters),
        cmocka_unit_test(company_prefixes),
        cmocka_unit_test(dates_and_times),
        cmocka_unit_test(lists_of_codes),
        cmocka_unit_test(shapes),
        cmocka_unit_test(coupons),
        cmocka_unit_test(positive_offers),
        cmocka_unit_test(lists_hold_every_code),
        cmocka_unit_test(shows_how_to_pad_a_gtin),
        cmocka_unit_test(tells_what_the_check_digit_should_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
