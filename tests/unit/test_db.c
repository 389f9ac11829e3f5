/* test_db.c: what db.h promises of every driver: values as they were, groups of rows, walks of any length. */
#include "registry_fixture.h"

#include <malloc.h>

enum { MANY = 5000, WALKED = 100000, ROOM = 8 << 20 };
#define NONE SIZE_MAX

static struct trc_db *db;
static struct trc_error error;

static int make_database(void **state)
{
    const struct trc_db_config config = {.create = true, .busy_timeout_ms = 10000};
    if (make_folder(state) != 0)
        return -1;
    struct fixture *f = *state;
    error = (struct trc_error)TRC_ERROR_INIT;
    if (trc_db_open(f->path, &config, &db, &error) != TRC_OK || trc_db_adopt(db, &error) != TRC_OK ||
        trc_db_exec(db, "CREATE TABLE item (id BIGINT NOT NULL PRIMARY KEY, name TEXT, data BYTEA)", &error) != TRC_OK)
        fail_msg("%s", error.msg);
    return 0;
}

static int remove_database(void **state)
{
    trc_db_close(db);
    return remove_fixture(state);
}

static const char insert_sql[] = "INSERT INTO item (id, name, data) VALUES ($1, $2, $3)";

static int64_t single(const char *sql)
{
    struct trc_db_rows rows;
    int64_t value = -1;
    trc_db_query(db, &rows, sql, NULL, &error);
    while (trc_db_next(&rows))
        value = trc_db_int(&rows, 0);
    if (trc_db_close_rows(&rows) != TRC_OK)
        fail_msg("%s", error.msg);
    return value;
}

static void null_and_empty_are_kept_apart(void **state)
{
    static const struct {
        const void *bytes;
        bool is_null;
        size_t len;
    } row[] = {{NULL, true, 0}, {"", false, 0}, {"a\0b", false, 3}};
    (void)state;
    assert_ok(trc_db_begin(db, &error));
    for (size_t i = 0; i < 3; i++)
        assert_ok(trc_db_run(db, insert_sql,
                             DB_ARGS(DB_INT((int64_t)i), DB_TEXT("x"), DB_BLOB(row[i].bytes, row[i].len)), NULL,
                             &error));
    assert_ok(trc_db_end(db, TRC_OK, &error));

    struct trc_db_rows rows;
    size_t i = 0;
    trc_db_query(db, &rows, "SELECT data FROM item ORDER BY id", NULL, &error);
    for (; trc_db_next(&rows); i++) {
        size_t len;
        const void *bytes = trc_db_bytes(&rows, 0, &len);
        assert_int_equal(trc_db_is_null(&rows, 0), row[i].is_null);
        assert_int_equal(len, row[i].len);
        if (len > 0)
            assert_memory_equal(bytes, row[i].bytes, len);
    }
    assert_ok(trc_db_close_rows(&rows));
    assert_int_equal(i, 3);
}

static void values_come_back_as_they_were(void **state)
{
    static const struct {
        int64_t id;
        const char *name;
    } row[] = {
        {INT64_MIN, "it's a \"quoted\" \\ \\' name; DROP TABLE item; -- $1 %s"},
        {-1, "白酒 🍶 é"},
        {0, ""},
        {INT64_MAX, "\t\r\n\x01"},
    };
    (void)state;
    assert_ok(trc_db_begin(db, &error));
    for (size_t i = 0; i < 4; i++)
        assert_ok(trc_db_run(db, insert_sql, DB_ARGS(DB_INT(row[i].id), DB_TEXT(row[i].name), DB_BLOB(NULL, 0)), NULL,
                             &error));
    assert_ok(trc_db_end(db, TRC_OK, &error));

    struct trc_db_rows rows;
    size_t i = 0;
    trc_db_query(db, &rows, "SELECT id, name FROM item ORDER BY id", NULL, &error);
    for (; trc_db_next(&rows); i++) {
        char name[80];
        assert_int_equal(trc_db_int(&rows, 0), row[i].id);
        trc_db_text(&rows, 1, name, sizeof name);
        assert_string_equal(name, row[i].name);
    }
    assert_ok(trc_db_close_rows(&rows));
    assert_int_equal(i, 4);
}

static void integers_of_any_width_are_read(void **state)
{
    static const char sql[] = "SELECT CAST(-2 AS SMALLINT), -70000, CAST(-5000000000 AS BIGINT), 1 = 1, 1 = 2, NULL";
    static const int64_t expected[] = {-2, -70000, -5000000000, 1, 0, 0};
    struct trc_db_rows rows;
    (void)state;
    trc_db_query(db, &rows, sql, NULL, &error);
    assert_true(trc_db_next(&rows));
    for (int i = 0; i < 6; i++)
        assert_int_equal(trc_db_int(&rows, i), expected[i]);
    assert_false(trc_db_next(&rows));
    assert_ok(trc_db_close_rows(&rows));
}

/* Arguments of items 0 to count - 1, of which item `twice` (NONE: none) has its number from the one before it. */
static struct trc_db_arg *args_of(size_t count, size_t twice)
{
    static const char name[256] = "a name that takes some room, so that what is held of many rows shows: "
                                  "0123456789012345678901234567890123456789012345678901234567890123456789"
                                  "0123456789012345678901234567890123456789012345678901234567890123456789";
    struct trc_db_arg *args = calloc(count * 3, sizeof *args);
    assert_non_null(args);
    for (size_t i = 0; i < count; i++) {
        args[3 * i] = (struct trc_db_arg)DB_INT((int64_t)(i - (i == twice)));
        args[3 * i + 1] = (struct trc_db_arg)DB_TEXT(name);
        args[3 * i + 2] = (struct trc_db_arg)DB_BLOB(name, sizeof name);
    }
    return args;
}

static enum trc_status insert_many(size_t count, size_t twice)
{
    struct trc_db_arg *args = args_of(count, twice);
    enum trc_status status = trc_db_begin(db, &error);
    assert_ok(status);
    status = trc_db_run_many(db, insert_sql, args, 3, count, &error);
    free(args);
    return trc_db_end(db, status, &error);
}

static void many_rows_are_recorded_together(void **state)
{
    (void)state;
    assert_ok(insert_many(MANY, NONE));
    assert_int_equal(single("SELECT COUNT(*) FROM item"), MANY);
    assert_int_equal(single("SELECT CAST(SUM(id) AS BIGINT) FROM item"), (int64_t)MANY * (MANY - 1) / 2);
}

static void one_bad_row_records_none(void **state)
{
    static const size_t bad[] = {1, MANY / 2, MANY - 1};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_status(insert_many(MANY, bad[i]), TRC_ERR_DAMAGED);
        assert_says(error, "not as this program made it");
        assert_int_equal(single("SELECT COUNT(*) FROM item"), 0);
    }
    assert_ok(insert_many(MANY, NONE)); /* control: without it, and on the same connection */
}

struct answers {
    size_t count, stop_at;
    int64_t id[MANY];
    size_t row[MANY];
};

/* Visitors may read. */
static enum trc_status take_answer(void *context, size_t row, struct trc_db_rows *rows)
{
    struct answers *answers = context;
    answers->id[answers->count] = trc_db_int(rows, 0);
    answers->row[answers->count] = row;
    assert_int_equal(single("SELECT CAST(MIN(id) AS BIGINT) FROM item"), 0);
    return answers->count++ == answers->stop_at ? TRC_ERR_STATE : TRC_OK;
}

/* Items 0 to 1999; asked is for 0, 3, 6, ... 4497. Each question has one or no answer. */
static void many_questions_are_answered_in_order(void **state)
{
    enum { ITEMS = 2000, QUESTIONS = 1500 };
    static struct answers answers;
    static struct trc_db_arg args[QUESTIONS];
    static const char sql[] = "SELECT id FROM item WHERE id = $1";
    (void)state;
    assert_ok(insert_many(ITEMS, NONE));
    for (size_t i = 0; i < QUESTIONS; i++)
        args[i] = (struct trc_db_arg)DB_INT((int64_t)(3 * i));
    answers.stop_at = MANY;
    assert_ok(trc_db_query_many(db, sql, args, 1, QUESTIONS, take_answer, &answers, &error));
    assert_int_equal(answers.count, ITEMS / 3 + 1);
    for (size_t i = 0; i < answers.count; i++) {
        assert_int_equal(answers.row[i], i);
        assert_int_equal(answers.id[i], 3 * i);
    }
    answers.count = 0;
    answers.stop_at = 7;
    assert_status(trc_db_query_many(db, sql, args, 1, QUESTIONS, take_answer, &answers, &error), TRC_ERR_STATE);
    assert_int_equal(answers.count, 8);
    assert_ok(trc_db_query_many(db, sql, args, 1, 0, take_answer, &answers, &error)); /* none */
}

static size_t memory_held(void)
{
    const struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

static const char walk_sql[] = "SELECT id, name, data FROM item ORDER BY id";

typedef void ask(struct trc_db *, struct trc_db_rows *, const char *, const struct trc_db_arg *, struct trc_error *);

/* How much more memory is held at most while each row is looked at, and every thousandth looks up another. */
static size_t walk(ask *how)
{
    struct trc_db_rows rows;
    const size_t before = memory_held();
    size_t most = before;
    int64_t expected = 0;
    how(db, &rows, walk_sql, NULL, &error);
    for (; trc_db_next(&rows); expected++) {
        assert_int_equal(trc_db_int(&rows, 0), expected);
        if (expected % 1000 == 0) {
            most = memory_held() > most ? memory_held() : most;
            assert_int_equal(single("SELECT CAST(MAX(id) AS BIGINT) FROM item"), WALKED - 1);
        }
    }
    assert_ok(trc_db_close_rows(&rows));
    assert_int_equal(expected, WALKED);
    return most - before;
}

static void a_walk_holds_few_rows_at_a_time(void **state)
{
    (void)state;
    assert_ok(insert_many(WALKED, NONE));
    assert_in_range(walk(trc_db_walk), 0, ROOM);
    const size_t whole = walk(trc_db_query); /* the control: where all rows are held, it is seen */
    print_message("a query holds %zu KiB\n", whole >> 10);
    if (on_postgres() && memory_held() > 0) /* 0 under sanitizers */
        assert_true(whole > ROOM);
}

/* The same text walked within its own walk; each may end first, and in a transaction it sees what was written. */
static void walks_within_walks(void **state)
{
    enum { ITEMS = 120 };
    struct trc_db_rows outer, inner;
    size_t pairs = 0;
    (void)state;
    assert_ok(insert_many(ITEMS, NONE));
    for (int in_transaction = 0; in_transaction <= 1; in_transaction++) {
        if (in_transaction)
            assert_ok(trc_db_begin(db, &error));
        trc_db_walk(db, &outer, walk_sql, NULL, &error);
        while (trc_db_next(&outer)) {
            trc_db_walk(db, &inner, walk_sql, NULL, &error);
            while (trc_db_next(&inner) && trc_db_int(&inner, 0) < trc_db_int(&outer, 0))
                pairs++;
            assert_ok(trc_db_close_rows(&inner));
        }
        assert_ok(trc_db_close_rows(&outer));
        if (in_transaction)
            assert_ok(trc_db_end(db, TRC_OK, &error));
    }
    assert_int_equal(pairs, ITEMS * (ITEMS - 1));

    trc_db_walk(db, &outer, walk_sql, NULL, &error);
    assert_true(trc_db_next(&outer));
    trc_db_walk(db, &inner, walk_sql, NULL, &error);
    assert_true(trc_db_next(&inner));
    assert_ok(trc_db_close_rows(&outer)); /* the one that began first */
    for (pairs = 1; trc_db_next(&inner); pairs++)
        ;
    assert_ok(trc_db_close_rows(&inner));
    assert_int_equal(pairs, ITEMS);

    assert_ok(trc_db_begin(db, &error)); /* control: no walk has left a transaction behind */
    assert_ok(trc_db_run(db, "DELETE FROM item", NULL, NULL, &error));
    trc_db_walk(db, &outer, walk_sql, NULL, &error);
    assert_false(trc_db_next(&outer));
    assert_ok(trc_db_close_rows(&outer));
    assert_status(trc_db_end(db, TRC_ERR_STATE, NULL), TRC_ERR_STATE);
    assert_int_equal(single("SELECT COUNT(*) FROM item"), ITEMS);
}

static void changes_are_counted(void **state)
{
    int64_t changed;
    (void)state;
    assert_ok(insert_many(10, NONE));
    assert_ok(trc_db_begin(db, &error));
    assert_ok(trc_db_run(db, "UPDATE item SET name = NULL WHERE id < $1", DB_ARGS(DB_INT(4)), &changed, &error));
    assert_int_equal(changed, 4);
    assert_ok(trc_db_run(db, "INSERT INTO item (id) VALUES (3) ON CONFLICT DO NOTHING", NULL, &changed, &error));
    assert_int_equal(changed, 0);
    assert_ok(trc_db_run(db, "DELETE FROM item", NULL, &changed, &error));
    assert_int_equal(changed, 10);
    assert_ok(trc_db_end(db, TRC_OK, &error));
}

#define database_test(name) cmocka_unit_test_setup_teardown(name, make_database, remove_database)

int main(void)
{
    const struct CMUnitTest tests[] = {
        database_test(null_and_empty_are_kept_apart),
        database_test(values_come_back_as_they_were),
        database_test(integers_of_any_width_are_read),
        database_test(many_rows_are_recorded_together),
        database_test(one_bad_row_records_none),
        database_test(many_questions_are_answered_in_order),
        database_test(a_walk_holds_few_rows_at_a_time),
        database_test(walks_within_walks),
        database_test(changes_are_counted),
    };
    return run_registry_tests(tests);
}
