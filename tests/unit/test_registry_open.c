/* test_registry_open.c: which files are opened as a registry, which are refused, and in what words. */
#include "registry_fixture.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "registry/schema.h"

static size_t read_bytes(const char *path, char *bytes, size_t size)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    const size_t len = fread(bytes, 1, size, file);
    fclose(file);
    return len;
}

static void write_bytes(const char *path, const char *bytes, size_t len)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

static unsigned mode_of(const char *folder, const char *name)
{
    char path[96];
    struct stat info;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(stat(path, &info), 0);
    return info.st_mode & 0777;
}

static void a_new_registry_is_for_its_owner_alone(void **state)
{
    sqlite_only();
    struct fixture *f = *state;
    struct trc_batch batch = batch_of(GTIN_A, 0, 1);
    assert_ok(trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, &f->error));
    assert_int_equal(mode_of(f->folder, "registry.db"), 0600);
    assert_int_equal(mode_of(f->folder, "registry.db-wal"), 0600);
    assert_int_equal(mode_of(f->folder, "registry.db-shm"), 0600);
}

static void every_commit_is_synced(void **state)
{
    sqlite_only();
    static const struct {
        const char *sql, *value;
    } row[] = {
        {"PRAGMA journal_mode", "wal"},   {"PRAGMA synchronous", "2"},    {"PRAGMA foreign_keys", "1"},
        {"PRAGMA busy_timeout", "10000"}, {"PRAGMA trusted_schema", "0"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct trc_db_rows rows;
        char value[16] = "";
        trc_db_query(f->registry->db, &rows, row[i].sql, NULL, &f->error);
        while (trc_db_next(&rows))
            trc_db_text(&rows, 0, value, sizeof value);
        assert_ok(trc_db_close_rows(&rows));
        assert_string_equal(value, row[i].value);
    }
}

static void what_was_recorded_is_there_after_reopening(void **state)
{
    struct fixture *f = *state;
    struct trc_batch batch = batch_of(GTIN_A, 3, 10), found;
    assert_ok(trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, &f->error));
    reopen(f);
    assert_ok(trc_registry_get_batch(f->registry, batch.id, &found, &f->error));
    assert_string_equal(found.lot, "LOT2409A");
}

static void urls_that_open_nothing(void **state)
{
    sqlite_only();
    static const struct {
        const char *url;
        unsigned flags;
        enum trc_status status;
        const char *says;
    } row[] = {
        {"postgresql:///trc?host=/nowhere", TRC_REGISTRY_CREATE, TRC_ERR_IO, "/nowhere cannot be reached"},
        {"postgres:///trc?host=/nowhere", 0, TRC_ERR_IO, "/nowhere cannot be reached"},
        {"mysql://localhost/trc", TRC_REGISTRY_CREATE, TRC_ERR_UNSUPPORTED, "\"mysql\""},
        {"", TRC_REGISTRY_CREATE, TRC_ERR_UNSUPPORTED, "no path"},
        {"sqlite:", TRC_REGISTRY_CREATE, TRC_ERR_UNSUPPORTED, "no path"},
        {"/tmp/trc-no-such-folder/r.db", 0, TRC_ERR_NOT_FOUND, "/tmp/trc-no-such-folder/r.db"},
        {"/tmp/trc-no-such-folder/r.db", TRC_REGISTRY_CREATE, TRC_ERR_NOT_FOUND, "make it first"},
        {"sqlite:/tmp/trc-no-such-file.db", 0, TRC_ERR_NOT_FOUND, "There is no registry"},
        {"/tmp", 0, TRC_ERR_IO, "/tmp"},
        {"/dev/null/r.db", 0, TRC_ERR_IO, "/dev/null/r.db"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct trc_error error = TRC_ERROR_INIT;
        struct trc_registry *registry = (struct trc_registry *)&error;
        assert_status(trc_registry_open(row[i].url, row[i].flags, &registry, &error), row[i].status);
        assert_null(registry);
        assert_int_equal(error.status, row[i].status);
        assert_says(error, row[i].says);
    }
}

static void opening_without_create_makes_no_file(void **state)
{
    struct fixture *f = *state;
    assert_status(trc_registry_open(f->path, 0, &f->registry, &f->error), TRC_ERR_NOT_FOUND);
    assert_int_equal(access(f->path, F_OK), -1);
}

static void names_special_to_sqlite_are_plain_files(void **state)
{
    sqlite_only();
    static const char *const names[] = {":memory:", "file:x.db?mode=memory", "sqlite:y.db"};
    static const char *const files[] = {":memory:", "file:x.db?mode=memory", "y.db"};
    struct fixture *f = *state;
    char before[4096];
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(f->folder), 0);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        trc_registry_close(open_registry(names[i], TRC_REGISTRY_CREATE));
        assert_int_equal(mode_of(f->folder, files[i]), 0600);
    }
    assert_int_equal(chdir(before), 0);
}

static void a_foreign_database_is_refused_and_left_alone(void **state)
{
    static char before[65536], after[65536];
    struct fixture *f = *state;
    run_sql(f->path, "CREATE TABLE schema_version (version INTEGER); INSERT INTO schema_version VALUES (1)");
    const size_t len = on_postgres() ? 0 : read_bytes(f->path, before, sizeof before);
    assert_status(trc_registry_open(f->path, TRC_REGISTRY_CREATE, &f->registry, &f->error), TRC_ERR_DAMAGED);
    assert_says(f->error, "another program");
    if (on_postgres())
        return;
    assert_int_equal(read_bytes(f->path, after, sizeof after), len);
    assert_memory_equal(before, after, len);
}

static void a_file_that_is_no_database_is_refused(void **state)
{
    sqlite_only();
    struct fixture *f = *state;
    for (size_t len = 2; len <= 8192; len *= 2) { /* to SQLite a file of one byte is an empty one */
        char bytes[8192];
        memset(bytes, 'x', sizeof bytes);
        write_bytes(f->path, bytes, len);
        assert_status(trc_registry_open(f->path, TRC_REGISTRY_CREATE, &f->registry, &f->error), TRC_ERR_DAMAGED);
        assert_says(f->error, "not a trc registry");
    }
}

static void an_empty_file_is_a_registry_not_yet_made(void **state)
{
    sqlite_only();
    struct fixture *f = *state;
    write_bytes(f->path, "", 0);
    assert_status(trc_registry_open(f->path, 0, &f->registry, &f->error), TRC_ERR_NOT_FOUND);
    f->registry = open_registry(f->path, TRC_REGISTRY_CREATE);
}

static void a_truncated_registry_is_damaged(void **state)
{
    sqlite_only();
    static char bytes[1 << 20];
    struct fixture *f = *state;
    trc_registry_close(f->registry);
    f->registry = NULL;
    const size_t len = read_bytes(f->path, bytes, sizeof bytes);
    assert_true(len > 16 * 4096 && len % 4096 == 0);
    size_t refused = 0;
    for (size_t keep = 2; keep <= len - 4096; keep += 1021, refused++) { /* at least the last page */
        write_bytes(f->path, bytes, keep);
        assert_status(trc_registry_open(f->path, TRC_REGISTRY_CREATE, &f->registry, &f->error), TRC_ERR_DAMAGED);
    }
    assert_true(refused > 60);
    write_bytes(f->path, bytes, 0);
    assert_status(trc_registry_open(f->path, 0, &f->registry, &f->error), TRC_ERR_NOT_FOUND);
    assert_says(f->error, "backup");
    write_bytes(f->path, bytes, len); /* control: whole, it opens */
    f->registry = open_registry(f->path, 0);
}

static void a_registry_with_a_broken_page_is_damaged(void **state)
{
    sqlite_only();
    struct fixture *f = *state;
    struct trc_batch batch = batch_of(GTIN_A, 0, 1);
    assert_ok(trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, &f->error));
    trc_registry_close(f->registry);
    static char bytes[1 << 20];
    const size_t len = read_bytes(f->path, bytes, sizeof bytes);
    memset(bytes + 8192, 0xa5, len - 8192);
    write_bytes(f->path, bytes, len);
    enum trc_status status = trc_registry_open(f->path, 0, &f->registry, &f->error);
    if (status == TRC_OK)
        status = trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, &f->error);
    assert_status(status, TRC_ERR_DAMAGED);
    assert_says(f->error, f->path);
}

static void a_newer_schema_is_refused_by_both_versions(void **state)
{
    struct fixture *f = *state;
    trc_registry_close(f->registry);
    f->registry = NULL;
    run_sql(f->path, "UPDATE trc_schema SET version = 7");
    assert_status(trc_registry_open(f->path, TRC_REGISTRY_CREATE, &f->registry, &f->error), TRC_ERR_VERSION);
    assert_says(f->error, "version 7");
    assert_says(f->error, "version 3");
}

static void a_registry_migrated_while_open_is_not_written(void **state)
{
    struct fixture *f = *state;
    struct trc_batch batch = batch_of(GTIN_A, 0, 1);
    run_sql(f->path, "UPDATE trc_schema SET version = 4");
    assert_status(trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, &f->error), TRC_ERR_VERSION);
    run_sql(f->path, "UPDATE trc_schema SET version = 3");
    assert_ok(trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, &f->error));
    assert_int_equal(batch.first_unit, TRC_UNIT_FIRST);
}

static const char *const first_step[] = {"CREATE TABLE trc_schema (version BIGINT NOT NULL)",
                                         "INSERT INTO trc_schema (version) VALUES (0)",
                                         "CREATE TABLE thing (id BIGINT NOT NULL)", NULL};
static const char *const good_step[] = {"ALTER TABLE thing ADD COLUMN name TEXT", "CREATE TABLE other (id BIGINT)",
                                        NULL};
static const char *const bad_step[] = {"CREATE TABLE other (id BIGINT)", "CREATE TABLE thing (id BIGINT)", NULL};

static int64_t table_count(struct trc_db *db, const char *name)
{
    int64_t count;
    bool found;
    assert_ok(trc_db_tables(db, name, &count, &found, NULL));
    return found ? count : -count;
}

static void a_migration_happens_as_a_whole_or_not_at_all(void **state)
{
    static const char *const *const old[] = {first_step};
    static const char *const *const bad[] = {first_step, good_step, bad_step};
    static const char *const *const good[] = {first_step, good_step};
    const struct trc_db_config config = {.create = true, .busy_timeout_ms = 100};
    struct fixture *f = *state;
    struct trc_db *db;
    assert_ok(trc_db_open(f->path, &config, &db, &f->error));
    assert_ok(trc_schema_migrate(db, true, old, 1, &f->error));
    assert_int_equal(table_count(db, "thing"), 2);
    assert_status(trc_schema_migrate(db, false, bad, 3, &f->error), TRC_ERR_DAMAGED);
    assert_int_equal(table_count(db, "other"), -2); /* nothing of good_step either */
    assert_ok(trc_schema_migrate(db, false, good, 2, &f->error));
    assert_int_equal(table_count(db, "other"), 3);
    assert_ok(trc_schema_migrate(db, false, good, 2, &f->error)); /* nothing to do */
    assert_status(trc_schema_migrate(db, false, old, 1, &f->error), TRC_ERR_VERSION);
    trc_db_close(db);
}

/* A child that holds the write lock until the returned descriptor is closed. */
static pid_t lock_in_child(const char *path, int *hold)
{
    int ready[2], release[2];
    assert_int_equal(pipe(ready), 0);
    assert_int_equal(pipe(release), 0);
    const pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        const struct trc_db_config config = {.busy_timeout_ms = 10000};
        struct trc_db *db;
        char byte = 0;
        close(release[1]);
        if (trc_db_open(path, &config, &db, NULL) != TRC_OK || trc_db_begin(db, NULL) != TRC_OK ||
            write(ready[1], &byte, 1) != 1)
            _exit(1);
        _exit(read(release[0], &byte, 1) == 0 ? 0 : 1);
    }
    char byte;
    close(ready[1]);
    close(release[0]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    *hold = release[1];
    return pid;
}

static void a_locked_registry_is_busy_then_free(void **state)
{
    const struct trc_db_config config = {.busy_timeout_ms = 50};
    struct fixture *f = *state;
    trc_registry_close(f->registry);
    f->registry = NULL;
    int hold, exit_status;
    const pid_t pid = lock_in_child(f->path, &hold);

    struct trc_batch batch = batch_of(GTIN_A, 0, 5);
    struct trc_issuer issuer;
    assert_ok(trc_registry_open_config(f->path, &config, &f->registry, &f->error)); /* readers are not kept out */
    assert_status(trc_registry_get_issuer(f->registry, &issuer, &f->error), TRC_ERR_NOT_FOUND);
    assert_status(trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, &f->error), TRC_ERR_BUSY);
    assert_says(f->error, "try again");
    assert_int_equal(batch.id, 0);

    close(hold);
    assert_int_equal(waitpid(pid, &exit_status, 0), pid);
    assert_int_equal(exit_status, 0);
    assert_ok(trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, &f->error));
    assert_int_equal(batch.first_unit, TRC_UNIT_FIRST);
}

/* As a user who is not root, in a child. */
static enum trc_status open_as_somebody(const char *path, bool *says_path)
{
    int exit_status;
    const pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        struct trc_registry *registry;
        struct trc_error error = TRC_ERROR_INIT;
        if (geteuid() == 0 && setuid(65534) != 0)
            _exit(255);
        const enum trc_status status = trc_registry_open(path, TRC_REGISTRY_CREATE, &registry, &error);
        _exit((int)status | (strstr(error.msg, path) != NULL ? 64 : 0));
    }
    assert_int_equal(waitpid(pid, &exit_status, 0), pid);
    assert_true(WIFEXITED(exit_status));
    *says_path = (WEXITSTATUS(exit_status) & 64) != 0;
    return (enum trc_status)(WEXITSTATUS(exit_status) & 63);
}

/* SQLite does not wait for a writer when the journal is changed, which is done at the first opening. */
static void who_loses_the_race_for_wal_waits(void **state)
{
    sqlite_only();
    const struct trc_db_config hasty = {.busy_timeout_ms = 50}, patient = {.busy_timeout_ms = 10000};
    struct fixture *f = *state;
    trc_registry_close(f->registry);
    f->registry = NULL;
    run_sql(f->path, "PRAGMA journal_mode = DELETE");
    int hold, exit_status;
    const pid_t writer = lock_in_child(f->path, &hold);
    assert_status(trc_registry_open_config(f->path, &hasty, &f->registry, &f->error), TRC_ERR_BUSY);

    const pid_t holder = fork(); /* for a while longer */
    assert_true(holder >= 0);
    if (holder == 0) {
        usleep(200000);
        _exit(0);
    }
    close(hold);
    assert_ok(trc_registry_open_config(f->path, &patient, &f->registry, &f->error));
    assert_int_equal(waitpid(holder, &exit_status, 0), holder);
    assert_int_equal(waitpid(writer, &exit_status, 0), writer);
    assert_int_equal(exit_status, 0);
}

static void a_file_without_rights_is_refused(void **state)
{
    sqlite_only();
    static const mode_t modes[] = {0444, 0};
    struct fixture *f = *state;
    bool says_path;
    trc_registry_close(f->registry);
    f->registry = NULL;
    assert_int_equal(chmod(f->folder, 0755), 0);
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        assert_int_equal(chmod(f->path, modes[i]), 0);
        assert_status(open_as_somebody(f->path, &says_path), TRC_ERR_PERMISSION);
        assert_true(says_path);
    }
    assert_int_equal(chmod(f->folder, 0777), 0); /* control: with rights, it opens */
    assert_int_equal(chmod(f->path, 0666), 0);
    assert_ok(open_as_somebody(f->path, &says_path));
}

static void the_generation_changes_with_every_commit(void **state)
{
    struct fixture *f = *state;
    struct trc_registry *other = open_registry(f->path, 0);
    struct trc_batch batch = batch_of(GTIN_A, 0, 1);
    int64_t first, same, after_other, after_own;
    assert_ok(trc_registry_generation(f->registry, &first, &f->error));
    assert_ok(trc_registry_generation(f->registry, &same, &f->error));
    assert_ok(trc_registry_reserve(other, &batch, NULL, NULL, NULL, &f->error));
    assert_ok(trc_registry_generation(f->registry, &after_other, &f->error));
    assert_ok(trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, &f->error));
    assert_ok(trc_registry_generation(f->registry, &after_own, &f->error));
    assert_true(first == same && same != after_other && after_other != after_own && first != after_own);
    trc_registry_close(other);
}

static void many_processes_may_make_it_at_once(void **state)
{
    enum { PROCESSES = 24 };
    struct fixture *f = *state;
    pid_t pid[PROCESSES];
    for (int i = 0; i < PROCESSES; i++) {
        pid[i] = fork();
        assert_true(pid[i] >= 0);
        if (pid[i] == 0) {
            struct trc_batch batch = batch_of(GTIN_A, 0, 1);
            const bool made = trc_registry_open(f->path, TRC_REGISTRY_CREATE, &f->registry, &f->error) == TRC_OK &&
                              trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, &f->error) == TRC_OK;
            if (!made)
                fprintf(stderr, "%s\n", f->error.msg);
            _exit(made ? 0 : 1);
        }
    }
    for (int i = 0; i < PROCESSES; i++) {
        int exit_status;
        assert_int_equal(waitpid(pid[i], &exit_status, 0), pid[i]);
        assert_int_equal(exit_status, 0);
    }
    struct trc_batch batch = batch_of(GTIN_A, 0, 1);
    f->registry = open_registry(f->path, 0);
    assert_ok(trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, &f->error));
    assert_int_equal(batch.first_unit, TRC_UNIT_FIRST + PROCESSES);
}

#define folder_test(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_fixture)

int main(void)
{
    const struct CMUnitTest tests[] = {
        registry_test(a_new_registry_is_for_its_owner_alone),
        registry_test(every_commit_is_synced),
        registry_test(what_was_recorded_is_there_after_reopening),
        cmocka_unit_test(urls_that_open_nothing),
        folder_test(opening_without_create_makes_no_file),
        folder_test(names_special_to_sqlite_are_plain_files),
        folder_test(a_foreign_database_is_refused_and_left_alone),
        folder_test(a_file_that_is_no_database_is_refused),
        folder_test(an_empty_file_is_a_registry_not_yet_made),
        registry_test(a_truncated_registry_is_damaged),
        registry_test(a_registry_with_a_broken_page_is_damaged),
        registry_test(a_newer_schema_is_refused_by_both_versions),
        registry_test(a_registry_migrated_while_open_is_not_written),
        folder_test(a_migration_happens_as_a_whole_or_not_at_all),
        registry_test(a_locked_registry_is_busy_then_free),
        registry_test(who_loses_the_race_for_wal_waits),
        registry_test(a_file_without_rights_is_refused),
        registry_test(the_generation_changes_with_every_commit),
        folder_test(many_processes_may_make_it_at_once),
    };
    return run_registry_tests(tests);
}
