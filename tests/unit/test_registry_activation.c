/* test_registry_activation.c: releasing units, and the ranges that a judge looks units up in. */
#include "registry_fixture.h"

static int64_t reserve(struct fixture *f, const char *gtin, uint32_t count)
{
    struct trc_batch batch = batch_of(gtin, 4, count);
    assert_ok(trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, &f->error));
    return batch.id;
}

static uint32_t activate(struct fixture *f, int64_t batch_id, uint32_t first, uint32_t last, int64_t at_s)
{
    uint32_t newly = 12345;
    assert_ok(trc_registry_activate(f->registry, batch_id, first, last, at_s, &newly, &f->error));
    return newly;
}

static void repeats_change_nothing_and_count_nothing(void **state)
{
    struct fixture *f = *state;
    const int64_t id = reserve(f, GTIN_A, 100);
    assert_int_equal(activate(f, id, 1, 100, 1000), 100);
    assert_int_equal(activate(f, id, 1, 100, 2000), 0);
    assert_int_equal(activate(f, id, 50, 50, 3000), 0);
    struct trc_ranges ranges;
    assert_ok(trc_registry_load_ranges(f->registry, 4, GTIN_A, &ranges, &f->error));
    assert_int_equal(ranges.range[0].activation_count, 1);
    assert_int_equal(trc_range_active_since(&ranges.range[0], 50), 1000);
    trc_ranges_free(&ranges);
}

static void unit_by_unit_in_one_second_is_one_row(void **state)
{
    struct fixture *f = *state;
    const int64_t id = reserve(f, GTIN_A, 100);
    for (uint32_t unit = 1; unit <= 50; unit++)
        assert_int_equal(activate(f, id, unit, unit, 1000), 1);
    assert_int_equal(activate(f, id, 51, 51, 1001), 1);
    struct trc_ranges ranges;
    assert_ok(trc_registry_load_ranges(f->registry, 4, GTIN_A, &ranges, &f->error));
    assert_int_equal(ranges.range[0].activation_count, 2);
    assert_int_equal(ranges.range[0].activation[0].last_unit, 50);
    assert_int_equal(ranges.range[0].batch.active_count, 51);
    trc_ranges_free(&ranges);
}

static void units_outside_the_batch_are_refused(void **state)
{
    static const struct {
        uint32_t first, last;
    } row[] = {{10, 21}, {11, 21}, {10, 20}, {1, 10}, {21, 30}, {15, 14}, {0, 0}, {0, UINT32_MAX}, {11, UINT32_MAX}};
    struct fixture *f = *state;
    reserve(f, GTIN_A, 10);
    const int64_t id = reserve(f, GTIN_A, 10); /* units 11 to 20 */
    uint32_t newly = 5;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        assert_status(trc_registry_activate(f->registry, id, row[i].first, row[i].last, 1000, &newly, &f->error),
                      TRC_ERR_RANGE);
        assert_says(f->error, "11 to 20");
        assert_int_equal(newly, 0);
    }
    assert_status(trc_registry_activate(f->registry, 99, 1, 1, 1000, &newly, &f->error), TRC_ERR_NOT_FOUND);
    assert_status(trc_registry_activate(f->registry, id, 11, 11, 0, &newly, &f->error), TRC_ERR_RANGE);
    struct trc_batch batch;
    assert_ok(trc_registry_get_batch(f->registry, id, &batch, &f->error));
    assert_int_equal(batch.active_count, 0);
}

/* Random activations against an array with one date a unit. */
static void each_unit_keeps_its_first_date(void **state)
{
    enum { UNITS = 300, ROUNDS = 400 };
    struct fixture *f = *state;
    reserve(f, GTIN_A, 17);
    const int64_t id = reserve(f, GTIN_A, UNITS);
    const uint32_t base = 18;
    int64_t model[UNITS] = {0};
    uint32_t seed = 20240901, active = 0;
    for (int round = 1; round <= ROUNDS; round++) {
        seed = seed * 1664525 + 1013904223;
        const uint32_t first = (seed >> 8) % UNITS;
        uint32_t last = first + (seed >> 24) % 8, fresh = 0;
        last = last < UNITS ? last : UNITS - 1;
        const int64_t at_s = 1000 + round / 5; /* some of them in one second */
        for (uint32_t unit = first; unit <= last; unit++)
            if (model[unit] == 0) {
                model[unit] = at_s;
                fresh++;
            }
        active += fresh;
        assert_int_equal(activate(f, id, base + first, base + last, at_s), fresh);
    }
    assert_true(active > UNITS / 2);

    struct trc_ranges ranges;
    struct trc_batch batch;
    assert_ok(trc_registry_get_batch(f->registry, id, &batch, &f->error));
    assert_int_equal(batch.active_count, active);
    assert_ok(trc_registry_load_ranges(f->registry, 4, GTIN_A, &ranges, &f->error));
    const struct trc_range *range = &ranges.range[1];
    assert_int_equal(range->batch.active_count, active);
    for (size_t i = 1; i < range->activation_count; i++)
        assert_true(range->activation[i - 1].last_unit < range->activation[i].first_unit);
    for (uint32_t unit = 0; unit < UNITS; unit++)
        assert_int_equal(trc_range_active_since(range, base + unit), model[unit]);
    assert_int_equal(trc_range_active_since(range, base - 1), 0);
    assert_int_equal(trc_range_active_since(range, base + UNITS), 0);
    trc_ranges_free(&ranges);
}

static void every_unit_is_found_in_its_range_and_no_other(void **state)
{
    enum { BATCHES = 37 };
    struct fixture *f = *state;
    struct trc_ranges ranges;
    uint32_t owner[2048] = {0}, units = 1;
    for (uint32_t i = 0; i < BATCHES; i++) {
        const uint32_t count = 1 + i * 7 % 31;
        const int64_t id = reserve(f, GTIN_A, count);
        reserve(f, GTIN_B, 3);
        for (uint32_t k = 0; k < count; k++)
            owner[units++] = (uint32_t)id;
        if (i % 3 == 0)
            activate(f, id, units - 1, units - 1, 500 + i);
    }
    assert_ok(trc_registry_load_ranges(f->registry, 4, GTIN_A, &ranges, &f->error));
    assert_int_equal(ranges.count, BATCHES);
    for (uint32_t unit = 1; unit < units; unit++) {
        const struct trc_range *range = trc_ranges_find(&ranges, unit);
        assert_non_null(range);
        assert_int_equal(range->batch.id, owner[unit]);
        assert_string_equal(range->batch.lot, "LOT2409A");
    }
    static const uint32_t outside[] = {0, TRC_UNIT_MAX, UINT32_MAX};
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
        assert_null(trc_ranges_find(&ranges, outside[i]));
    assert_null(trc_ranges_find(&ranges, units));
    for (size_t i = 0; i < ranges.count; i++)
        assert_int_equal(ranges.range[i].batch.active_count, i % 3 == 0 ? 1 : 0);
    trc_ranges_free(&ranges);
    assert_null(ranges.range);
    trc_ranges_free(&ranges);
}

static void what_was_never_issued_has_no_ranges(void **state)
{
    struct fixture *f = *state;
    struct trc_ranges ranges;
    reserve(f, GTIN_A, 5);
    assert_ok(trc_registry_load_ranges(f->registry, 5, GTIN_A, &ranges, &f->error)); /* another key id */
    assert_int_equal(ranges.count, 0);
    assert_null(trc_ranges_find(&ranges, 1));
    trc_ranges_free(&ranges);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        registry_test(repeats_change_nothing_and_count_nothing),
        registry_test(unit_by_unit_in_one_second_is_one_row),
        registry_test(units_outside_the_batch_are_refused),
        registry_test(each_unit_keeps_its_first_date),
        registry_test(every_unit_is_found_in_its_range_and_no_other),
        registry_test(what_was_never_issued_has_no_ranges),
    };
    return run_registry_tests(tests);
}
