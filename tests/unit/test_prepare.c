/* test_prepare.c: smaller frames keep their means, and thresholds follow uneven light. */
#include "scanner/ladder/prepare.h"

#include "ladder_fixture.h"

static void the_factor_is_whole_and_no_larger_than_needed(void **state)
{
    (void)state;
    static const uint32_t ROWS[][4] = {
        {100, 100, 100, 1}, {101, 5, 100, 2}, {5, 200, 100, 2}, {201, 200, 100, 3}, {1, 1, 100, 1}};
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++)
        assert_int_equal(scan_prepare_factor(&(struct scan_frame){NULL, ROWS[i][0], ROWS[i][1]}, ROWS[i][2]),
                         ROWS[i][3]);
}

static void shrinking_takes_means(void **state)
{
    (void)state;
    uint8_t pixels[5 * 4] = {0, 100, 8, 8, 99, 100, 200, 8, 9, 99, 1, 1, 255, 255, 99, 1, 1, 255, 255, 99};
    struct scan_frame small = scan_prepare_shrunk(&(struct scan_frame){pixels, 5, 4}, 2);
    assert_non_null(small.pixels);
    assert_int_equal(small.width_px, 2);
    assert_int_equal(small.height_px, 2);
    assert_memory_equal(small.pixels, ((uint8_t[]){100, 8, 1, 255}), 4);
    free(small.pixels);
}

/* Dark marks are darker than what is around them, from full light to deep shade; one threshold for all fails. */
static void thresholds_follow_the_light(void **state)
{
    (void)state;
    enum { WIDTH = 800, HEIGHT = 400, MARK = 8, STEP = 16 };
    struct scan_frame frame = ladder_frame(WIDTH, HEIGHT, 0);
    unsigned wrong = 0, wrong_flat = 0;
    for (uint32_t y = 0; y < HEIGHT; y++)
        for (uint32_t x = 0; x < WIDTH; x++) {
            const bool mark = x % STEP < MARK && y % STEP < MARK;
            scan_frame_row(&frame, y)[x] = (uint8_t)((40 + 200 * x / WIDTH) * (mark ? 3U : 6U) / 6);
        }
    struct scan_frame clear = scan_prepare_threshold(&frame);
    assert_non_null(clear.pixels);
    for (uint32_t y = 0; y < HEIGHT; y++)
        for (uint32_t x = 0; x < WIDTH; x++) {
            const bool mark = x % STEP < MARK && y % STEP < MARK;
            const uint8_t value = scan_frame_row(&clear, y)[x];
            assert_true(value == 0 || value == 255);
            wrong += (value == 0) != mark;
            wrong_flat += (scan_frame_row(&frame, y)[x] < 100) != mark;
        }
    assert_in_range(wrong, 0, WIDTH * HEIGHT / 500);
    assert_true(wrong_flat > WIDTH * HEIGHT / 10);
    free(clear.pixels);
    free(frame.pixels);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_factor_is_whole_and_no_larger_than_needed),
        cmocka_unit_test(shrinking_takes_means),
        cmocka_unit_test(thresholds_follow_the_light),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
