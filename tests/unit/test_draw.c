/* test_draw.c: marks come out where they belong and in their colour; whatever lies outside does no harm. */
#include "scanner/draw/draw.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jpeglib.h>

#include "scanner/draw/glyphs.h"
#include "scanner/draw/paint.h"

static const uint8_t red[3] = {200, 0, 0};

/* A file as it is written, and its pixels. */
struct written {
    uint8_t bytes[1 << 20];
    size_t len, refuse_after;
    uint32_t width, height;
    uint8_t *rgb;
};

static struct written written;

static bool write_bytes(void *context, const uint8_t *bytes, size_t len)
{
    struct written *file = context;
    assert_in_range(file->len + len, 0, sizeof file->bytes);
    if (file->len + len > file->refuse_after)
        return false;
    memcpy(file->bytes + file->len, bytes, len);
    file->len += len;
    return true;
}

static bool draw(uint32_t width, uint32_t height, const struct scan_mark *marks, size_t count, size_t refuse_after)
{
    struct scan_frame frame = {malloc((size_t)width * height), width, height};
    assert_non_null(frame.pixels);
    memset(frame.pixels, 128, (size_t)width * height);
    written.len = 0;
    written.refuse_after = refuse_after;
    const bool drawn = scan_draw_jpeg(&frame, 1, marks, count, &(struct scan_writer){write_bytes, &written});
    free(frame.pixels);
    return drawn;
}

static void decode(void)
{
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&jpeg);
    jpeg_mem_src(&jpeg, written.bytes, written.len);
    jpeg_read_header(&jpeg, TRUE);
    jpeg_start_decompress(&jpeg);
    assert_int_equal(jpeg.output_components, 3);
    written.width = jpeg.output_width;
    written.height = jpeg.output_height;
    free(written.rgb);
    written.rgb = malloc((size_t)3 * written.width * written.height);
    assert_non_null(written.rgb);
    while (jpeg.output_scanline < jpeg.output_height) {
        JSAMPROW row = written.rgb + (size_t)3 * written.width * jpeg.output_scanline;
        jpeg_read_scanlines(&jpeg, &row, 1);
    }
    jpeg_destroy_decompress(&jpeg);
}

static bool is_near(uint32_t x, uint32_t y, const uint8_t colour[3])
{
    const uint8_t *pixel = written.rgb + 3 * ((size_t)y * written.width + x);
    for (int i = 0; i < 3; i++)
        if (abs(pixel[i] - colour[i]) > 40)
            return false;
    return true;
}

static unsigned count_near(const uint8_t colour[3])
{
    unsigned count = 0;
    for (uint32_t y = 0; y < written.height; y++)
        for (uint32_t x = 0; x < written.width; x++)
            count += is_near(x, y, colour);
    return count;
}

static struct scan_mark mark_at(int32_t left, int32_t top, int32_t side, const char *label)
{
    struct scan_mark mark = {.quad = {{left, top}, {left + side, top}, {left + side, top + side}, {left, top + side}},
                             .colour = {red[0], red[1], red[2]}};
    snprintf(mark.label, sizeof mark.label, "%s", label);
    return mark;
}

static void an_outline_lies_on_its_corners_and_nowhere_else(void **state)
{
    (void)state;
    static const uint8_t grey[3] = {128, 128, 128};
    const struct scan_mark mark = mark_at(300, 400, 200, "");
    assert_true(draw(1000, 900, &mark, 1, SIZE_MAX));
    decode();
    assert_int_equal(written.width, 1000);
    assert_int_equal(written.height, 900);
    for (uint32_t step = 0; step <= 200; step += 50) {
        assert_true(is_near(300 + step, 400, red));
        assert_true(is_near(300 + step, 600, red));
        assert_true(is_near(300, 400 + step, red));
        assert_true(is_near(500, 400 + step, red));
    }
    assert_true(is_near(400, 500, grey));
    assert_true(is_near(200, 500, grey));
    assert_true(is_near(600, 500, grey));
}

static void without_marks_the_picture_stays_grey(void **state)
{
    (void)state;
    assert_true(draw(1000, 900, NULL, 0, SIZE_MAX));
    decode();
    assert_int_equal(count_near(red), 0); /* the control of the others */
}

static void a_small_picture_is_enlarged_with_its_marks(void **state)
{
    (void)state;
    const struct scan_mark mark = mark_at(20, 60, 60, "1");
    assert_true(draw(100, 150, &mark, 1, SIZE_MAX));
    decode();
    assert_int_equal(written.width, 600);
    assert_int_equal(written.height, 900);
    assert_true(is_near(20 * 6, 90 * 6, red));
    assert_true(is_near(80 * 6, 90 * 6, red));
}

static void a_label_is_legible_and_stays_within_the_picture(void **state)
{
    (void)state;
    static const uint8_t white[3] = {255, 255, 255};
    static const int32_t at[][2] = {{400, 400}, {-30, -30}, {980, 20}, {-2000, 5000}};
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        const struct scan_mark mark = mark_at(at[i][0], at[i][1], 50, "12 GENUINE CODE");
        assert_true(draw(1000, 900, &mark, 1, SIZE_MAX));
        decode();
        assert_in_range(count_near(red), 3000, 20000);
        assert_in_range(count_near(white), 800, 10000);
    }
}

static void every_word_of_a_verdict_can_be_written(void **state)
{
    (void)state;
    static const char *const words[] = {"NOT DECIDED", "GENUINE CODE", "TAKE CARE",  "COUNTERFEIT", "RECALLED",
                                        "CANNOT TELL", "UNREADABLE",   "0123456789", "未判断",      "真码",
                                        "请留意",      "假码",         "已召回",     "无法判断",    "无法识读"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        for (const char *at = words[i]; *at != '\0';) {
            const size_t len = (*at & 0x80) == 0 ? 1 : 3;
            char one[4] = "";
            memcpy(one, at, len);
            if (scan_word_width(one) == 0)
                fail_msg("%s lacks %s", words[i], one);
            at += len;
        }
    assert_int_equal(scan_word_width("\xFF\xC0"), 0); /* no UTF-8: nothing, and no harm */
    assert_int_equal(scan_word_width("\xE9\xBE\x98"), 0);
    for (size_t i = 1; i < scan_glyph_count; i++)
        assert_true(scan_glyphs[i - 1].code_point < scan_glyphs[i].code_point);
}

static void absurd_corners_do_no_harm(void **state)
{
    (void)state;
    static const int32_t far[] = {0, 1, -1, 1 << 20, -(1 << 20)};
    enum { COUNT = sizeof far / sizeof *far };
    static struct scan_mark marks[COUNT * COUNT];
    for (size_t i = 0; i < COUNT * COUNT; i++)
        marks[i] = (struct scan_mark){
            .quad = {{far[i % COUNT], far[i / COUNT]}, {far[i / COUNT], 7}, {3, far[i % COUNT]}, {5, 5}}, .label = "7"};
    assert_true(draw(90, 1, marks, COUNT * COUNT, SIZE_MAX));
    assert_true(draw(1, 90, marks, COUNT * COUNT, SIZE_MAX));
}

static void a_writer_that_refuses_ends_it(void **state)
{
    (void)state;
    const struct scan_mark mark = mark_at(300, 400, 200, "1");
    assert_true(draw(1000, 900, &mark, 1, SIZE_MAX));
    const size_t len = written.len;
    assert_false(draw(1000, 900, &mark, 1, 0));
    assert_false(draw(1000, 900, &mark, 1, len - 1));
    assert_true(draw(1000, 900, &mark, 1, len));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_outline_lies_on_its_corners_and_nowhere_else),
        cmocka_unit_test(without_marks_the_picture_stays_grey),
        cmocka_unit_test(a_small_picture_is_enlarged_with_its_marks),
        cmocka_unit_test(a_label_is_legible_and_stays_within_the_picture),
        cmocka_unit_test(every_word_of_a_verdict_can_be_written),
        cmocka_unit_test(absurd_corners_do_no_harm),
        cmocka_unit_test(a_writer_that_refuses_ends_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
