/* test_registry_recorder.c: many callers, few commits: each is answered after the commit that holds its event. */
#include "ledger_fixture.h"

#include <pthread.h>
#include <trc/recorder.h>

enum { THREADS = 16, EACH = 50 };

struct caller {
    struct trc_recorder *recorder;
    struct fixture *f;
    uint32_t number;
    size_t recorded, found, duplicates;
    pthread_t thread;
};

/* Its own registry sees the event as soon as the recorder has answered. */
static void *call(void *context)
{
    struct caller *caller = context;
    struct trc_registry *reader = open_registry(caller->f->path, 0);
    for (uint32_t i = 0; i < EACH; i++) {
        struct trc_record scan =
            scan_of(1 + caller->number * EACH + i, 1, caller->number + 1, (int64_t)i * 1000, "CN-31");
        struct trc_unit unit;
        struct trc_error error = TRC_ERROR_INIT;
        caller->recorded += trc_recorder_record(caller->recorder, &scan, &error) == TRC_OK;
        caller->found +=
            trc_registry_get_unit(reader, scan.event.code_key, &unit, &error) == TRC_OK && unit.events == 1;
        caller->duplicates += trc_recorder_record(caller->recorder, &scan, &error) == TRC_OK && scan.duplicate;
    }
    trc_registry_close(reader);
    return NULL;
}

static void with_writers(struct fixture *f, unsigned writers)
{
    const struct trc_recorder_config config = {.writers = writers};
    struct trc_recorder *recorder;
    static struct caller callers[THREADS];
    assert_ok(trc_recorder_open(f->path, &config, &recorder, &f->error));
    for (uint32_t i = 0; i < THREADS; i++) {
        callers[i] = (struct caller){.recorder = recorder, .f = f, .number = i};
        assert_int_equal(pthread_create(&callers[i].thread, NULL, call, &callers[i]), 0);
    }
    for (uint32_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(callers[i].thread, NULL), 0);
        assert_int_equal(callers[i].recorded, EACH);
        assert_int_equal(callers[i].found, EACH);
        assert_int_equal(callers[i].duplicates, EACH);
    }
    trc_recorder_close(recorder);
    assert_int_equal(unit_of(f, 1 + THREADS * EACH / 2).events, 1);
}

static void one_writer(void **state)
{
    with_writers(*state, 1);
}

static void several_writers(void **state)
{
    with_writers(*state, 4);
}

static void what_cannot_be_recorded_is_told_its_caller_alone(void **state)
{
    struct fixture *f = *state;
    const struct trc_recorder_config config = TRC_RECORDER_CONFIG_INIT;
    struct trc_recorder *recorder;
    struct trc_record bad = scan_of(1, 1, 1, 0, ""), good = scan_of(1, 2, 1, 0, "");
    bad.event.at_s = -5;
    assert_ok(trc_recorder_open(f->path, &config, &recorder, &f->error));
    assert_status(trc_recorder_record(recorder, &bad, &f->error), TRC_ERR_RANGE);
    assert_ok(trc_recorder_record(recorder, &good, &f->error));
    trc_recorder_close(recorder);
    trc_recorder_close(NULL);
    assert_status(trc_recorder_open("sqlite:/nonexistent/registry.db", &config, &recorder, &f->error),
                  TRC_ERR_NOT_FOUND);
    assert_null(recorder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        registry_test(one_writer),
        registry_test(several_writers),
        registry_test(what_cannot_be_recorded_is_told_its_caller_alone),
    };
    return run_registry_tests(tests);
}
