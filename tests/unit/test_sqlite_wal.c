/* test_sqlite_wal.c: what is written to the WAL in large pieces is there for everybody in time, a refused write is
 * reported, and the WAL is carried over beside commits.
 *
 * SQLite's usual VFS stands behind a VFS of this test, which counts the writes to a WAL and can refuse them.
 */
#include "registry_fixture.h"

#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "random.h"

enum { PAGE = 2048, PAGES = 200, ROWS = 300 };

static struct trc_error error;

/* The VFS behind. Files of its own come first, the usual one's follow. */
static sqlite3_vfs *usual, counting;
static sqlite3_io_methods methods;
static const sqlite3_io_methods *usual_methods;
static int writes, refused, refuse_after = -1; /* writes; -1: never */

static int count_write(sqlite3_file *file, const void *bytes, int len, sqlite3_int64 offset)
{
    writes++;
    refused += refuse_after == 0;
    if (refuse_after == 0)
        return SQLITE_FULL;
    refuse_after -= refuse_after > 0;
    return usual_methods->xWrite(file, bytes, len, offset);
}

static int open_counted(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out_flags)
{
    (void)vfs;
    const int code = usual->xOpen(usual, path, file, flags, out_flags);
    if (code == SQLITE_OK && (flags & SQLITE_OPEN_WAL) != 0) {
        usual_methods = file->pMethods;
        methods = *usual_methods;
        methods.xWrite = count_write;
        file->pMethods = &methods;
    }
    return code;
}

static int count_writes(void **state)
{
    (void)state;
    usual = sqlite3_vfs_find(NULL);
    counting = *usual;
    counting.pNext = NULL;
    counting.zName = "counting";
    counting.xOpen = open_counted;
    return sqlite3_vfs_register(&counting, 1) == SQLITE_OK ? 0 : -1;
}

static struct trc_db *open_file(const char *path, bool keeps_up)
{
    const struct trc_db_config config = {.create = true, .busy_timeout_ms = 10000, .keeps_up = keeps_up};
    struct trc_db *db;
    assert_ok(trc_db_open(path, &config, &db, &error));
    return db;
}

static int make_table(void **state)
{
    if (make_folder(state) != 0)
        return -1;
    struct fixture *f = *state;
    error = (struct trc_error)TRC_ERROR_INIT;
    struct trc_db *db = open_file(f->path, false);
    assert_ok(trc_db_adopt(db, &error));
    assert_ok(trc_db_exec(db, "CREATE TABLE item (id BIGINT NOT NULL PRIMARY KEY, data BYTEA)", &error));
    trc_db_close(db);
    return 0;
}

static bool fails_at_end;

/* One page each, more or less. */
static enum trc_status write_pages(struct trc_db *db, int64_t first, size_t count)
{
    static uint8_t page[PAGE - 100];
    static uint32_t version; /* SQLite writes nothing that is the same as before */
    version++;
    enum trc_status status = trc_db_begin(db, &error);
    if (status != TRC_OK)
        return status;
    for (size_t i = 0; i < count && status == TRC_OK; i++) {
        page[0] = (uint8_t)(first + (int64_t)i);
        memcpy(page + 1, &version, sizeof version);
        status = trc_db_run(db, "INSERT INTO item (id, data) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET data = $2",
                            DB_ARGS(DB_INT(first + (int64_t)i), DB_BLOB(page, sizeof page)), NULL, &error);
    }
    return trc_db_end(db, status == TRC_OK && fails_at_end ? TRC_ERR_STATE : status, &error);
}

static int number_of(sqlite3 *handle, const char *sql)
{
    sqlite3_stmt *stmt;
    assert_int_equal(sqlite3_prepare_v2(handle, sql, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    const int number = sqlite3_column_int(stmt, 0);
    sqlite3_finalize(stmt);
    return number;
}

static void a_commit_is_a_few_large_writes(void **state)
{
    struct fixture *f = *state;
    struct trc_db *db = open_file(f->path, false);
    sqlite3 *plain;
    writes = 0;
    assert_ok(write_pages(db, 0, PAGES));
    assert_in_range(writes, 1, PAGES / 20);
    trc_db_close(db);

    /* control: SQLite by itself */
    assert_int_equal(sqlite3_open_v2(f->path, &plain, SQLITE_OPEN_READWRITE, "counting"), SQLITE_OK);
    writes = 0;
    assert_int_equal(sqlite3_exec(plain, "UPDATE item SET data = zeroblob(1900)", NULL, NULL, NULL), SQLITE_OK);
    assert_in_range(writes, PAGES, 10 * PAGES);
    assert_int_equal(sqlite3_close(plain), SQLITE_OK);
}

/* Whether or not commits are synced; transactions that outgrow the cache write pages before, and some of them twice. */
static void others_see_each_commit_at_once(void **state)
{
    static const char *const setting[] = {"PRAGMA synchronous = FULL", "PRAGMA synchronous = NORMAL",
                                          "PRAGMA synchronous = OFF", "PRAGMA cache_size = 10"};
    struct fixture *f = *state;
    struct trc_db *db = open_file(f->path, false);
    sqlite3 *other;
    uint64_t random = random_seed();
    int rows = 0;
    assert_int_equal(sqlite3_open_v2(f->path, &other, SQLITE_OPEN_READONLY, "unix"), SQLITE_OK);
    for (size_t i = 0; i < sizeof setting / sizeof *setting; i++) {
        assert_ok(trc_db_exec(db, setting[i], &error));
        for (int k = 0; k < 20; k++) {
            const int count = 1 + (int)random_below(&random, ROWS),
                      first = (int)random_below(&random, (uint32_t)rows + 1);
            assert_ok(write_pages(db, first, (size_t)count));
            rows = first + count > rows ? first + count : rows;
            assert_int_equal(number_of(other, "SELECT COUNT(*) FROM item"), rows);
        }
        assert_int_equal(number_of(other, "SELECT COUNT(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"),
                         1);
        assert_int_equal(
            number_of(other, "SELECT COUNT(*) FROM item WHERE hex(substr(data, 1, 1)) <> printf('%02X', id % 256)"), 0);
    }
    assert_int_equal(sqlite3_close(other), SQLITE_OK);
    trc_db_close(db);
}

static void a_refused_write_fails_its_commit(void **state)
{
    struct fixture *f = *state;
    struct trc_db *db = open_file(f->path, false);
    sqlite3 *other;
    bool committed = false;
    int failed = 0;
    assert_int_equal(sqlite3_open_v2(f->path, &other, SQLITE_OPEN_READONLY, "unix"), SQLITE_OK);
    for (; !committed; failed += !committed) {
        refused = 0;
        refuse_after = failed;
        const enum trc_status status = write_pages(db, 0, PAGES);
        refuse_after = -1;
        committed = refused == 0;
        assert_int_equal(status, committed ? TRC_OK : TRC_ERR_IO);
        assert_int_equal(number_of(other, "SELECT COUNT(*) FROM item"), committed ? PAGES : 0);
    }
    print_message("%d commits failed of a refused write\n", failed);
    assert_in_range(failed, 3, PAGES);
    assert_ok(write_pages(db, 0, PAGES)); /* and it goes on */
    assert_int_equal(sqlite3_close(other), SQLITE_OK);
    trc_db_close(db);
}

/* What a transaction that is rolled back had no room for in the cache must not be written over what another commits. */
static void a_rollback_leaves_nothing_to_write(void **state)
{
    static const size_t counts[] = {3, 10, 50, 200, 205, 400, 1000};
    struct fixture *f = *state;
    struct trc_db *db = open_file(f->path, false), *other = open_file(f->path, false);
    sqlite3 *reader;
    int64_t spilled = 0;
    assert_ok(trc_db_exec(db, "PRAGMA cache_size = 100", &error));
    assert_ok(write_pages(other, 0, 1000));
    assert_int_equal(sqlite3_open_v2(f->path, &reader, SQLITE_OPEN_READONLY, "unix"), SQLITE_OK);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        assert_ok(trc_db_scrub(other, &error)); /* so that nothing is read from the WAL, which would empty the memory */
        assert_ok(write_pages(other, 900, 1));
        fails_at_end = true;
        writes = 0;
        assert_status(write_pages(db, 0, counts[i]), TRC_ERR_STATE);
        fails_at_end = false;
        spilled += writes;
        assert_ok(write_pages(other, 0, 1000));
        assert_ok(write_pages(db, 500, 1)); /* a write and, at its end, a read of it */
        assert_int_equal(number_of(reader, "SELECT COUNT(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"),
                         1);
        assert_int_equal(number_of(reader, "SELECT COUNT(*) FROM item WHERE id <> 500 AND substr(data, 2, 4) <> "
                                           "(SELECT substr(data, 2, 4) FROM item WHERE id = 0)"),
                         0);
        assert_int_not_equal(number_of(reader, "SELECT substr(data, 2, 4) = (SELECT substr(data, 2, 4) FROM item WHERE"
                                               " id = 500) FROM item WHERE id = 0"),
                             1);
    }
    assert_true(spilled > 0); /* control: some went to the WAL before it was rolled back */
    assert_int_equal(sqlite3_close(reader), SQLITE_OK);
    trc_db_close(other);
    trc_db_close(db);
}

enum { COMMITS = 240, LIMIT = 52 << 20 }; /* 96 MB of pages; the WAL is to begin anew after some 32 */

static off_t largest_wal(const char *path, bool keeps_up, bool somebody_reads)
{
    struct trc_db *db = open_file(path, keeps_up);
    char wal[512];
    struct stat file;
    sqlite3 *reader;
    off_t largest = 0;
    snprintf(wal, sizeof wal, "%s-wal", path);
    assert_int_equal(sqlite3_open_v2(path, &reader, SQLITE_OPEN_READONLY, "unix"), SQLITE_OK);
    if (somebody_reads)
        assert_int_equal(sqlite3_exec(reader, "BEGIN; SELECT COUNT(*) FROM item", NULL, NULL, NULL), SQLITE_OK);
    for (int i = 0; i < COMMITS; i++) {
        assert_ok(write_pages(db, 0, PAGES));
        assert_int_equal(stat(wal, &file), 0);
        largest = file.st_size > largest ? file.st_size : largest;
    }
    assert_int_equal(sqlite3_close(reader), SQLITE_OK);
    trc_db_close(db);
    return largest;
}

static void the_wal_is_carried_over_beside_commits(void **state)
{
    struct fixture *f = *state;
    const off_t beside = largest_wal(f->path, true, false), held = largest_wal(f->path, true, true);
    print_message("the WAL grew to %lld MiB, and to %lld while somebody read\n", (long long)beside >> 20,
                  (long long)held >> 20);
    assert_in_range(beside, 32 << 20, LIMIT);
    assert_in_range(held, LIMIT, INT32_MAX); /* control: it can be told */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_commit_is_a_few_large_writes, make_table, remove_fixture),
        cmocka_unit_test_setup_teardown(others_see_each_commit_at_once, make_table, remove_fixture),
        cmocka_unit_test_setup_teardown(a_refused_write_fails_its_commit, make_table, remove_fixture),
        cmocka_unit_test_setup_teardown(a_rollback_leaves_nothing_to_write, make_table, remove_fixture),
        cmocka_unit_test_setup_teardown(the_wal_is_carried_over_beside_commits, make_table, remove_fixture),
    };
    return cmocka_run_group_tests(tests, count_writes, NULL);
}
