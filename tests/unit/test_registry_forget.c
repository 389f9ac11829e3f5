/* test_registry_forget.c: who scanned is gone after 72 h, whatever single clocks say; and nothing else is. */
#include "ledger_fixture.h"

#include <time.h>
#include <trc/recorder.h>

#include "registry/bytes.h"
#include "registry/forget.h"

enum { HOUR = 3600, KEPT = 72 * HOUR };

static void record(struct fixture *f, struct trc_record *records, size_t count)
{
    const enum trc_status status = trc_registry_record(f->registry, records, count, &f->error);
    if (status != TRC_OK)
        fail_msg("%s", f->error.msg);
}

static void scan(struct fixture *f, uint32_t unit, uint64_t scanner, int64_t at_s)
{
    static int64_t id;
    struct trc_record one = scan_of(unit, ++id, scanner, at_s, "CN-31");
    one.event.network = 1000 + scanner;
    record(f, &one, 1);
}

static int64_t forget_at(struct fixture *f, int64_t now_s)
{
    int64_t forgotten;
    const enum trc_status status = trc_registry_forget(f->registry, MORNING + now_s - KEPT, &forgotten, &f->error);
    if (status != TRC_OK)
        fail_msg("%s", f->error.msg);
    return forgotten;
}

static int64_t number_of(const char *path, const char *sql)
{
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_registry *registry = open_registry(path, 0);
    struct trc_db_rows rows;
    int64_t number = -1;
    trc_db_query(registry->db, &rows, sql, NULL, &error);
    while (trc_db_next(&rows))
        number = trc_db_int(&rows, 0);
    assert_ok(trc_db_close_rows(&rows));
    trc_registry_close(registry);
    return number;
}

static int64_t remembered(struct fixture *f)
{
    return number_of(f->path, "SELECT COUNT(*) FROM unit WHERE recent IS NOT NULL");
}

static void nothing_is_left_after_73_hours(void **state)
{
    struct fixture *f = *state;
    for (uint32_t unit = 1; unit <= 40; unit++)
        for (uint64_t scanner = 1; scanner <= 3; scanner++)
            scan(f, unit, scanner, (int64_t)unit * 60);
    assert_int_equal(forget_at(f, KEPT), 0); /* of the first scan's second nothing is older yet */
    assert_int_equal(remembered(f), 40);
    assert_int_equal(forget_at(f, 73 * HOUR), 40);
    assert_int_equal(remembered(f), 0);
    assert_int_equal(unit_of(f, 7).recent_count, 0);
    assert_int_equal(unit_of(f, 7).scanner_count, 3); /* the rest of it stays */
    assert_int_equal(unit_of(f, 7).events, 3);
}

static void what_is_younger_stays(void **state)
{
    struct fixture *f = *state;
    scan(f, 5, 1, 0);
    scan(f, 5, 2, 40 * HOUR);
    scan(f, 6, 1, 50 * HOUR);
    assert_int_equal(forget_at(f, 73 * HOUR), 1);
    const struct trc_unit unit = unit_of(f, 5);
    assert_int_equal(unit.recent_count, 1);
    assert_int_equal(unit.recent[0].at_s, MORNING + 40 * HOUR);
    assert_int_equal(unit_of(f, 6).recent_count, 1);
    assert_int_equal(forget_at(f, 40 * HOUR + KEPT), 0); /* to the second */
    assert_int_equal(forget_at(f, 40 * HOUR + KEPT + 1), 1);
    assert_int_equal(unit_of(f, 5).recent_count, 0);
    assert_int_equal(unit_of(f, 6).recent_count, 1);
}

static void again_does_nothing(void **state)
{
    struct fixture *f = *state;
    scan(f, 5, 1, 0);
    scan(f, 6, 1, 0);
    assert_int_equal(forget_at(f, 73 * HOUR), 2);
    assert_int_equal(forget_at(f, 73 * HOUR), 0);
    assert_int_equal(forget_at(f, 1), 0); /* and back in time neither */
    assert_int_equal(forget_at(f, 1 - MORNING), 0);
    assert_int_equal(number_of(f->path, "SELECT COUNT(*) FROM chain WHERE number < 8 AND forgotten <> length"), 0);
}

static void a_clock_of_2100_stops_nothing(void **state)
{
    struct fixture *f = *state;
    enum { YEARS = 1800000000 };
    scan(f, 8, 1, 0);
    scan(f, 8, 2, YEARS);
    scan(f, 16, 3, 10); /* of the same chain */
    scan(f, 16, 4, 80 * HOUR);
    assert_int_equal(forget_at(f, 80 * HOUR), 2);
    assert_int_equal(unit_of(f, 8).recent_count, 0); /* not even that of 2100 */
    assert_int_equal(unit_of(f, 16).recent_count, 1);
}

/* An hour ahead is a clock like many: it waits for its time, and keeps others waiting no longer than that. */
static void a_clock_of_an_hour_ahead_waits(void **state)
{
    struct fixture *f = *state;
    scan(f, 8, 1, HOUR);
    scan(f, 16, 2, 0);
    assert_int_equal(forget_at(f, KEPT + 10), 0);
    assert_int_equal(forget_at(f, KEPT + HOUR + 1), 2);
}

/* Steps of one chain, one cut off after its first step: what is left is found by the next call. */
static void a_crash_between_steps(void **state)
{
    struct fixture *f = *state;
    enum { COUNT = 4500 };
    struct trc_record *scans = calloc(COUNT, sizeof *scans);
    bool done;
    int64_t forgotten = 0;
    for (uint32_t i = 0; i < COUNT; i++)
        scans[i] = scan_of(8 * (1 + i), 1, 1, i, "");
    record(f, scans, COUNT);
    free(scans);
    assert_ok(trc_forget_step(f->registry, MORNING + 2 * COUNT, &done, &forgotten, &f->error));
    assert_false(done);
    assert_in_range(forgotten, 1, COUNT - 1);
    assert_int_equal(remembered(f), COUNT - forgotten);
    reopen(f);
    assert_int_equal(forget_at(f, KEPT + 2 * COUNT), COUNT - forgotten);
    assert_int_equal(remembered(f), 0);
}

/* Nobody calls it: a recorder does by itself. What was asked for is on its way when the caller goes on, so wait. */
static void a_recorder_forgets(void **state)
{
    struct fixture *f = *state;
    const struct trc_recorder_config config = TRC_RECORDER_CONFIG_INIT;
    const struct timespec pause = {.tv_nsec = 10000000};
    struct trc_recorder *recorder;
    assert_ok(trc_recorder_open(f->path, &config, &recorder, &f->error));
    for (uint32_t unit = 1; unit <= 64; unit++) {
        struct trc_record one = scan_of(unit, 1, unit, unit * 60, "CN-31");
        assert_ok(trc_recorder_record(recorder, &one, &f->error));
    }
    assert_int_equal(remembered(f), 64);
    struct trc_record next = scan_of(100, 1, 1, 64 * 60 + KEPT + 1, "CN-31");
    assert_ok(trc_recorder_record(recorder, &next, &f->error));
    for (int waited = 0; waited < 1000 && remembered(f) > 1; waited++)
        nanosleep(&pause, NULL);
    assert_int_equal(remembered(f), 1); /* its own */
    trc_recorder_close(recorder);
}

/* After a day that nobody had, and with a clock that was set back from it. */
static void a_recorder_with_a_wrong_clock_forgets(void **state)
{
    struct fixture *f = *state;
    const struct trc_recorder_config config = TRC_RECORDER_CONFIG_INIT;
    const struct timespec pause = {.tv_nsec = 10000000};
    struct trc_recorder *recorder;
    assert_ok(trc_recorder_open(f->path, &config, &recorder, &f->error));
    const int64_t times[] = {1800000000, 0, 10, KEPT + 20};
    for (uint32_t i = 0; i < 4; i++) {
        struct trc_record one = scan_of(8 * (1 + i), 1, 1 + i, times[i], "CN-31");
        assert_ok(trc_recorder_record(recorder, &one, &f->error));
    }
    for (int waited = 0; waited < 1000 && remembered(f) > 1; waited++)
        nanosleep(&pause, NULL);
    assert_int_equal(remembered(f), 1);
    trc_recorder_close(recorder);
}

/* SQLite keeps a position of any type, and finds it above every number: it must not be looked at for ever. */
static void what_is_no_number_ends_it(void **state)
{
    struct fixture *f = *state;
    static const char *const edits[] = {"UPDATE event SET position = x'' WHERE position = 2",
                                        "UPDATE event SET at_s = '1800000000x' WHERE position = 1",
                                        "UPDATE event SET position = 'x' WHERE position = 2"};
    sqlite_only();
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        int64_t forgotten;
        run_sql(f->path, "DELETE FROM event");
        run_sql(f->path, "UPDATE chain SET length = 0, hash = NULL, forgotten = 0");
        for (int64_t at_s = 0; at_s < 4; at_s++)
            scan(f, 8 * (1 + (uint32_t)i), 1, at_s);
        run_sql(f->path, edits[i]);
        assert_status(trc_registry_forget(f->registry, MORNING + (i == 1 ? -1 : HOUR), &forgotten, &f->error),
                      TRC_ERR_DAMAGED);
    }
}

/* It knows the time from its caller, and counts on by itself. */
static void an_idle_recorder_forgets(void **state)
{
    struct fixture *f = *state;
    const struct trc_recorder_config config = {.now_s = MORNING + KEPT + 10};
    const struct timespec pause = {.tv_nsec = 10000000};
    struct trc_recorder *recorder;
    scan(f, 5, 1, 0);
    scan(f, 6, 1, HOUR);
    assert_ok(trc_recorder_open(f->path, &config, &recorder, &f->error));
    for (int waited = 0; waited < 1000 && remembered(f) > 1; waited++)
        nanosleep(&pause, NULL);
    assert_int_equal(remembered(f), 1);
    trc_recorder_close(recorder);
}

static size_t times_in_file(const char *path, const char *suffix, const uint8_t *bytes, size_t len)
{
    char name[128], *content = NULL;
    size_t size = 0, found = 0;
    snprintf(name, sizeof name, "%s%s", path, suffix);
    FILE *file = fopen(name, "r");
    if (file == NULL)
        return 0;
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    size = (size_t)ftell(file);
    rewind(file);
    content = malloc(size + 1);
    assert_int_equal(fread(content, 1, size, file), size);
    fclose(file);
    for (const char *at = content; (at = memmem(at, size - (size_t)(at - content), bytes, len)) != NULL; at++)
        found++;
    free(content);
    return found;
}

/* Nor are they in the bytes of any file. */
static void nothing_is_left_in_the_files(void **state)
{
    struct fixture *f = *state;
    uint8_t bytes[12];
    sqlite_only();
    scan(f, 5, 1, 77);
    const struct trc_recent recent = unit_of(f, 5).recent[0];
    trc_put_64(bytes, (uint64_t)recent.at_s);
    trc_put_32(bytes + 8, recent.scanner);
    scan(f, 6, 1, 77);
    assert_true(times_in_file(f->path, "-wal", bytes, sizeof bytes) > 0);
    assert_int_equal(forget_at(f, KEPT + 78), 2);
    assert_int_equal(times_in_file(f->path, "-wal", bytes, sizeof bytes), 0);
    assert_int_equal(times_in_file(f->path, "", bytes, sizeof bytes), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        registry_test(nothing_is_left_after_73_hours),
        registry_test(what_is_younger_stays),
        registry_test(again_does_nothing),
        registry_test(a_clock_of_2100_stops_nothing),
        registry_test(a_clock_of_an_hour_ahead_waits),
        registry_test(a_crash_between_steps),
        registry_test(a_recorder_forgets),
        registry_test(what_is_no_number_ends_it),
        registry_test(an_idle_recorder_forgets),
        registry_test(nothing_is_left_in_the_files),
        registry_test(a_recorder_with_a_wrong_clock_forgets),
    };
    return run_registry_tests(tests);
}
