/* test_qr_refine.c: a bent symbol is followed by its edges; a blurred one is judged by what is known of it. */
#include "scanner/qr/refine.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "qr_render.h"
#include "random.h"

enum { SIDE = 33, FRAME = 320, LEFT = 40, MODULE_PX = 7 };

static QRcode *some_code(void)
{
    QRcode *code = QRcode_encodeString8bit("followed along its edges", 4, QR_ECLEVEL_M);
    assert_non_null(code);
    assert_int_equal(code->width, SIDE);
    return code;
}

/* How far a bent label's modules lie from where they would on a flat one, in pixels. */
static double bend_x(double y)
{
    return 4 * sin(M_PI * (y - LEFT) / (SIDE * MODULE_PX));
}

static struct qr_frame bent_frame(const QRcode *code)
{
    struct qr_frame frame = render_blank(FRAME, FRAME, 220);
    for (uint32_t y = 0; y < FRAME; y++)
        for (uint32_t x = 0; x < FRAME; x++) {
            const double u = (x + 0.5 - LEFT - bend_x(y + 0.5)) / MODULE_PX, v = (y + 0.5 - LEFT) / MODULE_PX;
            if (u >= 0 && v >= 0 && u < SIDE && v < SIDE && code->data[(int)v * SIDE + (int)u] & 1)
                render_row(&frame, y)[x] = 30;
        }
    return frame;
}

static struct qr_warp flat_warp(void)
{
    struct qr_match corners[4];
    struct qr_warp warp;
    for (int i = 0; i < 4; i++) {
        const double u = i & 1 ? SIDE : 0, v = i & 2 ? SIDE : 0;
        corners[i] = (struct qr_match){{u, v}, {LEFT + u * MODULE_PX, LEFT + v * MODULE_PX}, 1};
    }
    assert_true(qr_warp_fit(&warp, SIDE, corners, 4));
    return warp;
}

static unsigned wrong_modules(const struct qr_grid *grid, const QRcode *code)
{
    unsigned wrong = 0;
    for (unsigned i = 0; i < SIDE * SIDE; i++)
        wrong += (grid->soft[i] > 0) != (code->data[i] & 1);
    return wrong;
}

/* The corners of the finder patterns, as the picture shows them. */
static void find_anchors(struct qr_match anchors[12])
{
    for (int i = 0; i < 12; i++) {
        const double u = (i / 4 == 1 ? SIDE - 7 : 0) + (i & 1 ? 7 : 0),
                     v = (i / 4 == 2 ? SIDE - 7 : 0) + (i & 2 ? 7 : 0);
        const double y = LEFT + v * MODULE_PX;
        anchors[i] = (struct qr_match){{u, v}, {LEFT + u * MODULE_PX + bend_x(y), y}, 1};
    }
}

static void a_bend_is_followed(void **state)
{
    (void)state;
    static struct qr_samples samples;
    static struct qr_refine_scratch scratch;
    static struct qr_grid grid = {.version = 4, .side = SIDE};
    QRcode *code = some_code();
    struct qr_frame frame = bent_frame(code);
    struct qr_warp warp = flat_warp();
    qr_sample(&frame, &warp, &samples);
    qr_sample_judge(&samples, 5, 0, &grid);
    assert_in_range(wrong_modules(&grid, code), 60, SIDE * SIDE); /* flat, it cannot be read */
    struct qr_match anchors[12];
    find_anchors(anchors);
    for (int i = 0; i < 10; i++) {
        assert_true(qr_refine(&frame, &grid, &samples, anchors, 12, 1, &scratch, &warp));
        qr_sample(&frame, &warp, &samples);
        qr_sample_judge(&samples, 5, 0, &grid);
    }
    assert_int_equal(wrong_modules(&grid, code), 0);
    assert_true(qr_sample_agreement(&samples, &grid) == 1);
    for (int v = 2; v < SIDE - 2; v++) {
        const struct qr_point at = qr_warp_at(&warp, 16.5, v + 0.5);
        assert_true(fabs(at.x - LEFT - 16.5 * MODULE_PX - bend_x(at.y)) < 1);
    }
    render_free(&frame);
    QRcode_free(code);
}

/* Every module is mixed with the one up and left of it and the one down and right: a camera in motion. */
static void a_filter_learned_from_the_fixed_modules_undoes_motion(void **state)
{
    (void)state;
    static struct qr_samples samples;
    static struct qr_grid grid = {.version = 4, .side = SIDE};
    uint64_t random = random_seed();
    QRcode *code = some_code();
    struct qr_frame frame = render_blank(FRAME, FRAME, 220);
    struct qr_warp warp = flat_warp();
    qr_sample(&frame, &warp, &samples); /* for what is fixed */
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) {
            double grey = 0;
            for (int i = -1; i <= 1; i++) {
                const bool inside = x + i >= 0 && y + i >= 0 && x + i < SIDE && y + i < SIDE;
                const bool dark = inside && code->data[(y + i) * SIDE + x + i] & 1;
                grey += (i == 0 ? 0.5 : 0.25) * (dark ? 40 : 200);
            }
            samples.grey[y * SIDE + x] = (float)(grey + random_below(&random, 9));
        }
    qr_sample_judge(&samples, 5, 0, &grid);
    const unsigned before = wrong_modules(&grid, code);
    assert_in_range(before, 30, SIDE * SIDE);
    assert_true(qr_sample_equalise(&samples, &grid));
    assert_in_range(wrong_modules(&grid, code), 0, before / 2);
    render_free(&frame);
    QRcode_free(code);
}

/* Nothing to hold on to: the grid stays finite, whatever it becomes. */
static void a_blank_frame_bends_nothing(void **state)
{
    (void)state;
    static struct qr_samples samples;
    static struct qr_refine_scratch scratch;
    static struct qr_grid grid = {.version = 4, .side = SIDE};
    struct qr_frame frame = render_blank(FRAME, FRAME, 128);
    struct qr_warp warp = flat_warp();
    qr_sample(&frame, &warp, &samples);
    qr_sample_judge(&samples, 5, 0, &grid);
    assert_true(qr_refine(&frame, &grid, &samples, NULL, 0, 1, &scratch, &warp));
    const struct qr_point at = qr_warp_at(&warp, 16.5, 16.5);
    assert_true(fabs(at.x - LEFT - 16.5 * MODULE_PX) < 1e-6 && fabs(at.y - LEFT - 16.5 * MODULE_PX) < 1e-6);
    render_free(&frame);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bend_is_followed),
        cmocka_unit_test(a_filter_learned_from_the_fixed_modules_undoes_motion),
        cmocka_unit_test(a_blank_frame_bends_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
