/* test_registry_migrate.c: a registry of every version that was ever written is taken along, with all that is in it.
 *
 * On SQLite: the first schema that PostgreSQL ever had is version 3.
 */
#include "registry_fixture.h"

#include <trc/history.h>
#include <trc/recall.h>

static void load(struct fixture *f, int version)
{
    char path[256], *sql = NULL;
    size_t size = 0;
    snprintf(path, sizeof path, TRC_SOURCE_DIR "/tests/vectors/schema-%d.sql", version);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_true(getdelim(&sql, &size, '\0', file) > 0);
    fclose(file);
    run_sql(f->path, sql);
    free(sql);
}

static enum trc_status count_one(void *context, const struct trc_batch *batch)
{
    (void)batch;
    ++*(int *)context;
    return TRC_OK;
}

/* What was there is there. */
static void assert_kept(struct fixture *f)
{
    struct trc_batch batch;
    struct trc_issuer issuer;
    int64_t batch_id;
    uint32_t unit;
    int batches = 0;
    assert_ok(trc_registry_get_issuer(f->registry, &issuer, &f->error));
    assert_string_equal(issuer.name, "Acme 酒业");
    assert_ok(trc_registry_each_batch(f->registry, NULL, count_one, &batches, &f->error));
    assert_int_equal(batches, 2);
    assert_ok(trc_registry_get_batch(f->registry, 1, &batch, &f->error));
    assert_int_equal(batch.active_count, 10);
    assert_string_equal(batch.lot, "L1");
    assert_ok(trc_registry_find_serial(f->registry, GTIN_A, "SN-2", &batch_id, &unit, &f->error));
    assert_int_equal(unit, 22);
}

/* What is new works on it. */
static void assert_new(struct fixture *f)
{
    struct trc_record record = {.event = {.id = 1, .at_s = 1800000000, .batch_id = 1, .unit = 3, .code_key = {7}}};
    struct trc_print_run run = {.batch_id = 1, .kind = TRC_PRINT_RESUMED, .first_unit = 1, .last_unit = 10};
    struct trc_recall recall = {.batch_id = 1, .reason = "glass", .at_s = 1800000000};
    struct trc_batch next = batch_of(GTIN_A, 0, 5);
    assert_ok(trc_registry_record(f->registry, &record, 1, &f->error));
    assert_int_equal(record.after.counted, 1);
    assert_ok(trc_registry_begin_print(f->registry, &run, &f->error));
    assert_ok(trc_registry_add_recall(f->registry, &recall, &f->error));
    assert_ok(trc_registry_reserve(f->registry, &next, NULL, NULL, NULL, &f->error));
    assert_int_equal(next.id, 3);
    assert_int_equal(next.first_unit, 23);
}

static void taken_along(struct fixture *f, int version)
{
    load(f, version);
    f->registry = open_registry(f->path, 0);
    assert_kept(f);
    assert_new(f);
    reopen(f);
    struct trc_batch batch;
    assert_ok(trc_registry_get_batch(f->registry, 3, &batch, &f->error));
}

static void version_1(void **state)
{
    taken_along(*state, 1);
}

static void version_2(void **state)
{
    taken_along(*state, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(version_1, make_folder, remove_fixture),
        cmocka_unit_test_setup_teardown(version_2, make_folder, remove_fixture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
