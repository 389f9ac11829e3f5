/* test_registry_disk_full.c: when nothing more can be written, nothing is reserved, and work goes on afterwards.
 *
 * A limit on file sizes makes every write past it fail, as a full disk does; it is moved through the whole of a
 * reservation, so that each of its writes fails once.
 */
#include "registry_fixture.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

enum { SERIALS = 40, STEP = 1024, FAULTS_MIN = 20 };

static void limit_files(rlim_t size)
{
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = size < limit.rlim_max ? size : limit.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

struct numbers {
    uint32_t round, given;
    char text[TRC_SERIAL_MAX + 1];
};

static enum trc_status next_number(void *context, const char **serial, struct trc_error *error)
{
    struct numbers *numbers = context;
    (void)error;
    snprintf(numbers->text, sizeof numbers->text, "R%u-%u", numbers->round, numbers->given);
    *serial = numbers->given++ < SERIALS ? numbers->text : NULL;
    return TRC_OK;
}

static enum trc_status reserve(struct fixture *f, uint32_t round, struct trc_batch *batch)
{
    struct numbers numbers = {.round = round};
    *batch = batch_of(GTIN_A, 0, 0);
    batch->seal = TRC_SEAL_KIND_HMAC;
    return trc_registry_reserve(f->registry, batch, NULL, next_number, &numbers, &f->error);
}

static rlim_t size_of_file(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 ? (rlim_t)info.st_size : 0;
}

static void close_registry(struct fixture *f)
{
    trc_registry_close(f->registry);
    f->registry = NULL;
}

/*
 * Tries to reserve while the WAL may grow by `room` bytes only; the handle lives on, or is closed on the full disk.
 * Returns whether the reservation failed; then it must have failed without a trace.
 */
static bool try_with_room(struct fixture *f, uint32_t round, rlim_t room, bool closes, uint32_t *units)
{
    struct trc_batch refused, batch;
    int64_t batch_id;
    uint32_t unit;
    char serial[TRC_SERIAL_MAX + 1], wal[sizeof f->path + 4];
    snprintf(wal, sizeof wal, "%s-wal", f->path);
    if (closes)
        reopen(f); /* the WAL begins anew */
    limit_files(size_of_file(wal) + room);
    const enum trc_status status = reserve(f, round, &refused);
    if (closes)
        close_registry(f);
    limit_files(RLIM_INFINITY);
    if (closes)
        f->registry = open_registry(f->path, 0);
    const uint32_t first_unit = *units + 1;
    *units += SERIALS;
    if (status == TRC_OK) {
        assert_int_equal(refused.first_unit, first_unit);
        return false;
    }
    assert_status(status, TRC_ERR_IO);
    assert_says(f->error, f->path);
    assert_int_equal(refused.id, 0);
    snprintf(serial, sizeof serial, "R%u-0", round);
    assert_status(trc_registry_find_serial(f->registry, GTIN_A, serial, &batch_id, &unit, NULL), TRC_ERR_NOT_FOUND);
    assert_ok(reserve(f, round, &batch)); /* the same serials and numbers, now that there is room */
    assert_int_equal(batch.first_unit, first_unit);
    return true;
}

static void assert_integrity(struct fixture *f)
{
    struct trc_db_rows rows;
    char answer[16] = "";
    trc_db_query(f->registry->db, &rows, "PRAGMA integrity_check", NULL, &f->error);
    while (trc_db_next(&rows))
        trc_db_text(&rows, 0, answer, sizeof answer);
    assert_ok(trc_db_close_rows(&rows));
    assert_string_equal(answer, "ok");
}

static void fill_disk(struct fixture *f, bool closes)
{
    static uint32_t round;
    uint32_t units = 0;
    size_t failed = 0;
    rlim_t room = 0;
    for (; try_with_room(f, round++, room, closes, &units); room += STEP)
        failed++;
    print_message("%zu of %zu reservations failed\n", failed, failed + 1);
    assert_true(failed >= FAULTS_MIN);
    assert_integrity(f);
}

static void a_full_disk_reserves_nothing(void **state)
{
    fill_disk(*state, false);
}

static void a_close_on_a_full_disk_loses_nothing(void **state)
{
    fill_disk(*state, true);
}

static void a_registry_is_made_whole_or_made_again(void **state)
{
    struct fixture *f = *state;
    size_t failed = 0;
    enum trc_status status;
    rlim_t limit = 0;
    do {
        limit_files(limit);
        status = trc_registry_open(f->path, TRC_REGISTRY_CREATE, &f->registry, &f->error);
        limit_files(RLIM_INFINITY);
        if (status != TRC_OK) {
            assert_status(status, TRC_ERR_IO);
            failed++;
        }
        limit += STEP;
    } while (status != TRC_OK);
    assert_true(failed >= FAULTS_MIN);
    struct trc_batch batch = batch_of(GTIN_A, 0, 1);
    assert_ok(trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, &f->error));
    assert_integrity(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        registry_test(a_full_disk_reserves_nothing),
        registry_test(a_close_on_a_full_disk_loses_nothing),
        cmocka_unit_test_setup_teardown(a_registry_is_made_whole_or_made_again, make_folder, remove_fixture),
    };
    signal(SIGXFSZ, SIG_IGN); /* a write past the limit then fails with EFBIG */
    return run_registry_tests(tests);
}
