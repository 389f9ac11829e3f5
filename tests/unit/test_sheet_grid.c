/* test_sheet_grid.c: how many labels a sheet has and where, and sheets that cannot be, refused in mm. */
#include "status_asserts.h"

#include <math.h>

#include "sheet/grid.h"

static void counts_columns_and_rows(void **state)
{
    (void)state;
    const struct {
        struct trc_pdf_options options;
        double width_mm, height_mm;
        unsigned columns, rows;
    } rows[] = {
        {{.width_mm = 210, .height_mm = 297}, 70, 37, 3, 8}, /* exactly, whatever binary fractions say */
        {{.width_mm = 210, .height_mm = 297}, 70.1, 37.2, 2, 7},
        {{.width_mm = 210, .height_mm = 297, .margin_x_mm = 8, .margin_y_mm = 8, .gap_x_mm = 3, .gap_y_mm = 3},
         60,
         30,
         3,
         8},
        {{.width_mm = 215.9, .height_mm = 279.4, .margin_x_mm = 4.7625, .margin_y_mm = 12.7, .gap_x_mm = 3.175},
         66.675,
         25.4,
         3,
         10},
        {{.width_mm = 60, .height_mm = 30, .gap_x_mm = 50, .gap_y_mm = 50}, 60, 30, 1, 1}, /* a gap lies between two */
        {{.start = 0}, 60, 30, 1, 1},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct trc_grid grid;
        assert_ok(trc_grid_plan(&rows[i].options, rows[i].width_mm, rows[i].height_mm, &grid, NULL));
        assert_int_equal(grid.columns, rows[i].columns);
        assert_int_equal(grid.rows, rows[i].rows);
    }
}

static void places_go_row_by_row_from_the_top(void **state)
{
    (void)state;
    const struct trc_pdf_options options = {
        .width_mm = 254, .height_mm = 127, .margin_x_mm = 12.7, .margin_y_mm = 25.4, .gap_x_mm = 12.7, .gap_y_mm = 0};
    struct trc_grid grid;
    double x, y;
    assert_ok(trc_grid_plan(&options, 50.8, 25.4, &grid, NULL));
    assert_int_equal(grid.columns, 3);
    assert_int_equal(grid.rows, 3);
    trc_grid_place(&grid, 0, &x, &y);
    assert_float_equal(x, 36, 1e-4);
    assert_float_equal(y, 360 - 72, 1e-4);
    trc_grid_place(&grid, 4, &x, &y);
    assert_float_equal(x, 36 + 180, 1e-4);
    assert_float_equal(y, 360 - 144, 1e-4);
}

static void refuses_in_mm(void **state)
{
    (void)state;
    const struct {
        struct trc_pdf_options options;
        double label_mm;
        const char *said;
    } rows[] = {
        {{.width_mm = -1, .height_mm = 297}, 30, "-1 x 297 mm"},
        {{.width_mm = NAN, .height_mm = 297}, 30, "nan x 297 mm"},
        {{.width_mm = 5001, .height_mm = 297}, 30, "5001 x 297 mm"},
        {{.width_mm = 210}, 30, "lacks a measure"},
        {{.width_mm = 210, .height_mm = 297, .margin_x_mm = -2}, 30, "Margins of -2 and 0 mm"},
        {{.width_mm = 210, .height_mm = 297, .gap_y_mm = -0.5}, 30, "Gaps of 0 and -0.5 mm"},
        {{.width_mm = 210, .height_mm = 297, .gap_y_mm = INFINITY}, 30, "Gaps of 0 and inf mm"},
        {{.width_mm = 40, .height_mm = 50, .margin_x_mm = 6, .margin_y_mm = 5},
         30,
         "30.0 x 30.0 mm does not fit a sheet of 40 x 50 mm whose margins leave 28.0 x 40.0 mm"},
        {{.width_mm = 40, .height_mm = 50, .margin_x_mm = 30}, 30, "leave -20.0 x 50.0 mm"},
        {{.width_mm = 90, .height_mm = 60, .start = 6}, 30, "leaves out 6 places, and a sheet has 6 (3 x 2)"},
        {{.width_mm = 90, .height_mm = 90, .margin_x_mm = 2, .margin_y_mm = 1, .crop_marks = true},
         30,
         "margins of 2 mm or more; these are 2 and 1 mm"},
        {{.margin_x_mm = 1}, 30, "belong to sheets"},
        {{.start = 1}, 30, "belong to sheets"},
        {{.crop_marks = true}, 30, "belong to sheets"},
        {{.width_mm = 210, .height_mm = 297}, 2.9, "too small; choose 3 mm or more"},
        {{.width_mm = 210, .height_mm = 297}, 0, "too small"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct trc_grid grid;
        struct trc_error error = TRC_ERROR_INIT;
        assert_status(trc_grid_plan(&rows[i].options, rows[i].label_mm, rows[i].label_mm, &grid, &error),
                      TRC_ERR_RANGE);
        assert_says(error, rows[i].said);
    }
}

static void numbers_are_short_and_free_of_the_locale(void **state)
{
    (void)state;
    static const struct {
        int64_t value;
        unsigned digits;
        const char *text;
    } rows[] = {{0, 3, "0"},    {2500, 3, "2.5"},         {-2500, 3, "-2.5"}, {-5, 3, "-0.005"},
                {1000, 3, "1"}, {1234567, 6, "1.234567"}, {7, 0, "7"},        {INT64_MIN, 0, "-9223372036854775808"}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct trc_bytes bytes = {0};
        trc_bytes_decimal(&bytes, rows[i].value, rows[i].digits);
        trc_bytes_put(&bytes, "", 1);
        assert_string_equal(bytes.at, rows[i].text);
        trc_bytes_free(&bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_columns_and_rows),
        cmocka_unit_test(places_go_row_by_row_from_the_top),
        cmocka_unit_test(refuses_in_mm),
        cmocka_unit_test(numbers_are_short_and_free_of_the_locale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
