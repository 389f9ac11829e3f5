/* test_lookup.c: what is kept of the registry: of which key id and GTIN, until when, and how much of it. */
#include "registry_fixture.h"

#include "judge/lookup.h"
#include "status_asserts.h"

static struct trc_lookup lookup;

static int make_lookup(void **state)
{
    if (make_registry(state) != 0)
        return -1;
    struct fixture *f = *state;
    memset(&lookup, 0, sizeof lookup);
    lookup.registry = f->registry;
    for (uint8_t key_id = 6; key_id <= 7; key_id++) {
        struct trc_batch batch = batch_of(GTIN_A, key_id, key_id);
        assert_ok(trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, NULL));
    }
    assert_ok(trc_lookup_refresh(&lookup, 1, NULL));
    return 0;
}

static int remove_lookup(void **state)
{
    trc_lookup_clear(&lookup);
    return remove_fixture(state);
}

static const struct trc_lookup_entry *get(uint8_t key_id, const char *gtin)
{
    const struct trc_lookup_entry *entry;
    assert_ok(trc_lookup_get(&lookup, key_id, gtin, &entry, NULL));
    assert_true(entry->filled);
    assert_int_equal(entry->key_id, key_id);
    assert_string_equal(entry->product.gtin, gtin);
    return entry;
}

static void each_key_id_and_gtin_has_its_ranges(void **state)
{
    (void)state;
    for (int round = 0; round < 2; round++) {
        assert_int_equal(get(6, GTIN_A)->ranges.range[0].batch.count, 6);
        assert_int_equal(get(7, GTIN_A)->ranges.range[0].batch.count, 7);
        assert_int_equal(get(6, GTIN_B)->ranges.count, 0);
        assert_int_equal(get(0, GTIN_A)->ranges.count, 0);
    }
    assert_int_equal(lookup.range_count, 2);
}

/* Only the entry of this key id and GTIN will do, wherever the hash puts it. */
static void an_entry_of_another_key_or_product_is_no_hit(void **state)
{
    (void)state;
    struct trc_lookup_entry *entry = (struct trc_lookup_entry *)(uintptr_t)get(6, GTIN_A);
    assert_ptr_equal(get(6, GTIN_A), entry);
    entry->key_id = 7;
    assert_ptr_not_equal(get(6, GTIN_A), entry);
    entry->key_id = 6;
    entry->filled = false;
    struct trc_lookup_entry *other = (struct trc_lookup_entry *)(uintptr_t)get(6, GTIN_A);
    assert_ptr_not_equal(other, entry);
    strcpy(other->product.gtin, GTIN_B);
    assert_ptr_not_equal(get(6, GTIN_A), other);
}

static void entries_last_until_somebody_commits_and_the_clock_moves(void **state)
{
    struct fixture *f = *state;
    struct trc_registry *other = open_registry(f->path, 0);
    struct trc_batch batch = batch_of(GTIN_A, 6, 3);
    const struct trc_lookup_entry *entry = get(6, GTIN_A);
    assert_ok(trc_lookup_refresh(&lookup, 2, NULL));
    assert_ptr_equal(get(6, GTIN_A), entry); /* nobody did */
    assert_ok(trc_registry_reserve(other, &batch, NULL, NULL, NULL, NULL));
    assert_ok(trc_lookup_refresh(&lookup, 2, NULL));
    assert_int_equal(get(6, GTIN_A)->ranges.count, 1); /* at most once a second */
    assert_ok(trc_lookup_refresh(&lookup, 3, NULL));
    assert_int_equal(get(6, GTIN_A)->ranges.count, 2);
    assert_int_equal(lookup.range_count, 2);
    trc_registry_close(other);
}

static void too_many_ranges_are_dropped_at_once(void **state)
{
    (void)state;
    get(6, GTIN_A);
    get(7, GTIN_A);
    lookup.range_count = TRC_LOOKUP_RANGES_MAX;
    get(6, GTIN_B); /* there is room to the last */
    assert_int_equal(lookup.range_count, TRC_LOOKUP_RANGES_MAX);
    lookup.range_count = TRC_LOOKUP_RANGES_MAX + 1;
    get(0, GTIN_B);
    assert_int_equal(lookup.range_count, 0);
    assert_int_equal(get(6, GTIN_A)->ranges.count, 1);
    assert_int_equal(lookup.range_count, 1);
}

/* Far more products than slots: memory stays within bounds, and the ranges are counted right throughout. */
static void entries_take_turns(void **state)
{
    (void)state;
    char gtin[TRC_GTIN_SIZE];
    get(6, GTIN_A);
    for (unsigned i = 0; i < 2 * TRC_LOOKUP_SLOTS; i++) {
        snprintf(gtin, sizeof gtin, "%014u", i);
        get(6, gtin);
    }
    size_t used = 0, ranges = 0;
    for (size_t i = 0; i < TRC_LOOKUP_SLOTS; i++) {
        used += lookup.slot[i] != NULL;
        ranges += lookup.slot[i] != NULL ? lookup.slot[i]->ranges.count : 0;
    }
    assert_in_range(used, TRC_LOOKUP_SLOTS / 2, TRC_LOOKUP_SLOTS);
    assert_int_equal(lookup.range_count, ranges);
    assert_int_equal(get(6, GTIN_A)->ranges.count, 1);
}

#define lookup_test(name) cmocka_unit_test_setup_teardown(name, make_lookup, remove_lookup)

int main(void)
{
    const struct CMUnitTest tests[] = {
        lookup_test(each_key_id_and_gtin_has_its_ranges),
        lookup_test(an_entry_of_another_key_or_product_is_no_hit),
        lookup_test(entries_last_until_somebody_commits_and_the_clock_moves),
        lookup_test(too_many_ranges_are_dropped_at_once),
        lookup_test(entries_take_turns),
    };
    return run_registry_tests(tests);
}
