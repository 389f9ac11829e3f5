/* test_postgres_partitions.c: the tables that grow take PostgreSQL's hash partitions by code_key, with the statements
 * of the schema as they are; rows spread, one unit is in one partition, and every answer is as without them.
 */
#include "ledger_world.h"

#include <trc/stats.h>

#include "registry/event_row.h"
#include "registry/unit_row.h"

enum { UNITS = 500, PARTITIONS = 8 };

static const char *const tables[] = {"event", "unit", "own_serial"};

/* Linked with --wrap: the schema's own CREATE TABLE, with nothing but the partitions behind it. */
static bool partitions_from_the_start;
static size_t statements_taken;

enum trc_status __real_trc_db_exec(struct trc_db *db, const char *sql, struct trc_error *error);
enum trc_status __wrap_trc_db_exec(struct trc_db *db, const char *sql, struct trc_error *error);
enum trc_status __wrap_trc_db_exec(struct trc_db *db, const char *sql, struct trc_error *error)
{
    char begins[32], with[2048];
    for (size_t i = 0; i < sizeof tables / sizeof *tables && partitions_from_the_start; i++) {
        snprintf(begins, sizeof begins, "CREATE TABLE %s (", tables[i]);
        if (strncmp(sql, begins, strlen(begins)) != 0)
            continue;
        size_t len = (size_t)snprintf(with, sizeof with, "%s PARTITION BY HASH (code_key)", sql);
        for (int part = 0; part < PARTITIONS; part++)
            len += (size_t)snprintf(with + len, sizeof with - len,
                                    "; CREATE TABLE %s_%d PARTITION OF %s FOR VALUES WITH (MODULUS 8, REMAINDER %d)",
                                    tables[i], part, tables[i], part);
        assert_true(len < sizeof with);
        statements_taken++;
        return __real_trc_db_exec(db, with, error);
    }
    return __real_trc_db_exec(db, sql, error);
}

/* Everything the registry answers about its units, as text. */
static char answers[2][1 << 20];

struct text {
    char *at, *end;
};

static void say(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void say(struct text *text, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    text->at += vsnprintf(text->at, (size_t)(text->end - text->at), format, args);
    va_end(args);
    assert_true(text->at < text->end);
}

static enum trc_status say_event(void *context, const struct trc_event *event)
{
    say(context, " %lld:%lld:%d:%d:%lld:%s:%s", (long long)event->id, (long long)event->position, event->kind,
        event->weight, (long long)event->at_s, event->place.region, event->actor);
    return TRC_OK;
}

static enum trc_status say_stats(void *context, const struct trc_scan_stats *stats)
{
    say(context, "%s %lld/%lld\n", stats->region, (long long)stats->counted, (long long)stats->scans);
    return TRC_OK;
}

static enum trc_status say_hot(void *context, const struct trc_hot_unit *unit)
{
    say(context, "hot %u %u\n", unit->number, unit->unit.counted);
    return TRC_OK;
}

static void ask_everything(struct fixture *f, char *answer, size_t size)
{
    const struct trc_stats_filter all = TRC_STATS_FILTER_INIT;
    struct text text = {answer, answer + size};
    struct trc_stats_totals totals;
    for (uint32_t i = 1; i <= UNITS + 1; i++) {
        const struct trc_record scan = scan_of(i, 1, 1, 0, "");
        const struct trc_unit unit = unit_of(f, i);
        say(&text, "%u: %u %d %u/%u %u %lld", i, unit.events, unit.state, unit.counted, unit.scans, unit.scanner_count,
            (long long)unit.last.at_s);
        world_says(f, trc_registry_each_event(f->registry, scan.event.code_key, say_event, &text, &f->error));
        say(&text, "\n");
    }
    world_says(f, trc_registry_tally(f->registry, &f->error));
    world_says(f, trc_registry_each_scan_stats(f->registry, TRC_STATS_REGION, &all, say_stats, &text, &f->error));
    world_says(f, trc_registry_each_hot_unit(f->registry, TRC_HOT_SCANNED, &all, 20, say_hot, &text, &f->error));
    world_says(f, trc_registry_get_totals(f->registry, NULL, &totals, &f->error));
    say(&text, "%lld scanned, %lld events, %lld sold\n", (long long)totals.scanned, (long long)totals.events,
        (long long)totals.state[TRC_STATE_RETAIL_SOLD]);
}

/* Scans, states and own serials; all scans sent twice; a state set back; who scanned forgotten. */
static void live(struct fixture *f)
{
    static char names[200][8];
    static const char *serials[200];
    struct serial_list list = {serials, 200, 0};
    struct trc_batch own = batch_of(GTIN_B, 3, 0);
    struct trc_record undo = scan_of(5, 99, 0, 900000, "");
    int64_t forgotten;
    for (size_t i = 0; i < 200; i++) {
        snprintf(names[i], sizeof names[i], "P-%zu", i);
        serials[i] = names[i];
    }
    make_world(f, UNITS);
    own.seal = TRC_SEAL_KIND_HMAC;
    world_says(f, trc_registry_reserve(f->registry, &own, NULL, next_of_list, &list, &f->error));
    world_events(f, UNITS, 1000);
    world_events(f, UNITS, 9000);
    strcpy(undo.event.actor, "till");
    world_says(f, trc_registry_undo_state(f->registry, &undo, 30, &f->error));
    world_says(f, trc_registry_forget(f->registry, MORNING + 20000, &forgotten, &f->error));
    assert_true(forgotten > 0);
    assert_world_is_whole(f, NULL, 0);
}

static int64_t number_of(const char *path, const char *sql)
{
    PGconn *conn = PQconnectdb(path);
    PGresult *result = PQexec(conn, sql);
    if (PQntuples(result) < 1)
        fail_msg("%s: %s", sql, PQerrorMessage(conn));
    const int64_t number = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
    PQclear(result);
    PQfinish(conn);
    return number;
}

static void assert_spread(const char *path)
{
    char sql[160];
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        snprintf(sql, sizeof sql, "SELECT COUNT(*) FROM (SELECT tableoid FROM %s GROUP BY 1) AS part", tables[i]);
        assert_int_equal(number_of(path, sql), PARTITIONS);
        snprintf(sql, sizeof sql,
                 "SELECT 100 * MIN(rows) / SUM(rows) FROM (SELECT COUNT(*) AS rows FROM %s GROUP BY tableoid) AS part",
                 tables[i]);
        const int64_t percent = number_of(path, sql);
        print_message("%s: the smallest of %d partitions has %lld %% of the rows\n", tables[i], PARTITIONS,
                      (long long)percent);
        assert_true(percent >= 4); /* 12.5 each, if they were equal */
    }
}

/* How many partitions a statement of the library's reads, planned for one key and for any. */
static int partitions_read(const char *path, const char *types, const char *statement, const char *args, bool generic)
{
    char sql[2048];
    int read = 0;
    PGconn *conn = PQconnectdb(path);
    snprintf(sql, sizeof sql, "SET plan_cache_mode = %s; PREPARE one (%s) AS %s",
             generic ? "force_generic_plan" : "force_custom_plan", types, statement);
    PQclear(PQexec(conn, sql));
    snprintf(sql, sizeof sql, "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) EXECUTE one (%s)", args);
    PGresult *plan = PQexec(conn, sql);
    if (PQntuples(plan) < 1)
        fail_msg("%s: %s", statement, PQerrorMessage(conn));
    for (int i = 0; i < PQntuples(plan); i++) {
        const char *line = PQgetvalue(plan, i, 0);
        read += (strstr(line, " on event_") != NULL || strstr(line, " on unit_") != NULL) &&
                strstr(line, "Bitmap Index Scan") == NULL && strstr(line, "never executed") == NULL;
    }
    PQclear(plan);
    PQfinish(conn);
    return read;
}

static void assert_one_partition(const char *path)
{
    static const struct {
        const char *types, *sql, *args;
        int partitions;
    } row[] = {
        {"bytea", TRC_UNIT_SELECT, "'\\x050000000000000000000000000000aa'", 1},
        {"bytea", "SELECT " TRC_EVENT_COLUMNS " FROM event WHERE code_key = $1 ORDER BY position",
         "'\\x050000000000000000000000000000aa'", 1},
        {"bytea, bigint", "SELECT " TRC_EVENT_COLUMNS " FROM event WHERE code_key = $1 AND id = $2",
         "'\\x050000000000000000000000000000aa', 7", 1},
        /* control */
        {"bigint", "SELECT COUNT(*) FROM event WHERE batch_id = $1", "1", PARTITIONS},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        for (int generic = 0; generic < 2; generic++)
            assert_int_equal(partitions_read(path, row[i].types, row[i].sql, row[i].args, generic == 1),
                             row[i].partitions);
}

/* A registry without partitions in which the same happens. */
static void ask_a_plain_one(char *answer, size_t size)
{
    void *state;
    assert_int_equal(make_registry(&state), 0);
    live(state);
    ask_everything(state, answer, size);
    assert_int_equal(number_of(((struct fixture *)state)->path, "SELECT COUNT(*) FROM pg_partitioned_table"), 0);
    remove_fixture(&state);
}

static void the_schema_takes_partitions_as_it_is(void **state)
{
    struct fixture *f = *state;
    partitions_from_the_start = true;
    f->registry = open_registry(f->path, TRC_REGISTRY_CREATE);
    partitions_from_the_start = false;
    assert_int_equal(statements_taken, 3);
    live(f);
    ask_everything(f, answers[0], sizeof *answers);
    ask_a_plain_one(answers[1], sizeof *answers);
    assert_string_equal(answers[0], answers[1]);
    assert_spread(f->path);
    assert_one_partition(f->path);
}

/* A registry that has been used for a while is partitioned as docs/registry.md says, while a program has it open. */
static void a_used_registry_is_partitioned_as_documented(void **state)
{
    struct fixture *f = *state;
    f->registry = open_registry(f->path, TRC_REGISTRY_CREATE);
    live(f);
    ask_everything(f, answers[0], sizeof *answers);
    make_partitions(f->path);
    ask_everything(f, answers[1], sizeof *answers);
    assert_string_equal(answers[0], answers[1]);
    world_events(f, UNITS, 20000);
    assert_int_equal(unit_of(f, 1).events, 9);
    assert_world_is_whole(f, NULL, 0);
    assert_spread(f->path);
    assert_one_partition(f->path);
    assert_int_equal(number_of(f->path, "SELECT COUNT(*) FROM pg_class WHERE relkind = 'I' AND relname IN"
                                        " ('event_by_position', 'own_serial_by_unit')"),
                     2);
    /* Keys hold as before: a row that is there twice is refused. */
    assert_status(trc_db_exec(f->registry->db, "INSERT INTO event SELECT * FROM event LIMIT 1", &f->error),
                  TRC_ERR_DAMAGED);
    assert_says(f->error, "duplicate key");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_schema_takes_partitions_as_it_is, make_folder, remove_fixture),
        cmocka_unit_test_setup_teardown(a_used_registry_is_partitioned_as_documented, make_folder, remove_fixture),
    };
    setenv("TRC_TEST_POSTGRES", "1", 1);
    unsetenv("TRC_TEST_PARTITIONS");
    return run_registry_tests(tests);
}
