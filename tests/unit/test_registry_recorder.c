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

/* One call on a thread of its own. */
struct call {
    struct trc_recorder *recorder;
    struct trc_record scan;
    struct trc_error error;
    enum trc_status status;
    pthread_t thread;
};

static void *call_once(void *context)
{
    struct call *one = context;
    one->status = trc_recorder_record(one->recorder, &one->scan, &one->error);
    return NULL;
}

static void start_call(struct call *one, struct trc_recorder *recorder, const struct trc_record *scan)
{
    *one = (struct call){.recorder = recorder, .scan = *scan};
    assert_int_equal(pthread_create(&one->thread, NULL, call_once, one), 0);
}

static void end_call(struct call *one)
{
    assert_int_equal(pthread_join(one->thread, NULL), 0);
}

static struct trc_recorder *open_recorder(struct fixture *f)
{
    const struct trc_recorder_config config = TRC_RECORDER_CONFIG_INIT;
    struct trc_recorder *recorder;
    assert_ok(trc_recorder_open(f->path, &config, &recorder, &f->error));
    return recorder;
}

/* A row that cannot be read is the matter of those alone who ask for its unit, whoever shares their group. */
static void an_unreadable_row_stops_nobody_else(void **state)
{
    struct fixture *f = *state;
    enum { COUNT = 40, BAD = 17 };
    static struct call calls[COUNT + 1];
    struct trc_recorder *recorder = open_recorder(f);
    for (uint32_t unit = 1; unit <= COUNT; unit++) {
        struct trc_record first = scan_of(unit, 1, 1, 0, "CN-31");
        assert_ok(trc_recorder_record(recorder, &first, &f->error));
    }
    run_sql(f->path, "UPDATE unit SET seen_place = '<' WHERE code_key IN (SELECT code_key FROM event WHERE unit = 17)");
    struct trc_registry *other = open_registry(f->path, 0);
    assert_ok(trc_registry_begin_rows(other, &f->error)); /* so that they come together */
    assert_ok(trc_db_run(other->db, "UPDATE chain SET length = length", NULL, NULL, &f->error));
    for (uint32_t unit = 1; unit <= COUNT; unit++) {
        const struct trc_record scan = scan_of(unit, 2, 2, 1000, "CN-31");
        start_call(&calls[unit], recorder, &scan);
    }
    usleep(200000);
    assert_status(trc_db_end(other->db, TRC_ERR_STATE, NULL), TRC_ERR_STATE);
    trc_registry_close(other);
    for (uint32_t unit = 1; unit <= COUNT; unit++) {
        end_call(&calls[unit]);
        assert_status(calls[unit].status, unit == BAD ? TRC_ERR_DAMAGED : TRC_OK);
        assert_int_equal(calls[unit].scan.duplicate, false);
    }
    assert_says(calls[BAD].error, "never writes");
    trc_recorder_close(recorder);
    assert_int_equal(unit_of(f, BAD + 1).events, 2);
}

/* How many connections of the recorder's the server cuts. */
static int cut_connections(struct fixture *f)
{
    PGconn *conn = PQconnectdb(f->path);
    PGresult *result = PQexec(conn, "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE"
                                    " datname = current_database() AND pid <> pg_backend_pid()");
    const int cut = PQntuples(result) == 1 ? (int)strtol(PQgetvalue(result, 0, 0), NULL, 10) : 0;
    PQclear(result);
    PQfinish(conn);
    return cut;
}

static void a_lost_connection_is_no_callers_matter(void **state)
{
    postgres_only();
    struct fixture *f = *state;
    struct trc_recorder *recorder = open_recorder(f);
    for (int64_t id = 1; id <= 3; id++) {
        struct trc_record scan = scan_of(1, id, (uint64_t)id, id * 1000, "");
        assert_ok(trc_recorder_record(recorder, &scan, &f->error));
        assert_false(scan.duplicate);
        if (id == 1)
            assert_true(cut_connections(f) >= 1);
        if (id == 2)
            assert_int_equal(postgres_halt() + postgres_boot(), 0);
    }
    trc_recorder_close(recorder);
    assert_int_equal(unit_of(f, 1).events, 3);
}

/* The commit has arrived, its answer has not: the second one finds its event, and the caller is told what was decided.
 */
static void a_commit_whose_answer_was_lost_is_found_again(void **state)
{
    postgres_only();
    struct fixture *f = *state;
    struct trc_recorder *recorder = open_recorder(f);
    struct trc_record scan = scan_of(1, 1, 1, 0, "CN-31");
    struct call one;
    size_t killed;
    scan.event.verdict = 3;
    assert_true(postgres_hold_commits(true));
    start_call(&one, recorder, &scan);
    assert_true(postgres_holds());
    assert_int_equal(postgres_kill(&killed), 0);
    assert_true(postgres_hold_commits(false));
    assert_int_equal(postgres_boot(), 0);
    end_call(&one);
    assert_ok(one.status);
    assert_true(one.scan.duplicate);
    assert_int_equal(one.scan.event.verdict, 3);
    assert_int_equal(one.scan.event.position, 1);
    assert_int_equal(one.scan.after.events, 1);
    trc_recorder_close(recorder);
    assert_int_equal(unit_of(f, 1).events, 1);
}

/* It is told after 5 s, in words; and the same id does when the server is back. */
static void a_server_that_stays_away_is_told(void **state)
{
    postgres_only();
    struct fixture *f = *state;
    struct trc_recorder *recorder = open_recorder(f);
    struct trc_record scan = scan_of(1, 1, 1, 0, ""), again = scan;
    assert_int_equal(postgres_halt(), 0);
    assert_status(trc_recorder_record(recorder, &scan, &f->error), TRC_ERR_IO);
    assert_says(f->error, "cannot be reached");
    assert_int_equal(postgres_boot(), 0);
    assert_ok(trc_recorder_record(recorder, &again, &f->error));
    assert_false(again.duplicate);
    trc_recorder_close(recorder);
    assert_int_equal(unit_of(f, 1).events, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        registry_test(one_writer),
        registry_test(several_writers),
        registry_test(what_cannot_be_recorded_is_told_its_caller_alone),
        registry_test(an_unreadable_row_stops_nobody_else),
        registry_test(a_lost_connection_is_no_callers_matter),
        registry_test(a_commit_whose_answer_was_lost_is_found_again),
        registry_test(a_server_that_stays_away_is_told),
    };
    return run_registry_tests(tests);
}
