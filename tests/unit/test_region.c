/* test_region.c: codes become canonical, parts are within wholes, and every row of the table is sound. */
#include "status_asserts.h"

#include "base/region.h"

struct read_row {
    const char *text, *region;
    size_t len;
};

static const struct read_row read_rows[] = {
    {"CN-31", "CN-31", 5},
    {"cn-31", "CN-31", 5},
    {"CN-SH", "CN-31", 5},
    {"cn-sh", "CN-31", 5},
    {"CN-XJ", "CN-65", 5},
    {"CN-HK", "CN-91", 5},
    {"CN-MO", "CN-92", 5},
    {"CN-TW", "CN-71", 5},
    {"CN-81", "CN-91", 5},
    {"CN-82", "CN-92", 5},
    {"HK", "CN-91", 2},
    {"mo", "CN-92", 2},
    {"TW", "CN-71", 2},
    {"TW-TPE", "CN-71", 6},
    {"HK-1", "CN-91", 4},
    {"DE", "DE", 2},
    {"us-ca", "US-CA", 5},
    {"FR-75C", "FR-75C", 6},
    {"XX", "XX", 2},
    {"CN-99", "CN-99", 5},
    {"CN-S", "CN-S", 4},
    {"CN-SHA", "CN-SHA", 6},
    {"DE+51.2", "DE", 2},
    {"DE-33.9", "DE", 2},
    {"DE-33+1", "DE-33", 5},
    {"DE-33-18.5", "DE-33", 5},
    {"DE, FR", "DE", 2},
    {"", "", 0},
    {"D", "", 0},
    {"DEU", "", 0},
    {"D1", "", 0},
    {"1D", "", 0},
    {"DE1", "", 0},
    {"DE-", "", 0},
    {"DE-+1", "", 0},
    {"CN-3100", "", 0},
    {"\xc3\xa4\xc3\xb6", "", 0},
    {" DE", "", 0},
};

static void reads(void **state)
{
    const struct read_row *row = *state;
    char region[TRC_REGION_MAX + 1];
    memset(region, '#', sizeof region);
    assert_int_equal(trc_region_read(row->text, region), row->len);
    assert_string_equal(region, row->region);
    for (size_t i = strlen(region); i < sizeof region; i++)
        assert_int_equal(region[i], 0); /* so that places can be compared as bytes */
}

static void a_part_is_within_the_whole_and_never_the_other_way_round(void **state)
{
    (void)state;
    assert_true(trc_region_is_within("CN-31", "CN-31"));
    assert_true(trc_region_is_within("CN-31", "CN"));
    assert_true(trc_region_is_within("cn-sh", "CN-31"));
    assert_true(trc_region_is_within("HK", "CN"));
    assert_true(trc_region_is_within("HK", "CN-HK"));
    assert_true(trc_region_is_within("XX-1", "XX"));
    assert_false(trc_region_is_within("CN", "CN-31"));
    assert_false(trc_region_is_within("CN-31", "CN-32"));
    assert_false(trc_region_is_within("US-CA", "US-C"));
    assert_false(trc_region_is_within("DE", "US"));
}

static void what_is_no_code_is_within_nothing(void **state)
{
    (void)state;
    static const char *const no_codes[] = {"", " ", "C", "CHN", "CN-", "CN ", " CN", "CN-31.", "CN,", "CN-3100"};
    for (size_t i = 0; i < COUNT(no_codes); i++) {
        assert_false(trc_region_is_within(no_codes[i], "CN"));
        assert_false(trc_region_is_within("CN-31", no_codes[i]));
        assert_false(trc_region_is_within(no_codes[i], no_codes[i]));
        assert_false(trc_region_list_has("CN", no_codes[i]));
        assert_null(trc_region_name(no_codes[i], false));
    }
}

static void known_regions_are_those_of_iso_3166(void **state)
{
    (void)state;
    static const char *const known[] = {"CN",    "cn-31", "CN-SH", "HK",    "MO",    "TW",
                                        "CN-HK", "AD",    "ZW",    "DE-BY", "US-CA", "AX"};
    static const char *const unknown[] = {"",   "EU",    "UK",   "XK",    "XX",  "AA",   "ZZ",
                                          "D ", "CN-99", "CN-S", "EU-DE", "DEU", "world"};
    for (size_t i = 0; i < COUNT(known); i++)
        assert_true(trc_region_is_known(known[i]));
    for (size_t i = 0; i < COUNT(unknown); i++)
        assert_false(trc_region_is_known(unknown[i]));
    size_t count = 0;
    for (char a = 'A'; a <= 'Z'; a++)
        for (char b = 'A'; b <= 'Z'; b++)
            count += trc_region_is_known((const char[]){a, b, '\0'});
    assert_int_equal(count, 249);
}

struct list_row {
    const char *list, *region;
    bool has;
};

static const struct list_row list_rows[] = {
    {"CN", "CN", true},
    {"CN", "CN-31", true},
    {"DE,CN-31", "CN-31", true},
    {"DE , cn-sh ,FR", "CN-31", true},
    {"\tDE,\n CN ", "CN-65", true},
    {"DE,,CN", "CN", true},
    {"everywhere, CN", "CN", true},
    {"CN-31.5, DE", "DE", true},
    {"HK", "CN-91", true},
    {"", "CN", false},
    {",", "CN", false},
    {" ", "CN", false},
    {"DE,FR", "CN", false},
    {"CN-31", "CN", false},
    {"CN-31.5", "CN", false},
    {"CN DE", "CN", false},
    {"CN;DE", "DE", false},
    {"CNX", "CN", false},
    {"DECN", "CN", false},
};

static void lists(void **state)
{
    const struct list_row *row = *state;
    assert_int_equal(trc_region_list_has(row->list, row->region), row->has);
}

static void names_are_known_in_both_languages(void **state)
{
    (void)state;
    assert_string_equal(trc_region_name("CN-31", false), "Shanghai");
    assert_string_equal(trc_region_name("CN-31", true), "上海");
    assert_string_equal(trc_region_name("cn-nm", true), "内蒙古");
    assert_string_equal(trc_region_name("TW", false), "Taiwan");
    assert_string_equal(trc_region_name("de", true), "德国");
    assert_string_equal(trc_region_name("ZA", false), "South Africa");
    assert_null(trc_region_name("US-CA", false)); /* the country's name would be another's */
    assert_null(trc_region_name("XX", true));
}

/* The first and the last row too, so that the table is in order for a binary search. */
static void every_code_of_the_table_is_found(void **state)
{
    (void)state;
    size_t provinces = 0, countries = 0;
    for (int first = 'A'; first <= 'Z'; first++)
        for (int second = 'A'; second <= 'Z'; second++) {
            const char code[] = {(char)first, (char)second, '\0'};
            countries += trc_region_name(code, false) != NULL;
        }
    for (int number = 0; number < 100; number++) {
        char code[] = {'C', 'N', '-', (char)('0' + number / 10), (char)('0' + number % 10), '\0'};
        provinces += number != 81 && number != 82 && trc_region_name(code, true) != NULL;
    }
    assert_int_equal(provinces, 34);
    assert_int_equal(countries, 63 + 3); /* HK, MO and TW among them */
    assert_non_null(trc_region_name("AE", false));
    assert_non_null(trc_region_name("ZA", false));
}

static void every_letter_code_of_china_has_its_digits(void **state)
{
    (void)state;
    static const char letters[] = "BJTJHESXNMLNJLHLSHJSZJAHFJJXSDHAHBHNGDGXHICQSCGZYNXZSNGSQHNXXJTWHKMO";
    static const char digits[] = "11121314152122233132333435363741424344454650515253546162636465719192";
    assert_int_equal(sizeof letters, 2 * 34 + 1);
    assert_int_equal(sizeof digits, sizeof letters);
    for (size_t i = 0; i < 34; i++) {
        const char by_letters[] = {'C', 'N', '-', letters[2 * i], letters[2 * i + 1], '\0'};
        const char by_digits[] = {'C', 'N', '-', digits[2 * i], digits[2 * i + 1], '\0'};
        char region[TRC_REGION_MAX + 1];
        assert_int_equal(trc_region_read(by_letters, region), 5);
        assert_string_equal(region, by_digits);
    }
}

static void a_part_we_do_not_know_is_somewhere_in_its_country(void **state)
{
    (void)state;
    struct trc_circle part, whole;
    assert_true(trc_region_circle("DE", &whole));
    assert_true(trc_region_circle("DE-BY", &part));
    assert_memory_equal(&part, &whole, sizeof part);
    assert_true(trc_region_circle("US", &whole));
    assert_true(trc_region_circle("US-CA", &part));
    assert_memory_equal(&part, &whole, sizeof part);
    /* Unless the country has it on the other side of the world. */
    assert_false(trc_region_circle("US-GU", &part));
    assert_false(trc_region_circle("FR-974", &part));
    assert_false(trc_region_circle("NL-CW", &part));
    assert_false(trc_region_circle("XX", &part));
    assert_false(trc_region_circle("XX-1", &part));
    assert_false(trc_region_circle("", &part));
}

int main(void)
{
    struct CMUnitTest reading[COUNT(read_rows)], listing[COUNT(list_rows)];
    for (size_t i = 0; i < COUNT(read_rows); i++)
        reading[i] = (struct CMUnitTest){
            .name = read_rows[i].text, .test_func = reads, .initial_state = (void *)(uintptr_t)&read_rows[i]};
    for (size_t i = 0; i < COUNT(list_rows); i++)
        listing[i] = (struct CMUnitTest){
            .name = list_rows[i].list, .test_func = lists, .initial_state = (void *)(uintptr_t)&list_rows[i]};
    const struct CMUnitTest rules[] = {
        cmocka_unit_test(a_part_is_within_the_whole_and_never_the_other_way_round),
        cmocka_unit_test(what_is_no_code_is_within_nothing),
        cmocka_unit_test(known_regions_are_those_of_iso_3166),
        cmocka_unit_test(names_are_known_in_both_languages),
        cmocka_unit_test(every_code_of_the_table_is_found),
        cmocka_unit_test(every_letter_code_of_china_has_its_digits),
        cmocka_unit_test(a_part_we_do_not_know_is_somewhere_in_its_country),
    };
    int failed = cmocka_run_group_tests_name("reading", reading, NULL, NULL);
    failed += cmocka_run_group_tests_name("lists", listing, NULL, NULL);
    return failed + cmocka_run_group_tests_name("rules", rules, NULL, NULL);
}
