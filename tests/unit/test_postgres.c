/* test_postgres.c: what only the PostgreSQL driver meets: servers that go, locks of rows, settings, rights,
 * passwords.
 */
#include "registry_fixture.h"

static const struct trc_db_config hasty = {.create = true, .busy_timeout_ms = 50};

static struct trc_db *connect_to(const char *url)
{
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_db *db;
    if (trc_db_open(url, &hasty, &db, &error) != TRC_OK)
        fail_msg("%s", error.msg);
    return db;
}

/* The one text that a query without arguments answers. */
static void ask_text(struct trc_db *db, const char *sql, char *text, size_t size)
{
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_db_rows rows;
    text[0] = '\0';
    trc_db_query(db, &rows, sql, NULL, &error);
    while (trc_db_next(&rows))
        trc_db_text(&rows, 0, text, size);
    if (trc_db_close_rows(&rows) != TRC_OK)
        fail_msg("%s", error.msg);
}

/* Server and database have what would be worst for a registry. */
static void sessions_are_set_up_whatever_the_server_likes(void **state)
{
    static const struct {
        const char *sql, *value;
    } row[] = {
        {"SELECT current_setting('synchronous_commit')", "on"},
        {"SELECT current_setting('standard_conforming_strings')", "on"},
        {"SELECT current_setting('lock_timeout')", "50ms"},
        {"SELECT current_setting('client_encoding')", "UTF8"},
        {"SELECT current_setting('application_name')", "trc"},
        {"SELECT current_setting('transaction_isolation')", "read committed"},
        {"SELECT current_setting('transaction_read_only')", "off"},
    };
    struct fixture *f = *state;
    run_sql(f->path, "DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database());"
                     "EXECUTE format('ALTER DATABASE %I SET standard_conforming_strings = off', current_database());"
                     "EXECUTE format('ALTER DATABASE %I SET lock_timeout = 0', current_database());"
                     "EXECUTE format('ALTER DATABASE %I SET client_encoding = latin1', current_database());"
                     "EXECUTE format('ALTER DATABASE %I SET default_transaction_isolation = serializable',"
                     " current_database());"
                     "EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on',"
                     " current_database()); END$$");
    struct trc_db *db = connect_to(f->path);
    assert_ok(trc_db_begin(db, NULL));
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        char value[32];
        ask_text(db, row[i].sql, value, sizeof value);
        assert_string_equal(value, row[i].value);
    }
    assert_ok(trc_db_end(db, TRC_OK, NULL));
    trc_db_close(db);
}

/* No address, however wrong, brings a part of its password into a message. */
static void a_password_is_never_told(void **state)
{
    static const char *const urls[] = {
        "postgresql://trc:hunter2@/trc?host=/nowhere",
        "postgresql://trc@/trc?host=/nowhere&password=hunter2",
        "postgresql://trc:hunter2@127.0.0.1:1/trc",
        "postgresql://trc:hunter2@nowhere.invalid/trc",
        "postgresql://trc:hunter2",
        "postgresql://trc:hunter2/trc",
        "postgresql://trc:hun@ter2@localhost/trc",
        "postgresql://trc:hun/ter2@localhost/trc",
        "postgresql://trc:hun/ter2@localhost@x/trc",
        "postgresql://trc:hunter2@localhost:x/trc",
        "postgresql://trc:hunter2%@localhost/trc",
        "postgresql://trc:hunter2@localhost/trc?nonsense=hunter2",
        "postgresql://trc:hunter2@localhost/trc?hunter2",
        "postgresql://trc:hunter2@[::1/trc",
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        struct trc_error error = TRC_ERROR_INIT;
        struct trc_db *db;
        const enum trc_status status = trc_db_open(urls[i], &hasty, &db, &error);
        if (status != TRC_ERR_IO && status != TRC_ERR_SYNTAX)
            fail_msg("%s: %s", urls[i], trc_status_name(status));
        assert_null(db);
        if (strstr(error.msg, "hun") != NULL || strstr(error.msg, "ter2") != NULL)
            fail_msg("%s: \"%s\"", urls[i], error.msg);
    }
    char url[128];
    snprintf(url, sizeof url, "postgresql://trc:hunter2@%s", strchr(f->path, '@') + 1);
    struct trc_db *db = connect_to(url);
    assert_string_equal(trc_db_name(db), f->path); /* the control: all but the password is told */
    trc_db_close(db);
}

static void databases_that_will_not_do(void **state)
{
    static const struct {
        const char *preparation, *database, *user;
        enum trc_status status;
        const char *says;
    } row[] = {
        {NULL, "absent", "trc", TRC_ERR_NOT_FOUND, "createdb"},
        {"CREATE DATABASE latin ENCODING latin1 LOCALE 'C' TEMPLATE template0", "latin", "trc", TRC_ERR_UNSUPPORTED,
         "LATIN1, not in UTF-8"},
        {"CREATE DATABASE homeless", "homeless", "trc", TRC_OK, NULL},
        {"ALTER DATABASE homeless SET search_path = nowhere", "homeless", "trc", TRC_ERR_UNSUPPORTED, "search_path"},
        {"CREATE ROLE idle NOLOGIN", "postgres", "idle", TRC_ERR_PERMISSION, "not permitted to log in"},
        {NULL, "postgres", "nobody", TRC_ERR_PERMISSION, "nobody"},
        {"CREATE ROLE guest LOGIN", "postgres", "guest", TRC_ERR_PERMISSION, "permission denied"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct trc_error error = TRC_ERROR_INIT;
        struct trc_registry *registry;
        char url[128];
        assert_true(row[i].preparation == NULL || postgres_command(row[i].preparation));
        snprintf(url, sizeof url, "postgresql://%s@/%s?host=%s", row[i].user, row[i].database, postgres_server.folder);
        const enum trc_status status = trc_registry_open(url, TRC_REGISTRY_CREATE, &registry, &error);
        if (status != row[i].status)
            fail_msg("%s: %s %s", url, trc_status_name(status), error.msg);
        if (row[i].says != NULL)
            assert_says(error, row[i].says);
        trc_registry_close(registry);
    }
}

static void what_is_no_text_is_refused(void **state)
{
    struct fixture *f = *state;
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_db *db = f->registry->db;
    const struct trc_db_arg bad[] = {{.type = TRC_DB_TEXT, .bytes = "a\0b", .len = 3}, DB_TEXT("\xff")};
    for (size_t i = 0; i < 2; i++) {
        assert_ok(trc_db_begin(db, &error));
        const enum trc_status status = trc_db_run_many(db, "UPDATE issuer SET name = $1", &bad[i], 1, 1, &error);
        assert_status(trc_db_end(db, status, &error), TRC_ERR_RANGE);
        assert_says(error, "NUL");
    }
}

/* What SQLite would take as it comes. */
static void types_that_do_not_fit_are_refused(void **state)
{
    struct fixture *f = *state;
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_db *db = f->registry->db;
    struct trc_db_rows rows;
    trc_db_query(db, &rows, "SELECT name FROM issuer WHERE name = $1", DB_ARGS(DB_INT(1)), &error);
    assert_false(trc_db_next(&rows));
    assert_status(trc_db_close_rows(&rows), TRC_ERR_UNSUPPORTED);
    assert_says(error, "parameter 1");
    trc_db_query(db, &rows, "SELECT 1, SUM(value) FROM counter", NULL, &error); /* of BIGINTs: a NUMERIC */
    assert_false(trc_db_next(&rows));
    assert_status(trc_db_close_rows(&rows), TRC_ERR_UNSUPPORTED);
    assert_says(error, "column 2");
    trc_db_query(db, &rows, "SELECT 1 WHERE CAST($1 AS SMALLINT) = 1", DB_ARGS(DB_INT(65537)), &error);
    assert_false(trc_db_next(&rows));
    assert_status(trc_db_close_rows(&rows), TRC_ERR_UNSUPPORTED);
}

static void a_transaction_that_failed_is_not_committed(void **state)
{
    struct fixture *f = *state;
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_db *db = f->registry->db;
    assert_ok(trc_db_begin(db, &error));
    assert_status(trc_db_exec(db, "INSERT INTO counter (name, value) VALUES ('batch', 0)", &error), TRC_ERR_DAMAGED);
    assert_status(trc_db_end(db, TRC_OK, &error), TRC_ERR_STATE);
    assert_says(error, "Nothing was recorded");
    assert_ok(trc_db_begin(db, &error)); /* control */
    assert_ok(trc_db_end(db, TRC_OK, &error));
}

static const char bump_sql[] = "UPDATE counter SET value = value + 1 WHERE name = $1";

static enum trc_status bump(struct trc_db *db, const char *name, struct trc_error *error)
{
    return trc_db_run(db, bump_sql, DB_ARGS(DB_TEXT(name)), NULL, error);
}

/* Whoever takes rows only is not kept out by the lock, but waits for a row that somebody else has changed. */
static void locks_of_rows_and_of_the_registry(void **state)
{
    struct fixture *f = *state;
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_db *one = connect_to(f->path), *other = connect_to(f->path);
    assert_ok(trc_db_begin(one, &error));
    assert_ok(bump(one, "batch", &error));
    assert_status(trc_db_begin(other, &error), TRC_ERR_BUSY);
    assert_says(error, "locked by another program");
    assert_ok(trc_db_begin_rows(other, &error));
    assert_ok(bump(other, "generation", &error));
    assert_ok(trc_db_end(other, TRC_OK, &error));
    assert_ok(trc_db_begin_rows(other, &error));
    assert_status(bump(other, "batch", &error), TRC_ERR_BUSY);
    assert_status(trc_db_end(other, TRC_ERR_BUSY, NULL), TRC_ERR_BUSY);
    assert_ok(trc_db_end(one, TRC_OK, &error));
    assert_ok(trc_db_begin(other, &error)); /* control: free again */
    assert_ok(trc_db_end(other, TRC_OK, &error));
    trc_db_close(one);
    trc_db_close(other);
}

static void deadlocks_are_busy(void **state)
{
    struct fixture *f = *state;
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_db *one = connect_to(f->path);
    assert_ok(trc_db_begin_rows(one, &error));
    assert_status(trc_db_exec(one, "DO $$BEGIN RAISE SQLSTATE '40P01'; END$$", &error), TRC_ERR_BUSY);
    assert_status(trc_db_end(one, TRC_ERR_BUSY, NULL), TRC_ERR_BUSY);
    trc_db_close(one);
}

static void causes_have_their_statuses(void **state)
{
    static const struct {
        const char *code;
        enum trc_status status;
    } row[] = {
        {"55P03", TRC_ERR_BUSY},       {"57014", TRC_ERR_BUSY},       {"40001", TRC_ERR_BUSY},
        {"53100", TRC_ERR_IO},         {"53300", TRC_ERR_IO},         {"58030", TRC_ERR_IO},
        {"53200", TRC_ERR_MEMORY},     {"42501", TRC_ERR_PERMISSION}, {"28000", TRC_ERR_PERMISSION},
        {"25006", TRC_ERR_PERMISSION}, {"3D000", TRC_ERR_NOT_FOUND},  {"08006", TRC_ERR_IO},
        {"57P01", TRC_ERR_IO},         {"XX001", TRC_ERR_DAMAGED},    {"23505", TRC_ERR_DAMAGED},
        {"42P01", TRC_ERR_DAMAGED},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        char sql[64];
        snprintf(sql, sizeof sql, "DO $$BEGIN RAISE SQLSTATE '%s'; END$$", row[i].code);
        f->error = (struct trc_error)TRC_ERROR_INIT;
        const enum trc_status status = trc_db_exec(f->registry->db, sql, &f->error);
        if (status != row[i].status || f->error.status != status || f->error.msg[0] == '\0')
            fail_msg("%s: %s %s", row[i].code, trc_status_name(status), f->error.msg);
    }
}

/* Two registries, each in its schema: neither is the other's, and neither waits for the other. */
static void schemas_are_registries_of_their_own(void **state)
{
    struct fixture *f = *state;
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_registry *registry[2];
    run_sql(f->path, "CREATE SCHEMA one; CREATE SCHEMA two");
    for (int i = 0; i < 2; i++) {
        char url[160];
        snprintf(url, sizeof url, "%s&options=-csearch_path%%3D%s", f->path, i == 0 ? "one" : "two");
        assert_ok(trc_registry_open_config(url, &hasty, &registry[i], &error));
        assert_ok(trc_registry_begin(registry[i], &error));
    }
    for (int i = 0; i < 2; i++) {
        assert_ok(trc_registry_end(registry[i], TRC_OK, &error));
        trc_registry_close(registry[i]);
    }
}

static void restart(void)
{
    assert_int_equal(postgres_halt(), 0);
    assert_int_equal(postgres_boot(), 0);
}

static const char name_sql[] = "SELECT name FROM counter WHERE name = $1";

static enum trc_status look_up(struct trc_db *db, struct trc_error *error)
{
    struct trc_db_rows rows;
    trc_db_query(db, &rows, name_sql, DB_ARGS(DB_TEXT("batch")), error);
    while (trc_db_next(&rows))
        ;
    return trc_db_close_rows(&rows);
}

static enum trc_status visit_nothing(void *context, size_t row, struct trc_db_rows *rows)
{
    (void)context, (void)row, (void)rows;
    return TRC_OK;
}

static enum trc_status look_up_many(struct trc_db *db, struct trc_error *error)
{
    const struct trc_db_arg args[] = {DB_TEXT("batch"), DB_TEXT("generation")};
    return trc_db_query_many(db, name_sql, args, 1, 2, visit_nothing, NULL, error);
}

static enum trc_status walk(struct trc_db *db, struct trc_error *error)
{
    struct trc_db_rows rows;
    trc_db_walk(db, &rows, name_sql, DB_ARGS(DB_TEXT("batch")), error);
    while (trc_db_next(&rows))
        ;
    return trc_db_close_rows(&rows);
}

static enum trc_status write_one(struct trc_db *db, struct trc_error *error)
{
    const enum trc_status status = trc_db_begin(db, error);
    return status == TRC_OK ? trc_db_end(db, bump(db, "batch", error), error) : status;
}

/* Between transactions nobody notices; whatever comes first, and was prepared on the connection that is gone. */
static void a_restart_between_transactions_goes_unnoticed(void **state)
{
    static enum trc_status (*const first[])(struct trc_db *, struct trc_error *) = {look_up, look_up_many, walk,
                                                                                    write_one};
    struct fixture *f = *state;
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_db *db = f->registry->db;
    for (size_t i = 0; i < sizeof first / sizeof *first; i++) {
        restart();
        for (size_t j = 0; j < sizeof first / sizeof *first; j++)
            if (first[(i + j) % 4](db, &error) != TRC_OK)
                fail_msg("after %zu, %zu: %s", i, j, error.msg);
    }
}

static void a_restart_within_a_transaction_fails_it(void **state)
{
    struct fixture *f = *state;
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_db *db = f->registry->db;
    struct trc_batch batch = batch_of(GTIN_A, 0, 5);
    assert_ok(trc_registry_begin(f->registry, &error));
    assert_ok(bump(db, "batch", &error));
    restart();
    assert_status(bump(db, "batch", &error), TRC_ERR_IO);
    assert_says(error, "was lost");
    assert_status(trc_registry_end(f->registry, TRC_ERR_IO, &error), TRC_ERR_IO);
    assert_ok(trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, &error));
    assert_int_equal(batch.id, 1); /* nothing of the failed one */

    assert_ok(trc_registry_begin(f->registry, &error));
    restart();
    assert_status(trc_db_end(db, TRC_OK, &error), TRC_ERR_IO);
    assert_says(error, "lost during the commit");
    assert_ok(look_up(db, &error));
}

static void a_restart_within_a_walk_ends_it(void **state)
{
    struct fixture *f = *state;
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_db *db = f->registry->db;
    struct trc_db_rows rows;
    trc_db_walk(db, &rows, "SELECT i FROM generate_series(1, 100000) AS i", NULL, &error);
    assert_true(trc_db_next(&rows));
    restart();
    assert_status(look_up(db, &error), TRC_ERR_IO); /* of another moment than the walk */
    while (trc_db_next(&rows))
        ;
    assert_status(trc_db_close_rows(&rows), TRC_ERR_IO);
    assert_ok(look_up(db, &error));
}

static void a_server_that_is_gone_is_named(void **state)
{
    struct fixture *f = *state;
    struct trc_error error = TRC_ERROR_INIT;
    assert_int_equal(postgres_halt(), 0);
    assert_status(look_up(f->registry->db, &error), TRC_ERR_IO);
    assert_says(error, "cannot be reached");
    assert_says(error, f->path);
    assert_int_equal(postgres_boot(), 0);
    assert_ok(look_up(f->registry->db, &error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        registry_test(sessions_are_set_up_whatever_the_server_likes),
        registry_test(a_password_is_never_told),
        registry_test(databases_that_will_not_do),
        registry_test(what_is_no_text_is_refused),
        registry_test(types_that_do_not_fit_are_refused),
        registry_test(a_transaction_that_failed_is_not_committed),
        registry_test(locks_of_rows_and_of_the_registry),
        registry_test(deadlocks_are_busy),
        registry_test(causes_have_their_statuses),
        registry_test(schemas_are_registries_of_their_own),
        registry_test(a_restart_between_transactions_goes_unnoticed),
        registry_test(a_restart_within_a_transaction_fails_it),
        registry_test(a_restart_within_a_walk_ends_it),
        registry_test(a_server_that_is_gone_is_named),
    };
    setenv("TRC_TEST_POSTGRES", "1", 1);
    return run_registry_tests(tests);
}
