/* test_registry_reserve.c: unit numbers are given out once, in order, and never past the last. */
#include "registry_fixture.h"

static void numbers_begin_at_1_and_go_on(void **state)
{
    static const uint32_t counts[] = {1, 10, 1000000, 1};
    struct fixture *f = *state;
    uint32_t next = 1;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        struct trc_batch batch = batch_of(GTIN_A, 6, counts[i]);
        assert_ok(trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, &f->error));
        assert_int_equal(batch.id, i + 1);
        assert_int_equal(batch.first_unit, next);
        next += counts[i];
        if (i == 1)
            reopen(f);
    }
}

static void every_key_id_and_gtin_counts_for_itself(void **state)
{
    static const struct {
        const char *gtin;
        uint8_t key_id;
        uint32_t first_unit;
    } row[] = {{GTIN_A, 0, 1}, {GTIN_A, 1, 1}, {GTIN_B, 0, 1}, {GTIN_A, 0, 8}, {GTIN_B, 0, 8}, {GTIN_A, 31, 1}};
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct trc_batch batch = batch_of(row[i].gtin, row[i].key_id, 7);
        assert_ok(trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, &f->error));
        assert_int_equal(batch.first_unit, row[i].first_unit);
    }
}

static void a_batch_comes_back_as_it_was_reserved(void **state)
{
    struct fixture *f = *state;
    struct trc_batch batch = batch_of(GTIN_A, 6, 12), found;
    char options[TRC_BATCH_OPTIONS_MAX + 2], found_options[TRC_BATCH_OPTIONS_MAX + 1];
    batch.seal = TRC_SEAL_KIND_ED25519;
    batch.active_count = 99; /* not read: */
    batch.completed_at_s = 99;
    batch.own_serials = true;
    memset(options, 'o', sizeof options);
    options[TRC_BATCH_OPTIONS_MAX] = '\0';
    assert_ok(trc_registry_reserve(f->registry, &batch, options, NULL, NULL, &f->error));
    assert_false(batch.own_serials);
    reopen(f);
    assert_ok(trc_registry_get_batch(f->registry, batch.id, &found, &f->error));
    assert_int_equal(found.id, batch.id);
    assert_string_equal(found.gtin, GTIN_A);
    assert_int_equal(found.key_id, 6);
    assert_int_equal(found.seal, TRC_SEAL_KIND_ED25519);
    assert_false(found.own_serials);
    assert_int_equal(found.first_unit, 1);
    assert_int_equal(found.count, 12);
    assert_int_equal(found.active_count, 0);
    assert_string_equal(found.lot, batch.lot);
    assert_string_equal(found.expiry, batch.expiry);
    assert_string_equal(found.produced, batch.produced);
    assert_string_equal(found.host, batch.host);
    assert_int_equal(found.created_at_s, batch.created_at_s);
    assert_int_equal(found.completed_at_s, 0);
    assert_ok(trc_registry_get_batch_options(f->registry, batch.id, found_options, &f->error));
    assert_string_equal(found_options, options);
}

static void set_next_unit(struct fixture *f, int64_t next_unit)
{
    struct trc_db *db = f->registry->db;
    assert_ok(trc_db_begin(db, &f->error));
    assert_ok(trc_db_end(
        db, trc_db_run(db, "UPDATE unit_counter SET next_unit = $1", DB_ARGS(DB_INT(next_unit)), NULL, &f->error),
        &f->error));
}

static void the_last_number_is_given_and_none_after_it(void **state)
{
    struct fixture *f = *state;
    struct trc_batch batch = batch_of(GTIN_A, 0, 1);
    assert_ok(trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, &f->error));
    set_next_unit(f, (int64_t)TRC_UNIT_MAX - 9); /* ten are left */

    static const uint32_t too_many[] = {11, TRC_UNIT_MAX, UINT32_MAX};
    for (size_t i = 0; i < sizeof too_many / sizeof *too_many; i++) {
        batch = batch_of(GTIN_A, 0, too_many[i]);
        assert_status(trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, &f->error), TRC_ERR_FULL);
        assert_says(f->error, " 10 numbers left");
        assert_int_equal(batch.id, 0);
    }
    batch = batch_of(GTIN_A, 0, 10);
    assert_ok(trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, &f->error));
    assert_int_equal(batch.first_unit, TRC_UNIT_MAX - 9);
    assert_int_equal(batch.id, 2); /* refusals burn no batch id */
    batch = batch_of(GTIN_A, 0, 1);
    assert_status(trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, &f->error), TRC_ERR_FULL);
    assert_says(f->error, " 0 numbers left");
    batch = batch_of(GTIN_A, 1, 1); /* as the message advises */
    assert_ok(trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, &f->error));
}

static void a_whole_space_can_be_one_batch(void **state)
{
    struct fixture *f = *state;
    struct trc_batch batch = batch_of(GTIN_A, 0, TRC_UNIT_MAX), found;
    uint32_t newly;
    assert_ok(trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, &f->error));
    assert_ok(trc_registry_activate(f->registry, batch.id, 1, TRC_UNIT_MAX, 5, &newly, &f->error));
    assert_int_equal(newly, TRC_UNIT_MAX);
    assert_ok(trc_registry_get_batch(f->registry, batch.id, &found, &f->error));
    assert_int_equal(found.active_count, TRC_UNIT_MAX);
}

static void wrong_batches_are_refused(void **state)
{
    struct fixture *f = *state;
    struct trc_batch batch = batch_of(GTIN_A, 0, 0);
    assert_status(trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, &f->error), TRC_ERR_RANGE);
    batch.count = 1;
    memset(batch.lot, 'L', sizeof batch.lot);
    assert_status(trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, &f->error), TRC_ERR_RANGE);
    assert_says(f->error, "lot");
    strcpy(batch.lot, "\xff");
    assert_status(trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, &f->error), TRC_ERR_SYNTAX);
    strcpy(batch.lot, "L");
    static char options[TRC_BATCH_OPTIONS_MAX + 2];
    memset(options, 'o', sizeof options - 1);
    assert_status(trc_registry_reserve(f->registry, &batch, options, NULL, NULL, &f->error), TRC_ERR_RANGE);
    assert_says(f->error, "options");
    assert_ok(trc_registry_reserve(f->registry, &batch, options + 1, NULL, NULL, &f->error));
}

static void a_batch_is_completed_once(void **state)
{
    struct fixture *f = *state;
    struct trc_batch batch = batch_of(GTIN_A, 0, 1), found;
    assert_ok(trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, &f->error));
    assert_ok(trc_registry_complete_batch(f->registry, batch.id, 1000, &f->error));
    assert_ok(trc_registry_complete_batch(f->registry, batch.id, 2000, &f->error));
    assert_ok(trc_registry_get_batch(f->registry, batch.id, &found, &f->error));
    assert_int_equal(found.completed_at_s, 1000);
    assert_status(trc_registry_complete_batch(f->registry, 77, 1000, &f->error), TRC_ERR_NOT_FOUND);
    assert_says(f->error, "77");
    char options[TRC_BATCH_OPTIONS_MAX + 1];
    assert_status(trc_registry_get_batch(f->registry, 77, &found, &f->error), TRC_ERR_NOT_FOUND);
    assert_status(trc_registry_get_batch_options(f->registry, 77, options, &f->error), TRC_ERR_NOT_FOUND);
}

static enum trc_status count_batch(void *context, const struct trc_batch *batch)
{
    int64_t *ids = context;
    ids[0]++;
    assert_true(batch->id > ids[1]);
    ids[1] = batch->id;
    return TRC_OK;
}

static void batches_are_walked_by_id_all_or_of_one_gtin(void **state)
{
    struct fixture *f = *state;
    for (uint32_t i = 0; i < 30; i++) {
        struct trc_batch batch = batch_of(i % 3 == 0 ? GTIN_B : GTIN_A, (uint8_t)(29 - i), 5);
        assert_ok(trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, &f->error));
    }
    int64_t all[2] = {0}, some[2] = {0}, none[2] = {0};
    assert_ok(trc_registry_each_batch(f->registry, NULL, count_batch, all, &f->error));
    assert_ok(trc_registry_each_batch(f->registry, GTIN_B, count_batch, some, &f->error));
    assert_ok(trc_registry_each_batch(f->registry, "00000000000000", count_batch, none, &f->error));
    assert_int_equal(all[0], 30);
    assert_int_equal(some[0], 10);
    assert_int_equal(none[0], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        registry_test(numbers_begin_at_1_and_go_on),
        registry_test(every_key_id_and_gtin_counts_for_itself),
        registry_test(a_batch_comes_back_as_it_was_reserved),
        registry_test(the_last_number_is_given_and_none_after_it),
        registry_test(a_whole_space_can_be_one_batch),
        registry_test(wrong_batches_are_refused),
        registry_test(a_batch_is_completed_once),
        registry_test(batches_are_walked_by_id_all_or_of_one_gtin),
    };
    return run_registry_tests(tests);
}
