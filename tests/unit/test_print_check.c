/* test_print_check.c: every code of a print check has its class, every unit is read once, again or never, and the
 * ranges of those that are missing are exact, whatever the size of the batch. */
#include "scanner/print_check.h"

#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "random.h"

static const struct trc_batch BATCH = {
    .id = 7, .gtin = "06901234567892", .first_unit = 100, .count = 50, .host = "id.acme.cn"};

static struct scan_print_check *check;
static struct scan_print_told told;

static void begin(const struct trc_batch *batch, uint32_t first, uint32_t last)
{
    scan_print_check_close(check);
    check = scan_print_check_open(batch, first, last);
    assert_non_null(check);
}

static int end(void **state)
{
    (void)state;
    scan_print_check_close(check);
    check = NULL;
    return 0;
}

static enum scan_print_class note(const char *source, const char *text, const struct scan_print *print,
                                  const struct scan_decided *decided)
{
    const struct scan_symbol symbol = {.page = 1, .text = text, .text_len = strlen(text), .print = *print};
    const struct scan_line line = {.source = source, .symbol = &symbol};
    scan_print_check_note(check, &line, decided, &told);
    return told.class;
}

static const struct scan_print GOOD = {true, 900, 800, 400, 800};

static enum scan_print_class note_unit(uint32_t unit, const char *source)
{
    return note(source, "", &GOOD,
                &(struct scan_decided){.verdict = TRC_VERDICT_CAUTION, .fine = true, .batch = 7, .unit = unit});
}

static const char *missing(void)
{
    static char text[256];
    uint32_t first = 0, last;
    text[0] = '\0';
    while (scan_print_check_next_missing(check, &first, &last)) {
        snprintf(text + strlen(text), sizeof text - strlen(text), "%u-%u ", first, last);
        first = last + 1;
    }
    return text;
}

static void each_code_has_its_class(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        struct scan_decided decided;
        enum scan_print_class class;
        int exit_code;
    } rows[] = {
        {"", {.verdict = TRC_VERDICT_AUTHENTIC, .fine = true, .batch = 7, .unit = 110}, SCAN_PRINT_EXPECTED, 0},
        {"", {.verdict = TRC_VERDICT_CAUTION, .fine = true, .batch = 7, .unit = 111}, SCAN_PRINT_EXPECTED, 0},
        {"", {.verdict = TRC_VERDICT_CAUTION, .batch = 7, .unit = 112}, SCAN_PRINT_EXPECTED, 1},
        {"", {.verdict = TRC_VERDICT_RECALLED, .batch = 7, .unit = 113}, SCAN_PRINT_EXPECTED, 1},
        {"", {.verdict = TRC_VERDICT_CAUTION, .fine = true, .batch = 7, .unit = 110}, SCAN_PRINT_REPEATED, 1},
        {"", {.verdict = TRC_VERDICT_AUTHENTIC, .fine = true, .batch = 8, .unit = 114}, SCAN_PRINT_FOREIGN, 1},
        {"", {.verdict = TRC_VERDICT_AUTHENTIC, .fine = true, .batch = 7, .unit = 99}, SCAN_PRINT_FOREIGN, 1},
        {"", {.verdict = TRC_VERDICT_AUTHENTIC, .fine = true, .batch = 7, .unit = 150}, SCAN_PRINT_FOREIGN, 1},
        {"", {.verdict = TRC_VERDICT_COUNTERFEIT, .batch = 7, .unit = 115}, SCAN_PRINT_FAILED, 1},
        {"", {.verdict = TRC_VERDICT_UNREADABLE}, SCAN_PRINT_FOREIGN, 1},
        {"WIFI:S:guest;;", {.verdict = TRC_VERDICT_UNREADABLE}, SCAN_PRINT_FOREIGN, 1},
        {"https://id.other.cn/01/123", {.verdict = TRC_VERDICT_UNREADABLE}, SCAN_PRINT_FOREIGN, 1},
        {"https://id.acme.cn.evil/01/123", {.verdict = TRC_VERDICT_UNREADABLE}, SCAN_PRINT_FOREIGN, 1},
        {"https://id.acme.cn", {.verdict = TRC_VERDICT_UNREADABLE}, SCAN_PRINT_FOREIGN, 1},
        {"HTTPS://ID.ACME.CN/01/123", {.verdict = TRC_VERDICT_UNREADABLE}, SCAN_PRINT_FAILED, 1},
        {"https://x.cn/01/06901234567892/21/ABC", {.verdict = TRC_VERDICT_UNREADABLE}, SCAN_PRINT_FAILED, 1},
        {"https://x.cn/01/06901234567892/21/ABC", {.verdict = TRC_VERDICT_UNKNOWN}, SCAN_PRINT_FAILED, 3},
        {"https://x.cn/01/06901234000009/21/ABC", {.verdict = TRC_VERDICT_UNKNOWN}, SCAN_PRINT_FOREIGN, 1},
        {"", {.verdict = TRC_VERDICT_UNKNOWN, .failed = true}, SCAN_PRINT_FAILED, 3},
    };
    begin(&BATCH, 100, 149);
    uint64_t count[SCAN_PRINT_CLASS_COUNT] = {0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (note("a.png", rows[i].text, &GOOD, &rows[i].decided) != rows[i].class)
            fail_msg("row %zu is %s", i, scan_print_class_name(told.class));
        assert_int_equal(scan_print_told_exit_code(&told), rows[i].exit_code);
        count[rows[i].class]++;
    }
    assert_memory_equal(scan_print_check_sums(check)->count, count, sizeof count);
    assert_string_equal(missing(), "100-109 114-149 "); /* what failed was not read as what it claims to be */
}

static void a_complete_batch_is_good_and_anything_else_is_not(void **state)
{
    (void)state;
    static const struct scan_decided foreign = {.verdict = TRC_VERDICT_UNREADABLE};
    begin(&BATCH, 100, 103);
    for (uint32_t unit = 100; unit <= 102; unit++)
        note_unit(unit, "a.png");
    assert_int_equal(scan_print_check_exit_code(check), 1);
    assert_string_equal(missing(), "103-103 ");
    note_unit(103, "a.png");
    assert_int_equal(scan_print_check_exit_code(check), 0);
    assert_string_equal(missing(), "");
    note("a.png", "other", &GOOD, &foreign);
    assert_int_equal(scan_print_check_exit_code(check), 1);
    begin(&BATCH, 100, 100);
    note_unit(100, "a.png");
    assert_int_equal(scan_print_check_exit_code(check), 0);
    note_unit(100, "b.png");
    assert_int_equal(scan_print_check_exit_code(check), 1);
}

static void a_repeated_unit_names_where_it_was_first(void **state)
{
    (void)state;
    begin(&BATCH, 100, 149);
    note_unit(120, "first.png");
    note_unit(121, "other.png");
    assert_int_equal(note_unit(120, "second.png"), SCAN_PRINT_REPEATED);
    assert_string_equal(told.before.source, "first.png");
    assert_int_equal(note_unit(120, "third.png"), SCAN_PRINT_REPEATED);
    assert_string_equal(told.before.source, "first.png");
}

/* Of a large batch as many places are kept as there is room for; that a unit is repeated is always known. */
static void a_displaced_place_is_not_told_as_another_units(void **state)
{
    (void)state;
    static const struct trc_batch large = {.id = 7, .first_unit = 1, .count = 200000};
    begin(&large, 1, 200000);
    note_unit(5, "five.png");
    note_unit(5 + 65536, "later.png");
    assert_int_equal(note_unit(5, "again.png"), SCAN_PRINT_REPEATED);
    assert_null(told.before.source);
    assert_int_equal(note_unit(5 + 65536, "again.png"), SCAN_PRINT_REPEATED);
    assert_string_equal(told.before.source, "later.png");
}

/* What the heap holds, in bytes; 0 where a sanitizer's does not say. */
static size_t held(void)
{
    const struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

static void fifty_million_units_take_a_bit_each(void **state)
{
    (void)state;
    static const struct trc_batch huge = {.id = 7, .first_unit = 1, .count = 50000000};
    const size_t before = held();
    begin(&huge, 1, 50000000);
    for (uint32_t i = 0; i < 500000; i++)
        assert_int_equal(note_unit(1 + i * 100, "a picture with a name that is not short.png"), SCAN_PRINT_EXPECTED);
    if (before > 0)
        assert_in_range(held() - before, 50000000 / 8, 50000000 / 8 + 9000000);
    uint32_t first = 0, last;
    uint64_t ranges = 0, units = 0;
    for (; scan_print_check_next_missing(check, &first, &last); first = last + 1, ranges++)
        units += last - first + 1;
    assert_int_equal(ranges, 500000);
    assert_int_equal(units, 50000000 - 500000);
}

static void any_units_missing_are_named(void **state)
{
    (void)state;
    uint64_t random = random_seed();
    for (int round = 0; round < 200; round++) {
        const uint32_t first = round % 2 ? TRC_UNIT_MAX - 299 : 1 + random_below(&random, 1000);
        const uint32_t count = 1 + random_below(&random, 300);
        bool read[300] = {false};
        begin(&(struct trc_batch){.id = 7, .first_unit = first, .count = count}, first, first + count - 1);
        for (unsigned i = random_below(&random, 2 * count + 1); i > 0; i--) {
            const uint32_t at = random_below(&random, count);
            assert_int_equal(note_unit(first + at, "x"), read[at] ? SCAN_PRINT_REPEATED : SCAN_PRINT_EXPECTED);
            read[at] = true;
        }
        uint32_t from = 0, to, next = first;
        while (scan_print_check_next_missing(check, &from, &to)) {
            for (; next < from; next++)
                assert_true(read[next - first]);
            for (; next <= to; next++)
                assert_false(read[next - first]);
            from = to + 1;
        }
        for (; next < first + count; next++)
            assert_true(read[next - first]);
    }
}

static void weak_prints_are_counted_and_the_weakest_numbers_kept(void **state)
{
    (void)state;
    static const struct {
        struct scan_print print;
        unsigned weakness;
    } rows[] = {
        {{true, 400, 300, 200, 300}, 0},
        {{true, 399, 300, 200, 300}, SCAN_WEAK_CONTRAST},
        {{true, 400, 299, 200, 300}, SCAN_WEAK_MODULATION},
        {{true, 400, 300, 199, 300}, SCAN_WEAK_QUIET_ZONE},
        {{true, 400, 300, 200, 299}, SCAN_WEAK_MODULE},
        {{true, 0, 0, 0, 0}, SCAN_WEAK_CONTRAST | SCAN_WEAK_MODULATION | SCAN_WEAK_QUIET_ZONE | SCAN_WEAK_MODULE},
        {{false, 0, 0, 0, 0}, 0},
    };
    begin(&BATCH, 100, 149);
    assert_false(scan_print_check_sums(check)->weakest.measured);
    for (uint32_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(scan_print_weakness(&rows[i].print), rows[i].weakness);
        if (i == 5)
            continue;
        note("a.png", "", &rows[i].print,
             &(struct scan_decided){.verdict = TRC_VERDICT_AUTHENTIC, .fine = true, .batch = 7, .unit = 100 + i});
    }
    /* The labels of others say nothing of our printer. */
    note("a.png", "", &rows[5].print, &(struct scan_decided){.verdict = TRC_VERDICT_AUTHENTIC, .batch = 8, .unit = 1});
    const struct scan_print_sums *sums = scan_print_check_sums(check);
    assert_int_equal(sums->weak, 4);
    assert_int_equal(sums->unmeasured, 1);
    assert_true(sums->weakest.measured);
    assert_int_equal(sums->weakest.contrast_milli, 399);
    assert_int_equal(sums->weakest.modulation_milli, 299);
    assert_int_equal(sums->weakest.quiet_zone_centi, 199);
    assert_int_equal(sums->weakest.module_centi, 299);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(each_code_has_its_class, end),
        cmocka_unit_test_teardown(a_complete_batch_is_good_and_anything_else_is_not, end),
        cmocka_unit_test_teardown(a_repeated_unit_names_where_it_was_first, end),
        cmocka_unit_test_teardown(a_displaced_place_is_not_told_as_another_units, end),
        cmocka_unit_test_teardown(fifty_million_units_take_a_bit_each, end),
        cmocka_unit_test_teardown(any_units_missing_are_named, end),
        cmocka_unit_test_teardown(weak_prints_are_counted_and_the_weakest_numbers_kept, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
