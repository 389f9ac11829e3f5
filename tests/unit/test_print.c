/* test_print.c: module widths snap to whole printer dots, and impossible ones are named. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <trc/label.h>

#include "label/print.h"

static void snaps_to_nearest_dot(void **state)
{
    (void)state;
    static const struct {
        double module_mm;
        unsigned dpi, dots;
        double printed_mm;
    } rows[] = {
        {0.5, 300, 6, 0.508},       /* 5.906 dots */
        {0.5, 203, 4, 0.500493},    /* 3.996 dots */
        {0.4, 203, 3, 0.375369},    /* 3.197 dots */
        {0.5, 600, 12, 0.508},      /* 11.81 dots */
        {0.05, 72, 1, 0.352778},    /* 0.14 dots: never zero */
        {10, 4800, 1890, 10.00125}, /* the most */
        {25.4 / 300 * 2.49, 300, 2, 0.169333},
        {25.4 / 300 * 2.51, 300, 3, 0.254},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trc_print print;
        assert_int_equal(trc_print_snap(rows[i].module_mm, rows[i].dpi, &print, NULL), TRC_OK);
        assert_int_equal(print.dpi, rows[i].dpi);
        assert_int_equal(print.dots_a_module, rows[i].dots);
        assert_float_equal(trc_print_module_mm(&print), rows[i].printed_mm, 1e-6);
        assert_int_equal(trc_print_check(&print, NULL), TRC_OK);
    }
}

static void label_is_symbol_and_quiet_zones(void **state)
{
    (void)state;
    const struct trc_print print = {.dpi = 254, .dots_a_module = 5}; /* half a millimetre */
    const struct trc_symbol symbol = {.version = 4, .side = 33};
    assert_float_equal(trc_print_label_mm(&print, &symbol), (4 + 33 + 4) * 0.5, 1e-9);
}

static void refuses_and_names_the_value(void **state)
{
    (void)state;
    const struct {
        double module_mm;
        unsigned dpi;
        const char *named;
    } rows[] = {
        {0, 300, "0 mm"},           {-0.5, 300, "-0.5 mm"},      {0.0499, 300, "0.0499 mm"},
        {10.001, 300, "10.001 mm"}, {1e300, 300, "1e+300 mm"},   {NAN, 300, "nan mm"},
        {INFINITY, 300, "inf mm"},  {-INFINITY, 300, "-inf mm"}, {0.5, 0, "0 dpi"},
        {0.5, 71, "71 dpi"},        {0.5, 4801, "4801 dpi"},     {0.5, UINT32_MAX, "4294967295 dpi"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trc_print print = {.dpi = 1, .dots_a_module = 2};
        struct trc_error error = TRC_ERROR_INIT;
        assert_int_equal(trc_print_snap(rows[i].module_mm, rows[i].dpi, &print, &error), TRC_ERR_RANGE);
        assert_int_equal(error.status, TRC_ERR_RANGE);
        if (strstr(error.msg, rows[i].named) == NULL)
            fail_msg("\"%s\" is not in \"%s\"", rows[i].named, error.msg);
        assert_true(print.dpi == 1 && print.dots_a_module == 2);
        assert_int_equal(trc_print_snap(rows[i].module_mm, rows[i].dpi, &print, NULL), TRC_ERR_RANGE);
    }
}

static void check_catches_what_snap_never_makes(void **state)
{
    (void)state;
    static const struct {
        struct trc_print print;
        enum trc_status status;
    } rows[] = {
        {{.dpi = 300, .dots_a_module = 1}, TRC_OK},
        {{.dpi = 300, .dots_a_module = 1890}, TRC_OK},
        {{.dpi = 72, .dots_a_module = 8}, TRC_OK},
        {{.dpi = 300, .dots_a_module = 0}, TRC_ERR_RANGE},
        {{.dpi = 300, .dots_a_module = 1891}, TRC_ERR_RANGE},
        {{.dpi = 0, .dots_a_module = 8}, TRC_ERR_RANGE},
        {{.dpi = 71, .dots_a_module = 8}, TRC_ERR_RANGE},
        {{.dpi = 4801, .dots_a_module = 8}, TRC_ERR_RANGE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(trc_print_check(&rows[i].print, NULL), rows[i].status);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(snaps_to_nearest_dot),
        cmocka_unit_test(label_is_symbol_and_quiet_zones),
        cmocka_unit_test(refuses_and_names_the_value),
        cmocka_unit_test(check_catches_what_snap_never_makes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
