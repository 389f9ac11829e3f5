/* test_registry_killed_issuers.c: eight processes reserve from one counter and are killed at random: no unit twice.
 *
 * The same harness over a counter that reads and writes in two transactions must produce duplicates, else it shows
 * nothing. TRC_TEST_UNITS sets the units each process is to get, TRC_TEST_SEED the random numbers.
 */
#include "registry_fixture.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "random.h"

enum { PROCESSES = 8, KILL_EVERY = 16, KILLS_MIN = 50, RESERVE_MAX = 100, KEY_ID = 6, GIVE_UP_MS = 60000 };

/* What a process was given. Written to the pipe in one piece: from then on its codes count as printed. */
struct ack {
    uint32_t slot, first, count;
};

/* Takes units again and again until killed; an ack for each time. */
typedef void issue_run(const char *path, uint32_t slot, uint64_t seed, int acks);

struct harness {
    issue_run *issue;
    const char *path;
    uint64_t random;
    int acks[2];
    pid_t pid[PROCESSES];
    uint32_t units[PROCESSES], wanted;
    struct ack *ack;
    size_t ack_count, ack_room, kills, running;
};

static void tell(int acks, uint32_t slot, uint32_t first, uint32_t count)
{
    const struct ack ack = {slot, first, count};
    if (write(acks, &ack, sizeof ack) != sizeof ack)
        _exit(2);
}

static void issue_by_registry(const char *path, uint32_t slot, uint64_t seed, int acks)
{
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_registry *registry;
    if (trc_registry_open(path, 0, &registry, &error) == TRC_OK)
        for (;;) {
            struct trc_batch batch = batch_of(GTIN_A, KEY_ID, 1 + random_below(&seed, RESERVE_MAX));
            if (trc_registry_reserve(registry, &batch, NULL, NULL, NULL, &error) != TRC_OK)
                break;
            tell(acks, slot, batch.first_unit, batch.count);
        }
    fprintf(stderr, "issuer %u: %s\n", slot, error.msg);
    _exit(1);
}

static int read_number(void *number, int count, char **value, char **name)
{
    (void)count, (void)name;
    *(uint32_t *)number = (uint32_t)strtoul(value[0], NULL, 10);
    return 0;
}

/* The control: what many a program does. Each statement is durable and locked; the two together are not. */
static void issue_naively(const char *path, uint32_t slot, uint64_t seed, int acks)
{
    sqlite3 *handle;
    if (sqlite3_open(path, &handle) == SQLITE_OK && sqlite3_busy_timeout(handle, 10000) == SQLITE_OK)
        for (;;) {
            char sql[64];
            uint32_t next;
            const uint32_t count = 1 + random_below(&seed, RESERVE_MAX);
            if (sqlite3_exec(handle, "SELECT next FROM naive", read_number, &next, NULL) != SQLITE_OK)
                break;
            snprintf(sql, sizeof sql, "UPDATE naive SET next = %u", next + count);
            if (sqlite3_exec(handle, sql, NULL, NULL, NULL) != SQLITE_OK)
                break;
            tell(acks, slot, next, count);
        }
    fprintf(stderr, "naive issuer %u: %s\n", slot, sqlite3_errmsg(handle));
    _exit(1);
}

static void start(struct harness *h, uint32_t slot)
{
    const uint64_t seed = random_next(&h->random);
    h->pid[slot] = fork();
    assert_true(h->pid[slot] >= 0);
    if (h->pid[slot] == 0 && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0)
        h->issue(h->path, slot, seed, h->acks[1]);
}

static void stop(struct harness *h, uint32_t slot)
{
    int exit_status;
    assert_int_equal(kill(h->pid[slot], SIGKILL), 0);
    assert_int_equal(waitpid(h->pid[slot], &exit_status, 0), h->pid[slot]);
    assert_true(WIFSIGNALED(exit_status)); /* it did not give up by itself */
    h->pid[slot] = 0;
}

static void take_ack(struct harness *h)
{
    if (h->ack_count == h->ack_room) {
        h->ack_room = h->ack_room == 0 ? 1024 : 2 * h->ack_room;
        h->ack = realloc(h->ack, h->ack_room * sizeof *h->ack);
        assert_non_null(h->ack);
    }
    struct ack *ack = &h->ack[h->ack_count++];
    assert_int_equal(read(h->acks[0], ack, sizeof *ack), sizeof *ack);
    h->units[ack->slot] += ack->count;
    if (h->units[ack->slot] >= h->wanted && h->pid[ack->slot] != 0) {
        stop(h, ack->slot);
        h->running--;
    }
}

static bool has_ack(const struct harness *h, int wait_ms)
{
    struct pollfd readable = {.fd = h->acks[0], .events = POLLIN};
    return poll(&readable, 1, wait_ms) > 0 && (readable.revents & POLLIN) != 0;
}

/* Some process, at a moment that has nothing to do with what it is doing. */
static void kill_one(struct harness *h)
{
    const uint32_t slot = random_below(&h->random, PROCESSES);
    usleep(random_below(&h->random, 3000));
    if (h->pid[slot] == 0)
        return;
    stop(h, slot);
    start(h, slot);
    h->kills++;
}

/* Reads acks, and kills after every few of them, until each process has its units. */
static void run(struct harness *h)
{
    assert_int_equal(pipe(h->acks), 0);
    for (uint32_t slot = 0; slot < PROCESSES; slot++, h->running++)
        start(h, slot);
    while (h->running > 0) {
        for (uint32_t left = random_below(&h->random, KILL_EVERY); left > 0 && h->running > 0; left--) {
            assert_true(has_ack(h, GIVE_UP_MS));
            take_ack(h);
        }
        kill_one(h);
    }
    while (has_ack(h, 0))
        take_ack(h);
    close(h->acks[0]);
    close(h->acks[1]);
}

static int by_first_unit(const void *a, const void *b)
{
    const struct ack *x = a, *y = b;
    return (x->first > y->first) - (x->first < y->first);
}

/* Units that were given more than once. */
static uint64_t count_duplicates(struct harness *h)
{
    uint64_t duplicates = 0, end = 0;
    qsort(h->ack, h->ack_count, sizeof *h->ack, by_first_unit);
    for (size_t i = 0; i < h->ack_count; i++) {
        const uint64_t first = h->ack[i].first, next = first + h->ack[i].count;
        if (first < end)
            duplicates += (next < end ? next : end) - first;
        end = next > end ? next : end;
    }
    return duplicates;
}

static struct harness harness_of(issue_run *issue, const char *path)
{
    const char *units = getenv("TRC_TEST_UNITS");
    return (struct harness){
        .issue = issue,
        .path = path,
        .random = random_seed(),
        .wanted = units != NULL ? (uint32_t)strtoul(units, NULL, 10) : 10000,
    };
}

static void report(const struct harness *h, const char *what, uint64_t duplicates)
{
    uint64_t units = 0;
    for (size_t slot = 0; slot < PROCESSES; slot++)
        units += h->units[slot];
    print_message("%s: %zu reservations, %llu units, %zu processes killed, %llu duplicate units\n", what, h->ack_count,
                  (unsigned long long)units, h->kills, (unsigned long long)duplicates);
}

static void assert_integrity(const char *path)
{
    if (on_postgres())
        return;
    sqlite3 *handle;
    sqlite3_stmt *stmt;
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(handle, "PRAGMA integrity_check", -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    assert_string_equal(sqlite3_column_text(stmt, 0), "ok");
    sqlite3_finalize(stmt);
    sqlite3_close(handle);
}

/* Everything that was acknowledged is on record as it was told, and the record as a whole has no gap and no overlap. */
static void assert_recorded(const struct harness *h)
{
    struct trc_registry *registry = open_registry(h->path, 0);
    struct trc_ranges ranges;
    assert_ok(trc_registry_load_ranges(registry, KEY_ID, GTIN_A, &ranges, NULL));
    assert_true(ranges.count >= h->ack_count);
    print_message("%zu reservations were durable but never acknowledged: burned\n", ranges.count - h->ack_count);
    for (size_t i = 0; i < h->ack_count; i++) {
        const struct trc_range *range = trc_ranges_find(&ranges, h->ack[i].first);
        assert_non_null(range);
        assert_int_equal(range->batch.first_unit, h->ack[i].first);
        assert_int_equal(range->batch.count, h->ack[i].count);
    }
    uint32_t next = TRC_UNIT_FIRST;
    for (size_t i = 0; i < ranges.count; next += ranges.range[i++].batch.count)
        assert_int_equal(ranges.range[i].batch.first_unit, next);
    trc_ranges_free(&ranges);
    trc_registry_close(registry);
}

static void killed_issuers_never_give_a_unit_twice(void **state)
{
    struct fixture *f = *state;
    trc_registry_close(f->registry);
    f->registry = NULL;
    struct harness h = harness_of(issue_by_registry, f->path);
    run(&h);
    const uint64_t duplicates = count_duplicates(&h);
    report(&h, "registry", duplicates);
    assert_int_equal(duplicates, 0);
    assert_true(h.kills >= KILLS_MIN);
    for (size_t slot = 0; slot < PROCESSES; slot++)
        assert_true(h.units[slot] >= h.wanted);
    assert_integrity(f->path);
    assert_recorded(&h);
    free(h.ack);
}

static void a_naive_counter_gives_units_twice(void **state)
{
    sqlite_only();
    struct fixture *f = *state;
    sqlite3 *handle;
    assert_int_equal(sqlite3_open(f->path, &handle), SQLITE_OK);
    assert_int_equal(sqlite3_exec(handle,
                                  "PRAGMA journal_mode = WAL; CREATE TABLE naive (next INTEGER);"
                                  "INSERT INTO naive VALUES (1)",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(handle);
    struct harness h = harness_of(issue_naively, f->path);
    h.wanted /= 10; /* plenty */
    run(&h);
    const uint64_t duplicates = count_duplicates(&h);
    report(&h, "naive counter", duplicates);
    assert_true(duplicates > 0);
    free(h.ack);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        registry_test(killed_issuers_never_give_a_unit_twice),
        cmocka_unit_test_setup_teardown(a_naive_counter_gives_units_twice, make_folder, remove_fixture),
    };
    return run_registry_tests(tests);
}
