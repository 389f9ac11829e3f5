/* test_scan_pool.c: workers that crash, hang, lie or are killed cost one answer each, and never the run. */
#include "scanner/pool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "random.h"
#include "scanner/protocol.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int picture(const char *order)
{
    const int fd = memfd_create("order", MFD_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, order, strlen(order)), strlen(order));
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    return fd;
}

static struct scan_pool *open_pool(const char *worker, unsigned jobs, unsigned timeout_s)
{
    const struct scan_pool_config config = {
        .worker_path = worker, .jobs = jobs, .timeout_s = timeout_s, .max_pixels = 1000000};
    struct scan_pool *pool;
    assert_int_equal(scan_pool_open(&config, &pool, NULL), TRC_OK);
    return pool;
}

/* Reads every order. Answers belong to the caller. */
static void read_all(struct scan_pool *pool, const char *const *orders, struct scan_answer *answers, size_t count)
{
    struct trc_error error = TRC_ERROR_INIT;
    for (size_t i = 0; i < count; i++) {
        while (!scan_pool_has_room(pool))
            assert_int_equal(scan_pool_wait(pool, NULL, &error), TRC_OK);
        assert_int_equal(scan_pool_submit(pool, &answers[i], picture(orders[i]), &error), TRC_OK);
    }
    while (scan_pool_is_busy(pool))
        assert_int_equal(scan_pool_wait(pool, NULL, &error), TRC_OK);
}

static void assert_reads(const struct scan_answer *answer, const char *text)
{
    assert_true(answer->done);
    assert_int_equal(answer->outcome.result, SCAN_READ);
    assert_int_equal(answer->symbol_count, 1);
    assert_int_equal(answer->symbols[0].text_len, strlen(text));
    assert_string_equal(answer->symbols[0].text, text);
}

static size_t open_descriptors(void)
{
    size_t count = 0;
    DIR *dir = opendir("/proc/self/fd");
    assert_non_null(dir);
    while (readdir(dir) != NULL)
        count++;
    closedir(dir);
    return count;
}

static const struct fault {
    const char *order;
    enum scan_result result;
    const char *detail; /* NULL: not looked at */
} faults[] = {
#ifdef TRC_SANDBOX_RELAXED /* a sanitizer ends the process in its own way, and its memory has no limit */
    {"crash", SCAN_CRASHED, NULL},           {"abort", SCAN_CRASHED, NULL},
    {"half a symbol", SCAN_CRASHED, NULL},
#else
    {"crash", SCAN_CRASHED, "SIGSEGV"},
    {"abort", SCAN_CRASHED, "SIGABRT"},
    {"half a symbol", SCAN_CRASHED, "SIGSEGV"},
    {"open", SCAN_CRASHED, "SIGSYS"},
    {"eat", SCAN_CRASHED, "SIGSEGV"},
#endif
    {"exit", SCAN_CRASHED, "exit status 7"}, {"empty packet", SCAN_CRASHED, NULL},
    {"hang up", SCAN_CRASHED, NULL},         {"garbage", SCAN_GARBLED, NULL},
    {"hello again", SCAN_GARBLED, NULL},     {"wrong id", SCAN_GARBLED, NULL},
    {"wrong count", SCAN_GARBLED, NULL},     {"flood", SCAN_GARBLED, NULL},
    {"flood of text", SCAN_GARBLED, NULL},   {"file nobody asked for", SCAN_GARBLED, NULL},
};

static void each_fault_costs_its_own_picture_and_no_other(void **state)
{
    (void)state;
    enum { PICTURES = 300 };
    static struct scan_answer answers[PICTURES];
    static const struct fault *injected[PICTURES]; /* NULL: an honest picture */
    static char honest[PICTURES][16];
    const char *orders[PICTURES];
    uint64_t random = random_seed(), expected[SCAN_RESULT_COUNT] = {0}, seen[SCAN_RESULT_COUNT] = {0};
    for (size_t i = 0; i < PICTURES; i++) { /* each fault once, then here and there */
        injected[i] = i < COUNT(faults)              ? &faults[i]
                      : random_below(&random, 5) > 0 ? NULL
                                                     : &faults[random_below(&random, COUNT(faults))];
        snprintf(honest[i], sizeof honest[i], "picture %zu", i);
        orders[i] = injected[i] != NULL ? injected[i]->order : honest[i];
        expected[injected[i] != NULL ? injected[i]->result : SCAN_READ]++;
    }
    const size_t descriptors = open_descriptors();
    struct scan_pool *pool = open_pool(FAULTY_WORKER, 3, 60);
    read_all(pool, orders, answers, PICTURES);
    for (size_t i = 0; i < PICTURES; i++) {
        seen[answers[i].outcome.result]++;
        if (injected[i] == NULL) {
            assert_reads(&answers[i], honest[i]);
        } else {
            if (answers[i].outcome.result != injected[i]->result)
                fail_msg("\"%s\" was answered with %s (%s)", injected[i]->order,
                         scan_result_name(answers[i].outcome.result), answers[i].outcome.detail);
            assert_true(answers[i].done);
            assert_int_equal(answers[i].symbol_count, 0);
            if (injected[i]->detail != NULL)
                assert_string_equal(answers[i].outcome.detail, injected[i]->detail);
        }
        scan_answer_clear(&answers[i]);
    }
    const struct scan_pool_counts counts = scan_pool_counts(pool);
    scan_pool_close(pool);
    assert_memory_equal(seen, expected, sizeof seen);
    assert_int_equal(counts.crashed, expected[SCAN_CRASHED]);
    assert_int_equal(counts.garbled, expected[SCAN_GARBLED]);
    assert_in_range(counts.crashed + counts.garbled, COUNT(faults), PICTURES - 1);
    print_message("%d pictures: %llu crashed, %llu garbled, %llu workers started\n", PICTURES,
                  (unsigned long long)counts.crashed, (unsigned long long)counts.garbled,
                  (unsigned long long)counts.started);
    assert_int_equal(open_descriptors(), descriptors);
    assert_true(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD); /* no process is left, dead or alive */
}

static void a_worker_that_hangs_is_killed_at_its_deadline(void **state)
{
    (void)state;
    static const char *const orders[] = {"hang", "a", "hang", "b", "hang", "c", "d", "hang", "e"};
    struct scan_answer answers[COUNT(orders)];
    struct scan_pool *pool = open_pool(FAULTY_WORKER, 2, 1);
    read_all(pool, orders, answers, COUNT(orders));
    for (size_t i = 0; i < COUNT(orders); i++) {
        if (strcmp(orders[i], "hang") == 0) {
            assert_int_equal(answers[i].outcome.result, SCAN_LATE);
            assert_in_range((unsigned)answers[i].ms, 1000, 10000);
        } else {
            assert_reads(&answers[i], orders[i]);
        }
        scan_answer_clear(&answers[i]);
    }
    assert_int_equal(scan_pool_counts(pool).late, 4);
    scan_pool_close(pool);
}

static void a_deadline_counts_computing_and_has_a_longer_one_behind_it(void **state)
{
    (void)state;
    static const char *const orders[] = {"nap", "sleep", "hang"};
    struct scan_answer answers[COUNT(orders)];
    struct scan_pool *pool = open_pool(FAULTY_WORKER, COUNT(orders), 1);
    read_all(pool, orders, answers, COUNT(orders));
    assert_reads(&answers[0], "nap"); /* longer than its second, but it hardly computed */
    assert_in_range((unsigned)answers[0].ms, 2000, 6000);
    assert_int_equal(answers[1].outcome.result, SCAN_LATE); /* it never computed, and is ended all the same */
    assert_in_range((unsigned)answers[1].ms, 1000 * SCAN_PATIENCE, 1000 * SCAN_PATIENCE + 3000);
    assert_int_equal(answers[2].outcome.result, SCAN_LATE);
    assert_in_range((unsigned)answers[2].ms, 1000, 1000 * SCAN_PATIENCE + 3000);
    for (size_t i = 0; i < COUNT(orders); i++)
        scan_answer_clear(&answers[i]);
    scan_pool_close(pool);
}

/* A child of ours, chosen at random; 0 when there is none. */
static pid_t some_child(uint64_t *random)
{
    pid_t children[16];
    unsigned count = 0;
    int pid;
    char path[64];
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    FILE *file = fopen(path, "r");
    while (file != NULL && count < COUNT(children) && fscanf(file, "%d", &pid) == 1)
        children[count++] = pid;
    if (file != NULL)
        fclose(file);
    return count == 0 ? 0 : children[random_below(random, count)];
}

static void workers_killed_at_random_cost_at_most_a_picture_each(void **state)
{
    (void)state;
    enum { PICTURES = 2000 };
    static struct scan_answer answers[PICTURES];
    struct trc_error error = TRC_ERROR_INIT;
    uint64_t random = random_seed();
    unsigned kills = 0, lost = 0;
    struct scan_pool *pool = open_pool(FAULTY_WORKER, 3, 10);
    for (size_t i = 0; i < PICTURES; i++) {
        while (!scan_pool_has_room(pool))
            assert_int_equal(scan_pool_wait(pool, NULL, &error), TRC_OK);
        assert_int_equal(scan_pool_submit(pool, &answers[i], picture("still here"), &error), TRC_OK);
        const pid_t victim = random_below(&random, 10) == 0 ? some_child(&random) : 0;
        kills += victim != 0 && kill(victim, SIGKILL) == 0;
    }
    while (scan_pool_is_busy(pool))
        assert_int_equal(scan_pool_wait(pool, NULL, &error), TRC_OK);
    for (size_t i = 0; i < PICTURES; i++) {
        assert_true(answers[i].done);
        if (answers[i].outcome.result == SCAN_READ) {
            assert_reads(&answers[i], "still here");
        } else {
            assert_int_equal(answers[i].outcome.result, SCAN_CRASHED);
            assert_string_equal(answers[i].outcome.detail, "SIGKILL");
            lost++;
        }
        scan_answer_clear(&answers[i]);
    }
    scan_pool_close(pool);
    print_message("%u workers killed, %u pictures lost of %d\n", kills, lost, PICTURES);
    assert_in_range(kills, 100, 400);
    assert_in_range(lost, 1, kills);
}

static void workers_are_replaced_before_they_grow_old(void **state)
{
    (void)state;
    enum { PICTURES = 4500 };
    static const char *orders[PICTURES];
    static struct scan_answer answers[PICTURES];
    for (size_t i = 0; i < PICTURES; i++)
        orders[i] = "one more";
    struct scan_pool *pool = open_pool(FAULTY_WORKER, 1, 10);
    read_all(pool, orders, answers, PICTURES);
    for (size_t i = 0; i < PICTURES; i++) {
        assert_reads(&answers[i], "one more");
        scan_answer_clear(&answers[i]);
    }
    assert_int_equal(scan_pool_counts(pool).started, 3);
    assert_int_equal(scan_pool_counts(pool).retired, 2);
    scan_pool_close(pool);
}

static void a_worker_inherits_neither_descriptors_nor_environment(void **state)
{
    (void)state;
    static const char *const orders[] = {"descriptors", "environment"};
    struct scan_answer answers[2];
    int leaked[5]; /* opened as careless programs open files: for their children too */
    setenv("TRC_TEST_SECRET", "hunter2", 1);
    for (size_t i = 0; i < COUNT(leaked); i++)
        leaked[i] = open("/dev/zero", O_RDONLY);
    struct scan_pool *pool = open_pool(FAULTY_WORKER, 1, 10);
    read_all(pool, orders, answers, 2);
    assert_reads(&answers[0], "ae"); /* 0, and 4: the picture; 1 and 2 cannot be read */
    assert_reads(&answers[1], "none");
    scan_pool_close(pool);
    for (size_t i = 0; i < COUNT(leaked); i++)
        close(leaked[i]);
    for (size_t i = 0; i < 2; i++)
        scan_answer_clear(&answers[i]);
}

static void a_worker_that_cannot_start_ends_the_run_with_a_reason(void **state)
{
    (void)state;
    static const struct {
        const char *worker, *reason;
        unsigned answers_max; /* pictures that may be answered before the pool gives up */
    } rows[] = {{"/nonexistent/trc-scan-worker", "No such file or directory", 0},
                {"/etc/passwd", "Permission denied", 0},
                {REFUSING_WORKER, "seccomp filter: not here", 0},
                {VERSION_WORKER, "", 5},
                {DYING_WORKER, "", 5}};
    for (size_t i = 0; i < 2 * COUNT(rows); i++) {
        const bool slow = i % 2 == 1; /* we look only when the worker is long gone, its picture unread */
        struct scan_answer answers[20];
        struct trc_error error = TRC_ERROR_INIT;
        enum trc_status status = TRC_OK;
        unsigned given = 0, answered = 0;
        struct scan_pool *pool = open_pool(rows[i / 2].worker, 2, 10);
        while (status == TRC_OK && given < COUNT(answers)) {
            if (scan_pool_has_room(pool)) {
                status = scan_pool_submit(pool, &answers[given++], picture("x"), &error);
                continue;
            }
            usleep(slow ? 100000 : 0);
            status = scan_pool_wait(pool, NULL, &error);
        }
        for (unsigned k = 0; k < given; k++)
            answered += answers[k].done;
        assert_int_equal(status, TRC_ERR_IO);
        assert_non_null(strstr(error.msg, rows[i / 2].worker));
        assert_non_null(strstr(error.msg, rows[i / 2].reason));
        assert_in_range(answered, 0, rows[i / 2].answers_max);
        assert_in_range(scan_pool_counts(pool).started, 0, 8); /* and not on and on */
        scan_pool_close(pool);
    }
}

static void closing_a_busy_pool_leaves_nothing_behind(void **state)
{
    (void)state;
    struct scan_answer answers[2];
    struct trc_error error = TRC_ERROR_INIT;
    const size_t descriptors = open_descriptors();
    struct scan_pool *pool = open_pool(FAULTY_WORKER, 2, 100);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(scan_pool_submit(pool, &answers[i], picture("hang"), &error), TRC_OK);
    scan_pool_close(pool);
    assert_false(answers[0].done || answers[1].done);
    assert_int_equal(open_descriptors(), descriptors);
    assert_true(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_fault_costs_its_own_picture_and_no_other),
        cmocka_unit_test(a_worker_that_hangs_is_killed_at_its_deadline),
        cmocka_unit_test(a_deadline_counts_computing_and_has_a_longer_one_behind_it),
        cmocka_unit_test(workers_killed_at_random_cost_at_most_a_picture_each),
        cmocka_unit_test(workers_are_replaced_before_they_grow_old),
        cmocka_unit_test(a_worker_inherits_neither_descriptors_nor_environment),
        cmocka_unit_test(a_worker_that_cannot_start_ends_the_run_with_a_reason),
        cmocka_unit_test(closing_a_busy_pool_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
