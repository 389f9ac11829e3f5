/* test_informed_damage.c: patches are found by the modules that are known, and where there are none nothing is. */
#include "scanner/informed/damage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "informed_fixture.h"

enum { SIDE = 33, LEFT = 12, TOP = 14, SIZE = 11 };

static struct qr_grid grid;
static struct informed_damage damage;
static int8_t want[SIDE * SIDE];

/* Random modules, of which three in four are known. */
static void make_grid(uint64_t *random)
{
    grid.version = 4;
    grid.side = SIDE;
    for (unsigned i = 0; i < SIDE * SIDE; i++) {
        want[i] = random_below(random, 2) == 0 ? 1 : -1;
        grid.soft[i] = want[i] > 0 ? 120 : -120;
        if (random_below(random, 4) == 0)
            want[i] = 0;
    }
}

static bool in_patch(unsigned at, int margin)
{
    const int x = (int)(at % SIDE) - LEFT, y = (int)(at / SIDE) - TOP;
    return x >= margin && y >= margin && x < SIZE - margin && y < SIZE - margin;
}

static void patches_are_found(void **state)
{
    (void)state;
    uint64_t random = random_seed();
    for (unsigned colour = 0; colour < 3; colour++) {
        make_grid(&random);
        informed_cover(&grid, LEFT, TOP, SIZE, colour, &random);
        informed_damage_find(&grid, want, &damage);
        unsigned missed = 0, invented = 0;
        for (unsigned i = 0; i < SIDE * SIDE; i++) {
            missed += in_patch(i, 1) && damage.chance[i] < 0.9F;
            invented += !in_patch(i, -2) && damage.chance[i] > 0.1F;
        }
        assert_int_equal(missed, 0);
        assert_in_range(invented, 0, 10);
    }
}

static void whole_symbols_are_whole(void **state)
{
    (void)state;
    uint64_t random = random_seed();
    make_grid(&random);
    for (unsigned i = 0; i < SIDE * SIDE; i += 97) /* stray errors are no patch */
        grid.soft[i] = (int8_t)-grid.soft[i];
    informed_damage_find(&grid, want, &damage);
    for (unsigned i = 0; i < SIDE * SIDE; i++)
        assert_true(damage.chance[i] < 0.01F);
}

static void doubt_falls_with_certainty(void **state)
{
    (void)state;
    assert_true(informed_doubt(0) > 0.49F && informed_doubt(0) <= 0.5F);
    for (int soft = 1; soft < 128; soft++) {
        assert_true(informed_doubt(soft) < informed_doubt(soft - 1));
        assert_true(informed_doubt(soft) == informed_doubt(-soft) && informed_doubt(soft) > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patches_are_found),
        cmocka_unit_test(whole_symbols_are_whole),
        cmocka_unit_test(doubt_falls_with_certainty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
