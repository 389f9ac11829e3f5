/* test_ladder.c: each symbol of a frame comes once, from the cheapest rung that reads it; closer looks bring the rest.
 */
#include "scanner/ladder/ladder.h"

#include <time.h>

#include "ean_draw.h"
#include "ladder_fixture.h"
#include "random.h"
#include "scanner/ladder/prepare.h"

static struct scan_ladder ladder;
static struct ladder_seen seen;

static const struct scan_sink SINK = {ladder_take, ladder_located, &seen};

/* A new image, which may be looked at again. */
static enum scan_look look(const struct scan_frame *frame, uint32_t reduction)
{
    memset(&ladder, 0, sizeof ladder);
    memset(&seen, 0, sizeof seen);
    return scan_ladder_read(&ladder, frame, reduction, &SINK);
}

static enum scan_look look_thoroughly(const struct scan_frame *frame, uint32_t reduction)
{
    memset(&ladder, 0, sizeof ladder);
    memset(&seen, 0, sizeof seen);
    ladder.thorough = true;
    return scan_ladder_read(&ladder, frame, reduction, &SINK);
}

static enum scan_look look_closer(const struct scan_frame *frame)
{
    memset(&seen, 0, sizeof seen);
    return scan_ladder_read(&ladder, frame, 1, &SINK);
}

/* What a codec shows first. */
static struct scan_frame halved(const struct scan_frame *frame)
{
    struct scan_frame half = scan_prepare_shrunk(frame, 2);
    assert_non_null(half.pixels);
    return half;
}

static void assert_symbol(size_t i, const char *text, enum scan_rung rung, int32_t left, int32_t top)
{
    assert_in_range(i, 0, seen.count - 1);
    assert_string_equal(seen.text[i], text);
    assert_int_equal(seen.symbol[i].symbology, SCAN_SYMBOLOGY_QR);
    assert_int_equal(seen.symbol[i].decoder, SCAN_DECODER_TRC);
    assert_int_equal(seen.symbol[i].rung, rung);
    assert_in_range(seen.symbol[i].quad[0].x + 4, left, left + 8);
    assert_in_range(seen.symbol[i].quad[0].y + 4, top, top + 8);
}

static void a_symbol_is_told_with_all_that_is_known_of_it(void **state)
{
    (void)state;
    struct scan_frame frame = ladder_frame(640, 480, 230);
    ladder_draw(&frame, "ONE", 100, 60, 5, 30, 230);
    assert_int_equal(look(&frame, 1), SCAN_LOOK_DONE);
    assert_int_equal(seen.count, 1);
    assert_symbol(0, "ONE", SCAN_RUNG_WHOLE, 100, 60);
    assert_in_range(seen.symbol[0].quad[2].x, 100 + 21 * 5 - 4, 100 + 21 * 5 + 4);
    free(frame.pixels);
}

static void equal_texts_at_two_places_stay_two(void **state)
{
    (void)state;
    struct scan_frame frame = ladder_frame(640, 480, 230);
    ladder_draw(&frame, "TWICE", 40, 60, 5, 30, 230);
    ladder_draw(&frame, "TWICE", 340, 60, 5, 30, 230);
    look(&frame, 1);
    assert_int_equal(seen.count, 2);
    assert_true(abs(seen.symbol[0].quad[0].x - seen.symbol[1].quad[0].x) > 200);
    free(frame.pixels);
}

static void light_codes_on_dark_ground_are_read(void **state)
{
    (void)state;
    struct scan_frame frame = ladder_frame(640, 480, 20);
    ladder_draw(&frame, "LIGHT", 100, 60, 5, 230, 20);
    look(&frame, 1);
    assert_int_equal(seen.count, 1);
    assert_symbol(0, "LIGHT", SCAN_RUNG_INVERTED, 100, 60);
    free(frame.pixels);
}

/* In 9 megapixels, modules of two pixels are seen only with all of them. */
static void small_modules_are_read_in_large_frames(void **state)
{
    (void)state;
    struct scan_frame frame = ladder_frame(3600, 2500, 230);
    ladder_draw(&frame, "FAR AWAY", 1801, 1203, 2, 30, 230);
    look(&frame, 1);
    assert_int_equal(seen.count, 1);
    assert_symbol(0, "FAR AWAY", SCAN_RUNG_LARGE, 1801, 1203);
    free(frame.pixels);
}

static void what_a_smaller_image_tells_needs_no_closer_look(void **state)
{
    (void)state;
    struct scan_frame frame = ladder_frame(1800, 1200, 230);
    ladder_draw(&frame, "NEAR", 300, 200, 12, 30, 230);
    struct scan_frame half = halved(&frame);
    assert_int_equal(look(&half, 2), SCAN_LOOK_DONE);
    assert_int_equal(seen.count, 1);
    assert_symbol(0, "NEAR", SCAN_RUNG_WHOLE, 300, 200); /* in pixels of the image */
    free(half.pixels);
    free(frame.pixels);
}

/* One symbol is there for both looks, of one the first shows little more than finder patterns: each comes once. */
static void a_closer_look_brings_the_rest(void **state)
{
    (void)state;
    struct scan_frame frame = ladder_frame(3600, 2400, 230);
    ladder_draw(&frame, "NEAR", 300, 200, 16, 30, 230);
    ladder_draw(&frame, "FOR A CLOSER LOOK", 2500, 1600, 8, 30, 230);
    struct scan_frame half = halved(&frame);
    for (uint32_t y = 800 + 8 * 4; y < 800 + 25 * 4; y++)
        memset(scan_frame_row(&half, y) + 1250 + 8 * 4, 130, 17 * 4);
    assert_int_equal(look(&half, 2), SCAN_LOOK_CLOSER);
    assert_int_equal(seen.count, 1);
    assert_symbol(0, "NEAR", SCAN_RUNG_WHOLE, 300, 200);
    assert_int_equal(look_closer(&frame), SCAN_LOOK_DONE);
    assert_int_equal(seen.count, 1);
    assert_symbol(0, "FOR A CLOSER LOOK", SCAN_RUNG_LARGE, 2500, 1600);
    free(half.pixels);
    free(frame.pixels);
}

static void a_blank_image_is_looked_at_closer_once(void **state)
{
    (void)state;
    struct scan_frame frame = ladder_frame(3600, 2400, 255), half = halved(&frame);
    assert_int_equal(look(&half, 2), SCAN_LOOK_CLOSER);
    assert_int_equal(look_closer(&frame), SCAN_LOOK_DONE);
    assert_int_equal(seen.count, 0);
    free(half.pixels);
    free(frame.pixels);
}

/* Half of its modules are covered: it is located in both looks, and told once, at the end. */
static void what_is_only_located_comes_once_and_last(void **state)
{
    (void)state;
    struct scan_frame frame = ladder_frame(1800, 1200, 230);
    ladder_draw(&frame, "Too much of this is lost to decode it, and no padding vouches.", 300, 200, 16, 30, 230);
    for (uint32_t y = 200 + 9 * 16; y < 200 + 24 * 16; y++)
        memset(scan_frame_row(&frame, y) + 300 + 9 * 16, 30, 18 * 16);
    struct scan_frame half = halved(&frame);
    assert_int_equal(look(&half, 2), SCAN_LOOK_CLOSER);
    assert_int_equal(seen.located, 0);
    assert_int_equal(look_closer(&frame), SCAN_LOOK_DONE);
    assert_int_equal(seen.located, 0);
    scan_ladder_finish(&ladder, &SINK);
    assert_int_equal(seen.count, 0);
    assert_int_equal(seen.located, 1);
    assert_in_range(seen.located_quad[0].x, 300 - 8, 300 + 8);
    scan_ladder_finish(&ladder, &SINK); /* the next image begins with nothing */
    assert_int_equal(seen.located, 1);
    free(half.pixels);
    free(frame.pixels);
}

static void a_barcode_is_read_beside_the_code(void **state)
{
    (void)state;
    char modules[EAN_MODULES_MAX + 1];
    struct scan_frame frame = ladder_frame(800, 480, 255);
    ladder_draw(&frame, "HTTPS://ID.ACME.CN/01/06901234567892/21/1", 60, 60, 5, 0, 255);
    ean_modules("6901234567892", modules);
    ean_draw(&frame, modules, 400, 80, 3, 120);
    look(&frame, 1);
    assert_int_equal(seen.count, 2);
    assert_symbol(0, "HTTPS://ID.ACME.CN/01/06901234567892/21/1", SCAN_RUNG_WHOLE, 60, 60);
    assert_string_equal(seen.text[1], "6901234567892");
    assert_int_equal(seen.symbol[1].symbology, SCAN_SYMBOLOGY_EAN_13);
    assert_int_equal(seen.symbol[1].decoder, SCAN_DECODER_ZBAR);
    assert_int_equal(seen.symbol[1].rung, SCAN_RUNG_LINES);
    assert_in_range(seen.symbol[1].quad[0].x, 400 - 4, 400 + 4);
    assert_in_range(seen.symbol[1].quad[2].x, 400 + 3 * 95 - 4, 400 + 3 * 95 + 4);
    free(frame.pixels);
}

static double read_ms(const struct scan_frame *frame)
{
    struct timespec before, after;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
    look(frame, 1);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
    return (double)(after.tv_sec - before.tv_sec) * 1e3 + (double)(after.tv_nsec - before.tv_nsec) / 1e6;
}

/* A finder pattern wherever one fits, none of them in a place that makes sense; and noise. A Release build takes 0.4 s;
 * instrumented ones are given time. */
static void forged_frames_come_to_an_end(void **state)
{
    (void)state;
    enum { MODULE = 3, STEP = 26, MOST_MS = 30000 };
    uint64_t random = random_seed();
    struct scan_frame frame = ladder_frame(1600, 1200, 230);
    for (uint32_t y = 0; y < frame.height_px; y++)
        for (uint32_t x = 0; x < frame.width_px; x++) {
            const int u = (int)(x % STEP) / MODULE - 3, v = (int)(y % STEP) / MODULE - 3;
            const int ring = abs(u) > abs(v) ? abs(u) : abs(v);
            scan_frame_row(&frame, y)[x] = ring < 2 || ring == 3 ? 30 : 230;
        }
    const double forged_ms = read_ms(&frame);
    for (uint32_t i = 0; i < frame.width_px * frame.height_px; i++)
        frame.pixels[i] = (uint8_t)random_next(&random);
    const double noise_ms = read_ms(&frame);
    assert_int_equal(seen.count, 0);
    print_message("finder patterns everywhere: %.0f ms; noise: %.0f ms\n", forged_ms, noise_ms);
    assert_true(forged_ms < MOST_MS && noise_ms < MOST_MS);
    free(frame.pixels);
}

static void a_frame_of_any_shape_is_survived(void **state)
{
    (void)state;
    static const uint32_t SHAPES[][2] = {{1, 1}, {1, 5000}, {5000, 1}, {2, 2}, {3, 1000}, {65535, 3}, {3, 65535}};
    for (size_t i = 0; i < sizeof SHAPES / sizeof SHAPES[0]; i++) {
        struct scan_frame frame = ladder_frame(SHAPES[i][0], SHAPES[i][1], 255);
        for (uint32_t reduction = 1; reduction <= 8; reduction *= 2)
            assert_int_equal(look(&frame, reduction), reduction > 1 ? SCAN_LOOK_CLOSER : SCAN_LOOK_DONE);
        assert_int_equal(seen.count, 0);
        free(frame.pixels);
    }
}

/* The reader shrinks a large frame; what is measured is the frame itself, in pixels of the image. */
static void a_print_is_measured_in_all_the_pixels_there_are(void **state)
{
    (void)state;
    static const struct {
        uint32_t side, module_px, reduction;
        uint8_t dark, light;
    } rows[] = {{500, 6, 1, 0, 255}, {500, 6, 4, 50, 200}, {5200, 9, 1, 0, 255}, {5200, 9, 2, 50, 200}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct scan_frame frame = ladder_frame(rows[i].side, rows[i].side, rows[i].light);
        ladder_draw(&frame, "PRINT", 101, 103, rows[i].module_px, rows[i].dark, rows[i].light);
        look(&frame, rows[i].reduction);
        assert_int_equal(seen.count, 1);
        assert_false(seen.symbol[0].print.measured); /* nobody asked */
        look_thoroughly(&frame, rows[i].reduction);
        assert_int_equal(seen.count, 1);
        const struct scan_print *print = &seen.symbol[0].print;
        assert_true(print->measured);
        assert_in_range(print->module_centi + 20, 100 * rows[i].module_px * rows[i].reduction,
                        100 * rows[i].module_px * rows[i].reduction + 40);
        assert_in_range(print->contrast_milli, 1000 * (rows[i].light - rows[i].dark) / 255 - 5,
                        1000 * (rows[i].light - rows[i].dark) / 255 + 5);
        assert_in_range(print->modulation_milli, 950, 1000);
        assert_int_equal(print->quiet_zone_centi, 400);
        free(frame.pixels);
    }
}

/* What is pale shows no finder patterns to the first look, and nobody would know that there is more to read. */
static void a_pale_symbol_among_clear_ones_is_read_when_asked_for(void **state)
{
    (void)state;
    struct scan_frame frame = ladder_frame(1080, 810, 255);
    for (uint32_t i = 0; i < 4; i++)
        ladder_draw(&frame, "CLEAR", 40 + 260 * i, 300, 6, 0, 255);
    for (uint32_t y = 20; y < 240; y++)
        memset(scan_frame_row(&frame, y) + 500, 160, 220);
    ladder_draw(&frame, "PALE", 540, 60, 6, 104, 160);
    assert_int_equal(look(&frame, 1), SCAN_LOOK_DONE);
    assert_int_equal(seen.count, 4); /* the control */
    assert_int_equal(look_thoroughly(&frame, 1), SCAN_LOOK_DONE);
    assert_int_equal(seen.count, 5);
    assert_string_equal(seen.text[4], "PALE");
    scan_ladder_finish(&ladder, &SINK);
    assert_true(ladder.thorough);
    free(frame.pixels);
}

/* libzbar keeps no grid, and says nothing of a print rather than something wrong. */
static void a_barcode_has_no_print(void **state)
{
    (void)state;
    struct scan_frame frame = ladder_frame(600, 300, 255);
    char modules[EAN_MODULES_MAX + 1];
    ean_modules("6901234567892", modules);
    ean_draw(&frame, modules, 50, 50, 3, 150);
    look_thoroughly(&frame, 1);
    assert_int_equal(seen.count, 1);
    assert_false(seen.symbol[0].print.measured);
    free(frame.pixels);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_symbol_is_told_with_all_that_is_known_of_it),
        cmocka_unit_test(equal_texts_at_two_places_stay_two),
        cmocka_unit_test(light_codes_on_dark_ground_are_read),
        cmocka_unit_test(small_modules_are_read_in_large_frames),
        cmocka_unit_test(what_a_smaller_image_tells_needs_no_closer_look),
        cmocka_unit_test(a_closer_look_brings_the_rest),
        cmocka_unit_test(a_blank_image_is_looked_at_closer_once),
        cmocka_unit_test(what_is_only_located_comes_once_and_last),
        cmocka_unit_test(a_barcode_is_read_beside_the_code),
        cmocka_unit_test(a_print_is_measured_in_all_the_pixels_there_are),
        cmocka_unit_test(a_pale_symbol_among_clear_ones_is_read_when_asked_for),
        cmocka_unit_test(a_barcode_has_no_print),
        cmocka_unit_test(forged_frames_come_to_an_end),
        cmocka_unit_test(a_frame_of_any_shape_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
