/* test_registry_tally.c: what is added up is what was recorded, each event once, whoever adds up at the same time. */
#include "ledger_fixture.h"

#include <pthread.h>
#include <trc/stats.h>

#include "random.h"
#include "registry/chain.h"

enum { DAY = 86400, GROUP = 500 };
static const char *const places[] = {"", "CN-31+31.2+121.5", "CN-31", "CN-44", "DE", "+31.2+121.5"};
static uint64_t seed = 20261128;

static struct trc_record some_scan(int64_t id)
{
    struct trc_record scan = scan_of((uint32_t)random_below(&seed, 300), id, random_below(&seed, 4),
                                     (int64_t)random_below(&seed, 5 * DAY), places[random_below(&seed, 6)]);
    scan.event.batch_id = 1 + (int64_t)random_below(&seed, 3);
    scan.event.verdict = (uint8_t)random_below(&seed, 5);
    scan.event.scanner_kind = (enum trc_scanner_kind)random_below(&seed, TRC_SCANNER_KIND_COUNT);
    if (random_below(&seed, 20) == 0)
        scan.event.kind = TRC_EVENT_PIN_WRONG; /* no scan */
    return scan;
}

static void record_some(struct fixture *f, size_t count)
{
    static int64_t id;
    static struct trc_record group[GROUP];
    for (size_t done = 0; done < count; done += GROUP) {
        const size_t size = count - done < GROUP ? count - done : GROUP;
        for (size_t i = 0; i < size; i++)
            group[i] = some_scan(++id);
        assert_ok(trc_registry_record(f->registry, group, size, &f->error));
    }
}

/* Both as one text, which is counted by the database itself. */
static void read_text(struct fixture *f, const char *sql, char *text, size_t size)
{
    struct trc_db_rows rows;
    text[0] = '\0';
    trc_db_query(f->registry->db, &rows, sql, NULL, &f->error);
    for (size_t used = 0; trc_db_next(&rows);) {
        char region[TRC_REGION_MAX + 1];
        trc_db_text(&rows, 2, region, sizeof region);
        used += (size_t)snprintf(text + used, size - used, "%lld %lld %s %lld %lld: %lld %lld\n",
                                 (long long)trc_db_int(&rows, 0), (long long)trc_db_int(&rows, 1), region,
                                 (long long)trc_db_int(&rows, 3), (long long)trc_db_int(&rows, 4),
                                 (long long)trc_db_int(&rows, 5), (long long)trc_db_int(&rows, 6));
        assert_true(used < size);
    }
    assert_ok(trc_db_close_rows(&rows));
}

#define ORDER " ORDER BY 1, 2, 3 COLLATE \"C\", 4, 5"
/* A region is what stands before a point. */
#define DIRECT                                                                                                         \
    "SELECT at_s / 86400, batch_id, CASE WHEN place LIKE '+%' THEN '' WHEN place LIKE 'CN-31%' THEN 'CN-31'"           \
    " ELSE place END AS region, verdict, scanner_kind, COUNT(*), COUNT(CASE WHEN weight > 1 THEN 1 END) FROM event"    \
    " WHERE kind = 0 GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5"
#define TALLIED "SELECT day, batch_id, region, verdict, scanner_kind, scans, counted FROM tally ORDER BY 1, 2, 3, 4, 5"

static char direct[1 << 18], tallied[1 << 18];

static bool tally_is_direct_count(struct fixture *f)
{
    read_text(f, DIRECT, direct, sizeof direct);
    read_text(f, TALLIED, tallied, sizeof tallied);
    return strcmp(direct, tallied) == 0;
}

static void in_several_calls(void **state)
{
    struct fixture *f = *state;
    assert_ok(trc_registry_tally(f->registry, &f->error)); /* of nothing */
    for (int i = 0; i < 4; i++) {
        record_some(f, 700);
        assert_ok(trc_registry_tally(f->registry, &f->error));
        assert_true(tally_is_direct_count(f));
    }
    assert_true(strlen(direct) > 1000);
    assert_ok(trc_registry_tally(f->registry, &f->error)); /* nothing new */
    assert_true(tally_is_direct_count(f));
}

/* More than one step of one chain. */
static void in_several_steps(void **state)
{
    struct fixture *f = *state;
    enum { COUNT = 45000 };
    struct trc_record *scans = calloc(COUNT, sizeof *scans);
    for (uint32_t i = 0; i < COUNT; i++) {
        scans[i] = scan_of(8 * (1 + i % 100), 1 + i, 1 + i % 3, i, "CN-31"); /* of units of chain 0 */
        assert_int_equal(trc_chain_of(scans[i].event.code_key), 0);
    }
    assert_ok(trc_registry_record(f->registry, scans, COUNT, &f->error));
    assert_ok(trc_registry_tally(f->registry, &f->error));
    assert_true(tally_is_direct_count(f));
    free(scans);
}

struct caller {
    const char *path;
    pthread_t thread;
    enum trc_status status;
    struct trc_error error;
};

static void *call(void *context)
{
    struct caller *caller = context;
    struct trc_registry *registry = open_registry(caller->path, 0);
    caller->status = TRC_OK;
    for (int i = 0; i < 5 && caller->status == TRC_OK; i++)
        caller->status = trc_registry_tally(registry, &caller->error);
    trc_registry_close(registry);
    return NULL;
}

static void tally_by(struct fixture *f, size_t count)
{
    static struct caller callers[8];
    for (size_t i = 0; i < count; i++) {
        callers[i] = (struct caller){.path = f->path, .error = TRC_ERROR_INIT};
        assert_int_equal(pthread_create(&callers[i].thread, NULL, call, &callers[i]), 0);
    }
    record_some(f, 2000); /* meanwhile */
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(pthread_join(callers[i].thread, NULL), 0);
        if (callers[i].status != TRC_OK)
            fail_msg("%s", callers[i].error.msg);
    }
}

static void by_many_at_once(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 3; i++) {
        record_some(f, 2000);
        tally_by(f, 6);
        assert_ok(trc_registry_tally(f->registry, &f->error));
        assert_true(tally_is_direct_count(f));
    }
}

/*
 * The control: where reading replaces the lock, two that meet at the barrier both add the same events. So the test
 * above would notice. Only on a server: a file has one lock, which every transaction takes.
 */
static pthread_barrier_t both_read;
static bool without_lock;

enum trc_status __wrap_trc_chain_lock(struct trc_db *db, uint32_t number, struct trc_chain *chain,
                                      struct trc_error *error);
enum trc_status __real_trc_chain_lock(struct trc_db *db, uint32_t number, struct trc_chain *chain,
                                      struct trc_error *error);
enum trc_status __wrap_trc_chain_lock(struct trc_db *db, uint32_t number, struct trc_chain *chain,
                                      struct trc_error *error)
{
    return without_lock ? trc_chain_read(db, number, chain, error) : __real_trc_chain_lock(db, number, chain, error);
}

/* Called once how far a chain is added up has been read, and before its events are. */
void __wrap_trc_db_walk(struct trc_db *db, struct trc_db_rows *rows, const char *sql, const struct trc_db_arg *args,
                        struct trc_error *error);
void __real_trc_db_walk(struct trc_db *db, struct trc_db_rows *rows, const char *sql, const struct trc_db_arg *args,
                        struct trc_error *error);
void __wrap_trc_db_walk(struct trc_db *db, struct trc_db_rows *rows, const char *sql, const struct trc_db_arg *args,
                        struct trc_error *error)
{
    if (without_lock)
        pthread_barrier_wait(&both_read);
    __real_trc_db_walk(db, rows, sql, args, error);
}

static void control_without_the_lock(void **state)
{
    struct fixture *f = *state;
    struct caller callers[2] = {{.path = f->path}, {.path = f->path}};
    struct trc_record scan = scan_of(8, 1, 1, 0, "CN-31");
    if (!on_postgres())
        skip();
    assert_ok(trc_registry_record(f->registry, &scan, 1, &f->error));
    pthread_barrier_init(&both_read, NULL, 2);
    without_lock = true;
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&callers[i].thread, NULL, call, &callers[i]), 0);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(pthread_join(callers[i].thread, NULL), 0);
    without_lock = false;
    pthread_barrier_destroy(&both_read);
    assert_false(tally_is_direct_count(f));
}

/* Numbers that somebody wrote lead nowhere, for ever: that is told instead. */
static void a_chain_that_claims_too_much_ends_it(void **state)
{
    struct fixture *f = *state;
    static const char *const edits[] = {"UPDATE chain SET length = 4000000000000000000 WHERE number = 0",
                                        "UPDATE chain SET tallied = -9223372036854775807 WHERE number = 0"};
    record_some(f, 100);
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        run_sql(f->path, edits[i]);
        assert_status(trc_registry_tally(f->registry, &f->error), TRC_ERR_DAMAGED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        registry_test(in_several_calls),
        registry_test(in_several_steps),
        registry_test(a_chain_that_claims_too_much_ends_it),
        registry_test(by_many_at_once),
        registry_test(control_without_the_lock),
    };
    return run_registry_tests(tests);
}
