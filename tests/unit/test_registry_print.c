/* test_registry_print.c: who printed what, when and why again. */
#include "registry_fixture.h"

static int64_t reserve(struct fixture *f, uint32_t count)
{
    struct trc_batch batch = batch_of(GTIN_A, 4, count);
    assert_ok(trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, &f->error));
    return batch.id;
}

static struct trc_print_run run_of(int64_t batch_id, enum trc_print_kind kind, uint32_t first, uint32_t last)
{
    struct trc_print_run run = {
        .batch_id = batch_id, .kind = kind, .first_unit = first, .last_unit = last, .began_at_s = 1000};
    strcpy(run.actor, "李伟");
    strcpy(run.reason, kind == TRC_PRINT_AGAIN ? "卷纸撕裂" : "");
    strcpy(run.place, "/tmp/labels.pdf");
    return run;
}

struct seen {
    struct trc_print_run run[4];
    size_t count;
};

static enum trc_status keep(void *context, const struct trc_print_run *run)
{
    struct seen *seen = context;
    assert_true(seen->count < 4);
    seen->run[seen->count++] = *run;
    return TRC_OK;
}

static void runs_are_numbered_and_come_back(void **state)
{
    static struct seen seen;
    struct fixture *f = *state;
    const int64_t other = reserve(f, 5), id = reserve(f, 10); /* units 6 to 15 */
    struct trc_print_run first = run_of(id, TRC_PRINT_FIRST, 6, 15), again = run_of(id, TRC_PRINT_AGAIN, 8, 8);
    assert_ok(trc_registry_begin_print(f->registry, &first, &f->error));
    assert_ok(trc_registry_begin_print(f->registry, &again, &f->error));
    assert_int_equal(first.number, 1);
    assert_int_equal(again.number, 2);
    assert_ok(trc_registry_end_print(f->registry, id, 2, "abc", 2000, &f->error));
    reopen(f);
    seen.count = 0;
    assert_ok(trc_registry_each_print(f->registry, id, keep, &seen, &f->error));
    assert_int_equal(seen.count, 2);
    assert_int_equal(seen.run[0].ended_at_s, 0);
    assert_string_equal(seen.run[0].manifest, "");
    assert_int_equal(seen.run[1].kind, TRC_PRINT_AGAIN);
    assert_int_equal(seen.run[1].first_unit, 8);
    assert_int_equal(seen.run[1].last_unit, 8);
    assert_int_equal(seen.run[1].began_at_s, 1000);
    assert_int_equal(seen.run[1].ended_at_s, 2000);
    assert_string_equal(seen.run[1].actor, "李伟");
    assert_string_equal(seen.run[1].reason, "卷纸撕裂");
    assert_string_equal(seen.run[1].place, "/tmp/labels.pdf");
    assert_string_equal(seen.run[1].manifest, "abc");
    seen.count = 0;
    assert_ok(trc_registry_each_print(f->registry, other, keep, &seen, &f->error)); /* another batch's are its own */
    assert_int_equal(seen.count, 0);
}

static void what_is_no_print_of_a_batch_is_refused(void **state)
{
    struct fixture *f = *state;
    const int64_t id = reserve(f, 10);
    struct trc_print_run run = run_of(id, TRC_PRINT_FIRST, 1, 11);
    assert_status(trc_registry_begin_print(f->registry, &run, &f->error), TRC_ERR_RANGE);
    run = run_of(99, TRC_PRINT_FIRST, 1, 10);
    assert_status(trc_registry_begin_print(f->registry, &run, &f->error), TRC_ERR_NOT_FOUND);
    run = run_of(id, TRC_PRINT_AGAIN, 1, 10);
    run.reason[0] = '\0';
    assert_status(trc_registry_begin_print(f->registry, &run, &f->error), TRC_ERR_SYNTAX);
    run = run_of(id, TRC_PRINT_AGAIN, 1, 10);
    run.actor[0] = '\0';
    assert_status(trc_registry_begin_print(f->registry, &run, &f->error), TRC_ERR_SYNTAX);
    run = run_of(id, TRC_PRINT_FIRST, 1, 10);
    strcpy(run.actor, "\xff");
    assert_status(trc_registry_begin_print(f->registry, &run, &f->error), TRC_ERR_SYNTAX);
    assert_status(trc_registry_end_print(f->registry, id, 1, "", 2000, &f->error), TRC_ERR_NOT_FOUND);
    run = run_of(id, TRC_PRINT_FIRST, 1, 10); /* the control */
    assert_ok(trc_registry_begin_print(f->registry, &run, &f->error));
    assert_int_equal(run.number, 1); /* nothing of the refused was recorded */
}

/* A registry as the first release made it: all of this one but the table. */
int main(void)
{
    const struct CMUnitTest tests[] = {
        registry_test(runs_are_numbered_and_come_back),
        registry_test(what_is_no_print_of_a_batch_is_refused),
    };
    return run_registry_tests(tests);
}
