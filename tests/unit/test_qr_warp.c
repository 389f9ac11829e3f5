/* test_qr_warp.c: projections come back from the points they made. */
#include "scanner/qr/warp.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "random.h"

static double random_between(uint64_t *random, double low, double high)
{
    return low + (high - low) * random_below(random, 1000001) / 1e6;
}

static void four_points_give_the_projection_back(void **state)
{
    (void)state;
    uint64_t random = random_seed();
    for (int round = 0; round < 5000; round++) {
        const double side = 21 + 4 * random_below(&random, 40), size = random_between(&random, 20, 3000);
        struct qr_match corners[4];
        for (int i = 0; i < 4; i++)
            corners[i] = (struct qr_match){
                .module = {i & 1 ? side - 3.5 : 3.5, i & 2 ? side - 3.5 : 3.5},
                .seen = {1000 + size * ((i & 1) + random_between(&random, -0.2, 0.2)),
                         500 + size * ((i >> 1) + random_between(&random, -0.2, 0.2))},
                .weight = 1,
            };
        struct qr_warp warp;
        if (!qr_warp_fit(&warp, side, corners, 4))
            continue; /* the horizon came too near */
        for (int i = 0; i < 4; i++) {
            const struct qr_point at = qr_warp_at(&warp, corners[i].module.x, corners[i].module.y);
            assert_true(hypot(at.x - corners[i].seen.x, at.y - corners[i].seen.y) < 1e-6 * size);
        }
    }
}

/* The middle of a line is not the middle of its picture, but straight lines stay straight. */
static void lines_stay_straight(void **state)
{
    (void)state;
    const struct qr_match corners[4] = {
        {{0, 0}, {10, 10}, 1}, {{21, 0}, {200, 40}, 1}, {{0, 21}, {30, 220}, 1}, {{21, 21}, {160, 170}, 1}};
    struct qr_warp warp;
    assert_true(qr_warp_fit(&warp, 21, corners, 4));
    for (int i = 1; i < 21; i++) {
        const struct qr_point a = qr_warp_at(&warp, 0, i), b = qr_warp_at(&warp, 21, i);
        const struct qr_point at = qr_warp_at(&warp, 7, i);
        const double cross = (b.x - a.x) * (at.y - a.y) - (b.y - a.y) * (at.x - a.x);
        assert_true(fabs(cross) < 1e-6);
    }
}

static void noise_spreads_over_many_points(void **state)
{
    (void)state;
    uint64_t random = random_seed();
    struct qr_match matches[100];
    for (int i = 0; i < 100; i++)
        matches[i] = (struct qr_match){
            .module = {i % 10 * 2.5, i / 10 * 2.5},
            .seen = {100 + i % 10 * 10 + random_between(&random, -0.5, 0.5),
                     100 + i / 10 * 10 + random_between(&random, -0.5, 0.5)},
            .weight = 1,
        };
    struct qr_warp warp;
    assert_true(qr_warp_fit(&warp, 25, matches, 100));
    for (int i = 0; i < 100; i++) {
        const struct qr_point at = qr_warp_at(&warp, matches[i].module.x, matches[i].module.y);
        assert_true(hypot(at.x - 100 - i % 10 * 10, at.y - 100 - i / 10 * 10) < 0.5);
    }
}

static void what_is_no_projection_is_refused(void **state)
{
    (void)state;
    struct qr_warp warp;
    const struct qr_match same[4] = {
        {{0, 0}, {5, 5}, 1}, {{9, 0}, {5, 5}, 1}, {{0, 9}, {5, 5}, 1}, {{9, 9}, {5, 5}, 1}};
    assert_false(qr_warp_fit(&warp, 21, same, 4));
    const struct qr_match three[4] = {
        {{0, 0}, {0, 0}, 1}, {{9, 0}, {9, 0}, 1}, {{0, 9}, {0, 9}, 1}, {{0, 9}, {0, 9}, 1}};
    assert_false(qr_warp_fit(&warp, 21, three, 4));
}

static void equations_are_solved(void **state)
{
    (void)state;
    double a[9] = {0, 2, 1, 1, 1, 1, 3, 0, -1}, b[3] = {7, 6, 0}; /* x = 1, y = 2, z = 3 */
    assert_true(qr_solve(a, b, 3));
    for (int i = 0; i < 3; i++)
        assert_true(fabs(b[i] - (i + 1)) < 1e-12);
    double singular[4] = {1, 2, 2, 4}, c[2] = {1, 2};
    assert_false(qr_solve(singular, c, 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(four_points_give_the_projection_back),
        cmocka_unit_test(lines_stay_straight),
        cmocka_unit_test(noise_spreads_over_many_points),
        cmocka_unit_test(what_is_no_projection_is_refused),
        cmocka_unit_test(equations_are_solved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
