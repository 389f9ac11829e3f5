/* test_qr_quality.c: contrast, modulation, quiet zone and module size of drawn symbols are what was drawn, and each
 * fault moves its own number. */
#include "scanner/qr/quality.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <qrencode.h>

enum { FINE = 6 /* samples along each side of a pixel */ };

/* A symbol as it is drawn: turned about its middle, which is the frame's. */
struct drawing {
    double module_px, turn;
    uint8_t dark, light;
};

static QRcode *code;
static uint8_t *grey;
static struct qr_frame frame;
static struct qr_warp warp;

static int open_code(void **state)
{
    (void)state;
    code = QRcode_encodeString8bit("https://id.acme.cn/01/06901234567892/21/0123456789ABCDEFGHJK", 0, QR_ECLEVEL_M);
    return code == NULL;
}

static int close_code(void **state)
{
    (void)state;
    QRcode_free(code);
    free(grey);
    return 0;
}

static bool is_dark(double u, double v)
{
    return u >= 0 && v >= 0 && u < code->width && v < code->width &&
           (code->data[(int)v * code->width + (int)u] & 1) != 0;
}

/* The corners of the drawn symbol, where the reader would find them. */
static void fit(const struct drawing *drawing, double side_px)
{
    const double side = code->width, half = side / 2 * drawing->module_px;
    const double c = cos(drawing->turn), s = sin(drawing->turn);
    struct qr_match matches[4];
    for (int i = 0; i < 4; i++) {
        const double u = i == 1 || i == 2 ? side : 0, v = i >= 2 ? side : 0;
        const double x = u * drawing->module_px - half, y = v * drawing->module_px - half;
        matches[i] = (struct qr_match){{u, v}, {side_px / 2 + c * x - s * y, side_px / 2 + s * x + c * y}, 1};
    }
    assert_true(qr_warp_fit(&warp, side, matches, 4));
}

static double ink(const struct drawing *drawing, double side_px, uint32_t px, uint32_t py)
{
    const double c = cos(drawing->turn), s = sin(drawing->turn);
    unsigned dark = 0;
    for (int i = 0; i < FINE * FINE; i++) {
        const double x = px + (i % FINE + 0.5) / FINE - side_px / 2, y = py + (i / FINE + 0.5) / FINE - side_px / 2;
        dark += is_dark((c * x + s * y) / drawing->module_px + code->width / 2.0,
                        (c * y - s * x) / drawing->module_px + code->width / 2.0);
    }
    return dark / (double)(FINE * FINE);
}

/* A symbol on light ground with `margin` modules around it, more in the corners when it is turned. */
static void draw(const struct drawing *drawing, double margin)
{
    const uint32_t side =
        (uint32_t)lrint((code->width + 2 * margin) * drawing->module_px * (drawing->turn != 0 ? 1.5 : 1));
    free(grey);
    grey = malloc((size_t)side * side);
    assert_non_null(grey);
    for (uint32_t y = 0; y < side; y++)
        for (uint32_t x = 0; x < side; x++)
            grey[y * side + x] =
                (uint8_t)lrint(drawing->light + ink(drawing, side, x, y) * (drawing->dark - drawing->light));
    frame = (struct qr_frame){grey, side, side, side};
    fit(drawing, side);
}

/* Modules count from the symbol's corner; the drawing is upright, with `margin` modules around it. */
static void paint(double module_px, double margin, double u, double v, double width, double height, uint8_t value)
{
    for (uint32_t y = (uint32_t)lrint((v + margin) * module_px); y < lrint((v + height + margin) * module_px); y++)
        for (uint32_t x = (uint32_t)lrint((u + margin) * module_px); x < lrint((u + width + margin) * module_px); x++)
            grey[y * frame.width_px + x] = value;
}

static struct qr_quality measured(void)
{
    struct qr_quality quality;
    qr_quality_measure(&frame, &warp, 1, false, &quality);
    return quality;
}

static bool near(double a, double b, double error)
{
    if (fabs(a - b) <= error)
        return true;
    print_message("%g is not %g\n", a, b);
    return false;
}

static const struct drawing CLEAN = {.module_px = 8, .dark = 0, .light = 255};

static void a_clean_symbol_is_perfect(void **state)
{
    (void)state;
    draw(&CLEAN, 5);
    const struct qr_quality quality = measured();
    assert_true(near(quality.contrast, 1, 0));
    assert_true(near(quality.modulation, 1, 0));
    assert_true(near(quality.quiet_zone, 4, 0));
    assert_true(near(quality.module_px, 8, 1e-6));
}

static void contrast_is_what_was_drawn_and_leaves_the_rest_alone(void **state)
{
    (void)state;
    static const uint8_t rows[][2] = {{80, 200}, {0, 60}, {120, 140}, {200, 255}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        draw(&(struct drawing){.module_px = 6, .dark = rows[i][0], .light = rows[i][1]}, 5);
        const struct qr_quality quality = measured();
        assert_true(near(quality.contrast, (rows[i][1] - rows[i][0]) / 255.0, 0.002));
        assert_true(near(quality.modulation, 1, 0.01));
        assert_true(near(quality.quiet_zone, 4, 0));
    }
}

static void modules_are_as_large_as_they_were_drawn(void **state)
{
    (void)state;
    static const double sizes[] = {2, 2.5, 3.3, 7, 20};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        for (int turn = 0; turn < 3; turn++) {
            draw(&(struct drawing){.module_px = sizes[i], .turn = turn * 0.35, .light = 255}, 5);
            const struct qr_quality quality = measured();
            assert_true(near(quality.module_px, sizes[i], 0.001));
            assert_true(near(quality.contrast, 1, sizes[i] < 3 ? 0.2 : 0.02));
            assert_true(near(quality.quiet_zone, 4, 0));
        }
}

static void of_a_tilted_symbol_the_shortest_edge_counts(void **state)
{
    (void)state;
    const double side = code->width;
    struct qr_match matches[4] = {{{0, 0}, {100, 100}, 1},
                                  {{side, 0}, {100 + 8 * side, 100}, 1},
                                  {{side, side}, {100 + 7 * side, 100 + 6 * side}, 1},
                                  {{0, side}, {100 + side, 100 + 6 * side}, 1}};
    draw(&CLEAN, 5);
    assert_true(qr_warp_fit(&warp, side, matches, 4));
    assert_true(near(measured().module_px, 6, 0.001)); /* the lower edge; the others are longer */
}

/* Beyond each of the four edges a bar begins in a distance of its own. */
static void the_quiet_zone_reaches_as_far_as_the_nearest_bar(void **state)
{
    (void)state;
    static const double widths[] = {0.25, 1, 1.5, 2, 3, 3.75};
    const double margin = 6, side = code->width;
    for (unsigned edge = 0; edge < 4; edge++)
        for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++) {
            const double near_side = -widths[i] - 0.5, far_side = side + widths[i];
            draw(&CLEAN, margin);
            if (edge % 2 == 0)
                paint(8, margin, 0, edge == 0 ? near_side : far_side, side, 0.5, 0);
            else
                paint(8, margin, edge == 3 ? near_side : far_side, 0, 0.5, side, 0);
            const struct qr_quality quality = measured();
            assert_true(near(quality.quiet_zone, widths[i] < 0.5 ? 0 : widths[i], 0.25));
            assert_true(near(quality.contrast, 1, 0) && near(quality.modulation, 1, 0));
        }
}

static void a_line_of_text_cuts_the_quiet_zone_and_a_speck_does_not(void **state)
{
    (void)state;
    draw(&CLEAN, 6);
    paint(8, 6, 12, -1.5, 1, 1, 0);
    assert_true(near(measured().quiet_zone, 4, 0));
    for (double u = 3; u < 20; u += 2)
        paint(8, 6, u, code->width + 1.5, 1, 1.5, 0);
    assert_true(near(measured().quiet_zone, 1.5, 0.25));
}

static void a_picture_that_ends_early_shows_no_quiet_zone(void **state)
{
    (void)state;
    static const double margins[] = {0, 1, 2, 3};
    for (size_t i = 0; i < sizeof margins / sizeof margins[0]; i++) {
        draw(&CLEAN, margins[i]);
        const double zone = measured().quiet_zone; /* the picture's edge may be missed by half a module */
        assert_true(zone >= margins[i] && zone <= margins[i] + 0.75);
    }
    draw(&CLEAN, 4);
    assert_true(near(measured().quiet_zone, 4, 0));
}

/* A speck of 4 x 4 of 33 x 33 modules. */
static void a_speck_moves_neither_contrast_nor_modulation(void **state)
{
    (void)state;
    const struct drawing pale = {.module_px = 8, .dark = 60, .light = 180};
    draw(&pale, 5);
    const struct qr_quality before = measured();
    paint(8, 5, 12, 12, 4, 4, 255);
    const struct qr_quality after = measured();
    assert_true(near(after.contrast, before.contrast, 0.01));
    assert_true(near(after.modulation, before.modulation, 0.02));
    paint(8, 5, 8, 8, 12, 12, 255); /* the control: no speck any more */
    assert_false(fabs(measured().contrast - before.contrast) < 0.05);
}

static void blur(unsigned reach)
{
    const uint32_t side = frame.width_px;
    uint8_t *out = malloc((size_t)side * side);
    assert_non_null(out);
    for (uint32_t y = 0; y < side; y++)
        for (uint32_t x = 0; x < side; x++) {
            unsigned sum = 0, count = 0;
            for (uint32_t j = y > reach ? y - reach : 0; j <= y + reach && j < side; j++)
                for (uint32_t i = x > reach ? x - reach : 0; i <= x + reach && i < side; i++, count++)
                    sum += grey[j * side + i];
            out[y * side + x] = (uint8_t)(sum / count);
        }
    memcpy(grey, out, (size_t)side * side);
    free(out);
}

static void blur_lowers_modulation_step_by_step(void **state)
{
    (void)state;
    double before = 1.01;
    for (unsigned reach = 0; reach <= 6; reach += 3) {
        draw(&CLEAN, 5);
        if (reach > 0)
            blur(reach);
        const struct qr_quality quality = measured();
        assert_true(quality.modulation < before - 0.005);
        assert_true(quality.contrast > 0.7);
        before = quality.modulation;
    }
    assert_true(before < 0.3);
}

static void an_inverted_symbol_is_its_negative(void **state)
{
    (void)state;
    draw(&(struct drawing){.module_px = 7, .dark = 40, .light = 220}, 5);
    paint(7, 5, 0, -2, code->width, 0.5, 40);
    const struct qr_quality upright = measured();
    for (size_t i = 0; i < (size_t)frame.width_px * frame.height_px; i++)
        grey[i] = (uint8_t)(255 - grey[i]);
    struct qr_quality inverted;
    qr_quality_measure(&frame, &warp, 1, true, &inverted);
    assert_memory_equal(&inverted, &upright, sizeof upright);
    qr_quality_measure(&frame, &warp, 1, false, &inverted); /* the control */
    assert_true(inverted.quiet_zone < 0.1);
}

static void a_grid_of_a_smaller_view_measures_the_same(void **state)
{
    (void)state;
    draw(&CLEAN, 5);
    const struct qr_quality whole = measured();
    for (unsigned i = 0; i < 6; i++)
        warp.projection[i] /= 3;
    struct qr_quality scaled;
    qr_quality_measure(&frame, &warp, 3, false, &scaled);
    assert_true(near(scaled.module_px, whole.module_px, 1e-9));
    assert_true(near(scaled.modulation, whole.modulation, 0) && near(scaled.quiet_zone, whole.quiet_zone, 0));
}

/* The control of them all: what is measured is the grid that is given. */
static void a_grid_that_is_off_measures_badly(void **state)
{
    (void)state;
    draw(&CLEAN, 5);
    warp.projection[2] += 4; /* half a module to the right */
    const struct qr_quality quality = measured();
    assert_true(quality.modulation < 0.5);
    assert_true(quality.quiet_zone > 3);
}

static void a_frame_of_one_grey_has_no_contrast(void **state)
{
    (void)state;
    draw(&(struct drawing){.module_px = 4, .dark = 99, .light = 99}, 5);
    const struct qr_quality quality = measured();
    assert_true(near(quality.contrast, 0, 0));
    assert_true(near(quality.modulation, 0, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clean_symbol_is_perfect),
        cmocka_unit_test(contrast_is_what_was_drawn_and_leaves_the_rest_alone),
        cmocka_unit_test(modules_are_as_large_as_they_were_drawn),
        cmocka_unit_test(of_a_tilted_symbol_the_shortest_edge_counts),
        cmocka_unit_test(the_quiet_zone_reaches_as_far_as_the_nearest_bar),
        cmocka_unit_test(a_line_of_text_cuts_the_quiet_zone_and_a_speck_does_not),
        cmocka_unit_test(a_picture_that_ends_early_shows_no_quiet_zone),
        cmocka_unit_test(a_speck_moves_neither_contrast_nor_modulation),
        cmocka_unit_test(blur_lowers_modulation_step_by_step),
        cmocka_unit_test(an_inverted_symbol_is_its_negative),
        cmocka_unit_test(a_grid_of_a_smaller_view_measures_the_same),
        cmocka_unit_test(a_grid_that_is_off_measures_badly),
        cmocka_unit_test(a_frame_of_one_grey_has_no_contrast),
    };
    return cmocka_run_group_tests(tests, open_code, close_code);
}
