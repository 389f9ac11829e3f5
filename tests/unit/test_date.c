/* test_date.c: calendar days, and which year two digits mean. */
#include "status_asserts.h"

#include <stdio.h>
#include <time.h>

#include "base/date.h"

struct row {
    const char *name, *text;
    int this_year;
    int year, month, day; /* year 0: no date */
};

static const struct row rows[] = {
    {"a plain day", "271231", 2026, 2027, 12, 31},
    {"50 years ahead is this century", "760101", 2026, 2076, 1, 1},
    {"51 years ahead is the century before", "770101", 2026, 1977, 1, 1},
    {"from 2100, 51 is 49 years back", "510101", 2100, 2051, 1, 1},
    {"from 1999, 48 is 49 years ahead", "480101", 1999, 2048, 1, 1},
    {"from 1999, 49 is 50 years ahead", "490101", 1999, 2049, 1, 1},
    {"from 1999, 50 is 49 years back", "500101", 1999, 1950, 1, 1},
    {"from 2000, 50 is 50 years ahead", "500101", 2000, 2050, 1, 1},
    {"from 2000, 51 is 49 years back", "510101", 2000, 1951, 1, 1},
    {"from 2051, 01 is 50 years back and so 50 ahead", "010101", 2051, 2101, 1, 1},
    {"from 2051, 02 is 49 years back", "020101", 2051, 2002, 1, 1},
    {"from 2099, 00 is next year", "000101", 2099, 2100, 1, 1},
    {"day 00 is the last of the month", "270400", 2026, 2027, 4, 30},
    {"day 00 of a leap February", "280200", 2026, 2028, 2, 29},
    {"day 00 of another February", "270200", 2026, 2027, 2, 28},
    {"day 00 of the February of 2100, no leap year", "000200", 2099, 2100, 2, 28},
    {"leap day", "280229", 2026, 2028, 2, 29},
    {"leap day of 2000", "000229", 2026, 2000, 2, 29},
    {"no leap day in 2027", "270229", 2026, 0, 0, 0},
    {"no leap day in 2100", "000229", 2099, 0, 0, 0},
    {"month 00", "270001", 2026, 0, 0, 0},
    {"month 13", "271301", 2026, 0, 0, 0},
    {"day 32", "270132", 2026, 0, 0, 0},
    {"31 April", "270431", 2026, 0, 0, 0},
    {"a letter", "27O101", 2026, 0, 0, 0},
    {"a blank", " 70101", 2026, 0, 0, 0},
    {"ended early", "27010", 2026, 0, 0, 0},
    {"an hour behind it is not looked at", "2712312359", 2026, 2027, 12, 31},
};

static void reads_gs1_dates(void **state)
{
    const struct row *row = *state;
    struct trc_date date;
    assert_int_equal(trc_date_parse_gs1(row->text, row->this_year, &date), row->year != 0);
    if (row->year == 0)
        return;
    assert_int_equal(date.year, row->year);
    assert_int_equal(date.month, row->month);
    assert_int_equal(date.day, row->day);
}

/* GS1 General Specifications, 7.12: the year lies within 49 years before and 50 after. */
static void every_two_digits_lie_around_every_year(void **state)
{
    (void)state;
    for (int this_year = 1970; this_year <= 2199; this_year++)
        for (int two = 0; two < 100; two++) {
            char text[16];
            struct trc_date date;
            snprintf(text, sizeof text, "%02d0115", two);
            assert_true(trc_date_parse_gs1(text, this_year, &date));
            assert_int_equal(date.year % 100, two);
            assert_in_range(date.year - this_year + 49, 0, 99);
        }
}

/* The C library is the peer; two leap-year cycles around the epoch. */
static void days_agree_with_the_c_library(void **state)
{
    (void)state;
    for (int64_t day = -146097; day <= 2 * 146097; day++) {
        const time_t seconds = (time_t)(day * 86400);
        struct tm tm;
        assert_non_null(gmtime_r(&seconds, &tm));
        const struct trc_date date = trc_date_from_days(day);
        if (date.year != tm.tm_year + 1900 || date.month != tm.tm_mon + 1 || date.day != tm.tm_mday)
            fail_msg("day %lld is not %d-%d-%d", (long long)day, date.year, date.month, date.day);
        assert_int_equal(trc_date_to_days(date), day);
        assert_in_range(date.day, 1, trc_date_month_days(date.year, date.month));
    }
}

int main(void)
{
    struct CMUnitTest tests[COUNT(rows)];
    for (size_t i = 0; i < COUNT(rows); i++)
        tests[i] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = reads_gs1_dates, .initial_state = (void *)(uintptr_t)&rows[i]};
    const struct CMUnitTest more[] = {
        cmocka_unit_test(every_two_digits_lie_around_every_year),
        cmocka_unit_test(days_agree_with_the_c_library),
    };
    const int failed = cmocka_run_group_tests_name("dates", tests, NULL, NULL);
    return failed + cmocka_run_group_tests_name("all days", more, NULL, NULL);
}
