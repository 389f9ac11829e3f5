/* test_seen.c: a place counts once, whoever puts its corners where; neighbours are places of their own. */
#include "scanner/ladder/seen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct scan_seen seen;

static bool add(int32_t left, int32_t top, int32_t size)
{
    const struct scan_point quad[4] = {{left, top}, {left + size, top}, {left + size, top + size}, {left, top + size}};
    return scan_seen_add(&seen, quad);
}

static void other_conventions_mean_the_same_place(void **state)
{
    (void)state;
    seen.count = 0;
    assert_true(add(100, 100, 80));
    assert_false(add(100, 100, 80));
    assert_false(add(96, 97, 88)); /* a module further out */
    assert_false(add(104, 105, 70));
    assert_false(add(120, 120, 30)); /* the middles of finder patterns */
    assert_int_equal(seen.count, 1);
    const struct scan_point backwards[4] = {{180, 180}, {180, 100}, {100, 100}, {100, 180}};
    assert_false(scan_seen_add(&seen, backwards));
    const struct scan_point around[4] = {{90, 0}, {400, 0}, {400, 400}, {90, 400}}; /* holds the middle of the first */
    assert_false(scan_seen_add(&seen, around));
}

static void neighbours_are_places_of_their_own(void **state)
{
    (void)state;
    seen.count = 0;
    assert_true(add(100, 100, 80));
    assert_true(add(181, 100, 80));
    assert_true(add(100, 181, 80));
    assert_true(add(-90, -90, 80));
    assert_int_equal(seen.count, 4);
}

static void corners_at_the_limits_are_counted_right(void **state)
{
    (void)state;
    const int32_t most = SCAN_COORDINATE_MAX;
    seen.count = 0;
    assert_true(add(-most, -most, 2 * most));
    assert_false(add(0, 0, 10));
    assert_true(add(most - 2, most, 2)); /* its middle lies outside */
}

static void there_is_an_end_of_room(void **state)
{
    (void)state;
    seen.count = 0;
    for (int32_t i = 0; i < SCAN_SYMBOLS_MAX; i++)
        assert_true(add(10 * i, 0, 8));
    assert_false(add(10 * SCAN_SYMBOLS_MAX, 0, 8));
    assert_int_equal(seen.count, SCAN_SYMBOLS_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(other_conventions_mean_the_same_place),
        cmocka_unit_test(neighbours_are_places_of_their_own),
        cmocka_unit_test(corners_at_the_limits_are_counted_right),
        cmocka_unit_test(there_is_an_end_of_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
