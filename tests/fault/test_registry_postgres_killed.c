/* test_registry_postgres_killed.c: many callers record scans through the group commit while all processes of the server
 * are killed with SIGKILL, again and again: nothing acknowledged is lost, nothing is counted twice.
 *
 * The server is set up to lose what it acknowledged (synchronous_commit=off): trc switches that off for its sessions.
 * Two controls with the same harness must fail: sessions as the server wants them lose, and groups that are sent again
 * with new ids count twice. `--kills 10` is the long run, which also insists on the 5 s of the reconnection.
 */
#include "ledger_world.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>
#include <trc/recorder.h>

#include "random.h"
#include "registry/record.h"

enum { CALLERS = 32, UNITS = 2000, SCANS_BETWEEN = 300, GIVE_UP_MS = 120000, AWAY_MS = 6500 };

static int kills_wanted = 3, reconnect_max_ms = 30000;

/* What the wrapped functions do. */
static struct {
    bool lazy;    /* control: sessions keep synchronous_commit=off */
    bool renames; /* control: what is sent again gets another id */
    atomic_int commits_under_way;
} mode;

PGresult *__real_PQexec(PGconn *conn, const char *sql);
PGresult *__wrap_PQexec(PGconn *conn, const char *sql);
PGresult *__wrap_PQexec(PGconn *conn, const char *sql)
{
    PGresult *result = __real_PQexec(conn, sql);
    if (mode.lazy && strstr(sql, "set_config('synchronous_commit'") != NULL)
        PQclear(__real_PQexec(conn, "SET synchronous_commit = off"));
    return result;
}

/* A commit is the last thing that goes through its pipeline. */
static _Thread_local bool commits;

int __real_PQsendQueryParams(PGconn *conn, const char *sql, int count, const Oid *types, const char *const *values,
                             const int *lengths, const int *formats, int result_format);
int __wrap_PQsendQueryParams(PGconn *conn, const char *sql, int count, const Oid *types, const char *const *values,
                             const int *lengths, const int *formats, int result_format);
int __wrap_PQsendQueryParams(PGconn *conn, const char *sql, int count, const Oid *types, const char *const *values,
                             const int *lengths, const int *formats, int result_format)
{
    commits = strcmp(sql, "COMMIT") == 0;
    mode.commits_under_way += commits;
    return __real_PQsendQueryParams(conn, sql, count, types, values, lengths, formats, result_format);
}

int __real_PQexitPipelineMode(PGconn *conn);
int __wrap_PQexitPipelineMode(PGconn *conn);
int __wrap_PQexitPipelineMode(PGconn *conn)
{
    mode.commits_under_way -= commits;
    commits = false;
    return __real_PQexitPipelineMode(conn);
}

enum trc_status __real_trc_record_group(struct trc_registry *registry, struct trc_record *const *records, size_t count,
                                        struct trc_error *error);
enum trc_status __wrap_trc_record_group(struct trc_registry *registry, struct trc_record *const *records, size_t count,
                                        struct trc_error *error);
enum trc_status __wrap_trc_record_group(struct trc_registry *registry, struct trc_record *const *records, size_t count,
                                        struct trc_error *error)
{
    const enum trc_status status = __real_trc_record_group(registry, records, count, error);
    for (size_t i = 0; i < count && status != TRC_OK && mode.renames; i++)
        records[i]->event.id += (int64_t)1 << 48; /* callers use those below */
    return status;
}

struct scan {
    int64_t unit, id;
};

struct harness;
struct caller {
    struct harness *h;
    uint32_t number;
    struct scan *acked;
    size_t acked_count, room, errors, others, found_again;
    pthread_t thread;
};

struct harness {
    struct fixture *f;
    struct trc_recorder *recorder;
    atomic_bool stop;
    atomic_int under_way;
    atomic_size_t acked;
    _Atomic int64_t first_ack_ms; /* since the server was started again; 0: none yet */
    uint64_t random;
    size_t kills, processes, kills_under_way, kills_in_commit;
    int64_t reconnect_ms, outage_ms; /* the worst */
    struct caller caller[CALLERS];
};

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void keep(struct caller *caller, const struct trc_event *event)
{
    if (caller->acked_count == caller->room) {
        caller->room = caller->room == 0 ? 1024 : 2 * caller->room;
        caller->acked = realloc(caller->acked, caller->room * sizeof *caller->acked);
        if (caller->acked == NULL)
            abort();
    }
    caller->acked[caller->acked_count++] = (struct scan){event->unit, event->id};
    int64_t none = 0;
    atomic_compare_exchange_strong(&caller->h->first_ack_ms, &none, now_ms());
    atomic_fetch_add(&caller->h->acked, 1);
}

/* One scan after the other, each until it is acknowledged, with the id that it had at first. */
static void *call(void *context)
{
    struct caller *caller = context;
    struct harness *h = caller->h;
    uint64_t random = caller->number;
    for (int64_t n = 1; !h->stop; n++) {
        struct trc_error error = TRC_ERROR_INIT;
        const uint32_t unit = 1 + random_below(&random, UNITS);
        const struct trc_record first =
            scan_of(unit, (int64_t)caller->number << 40 | n, caller->number * 7 + (uint64_t)n % 5, n, "CN-31");
        struct trc_record scan = first;
        enum trc_status status;
        h->under_way++;
        while ((status = trc_recorder_record(h->recorder, &scan, &error)) != TRC_OK) {
            caller->errors++;
            caller->others += status != TRC_ERR_IO;
            scan = first;
            usleep(20000);
        }
        h->under_way--;
        caller->found_again += scan.duplicate;
        keep(caller, &scan.event);
    }
    return NULL;
}

static void start(struct harness *h, struct fixture *f)
{
    const struct trc_recorder_config config = TRC_RECORDER_CONFIG_INIT;
    *h = (struct harness){.f = f, .random = random_seed()};
    assert_ok(trc_recorder_open(f->path, &config, &h->recorder, &f->error));
    for (uint32_t i = 0; i < CALLERS; i++) {
        h->caller[i] = (struct caller){.h = h, .number = i + 1};
        assert_int_equal(pthread_create(&h->caller[i].thread, NULL, call, &h->caller[i]), 0);
    }
}

static void stop(struct harness *h)
{
    h->stop = true;
    for (size_t i = 0; i < CALLERS; i++)
        assert_int_equal(pthread_join(h->caller[i].thread, NULL), 0);
    trc_recorder_close(h->recorder);
}

/* Until this many scans more are acknowledged. */
static void wait_for_scans(struct harness *h, size_t scans)
{
    const size_t wanted = h->acked + scans;
    for (const int64_t until_ms = now_ms() + GIVE_UP_MS; h->acked < wanted; usleep(1000))
        assert_true(now_ms() < until_ms);
}

enum way {
    AT_RANDOM, /* at some moment, and it is started again at once */
    ANSWERS,   /* when commits are on disk and their answers are not on their way */
    AWAY       /* it stays away until callers are told */
};

static void kill_server(struct harness *h, enum way way)
{
    size_t processes;
    wait_for_scans(h, SCANS_BETWEEN);
    usleep(100000 + random_below(&h->random, 400000));
    if (way == ANSWERS) {
        assert_true(postgres_hold_commits(true));
        assert_true(postgres_holds());
    }
    h->kills_under_way += h->under_way > 0;
    h->kills_in_commit += mode.commits_under_way > 0;
    assert_int_equal(postgres_kill(&processes), 0);
    h->processes += processes;
    h->kills++;
    assert_true(postgres_hold_commits(false));
    usleep(way == AWAY ? AWAY_MS * 1000 : 100000);
    h->first_ack_ms = 0;
    const int64_t booted_ms = now_ms();
    assert_int_equal(postgres_boot(), 0);
    const int64_t accepts_ms = now_ms();
    while (h->first_ack_ms == 0) {
        assert_true(now_ms() < accepts_ms + GIVE_UP_MS);
        usleep(1000);
    }
    const int64_t passed_ms = h->first_ack_ms - accepts_ms, outage_ms = h->first_ack_ms - booted_ms;
    h->reconnect_ms = passed_ms > h->reconnect_ms ? passed_ms : h->reconnect_ms;
    h->outage_ms = outage_ms > h->outage_ms ? outage_ms : h->outage_ms;
}

/* What the server has in the end, asked without the library; against what was told to callers. */
struct result {
    size_t acked, events, lost, twice, miscounted, errors, others, found_again;
};

static int by_unit_and_id(const void *a, const void *b)
{
    const struct scan *x = a, *y = b;
    return x->unit != y->unit ? (x->unit > y->unit) - (x->unit < y->unit) : (x->id > y->id) - (x->id < y->id);
}

static struct scan *ask(PGconn *conn, const char *sql, size_t *count)
{
    PGresult *answer = PQexec(conn, sql);
    if (PQresultStatus(answer) != PGRES_TUPLES_OK)
        fail_msg("%s", PQerrorMessage(conn));
    *count = (size_t)PQntuples(answer);
    struct scan *rows = calloc(*count + 1, sizeof *rows);
    assert_non_null(rows);
    for (size_t i = 0; i < *count; i++)
        rows[i] = (struct scan){strtoll(PQgetvalue(answer, (int)i, 0), NULL, 10),
                                strtoll(PQgetvalue(answer, (int)i, 1), NULL, 10)};
    PQclear(answer);
    qsort(rows, *count, sizeof *rows, by_unit_and_id);
    return rows;
}

#define UNIT_SQL "get_byte(code_key, 0) + 256 * get_byte(code_key, 1)"

static void count(const struct harness *h, struct result *result)
{
    static size_t told[UNITS + 1], rows[UNITS + 1];
    size_t units;
    PGconn *conn = PQconnectdb(h->f->path);
    struct scan *event = ask(conn, "SELECT " UNIT_SQL ", id FROM event", &result->events);
    struct scan *unit = ask(conn, "SELECT " UNIT_SQL ", events FROM unit", &units);
    memset(told, 0, sizeof told);
    memset(rows, 0, sizeof rows);
    for (size_t i = 0; i < CALLERS; i++) {
        const struct caller *caller = &h->caller[i];
        result->acked += caller->acked_count;
        result->errors += caller->errors;
        result->others += caller->others;
        result->found_again += caller->found_again;
        for (size_t j = 0; j < caller->acked_count; j++) {
            told[caller->acked[j].unit]++;
            result->lost += bsearch(&caller->acked[j], event, result->events, sizeof *event, by_unit_and_id) == NULL;
        }
    }
    for (size_t i = 0; i < result->events; i++)
        rows[event[i].unit]++;
    for (size_t i = 0; i < units; i++) {
        const size_t counted = (size_t)unit[i].id, scans = told[unit[i].unit];
        result->twice += counted > scans ? counted - scans : 0;
        result->miscounted += counted != rows[unit[i].unit];
    }
    free(event);
    free(unit);
    PQfinish(conn);
}

static struct result finish(struct harness *h, const char *what)
{
    struct result result = {0};
    stop(h);
    count(h, &result);
    for (size_t i = 0; i < CALLERS; i++)
        free(h->caller[i].acked);
    print_message("%s: %zu kills (%zu processes), %zu while scans were under way, %zu within a commit\n", what,
                  h->kills, h->processes, h->kills_under_way, h->kills_in_commit);
    print_message("  %zu scans acknowledged to %d callers, %zu events; %zu errors told, %zu answers lost and found\n",
                  result.acked, CALLERS, result.events, result.errors, result.found_again);
    print_message("  acknowledged and lost: %zu, counted twice: %zu, units miscounted: %zu\n", result.lost,
                  result.twice, result.miscounted);
    print_message("  first acknowledgement at worst %lld ms after the server accepts, %lld ms after its start\n",
                  (long long)h->reconnect_ms, (long long)h->outage_ms);
    return result;
}

static void nothing_acknowledged_is_lost_or_counted_twice(void **state)
{
    static const enum way ways[] = {ANSWERS, AWAY, AT_RANDOM};
    static struct harness h;
    struct fixture *f = *state;
    start(&h, f);
    for (int i = 0; i < kills_wanted; i++)
        kill_server(&h, i < 3 ? ways[i] : i % 4 == 0 ? ANSWERS : AT_RANDOM);
    wait_for_scans(&h, SCANS_BETWEEN);
    const struct result result = finish(&h, "trc");
    assert_int_equal(h.kills, kills_wanted);
    assert_int_equal(h.kills_under_way, h.kills);
    assert_true(h.kills_in_commit > 0);
    assert_true(result.errors > 0 && result.found_again > 0);
    assert_int_equal(result.others, 0);
    assert_int_equal(result.lost, 0);
    assert_int_equal(result.twice, 0);
    assert_int_equal(result.miscounted, 0);
    assert_int_equal(result.events, result.acked);
    assert_true(h.reconnect_ms <= reconnect_max_ms);
    assert_world_is_whole(f, NULL, 0);
}

static void control_sessions_as_the_server_wants_them_lose(void **state)
{
    static struct harness h;
    mode.lazy = true;
    start(&h, *state);
    for (int i = 0; i < 2; i++)
        kill_server(&h, AT_RANDOM);
    const struct result result = finish(&h, "control, synchronous_commit=off");
    mode.lazy = false;
    assert_true(result.lost > 0);
    assert_int_equal(result.twice, 0);
}

static void control_new_ids_count_twice(void **state)
{
    static struct harness h;
    mode.renames = true;
    start(&h, *state);
    kill_server(&h, ANSWERS);
    const struct result result = finish(&h, "control, sent again with new ids");
    mode.renames = false;
    assert_true(result.twice > 0);
    assert_int_equal(result.lost, 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        registry_test(nothing_acknowledged_is_lost_or_counted_twice),
        registry_test(control_sessions_as_the_server_wants_them_lose),
        registry_test(control_new_ids_count_twice),
    };
    static const char *const setting[] = {"synchronous_commit=off", "wal_writer_delay=10s",
                                          "wal_writer_flush_after=1GB", "wal_buffers=64MB"};
    if (argc == 3 && strcmp(argv[1], "--kills") == 0) {
        kills_wanted = (int)strtol(argv[2], NULL, 10);
        reconnect_max_ms = 5000;
    } else if (argc != 1) {
        fprintf(stderr, "usage: test_registry_postgres_killed [--kills N]\n");
        return 2;
    }
    if (kills_wanted < 3)
        kills_wanted = 3;
    memcpy(postgres_server.setting, setting, sizeof setting);
    setenv("TRC_TEST_POSTGRES", "1", 1);
    return run_registry_tests(tests);
}
