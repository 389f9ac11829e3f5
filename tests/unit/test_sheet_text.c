/* test_sheet_text.c: lines are shrunk, then cut; what cannot be drawn is named; the fixed part of a label as dots. */
#include "status_asserts.h"

#include <math.h>
#include <trc/sheet.h>

#include "sheet/text.h"

static struct trc_arrangement arranged(const char *name, bool pin)
{
    const struct trc_design design = {.width_mm = 60,
                                      .height_mm = 25,
                                      .print = {.dpi = 300, .dots_a_module = 5},
                                      .name = name,
                                      .serial = true,
                                      .pin = pin,
                                      .chinese = true};
    struct trc_arrangement arrangement;
    assert_ok(trc_label_arrange(&design, 29, &arrangement, NULL));
    return arrangement;
}

/* What the marks of a line show, read from their glyphs. */
static void shown(const struct trc_text *text, size_t line, char out[1024])
{
    *out = '\0';
    size_t len = 0;
    for (size_t i = 0; i < text->line[line].count; i++) {
        const char *part = text->glyph[text->line[line].mark[i].glyph].text;
        memcpy(out + len, part, strlen(part) + 1);
        len += strlen(part);
    }
}

static double end_of(const struct trc_text *text, size_t line)
{
    const struct trc_text_line *set = &text->line[line];
    const struct trc_mark *last = &set->mark[set->count - 1];
    return last->x + text->glyph[last->glyph].advance * set->em / TRC_EM;
}

static void long_lines_are_shrunk_then_cut(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        bool shrunk, cut;
    } rows[] = {
        {"酒", false, false},
        {"Wine 500 ml", false, false},
        {"青岛陈酿白酒 500 ml 礼盒装青岛陈酿白酒", true, false},
        {"青岛陈酿白酒 500 ml 礼盒装 青岛陈酿白酒 500 ml 礼盒装 青岛陈酿白酒 500 ml", true, true},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct trc_arrangement a = arranged(rows[i].name, false);
        struct trc_text text;
        char out[1024];
        assert_ok(trc_text_shape(&a, NULL, &text, NULL));
        const double wished = 0.75 * a.line_height;
        assert_int_equal(text.line[0].em < wished - 0.001, rows[i].shrunk);
        assert_true(text.line[0].em >= TRC_SHRUNK_LEAST * wished - 0.001);
        assert_true(end_of(&text, 0) <= a.line[0].box.x + a.line[0].box.width + 1);
        shown(&text, 0, out);
        assert_int_equal(strstr(out, "…") != NULL, rows[i].cut);
        if (!rows[i].cut)
            assert_string_equal(out, rows[i].name);
        trc_text_free(&text);
    }
}

static void refuses_and_names(void **state)
{
    (void)state;
    static const struct {
        const char *name, *font;
        enum trc_status status;
        const char *said;
    } rows[] = {
        {"酒", "No Such Family", TRC_ERR_NOT_FOUND, "no font family \"No Such Family\""},
        {"\xe9\x85", NULL, TRC_ERR_SYNTAX, "not UTF-8"},
        {"a\xee\x80\x81z", NULL, TRC_ERR_SYNTAX, "(U+E001)"}, /* private use */
        {"long enough that what comes last would be cut off, whatever the font \xee\x80\x81", NULL, TRC_ERR_SYNTAX,
         "(U+E001)"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct trc_arrangement a = arranged(rows[i].name, false);
        struct trc_text text;
        struct trc_bitmap bitmap;
        struct trc_error error = TRC_ERROR_INIT;
        assert_status(trc_text_shape(&a, rows[i].font, &text, &error), rows[i].status);
        assert_says(error, rows[i].said);
        assert_status(trc_sheet_fixed_bitmap(&a, rows[i].font, &bitmap, NULL), rows[i].status);
        assert_null(bitmap.bits);
    }
}

static void families_are_found_in_any_case(void **state)
{
    (void)state;
    static const char *const fonts[] = {"DejaVu Sans", "dejavu sans", "Sans", "serif", "monospace", ""};
    const struct trc_arrangement a = arranged("酒 wine", false);
    for (size_t i = 0; i < COUNT(fonts); i++) {
        struct trc_text text;
        assert_ok(trc_text_shape(&a, fonts[i], &text, NULL));
        trc_text_free(&text);
    }
}

static bool is_dark(const struct trc_bitmap *bitmap, int x, int y)
{
    return (bitmap->bits[(size_t)y * ((bitmap->width + 7) / 8) + (size_t)x / 8] & 0x80 >> x % 8) != 0;
}

static int count_dark(const struct trc_bitmap *bitmap, const struct trc_box *box)
{
    int count = 0;
    for (int y = box->y; y < box->y + box->height; y++)
        for (int x = box->x; x < box->x + box->width; x++)
            count += is_dark(bitmap, x, y);
    return count;
}

static void dots_are_where_the_lines_are(void **state)
{
    (void)state;
    const struct trc_arrangement a = arranged("青岛陈酿白酒", true);
    struct trc_bitmap bitmap;
    assert_ok(trc_sheet_fixed_bitmap(&a, NULL, &bitmap, NULL));
    assert_int_equal(bitmap.width, a.label.width);
    assert_int_equal(bitmap.height, a.label.height);
    const int name = count_dark(&bitmap, &a.line[0].box), word = count_dark(&bitmap, &a.line[2].box);
    assert_true(name > 500 && word > 500);
    assert_int_equal(count_dark(&bitmap, &a.line[1].box), 0); /* the serial is each label's own */
    assert_int_equal(count_dark(&bitmap, &a.label), name + word);
    const struct trc_box field = trc_label_pin_field(&a.line[2]);
    for (int x = field.x; x < field.x + field.width; x++)
        assert_true(is_dark(&bitmap, x, field.y) && is_dark(&bitmap, x, field.y + field.height - 1));
    assert_false(is_dark(&bitmap, field.x + field.width / 2, field.y + field.height / 2));
    trc_sheet_bitmap_free(&bitmap);
    trc_sheet_bitmap_free(&bitmap);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(long_lines_are_shrunk_then_cut),
        cmocka_unit_test(refuses_and_names),
        cmocka_unit_test(families_are_found_in_any_case),
        cmocka_unit_test(dots_are_where_the_lines_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
