/* test_qr_format.c: format and version information, whole, damaged, and against the tables of the standard. */
#include "scanner/qr/format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "random.h"

static unsigned bits_set(uint32_t value)
{
    unsigned count = 0;
    for (; value != 0; value &= value - 1)
        count++;
    return count;
}

/* ISO/IEC 18004:2015, tables C.1 and D.1, first and last rows and some between. */
static void words_are_those_of_the_standard(void **state)
{
    (void)state;
    assert_int_equal(qr_format_word(0), 0x5412);
    assert_int_equal(qr_format_word(5), 0x40CE);
    assert_int_equal(qr_format_word(15), 0x6976);
    assert_int_equal(qr_format_word(31), 0x2BED);
    assert_int_equal(qr_version_word(7), 0x07C94);
    assert_int_equal(qr_version_word(21), 0x15683);
    assert_int_equal(qr_version_word(40), 0x28C69);
}

static void any_two_words_differ_by_the_code_s_distance(void **state)
{
    (void)state;
    for (unsigned a = 0; a < 32; a++)
        for (unsigned b = 0; b < a; b++)
            assert_in_range(bits_set(qr_format_word(a) ^ qr_format_word(b)), 5, 15);
    for (unsigned a = 7; a <= 40; a++)
        for (unsigned b = 7; b < a; b++)
            assert_in_range(bits_set(qr_version_word(a) ^ qr_version_word(b)), 8, 18);
}

static void put(struct qr_grid *grid, unsigned x, unsigned y, bool dark)
{
    grid->soft[y * grid->side + x] = dark ? 100 : -100;
}

/* Both copies, placed by hand after figure 25: bit 14 stands at (0, 8) and at (8, side - 1). */
static void draw_format(struct qr_grid *grid, uint32_t word)
{
    static const uint8_t COLUMN[8] = {0, 1, 2, 3, 4, 5, 7, 8}, ROW[7] = {7, 5, 4, 3, 2, 1, 0};
    const unsigned last = grid->side - 1;
    for (unsigned i = 0; i < 15; i++) {
        const bool dark = word >> (14 - i) & 1;
        if (i < 8) {
            put(grid, COLUMN[i], 8, dark);
        } else {
            put(grid, 8, ROW[i - 8], dark);
        }
        if (i < 7) {
            put(grid, 8, last - i, dark);
        } else {
            put(grid, last - 14 + i, 8, dark);
        }
    }
}

static struct qr_grid blank_grid(unsigned version)
{
    struct qr_grid grid = {.version = (uint8_t)version, .side = (uint8_t)(17 + 4 * version)};
    return grid;
}

static void every_format_is_read(void **state)
{
    (void)state;
    static const enum qr_level LEVELS[] = {QR_LEVEL_M, QR_LEVEL_L, QR_LEVEL_H, QR_LEVEL_Q};
    for (unsigned data = 0; data < 32; data++) {
        struct qr_grid grid = blank_grid(3);
        draw_format(&grid, qr_format_word(data));
        for (unsigned copies = QR_FORMAT_FIRST; copies <= QR_FORMAT_BOTH; copies++) {
            const struct qr_format format = qr_format_read(&grid, (enum qr_format_copies)copies);
            assert_int_equal(format.level, LEVELS[data >> 3]);
            assert_int_equal(format.mask, data & 7);
            assert_int_equal(format.distance, 0);
        }
    }
}

/* One copy gone and two wrong bits in the other, or five of the fifteen places wrong in both but unsure. */
static void damaged_formats_are_read(void **state)
{
    (void)state;
    uint64_t random = random_seed();
    for (unsigned round = 0; round < 3000; round++) {
        const unsigned data = random_below(&random, 32), copy = random_below(&random, 2);
        struct qr_grid grid = blank_grid(2), flipped;
        draw_format(&grid, qr_format_word(data) ^ 1u << random_below(&random, 15) ^ 1u << random_below(&random, 15));
        for (unsigned i = 0; i < 9; i++) {
            if (copy == 0)
                grid.soft[i * grid.side + 8] = grid.soft[8 * grid.side + i] = 0;
            else
                grid.soft[(grid.side - 1 - (i & 7)) * grid.side + 8] =
                    grid.soft[8 * grid.side + grid.side - 1 - (i & 7)] = 0;
        }
        assert_int_equal(qr_format_read(&grid, QR_FORMAT_BOTH).mask, data & 7);

        grid = blank_grid(2);
        draw_format(&grid, qr_format_word(data));
        flipped = grid;
        for (unsigned i = 0; i < 9; i++)
            if (random_below(&random, 2) == 0)
                flipped.soft[8 * grid.side + i] = (int8_t)(-grid.soft[8 * grid.side + i] / 10);
        assert_int_equal(qr_format_read(&flipped, QR_FORMAT_BOTH).mask, data & 7);
    }
}

static void every_version_is_read_and_damage_is_counted(void **state)
{
    (void)state;
    for (unsigned version = 7; version <= 40; version++) {
        struct qr_grid grid = blank_grid(version);
        unsigned distance;
        for (unsigned i = 0; i < 18; i++) {
            const bool dark = qr_version_word(version) >> i & 1;
            put(&grid, grid.side - 11 + i % 3, i / 3, dark);
            put(&grid, i / 3, grid.side - 11 + i % 3, dark);
        }
        assert_int_equal(qr_version_read(&grid, &distance), version);
        assert_int_equal(distance, 0);
        for (unsigned i = 0; i < 3; i++)
            grid.soft[i * grid.side + grid.side - 11] *= -1;
        assert_int_equal(qr_version_read(&grid, &distance), version);
        assert_int_equal(distance, 3);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_those_of_the_standard),
        cmocka_unit_test(any_two_words_differ_by_the_code_s_distance),
        cmocka_unit_test(every_format_is_read),
        cmocka_unit_test(damaged_formats_are_read),
        cmocka_unit_test(every_version_is_read_and_damage_is_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
