/* test_pdf_list.c: what poppler-utils say of a document, and how a page is drawn and joined with its pictures. */
#include "scanner/pdf_list.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "scanner/page.h"

static struct scan_pdf_page pages[SCAN_PDF_PAGES_MAX];

static void pages_and_their_sizes_are_read(void **state)
{
    (void)state;
    static const char info[] = "Title:           Pages: 9\n"
                               "Pages:           3\n"
                               "Encrypted:       no\n"
                               "Page    1 size:  595.28 x 841.89 pts (A4)\n"
                               "Page    1 rot:   0\n"
                               "Page    3 size:  75 x 1e+02 pts\n"
                               "File size:       920 bytes\n";
    assert_int_equal(scan_pdf_parse_info(info, pages), 3);
    assert_true(pages[0].width_pt == 595.28 && pages[0].height_pt == 841.89);
    assert_true(pages[1].width_pt == 595 && pages[1].height_pt == 842); /* not told: A4 */
    assert_true(pages[2].width_pt == 75 && pages[2].height_pt == 100);
}

static void nonsense_is_not_taken_for_a_size(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "Page 1 size: nan x 5 pts\n",  "Page 1 size: 0 x 5 pts\n",  "Page 1 size: -5 x 5 pts\n",
        "Page 1 size: 1e9 x 5 pts\n",  "Page 0 size: 5 x 5 pts\n",  "Page 1 size: inf x inf pts\n",
        "Page 5001 size: 5 x 5 pts\n", "Page -1 size: 5 x 5 pts\n", "Page 1 size:\n"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        assert_int_equal(scan_pdf_parse_info(lines[i], pages), 0);
        assert_true(pages[0].width_pt == 595);
    }
    assert_int_equal(scan_pdf_parse_info("Pages: 99999999999999999999999\n", pages), UINT64_MAX);
    assert_int_equal(scan_pdf_parse_info("", pages), 0);
}

static void pictures_are_counted_by_page(void **state)
{
    (void)state;
    static const char list[] =
        "page   num  type   width height color comp bpc  enc interp  object ID x-ppi y-ppi size ratio\n"
        "--------------------------------------------------------------------------------------------\n"
        "   1     0 image    1240  1754  gray    1   8  jpeg   no         4  0   150   150 47.4K 2.2%\n"
        "   1     1 smask      20    20  gray    1   8  image  no         5  0   150   150   10B 2.5%\n"
        "   3     2 image    4294967295 4294967295 rgb 3 8 image no 6 0 1 1 1B 0%\n"
        "   3     3 image    4294967295 4294967295 rgb 3 8 image no 6 0 1 1 1B 0%\n"
        "   4     4 image    100   100  rgb 3 8 image no 6 0 1 1 1B 0%\n"
        "   0     4 image    100   100  rgb 3 8 image no 6 0 1 1 1B 0%\n";
    memset(pages, 0, sizeof pages);
    scan_pdf_parse_images(list, pages, 3);
    assert_int_equal(pages[0].images, 2);
    assert_int_equal(pages[0].large, 1);
    assert_int_equal(pages[0].pixels, 1240 * 1754 + 400);
    assert_int_equal(pages[0].largest, 1240 * 1754);
    assert_int_equal(pages[1].images, 0);
    assert_int_equal(pages[2].pixels, UINT64_MAX);
    assert_int_equal(pages[3].images, 0); /* beyond the last page */
    assert_true(scan_pdf_wants_images(&pages[0], 10000000));
    assert_false(scan_pdf_wants_images(&pages[0], 1000000)); /* more than allowed */
    assert_false(scan_pdf_wants_images(&pages[1], 10000000));
    assert_false(scan_pdf_wants_images(&pages[2], 10000000));
    pages[0].images = SCAN_PDF_IMAGES_MAX + 1;
    assert_false(scan_pdf_wants_images(&pages[0], 10000000));
}

static void listings_as_large_as_any_take_no_long_time(void **state)
{
    (void)state;
    const size_t len = (size_t)16 << 20;
    char *text = malloc(len + 1);
    assert_non_null(text);
    for (size_t i = 0; i < len; i++)
        text[i] = "1 0 image 9 9\n"[i % 14];
    text[len] = '\0';
    memset(pages, 0, sizeof pages);
    const clock_t before = clock();
    scan_pdf_parse_images(text, pages, 1);
    assert_in_range((clock() - before) / CLOCKS_PER_SEC, 0, 20); /* and not minutes, as if each line were the last */
    assert_int_equal(pages[0].images, len / 14 + (len % 14 == 13));
    free(text);
}

static bool is_near(double value, double expected)
{
    return value > 0.98 * expected && value < 1.02 * expected;
}

static void resolution_follows_from_size(void **state)
{
    (void)state;
    static const struct {
        double width_pt, height_pt, dpi;
        uint64_t max_pixels;
    } rows[] = {
        {595, 842, 300, 100000000},       /* A4 */
        {144, 72, 1200, 100000000},       /* a label of 2 inches */
        {36, 36, 1200, 100000000},        /* half an inch */
        {432, 288, 400, 100000000},       /* 6 inches */
        {2384, 3370, 252, 100000000},     /* A0: what is allowed */
        {595, 842, 101, 1000000},         /* less is allowed */
        {72, 1000000, 4.72, 100000000},   /* a side may not have more than 65,535 pixels */
        {1000000, 1000000, 1, 100000000}, /* never less than 1; the worker refuses what is too large */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct scan_pdf_page page = {.width_pt = rows[i].width_pt, .height_pt = rows[i].height_pt};
        const double dpi = scan_pdf_dpi(&page, rows[i].max_pixels);
        if (!is_near(dpi, rows[i].dpi))
            fail_msg("row %zu: %f", i, dpi);
    }
}

static void add(struct scan_page *page, uint32_t embedded, const char *texts)
{
    struct scan_answer answer = {.done = true};
    const struct scan_picture picture = {.page = 7, .embedded = embedded};
    for (; *texts != '\0'; texts++)
        assert_true(scan_answer_add(&answer, &(struct scan_symbol){.page = 1, .text = texts, .text_len = 1}));
    assert_true(scan_page_take(page, &picture, &answer));
    assert_int_equal(answer.symbol_count, 0);
}

/* Of each text as many as the look has that saw more. Each row: two pictures in the page, the page, what comes out. */
static void both_looks_at_a_page_are_joined(void **state)
{
    (void)state;
    static const char *const rows[][4] = {
        {"", "", "", ""},          {"A", "", "", "A"},         {"", "", "A", "A"},      {"A", "", "A", "A"},
        {"A", "A", "A", "AA"},     {"A", "A", "AA", "AA"},     {"A", "", "AAA", "AAA"}, {"AB", "C", "BA", "BAC"},
        {"AAB", "B", "A", "AABB"}, {"ABAB", "", "BC", "BCAAB"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scan_page page = {0};
        struct scan_answer merged;
        char found[16] = "";
        add(&page, 1, rows[i][0]);
        add(&page, 2, rows[i][1]);
        add(&page, 0, rows[i][2]);
        assert_int_equal(page.number, 7);
        assert_true(scan_page_merge(&page, &merged));
        assert_int_equal(page.number, 0);
        for (size_t k = 0; k < merged.symbol_count; k++) {
            found[k] = merged.symbols[k].text[0];
            assert_int_equal(merged.symbols[k].page, 7);
        }
        if (strlen(found) != strlen(rows[i][3]) || strspn(found, rows[i][3]) != strlen(found))
            fail_msg("row %zu: %s", i, found);
        assert_int_equal(strncmp(found, rows[i][2], strlen(rows[i][2])), 0); /* the page's own come first */
        scan_answer_clear(&merged);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_and_their_sizes_are_read), cmocka_unit_test(nonsense_is_not_taken_for_a_size),
        cmocka_unit_test(pictures_are_counted_by_page),   cmocka_unit_test(listings_as_large_as_any_take_no_long_time),
        cmocka_unit_test(resolution_follows_from_size),   cmocka_unit_test(both_looks_at_a_page_are_joined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
