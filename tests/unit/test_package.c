/* test_package.c: barcodes are sorted to the codes they stand beside, and explained ones accuse nobody. */
#include "scanner/package.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MILK "HTTPS://ID.ACME.CN/01/06901234567892/21/60E6419MKAS0Q6064TT1"
#define TEA "HTTPS://ID.ACME.CN/01/06909876543212/21/60E6419MKAS0Q6064TT1"

static struct scan_answer answer;

/* A symbol of the given side whose top left corner lies at (x, y). */
static void add(enum scan_symbology symbology, const char *text, int32_t x, int32_t y, uint32_t page)
{
    const struct scan_symbol symbol = {.symbology = symbology,
                                       .page = page,
                                       .quad = {{x, y}, {x + 100, y}, {x + 100, y + 100}, {x, y + 100}},
                                       .text = text,
                                       .text_len = strlen(text)};
    assert_true(scan_answer_add(&answer, &symbol));
}

static void code(const char *text, int32_t x, int32_t y)
{
    add(SCAN_SYMBOLOGY_QR, text, x, y, 1);
}

static void barcode(const char *digits, int32_t x, int32_t y)
{
    add(SCAN_SYMBOLOGY_EAN_13, digits, x, y, 1);
}

/* The numbers on the package of a symbol, joined by blanks. */
static const char *numbers(size_t symbol)
{
    static char text[SCAN_PACKAGE_GTINS_MAX * (TRC_GTIN_SIZE + 1) + 1];
    struct scan_package package;
    struct scan_packages *packages = scan_packages_new(&answer);
    assert_non_null(packages);
    scan_packages_find(packages, symbol, &package);
    scan_packages_free(packages);
    text[0] = '\0';
    for (size_t i = 0; i < package.count; i++) {
        strcat(text, i > 0 ? " " : "");
        strcat(text, package.gtin[i]);
    }
    return text;
}

static int clear(void **state)
{
    (void)state;
    scan_answer_clear(&answer);
    return 0;
}

static void a_barcode_belongs_to_the_code_beside_it(void **state)
{
    (void)state;
    code(MILK, 0, 0);
    assert_string_equal(numbers(0), "");
    barcode("6909876543212", 300, 0);
    assert_string_equal(numbers(0), "06909876543212");
    assert_string_equal(numbers(1), "");
}

static void a_barcode_far_away_belongs_to_nobody(void **state)
{
    (void)state;
    code(MILK, 0, 0);
    barcode("6909876543212", 100 * SCAN_PACKAGE_REACH, 0);
    assert_string_equal(numbers(0), "06909876543212");
    answer.symbols[1].quad[1].x += 40;
    assert_string_equal(numbers(0), "");
}

static void each_of_two_products_has_its_own(void **state)
{
    (void)state;
    code(MILK, 0, 0);
    code(TEA, 400, 0);
    barcode("6901234567892", 350, 0); /* the milk's, nearer to the tea's code */
    barcode("6909876543212", 500, 0);
    assert_string_equal(numbers(0), "06901234567892");
    assert_string_equal(numbers(1), "06909876543212");
}

static void a_number_that_one_code_names_accuses_no_other(void **state)
{
    (void)state;
    code(MILK, 0, 0);
    code(TEA, 400, 0);
    barcode("6901234567892", 390, 0);
    assert_string_equal(numbers(1), "");
    assert_string_equal(numbers(0), "06901234567892");
}

static void a_number_that_no_code_names_goes_to_the_nearest(void **state)
{
    (void)state;
    code(MILK, 0, 0);
    code(TEA, 400, 0);
    barcode("4006381333931", 250, 0);
    assert_string_equal(numbers(0), "");
    assert_string_equal(numbers(1), "04006381333931");
}

static void other_pages_have_other_packages(void **state)
{
    (void)state;
    code(MILK, 0, 0);
    add(SCAN_SYMBOLOGY_EAN_13, "6909876543212", 100, 0, 2);
    assert_string_equal(numbers(0), "");
}

static void every_form_becomes_fourteen_digits(void **state)
{
    (void)state;
    static const struct {
        enum scan_symbology symbology;
        const char *digits, *gtin;
    } rows[] = {
        {SCAN_SYMBOLOGY_EAN_13, "6901234567892", "06901234567892"},
        {SCAN_SYMBOLOGY_EAN_8, "96385074", "00000096385074"},
        {SCAN_SYMBOLOGY_UPC_A, "012345678905", "00012345678905"},
        {SCAN_SYMBOLOGY_UPC_E, "01234505", "00012000003455"}, /* sixth digit 0 to 2 */
        {SCAN_SYMBOLOGY_UPC_E, "04252614", "00042100005264"},
        {SCAN_SYMBOLOGY_UPC_E, "01234531", "00012300000451"}, /* 3 */
        {SCAN_SYMBOLOGY_UPC_E, "01234543", "00012340000053"}, /* 4 */
        {SCAN_SYMBOLOGY_UPC_E, "01234558", "00012345000058"}, /* 5 to 9 */
        {SCAN_SYMBOLOGY_UPC_E, "01234565", "00012345000065"},
        {SCAN_SYMBOLOGY_EAN_13, "6901234567893", ""}, /* wrong check digit */
        {SCAN_SYMBOLOGY_EAN_13, "690123456789X", ""},
        {SCAN_SYMBOLOGY_EAN_13, "", ""},
        {SCAN_SYMBOLOGY_EAN_13, "690123456789269012345", ""},
        {SCAN_SYMBOLOGY_UPC_E, "0123456", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        clear(NULL);
        code("HTTPS://EXAMPLE.COM", 0, 0);
        add(rows[i].symbology, rows[i].digits, 100, 0, 1);
        assert_string_equal(numbers(0), rows[i].gtin);
    }
}

static void a_picture_full_of_symbols_is_sorted_in_no_time(void **state)
{
    (void)state;
    for (int i = 0; i < 512; i++) {
        code(i % 2 == 0 ? MILK : TEA, 110 * (i % 32), 110 * (i / 32));
        barcode("4006381333931", 110 * (i % 32) + 50, 110 * (i / 32));
    }
    assert_string_equal(numbers(0), "04006381333931");
}

#define TEST(name) cmocka_unit_test_teardown(name, clear)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_barcode_belongs_to_the_code_beside_it),
        TEST(a_barcode_far_away_belongs_to_nobody),
        TEST(each_of_two_products_has_its_own),
        TEST(a_number_that_one_code_names_accuses_no_other),
        TEST(a_number_that_no_code_names_goes_to_the_nearest),
        TEST(other_pages_have_other_packages),
        TEST(every_form_becomes_fourteen_digits),
        TEST(a_picture_full_of_symbols_is_sorted_in_no_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
