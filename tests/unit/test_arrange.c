/* test_arrange.c: nothing on a label overlaps, nothing is beyond its edge, and what does not fit is told in mm. */
#include "status_asserts.h"

#include <math.h>
#include <stdlib.h>
#include <trc/design.h>

static const struct trc_design FULL = {
    .width_mm = 60,
    .height_mm = 30,
    .print = {.dpi = 300, .dots_a_module = 5},
    .name = "青岛陈酿白酒",
    .lot = "L2409A",
    .expiry = "271231",
    .host = "id.acme.cn",
    .serial = true,
    .pin = true,
    .chinese = true,
};

static int right_of(const struct trc_box *box)
{
    return box->x + box->width;
}

static int bottom_of(const struct trc_box *box)
{
    return box->y + box->height;
}

static bool overlap(const struct trc_box *a, const struct trc_box *b)
{
    return a->x < right_of(b) && b->x < right_of(a) && a->y < bottom_of(b) && b->y < bottom_of(a);
}

static void assert_sound(const struct trc_design *design, unsigned side, const struct trc_arrangement *a)
{
    const int quiet = (int)(TRC_QUIET_ZONE * design->print.dots_a_module);
    const struct trc_box zone = {a->symbol.x - quiet, a->symbol.y - quiet, a->symbol.width + 2 * quiet,
                                 a->symbol.height + 2 * quiet};
    assert_int_equal(a->symbol.width, side * design->print.dots_a_module);
    assert_int_equal(a->symbol.height, a->symbol.width);
    assert_true(zone.x >= 0 && zone.y >= 0 && right_of(&zone) <= a->label.width && bottom_of(&zone) <= a->label.height);
    for (size_t i = 0; i < a->line_count; i++) {
        const struct trc_box *box = &a->line[i].box;
        assert_true(box->x >= 0 && box->y >= 0 && box->width > 0);
        assert_true(right_of(box) <= a->label.width && bottom_of(box) <= a->label.height);
        assert_int_equal(box->height, a->line_height);
        assert_false(overlap(box, &zone));
        for (size_t k = 0; k < i; k++)
            assert_false(overlap(box, &a->line[k].box));
    }
}

static void lines_stand_in_order(void **state)
{
    (void)state;
    static const char *const chinese[] = {"青岛陈酿白酒", "批号 L2409A", "有效期 2027-12-31", "",
                                          "id.acme.cn",   "刮开验证码"};
    static const char *const english[] = {"青岛陈酿白酒", "Lot L2409A", "Expiry 2027-12-31", "", "id.acme.cn", "PIN"};
    for (int language = 0; language < 2; language++) {
        struct trc_design design = FULL;
        struct trc_arrangement a;
        design.chinese = language == 0;
        assert_ok(trc_label_arrange(&design, 29, &a, NULL));
        assert_sound(&design, 29, &a);
        assert_int_equal(a.line_count, 6);
        for (size_t i = 0; i < 6; i++) {
            assert_string_equal(a.line[i].text, language == 0 ? chinese[i] : english[i]);
            assert_int_equal(a.line[i].kind, i == 3 ? TRC_LINE_SERIAL : i == 5 ? TRC_LINE_PIN : TRC_LINE_FIXED);
        }
        const struct trc_box field = trc_label_pin_field(&a.line[5]);
        assert_int_equal(right_of(&field), right_of(&a.line[5].box));
        assert_true(field.x > a.line[5].box.x);
    }
}

static void expiry_is_printed_as_a_day_or_a_month(void **state)
{
    (void)state;
    static const char *const rows[][2] = {{"271231", "Expiry 2027-12-31"},
                                          {"271200", "Expiry 2027-12"},
                                          {"2712", "Expiry 2712"},
                                          {"27123x", "Expiry 27123x"}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct trc_design design = {.width_mm = 60, .height_mm = 30, .print = FULL.print, .expiry = rows[i][0]};
        struct trc_arrangement a;
        assert_ok(trc_label_arrange(&design, 29, &a, NULL));
        assert_int_equal(a.line_count, 1);
        assert_string_equal(a.line[0].text, rows[i][1]);
    }
}

static void text_is_beside_or_below(void **state)
{
    (void)state;
    static const struct {
        double width_mm, height_mm;
        bool beside;
    } rows[] = {{60, 30, true},  {30, 30, true}, {25, 40, false}, {20, 50, false},
                {40, 60, false}, {40, 40, true}, {100, 100, true}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct trc_design design = FULL;
        struct trc_arrangement a;
        design.width_mm = rows[i].width_mm;
        design.height_mm = rows[i].height_mm;
        assert_ok(trc_label_arrange(&design, 29, &a, NULL));
        assert_sound(&design, 29, &a);
        assert_int_equal(a.line[0].box.x >= right_of(&a.symbol), rows[i].beside);
        assert_int_equal(a.line[0].box.y >= bottom_of(&a.symbol), !rows[i].beside);
    }
}

/* Every size from too small to large, at three resolutions: either sound, or refused with a message. */
static void every_size_is_sound_or_refused(void **state)
{
    (void)state;
    static const unsigned dpi[] = {203, 300, 600};
    size_t sound = 0, refused = 0;
    for (size_t d = 0; d < COUNT(dpi); d++)
        for (double width = 5; width < 80; width += 1.3)
            for (double height = 5; height < 80; height += 1.7) {
                struct trc_design design = FULL;
                struct trc_arrangement a;
                struct trc_error error = TRC_ERROR_INIT;
                design.width_mm = width;
                design.height_mm = height;
                design.print.dpi = dpi[d];
                if (trc_label_arrange(&design, 33, &a, &error) == TRC_OK) {
                    assert_sound(&design, 33, &a);
                    const double line_mm = a.line_height * 25.4 / dpi[d];
                    assert_true(line_mm >= 1.8 && line_mm <= 4.1);
                    sound++;
                } else {
                    assert_int_equal(error.status, TRC_ERR_RANGE);
                    assert_says(error, " mm");
                    refused++;
                }
            }
    assert_true(sound > 1000 && refused > 1000);
}

static void without_measures_the_symbol_is_the_label(void **state)
{
    (void)state;
    struct trc_design design = FULL;
    struct trc_arrangement a;
    design.width_mm = design.height_mm = 0;
    assert_ok(trc_label_arrange(&design, 29, &a, NULL));
    assert_int_equal(a.label.width, (29 + 8) * 5);
    assert_int_equal(a.label.height, (29 + 8) * 5);
    assert_int_equal(a.symbol.x, 20);
    assert_int_equal(a.line_count, 0);
}

static void without_text_the_symbol_is_in_the_middle(void **state)
{
    (void)state;
    const struct trc_design design = {
        .width_mm = 25.4, .height_mm = 50.8, .print = {.dpi = 300, .dots_a_module = 4}, .name = ""};
    struct trc_arrangement a;
    assert_ok(trc_label_arrange(&design, 21, &a, NULL));
    assert_int_equal(a.line_count, 0);
    assert_int_equal(a.symbol.x, (300 - 84) / 2);
    assert_int_equal(a.symbol.y, (600 - 84) / 2);
}

static void refuses_in_mm(void **state)
{
    (void)state;
    const struct {
        double width_mm, height_mm;
        unsigned side;
        const char *said;
    } rows[] = {
        {-1, 30, 29, "-1 x 30 mm is out of range"},
        {NAN, 30, 29, "nan x 30 mm"},
        {INFINITY, 30, 29, "inf x 30 mm"},
        {1001, 30, 29, "up to 1000 mm"},
        {60, 0, 29, "lacks a measure"},
        {60, 30, 20, "20 modules a side"},
        {60, 30, 178, "178 modules a side"},
        {15, 15, 29, "The symbol with its quiet zone is 15.7 x 15.7 mm, and the label only 15.0 x 15.0 mm"},
        {60, 15.6, 29, "15.7 x 15.7 mm"},
        {16, 16, 29, "no room for 6 lines of text"},
        {27, 17, 29, "1.8 mm wider"},
        {20, 25, 29, "3.0 mm higher"},

    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct trc_design design = FULL;
        struct trc_arrangement a;
        struct trc_error error = TRC_ERROR_INIT;
        design.width_mm = rows[i].width_mm;
        design.height_mm = rows[i].height_mm;
        assert_status(trc_label_arrange(&design, rows[i].side, &a, &error), TRC_ERR_RANGE);
        assert_says(error, rows[i].said);
        assert_status(trc_label_arrange(&design, rows[i].side, &a, NULL), TRC_ERR_RANGE);
    }
}

/* What the message asks for is enough. */
static void so_much_larger_is_enough(void **state)
{
    (void)state;
    for (double height = 16; height < 24; height += 0.37) {
        struct trc_design design = FULL;
        struct trc_arrangement a;
        struct trc_error error = TRC_ERROR_INIT;
        design.width_mm = 20;
        design.height_mm = height;
        assert_status(trc_label_arrange(&design, 29, &a, &error), TRC_ERR_RANGE);
        const char *asked = strstr(error.msg, "must be ");
        assert_non_null(asked);
        char *unit;
        const double first_mm = strtod(asked + 8, &unit);
        const char *and = strstr(unit, " mm wider and ");
        if (strncmp(unit, " mm higher", 10) == 0)
            design.height_mm += first_mm;
        else
            design.width_mm += first_mm;
        if (and != NULL)
            design.height_mm += strtod(and+14, NULL);
        assert_ok(trc_label_arrange(&design, 29, &a, NULL));
    }
}

static void long_and_broken_text_stays_text(void **state)
{
    (void)state;
    char name[1000] = "a";
    for (size_t i = 1; i + 3 < sizeof name; i += 3)
        memcpy(name + i, "酒", 4);
    struct trc_design design = FULL;
    struct trc_arrangement a;
    design.name = name;
    design.lot = "A\nB\tC\x7f";
    assert_ok(trc_label_arrange(&design, 29, &a, NULL));
    const size_t len = strlen(a.line[0].text);
    assert_true(len > TRC_LINE_MAX - 6 && len < TRC_LINE_MAX);
    assert_int_equal((len - 1) % 3, 0); /* no character cut in two */
    assert_string_equal(a.line[1].text, "批号 A B C ");
}

static void serials_are_grouped_in_fours(void **state)
{
    (void)state;
    static const char *const rows[][2] = {{"", ""},
                                          {"1", "1"},
                                          {"1234", "1234"},
                                          {"12345", "1234 5"},
                                          {"60E6419MKAS0Q6064TT1", "60E6 419M KAS0 Q606 4TT1"}};
    char out[TRC_LINE_MAX], endless[1000];
    for (size_t i = 0; i < COUNT(rows); i++) {
        trc_serial_grouped(rows[i][0], out);
        assert_string_equal(out, rows[i][1]);
    }
    memset(endless, 'X', sizeof endless);
    endless[sizeof endless - 1] = '\0';
    trc_serial_grouped(endless, out);
    assert_true(strlen(out) < TRC_LINE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_stand_in_order),
        cmocka_unit_test(expiry_is_printed_as_a_day_or_a_month),
        cmocka_unit_test(text_is_beside_or_below),
        cmocka_unit_test(every_size_is_sound_or_refused),
        cmocka_unit_test(without_measures_the_symbol_is_the_label),
        cmocka_unit_test(without_text_the_symbol_is_in_the_middle),
        cmocka_unit_test(refuses_in_mm),
        cmocka_unit_test(so_much_larger_is_enough),
        cmocka_unit_test(long_and_broken_text_stays_text),
        cmocka_unit_test(serials_are_grouped_in_fours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
