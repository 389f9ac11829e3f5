/* test_registry_copy.c: a copy holds every row, or nothing; and no table or column can be forgotten. */
#include "ledger_fixture.h"

#include <pthread.h>
#include <sqlite3.h>
#include <trc/digest.h>
#include <unistd.h>

#include "registry/tables.h"

static struct fixture *other; /* a new registry; a file in any case */
static char other_path[64];

static int make_two(void **state)
{
    if (make_registry(state) != 0)
        return -1;
    strcpy(other_path, "/tmp/trc-registry-XXXXXX");
    if (mkdtemp(other_path) == NULL)
        return -1;
    other = calloc(1, sizeof *other);
    strcpy(other->folder, other_path);
    snprintf(other->path, sizeof other->path, "%s/copy.db", other->folder);
    other->registry = open_registry(other->path, TRC_REGISTRY_CREATE);
    return 0;
}

static int remove_two(void **state)
{
    trc_registry_close(other->registry);
    const int result = nftw(other->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(other);
    return remove_fixture(state) == 0 ? result : -1;
}

/* The real schema: table and column, type and place in the primary key, as each database describes it. */
static const char sqlite_sql[] =
    "SELECT m.name, p.name, CASE p.type WHEN 'BIGINT' THEN 'i' WHEN 'TEXT' THEN 't' WHEN 'BYTEA' THEN 'b' ELSE '?' END,"
    " p.pk FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' ORDER BY m.name, p.cid";
static const char postgres_sql[] =
    "SELECT CAST(c.table_name AS TEXT), CAST(c.column_name AS TEXT),"
    " CASE c.data_type WHEN 'bigint' THEN 'i' WHEN 'text' THEN 't' WHEN 'bytea' THEN 'b' ELSE '?' END,"
    " COALESCE((SELECT CAST(k.ordinal_position AS BIGINT) FROM information_schema.key_column_usage k"
    " JOIN information_schema.table_constraints t USING (constraint_name, table_schema)"
    " WHERE t.constraint_type = 'PRIMARY KEY' AND k.table_name = c.table_name AND k.column_name = c.column_name), 0)"
    " FROM information_schema.columns c WHERE c.table_schema = current_schema()"
    " ORDER BY c.table_name COLLATE \"C\", c.ordinal_position";

enum { KEY_MAX = 6, SEEDED_ROWS = 3 + 9 + 1 }; /* of counter, chain and act */

struct described {
    char name[32], columns[512], types[TRC_TABLE_COLUMNS_MAX + 1], key[KEY_MAX][32];
};

static size_t describe_tables(struct trc_db *db, struct described *tables, size_t max)
{
    struct trc_db_rows rows;
    size_t count = 0;
    trc_db_query(db, &rows, on_postgres() ? postgres_sql : sqlite_sql, NULL, NULL);
    while (trc_db_next(&rows)) {
        char table[32], column[32], type[2];
        trc_db_text(&rows, 0, table, sizeof table);
        trc_db_text(&rows, 1, column, sizeof column);
        trc_db_text(&rows, 2, type, sizeof type);
        if (count == 0 || strcmp(tables[count - 1].name, table) != 0) {
            assert_true(count < max);
            strcpy(tables[count++].name, table);
        }
        struct described *t = &tables[count - 1];
        if (t->columns[0] != '\0')
            strcat(t->columns, ", ");
        strcat(t->columns, column);
        strcat(t->types, type);
        const int64_t place = trc_db_int(&rows, 3);
        if (place > 0)
            strcpy(t->key[place - 1], column);
    }
    assert_ok(trc_db_close_rows(&rows));
    return count;
}

/* "a, b" of "a COLLATE "C", b". */
static void key_names(const char *key, char *names)
{
    for (names[0] = '\0'; *key != '\0'; key += strspn(key, ", ")) {
        const size_t len = strcspn(key, " ,");
        sprintf(names + strlen(names), "%s%.*s", names[0] != '\0' ? ", " : "", (int)len, key);
        key += strcspn(key, ",");
    }
}

static void the_list_of_tables_is_that_of_the_schema(void **state)
{
    static struct described real[64];
    struct fixture *f = *state;
    const size_t count = describe_tables(f->registry->db, real, 64);
    size_t listed = 0;
    for (const struct trc_table *table = trc_tables; table->name != NULL; table++, listed++) {
        char names[128], key[32 * KEY_MAX] = "";
        size_t i = 0;
        while (i < count && strcmp(real[i].name, table->name) != 0)
            i++;
        if (i == count)
            fail_msg("tables.c lists %s, which the schema does not have", table->name);
        assert_string_equal(real[i].columns, table->columns);
        assert_string_equal(real[i].types, table->types);
        for (size_t j = 0; j < KEY_MAX && real[i].key[j][0] != '\0'; j++)
            sprintf(key + strlen(key), "%s%s", j > 0 ? ", " : "", real[i].key[j]);
        key_names(table->key, names);
        if (strcmp(table->name, "trc_schema") != 0) /* one row needs no key */
            assert_string_equal(key, names);
    }
    for (size_t i = 0; i < count; i++) {
        const struct trc_table *table = trc_tables;
        while (table->name != NULL && strcmp(table->name, real[i].name) != 0)
            table++;
        if (table->name == NULL)
            fail_msg("tables.c lacks %s", real[i].name);
    }
    assert_int_equal(listed, count);
}

/* Something in every table, and of every kind: NULLs, empty blobs, texts that sort apart, big numbers. */
static void fill(struct trc_registry *registry)
{
    static const char *const serials[] = {"A1", "a2", "B3"};
    static const uint8_t image[] = {0, 1, 0xff, 0};
    struct serial_list list = {serials, 3, 0};
    struct trc_issuer issuer = {.name = "Acme 酒业 'x' \\", .host_count = 2, .prefix_count = 1};
    strcpy(issuer.host[0], "id.acme.cn");
    strcpy(issuer.host[1], "go.acme.cn");
    strcpy(issuer.prefix[0], "6901234");
    assert_ok(trc_registry_set_issuer(registry, &issuer, NULL));
    for (uint8_t id = 0; id < 3; id++) {
        struct trc_key_facts facts = {.key_id = id, .type = TRC_KEY_ED25519, .has_public = id == 1};
        facts.type = id == 1 ? TRC_KEY_ED25519 : TRC_KEY_HMAC;
        assert_ok(trc_registry_add_key(registry, &facts, NULL));
    }
    struct trc_product product = {.gtin = GTIN_A, .name = "Baijiu", .name_zh = "白酒", .image_type = "image/png"};
    product.image_len = sizeof image;
    assert_ok(trc_registry_put_product(registry, &product, image, false, NULL));
    product = (struct trc_product){.gtin = GTIN_B, .name = "Wine"};
    assert_ok(trc_registry_put_product(registry, &product, NULL, false, NULL));
    struct trc_batch batch = batch_of(GTIN_A, 0, TRC_UNIT_MAX);
    uint32_t newly;
    assert_ok(trc_registry_reserve(registry, &batch, "options", NULL, NULL, NULL));
    assert_ok(trc_registry_activate(registry, batch.id, 5, 9, 77, &newly, NULL));
    struct trc_print_run run = {.batch_id = batch.id, .first_unit = 1, .last_unit = 9, .began_at_s = 1};
    assert_ok(trc_registry_begin_print(registry, &run, NULL));
    batch = batch_of(GTIN_B, 0, 0);
    batch.seal = TRC_SEAL_KIND_HMAC;
    assert_ok(trc_registry_reserve(registry, &batch, NULL, next_of_list, &list, NULL));
}

/* What the steps told: the tables, in order, and their digests. */
struct told {
    size_t tables;
    int64_t done, total, rows;
    char digest[32][TRC_DIGEST_TEXT_SIZE];
    bool stops;
};

static enum trc_status take_step(void *context, const struct trc_copy_step *step)
{
    struct told *told = context;
    assert_true(step->done >= told->done && step->done <= step->total);
    told->done = step->done;
    told->total = step->total;
    if (step->digest != NULL) {
        assert_string_equal(step->table, trc_tables[1 + told->tables].name);
        strcpy(told->digest[told->tables++], step->digest);
        told->rows += step->rows;
    }
    return told->stops && told->tables == 7 ? TRC_ERR_STATE : TRC_OK;
}

static size_t table_count(void)
{
    size_t count = 0;
    while (trc_tables[count].name != NULL)
        count++;
    return count;
}

/* There and, to a third, back: the digests are the same each time, so they are of the rows and not of a database. */
static void every_row_goes_there_and_back(void **state)
{
    struct fixture *f = *state, *third;
    struct trc_error error = TRC_ERROR_INIT;
    struct told there = {0}, back = {0};
    int64_t source, before, after;
    fill(f->registry);
    assert_ok(trc_registry_generation(f->registry, &source, NULL));
    do { /* the number that the copy would come to by itself */
        assert_ok(trc_registry_begin(other->registry, NULL));
        assert_ok(trc_registry_end(other->registry, TRC_OK, NULL));
        assert_ok(trc_registry_generation(other->registry, &before, NULL));
    } while (before < source + 1);
    if (trc_registry_copy(f->registry, other->registry, take_step, &there, &error) != TRC_OK)
        fail_msg("%s", error.msg);
    assert_int_equal(there.tables, table_count() - 1);
    assert_int_equal(there.done, there.total);
    assert_int_equal(2 * there.rows, there.total);
    assert_ok(trc_registry_generation(other->registry, &after, NULL));
    assert_int_not_equal(before, after);

    assert_int_equal(make_registry((void **)&third), 0);
    assert_ok(trc_registry_copy(other->registry, third->registry, take_step, &back, NULL));
    for (size_t i = 0; i < there.tables; i++)
        if (strcmp(trc_tables[1 + i].name, "counter") != 0) /* the generation is another each time */
            assert_string_equal(there.digest[i], back.digest[i]);
    assert_string_not_equal(there.digest[2], there.digest[3]); /* control */

    struct trc_batch batch = batch_of(GTIN_A, 0, 1);
    struct trc_product product;
    assert_status(trc_registry_reserve(third->registry, &batch, NULL, NULL, NULL, NULL), TRC_ERR_FULL);
    assert_ok(trc_registry_get_product(third->registry, GTIN_A, &product, NULL));
    assert_string_equal(product.name_zh, "白酒");
    batch = batch_of(GTIN_A, 1, 1);
    assert_ok(trc_registry_reserve(third->registry, &batch, NULL, NULL, NULL, NULL));
    assert_int_equal(batch.id, 3);
    remove_fixture((void **)&third);
}

static void a_registry_that_is_not_new_is_left_alone(void **state)
{
    struct fixture *f = *state;
    struct trc_batch batch = batch_of(GTIN_A, 0, 5), found;
    fill(f->registry);
    assert_ok(trc_registry_reserve(other->registry, &batch, NULL, NULL, NULL, NULL));
    assert_status(trc_registry_copy(f->registry, other->registry, NULL, NULL, &f->error), TRC_ERR_EXISTS);
    assert_says(f->error, "holds a registry already");
    assert_ok(trc_registry_get_batch(other->registry, 1, &found, NULL));
    assert_int_equal(found.count, 5);
}

/* Of two that go on with one past, each would issue the same numbers. */
static void what_was_moved_can_only_be_read(void **state)
{
    struct fixture *f = *state, *third;
    struct trc_registry *reader;
    struct trc_batch batch = batch_of(GTIN_A, 1, 1), found;
    fill(f->registry);
    struct trc_record scan = scan_of(1, 7, 7, 0, "CN-31");
    assert_ok(trc_registry_copy(f->registry, other->registry, NULL, NULL, &f->error)); /* control */
    assert_ok(trc_registry_record(f->registry, &scan, 1, &f->error));
    assert_int_equal(make_registry((void **)&third), 0);
    assert_ok(trc_registry_move(f->registry, third->registry, NULL, NULL, &f->error));
    assert_status(trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, &f->error), TRC_ERR_VERSION);
    assert_says(f->error, "was moved");
    scan.event.id = 8;
    assert_status(trc_registry_record(f->registry, &scan, 1, &f->error), TRC_ERR_VERSION);
    assert_status(trc_registry_open(f->path, 0, &reader, &f->error), TRC_ERR_VERSION);
    assert_ok(trc_registry_open(f->path, TRC_REGISTRY_READ_ONLY, &reader, &f->error));
    assert_ok(trc_registry_get_batch(reader, 1, &found, &f->error));
    int64_t generation;
    assert_status(trc_registry_generation(reader, &generation, &f->error),
                  TRC_ERR_VERSION); /* nothing is judged by it */
    assert_status(trc_registry_move(reader, third->registry, NULL, NULL, &f->error), TRC_ERR_PERMISSION);
    trc_registry_close(reader);
    assert_ok(trc_registry_reserve(third->registry, &batch, NULL, NULL, NULL, &f->error));
    assert_ok(trc_registry_record(third->registry, &scan, 1, &f->error));
    remove_fixture((void **)&third);
}

/* Somebody who has the source open, and records in it while it is copied. */
struct latecomer {
    struct trc_registry *registry;
    int64_t scan;
    pthread_t thread;
    bool has_come;
    enum trc_status status;
};

static void *record_late(void *context)
{
    struct latecomer *latecomer = context;
    struct trc_record scan = scan_of(1, ++latecomer->scan, 9, 0, "CN-31");
    latecomer->status = trc_registry_record(latecomer->registry, &scan, 1, NULL);
    return NULL;
}

/* Nothing has to be prepared any more when it comes. */
static void expect(struct latecomer *latecomer)
{
    latecomer->has_come = false;
    (void)record_late(latecomer);
    assert_ok(latecomer->status);
}

static enum trc_status let_come(void *context, const struct trc_copy_step *step)
{
    struct latecomer *latecomer = context;
    (void)step;
    if (!latecomer->has_come) {
        assert_int_equal(pthread_create(&latecomer->thread, NULL, record_late, latecomer), 0);
        usleep(300000); /* it waits for the lock now */
        latecomer->has_come = true;
    }
    return TRC_OK;
}

static void who_waits_while_it_is_moved_comes_too_late(void **state)
{
    struct fixture *f = *state, *third;
    struct latecomer latecomer = {.registry = open_registry(f->path, 0)};
    fill(f->registry);
    expect(&latecomer);
    assert_ok(trc_registry_copy(f->registry, other->registry, let_come, &latecomer, &f->error)); /* control */
    pthread_join(latecomer.thread, NULL);
    assert_status(latecomer.status, TRC_OK);
    assert_int_equal(make_registry((void **)&third), 0);
    expect(&latecomer);
    assert_ok(trc_registry_move(f->registry, third->registry, let_come, &latecomer, &f->error));
    pthread_join(latecomer.thread, NULL);
    assert_status(latecomer.status, TRC_ERR_VERSION);
    trc_registry_close(latecomer.registry);
    remove_fixture((void **)&third);
}

static void a_copy_that_is_stopped_leaves_nothing(void **state)
{
    struct fixture *f = *state;
    struct told told = {.stops = true};
    fill(f->registry);
    assert_status(trc_registry_copy(f->registry, other->registry, take_step, &told, &f->error), TRC_ERR_STATE);
    assert_ok(trc_registry_copy(f->registry, other->registry, NULL, NULL, &f->error)); /* as if for the first time */
}

/* Connections run no triggers. Those of this test do, so that something comes out differently. */
int __real_sqlite3_db_config(sqlite3 *db, int op, ...);
int __wrap_sqlite3_db_config(sqlite3 *db, int op, ...);
int __wrap_sqlite3_db_config(sqlite3 *db, int op, ...)
{
    va_list args;
    va_start(args, op);
    const int wanted = va_arg(args, int);
    int *is_now = va_arg(args, int *);
    va_end(args);
    return __real_sqlite3_db_config(db, op, op == SQLITE_DBCONFIG_ENABLE_TRIGGER ? 1 : wanted, is_now);
}

/* A trigger in the target changes what is written there: that is seen, and told by table and key. */
static void a_row_that_comes_out_differently_is_named(void **state)
{
    static const struct {
        const char *sql, *says;
    } row[] = {
        {"CREATE TRIGGER t AFTER INSERT ON batch BEGIN UPDATE batch SET lot = 'other' WHERE id = 2; END",
         "Table batch was not copied as it is: it differs at id 2."},
        {"CREATE TRIGGER t AFTER INSERT ON unit_counter BEGIN DELETE FROM unit_counter; END",
         "Table unit_counter was not copied as it is: it differs at gtin 06901234567892, key_id 0."},
        {"CREATE TRIGGER t AFTER INSERT ON product BEGIN UPDATE product SET image = CAST('' AS BLOB) WHERE image IS"
         " NULL; END",
         "Table product was not copied as it is: it differs at gtin 06901234567908."},
        {"CREATE TRIGGER t AFTER INSERT ON issuer_host WHEN NEW.position = 1 BEGIN"
         " INSERT INTO issuer_host VALUES (7, 'x'); END",
         "Table issuer_host was not copied as it is: position 7 is too much."},
        {"CREATE TRIGGER t AFTER INSERT ON own_serial BEGIN"
         " UPDATE own_serial SET code_key = CAST('0123456789abcdef' AS BLOB) WHERE serial = 'B3'; END",
         "Table own_serial was not copied as it is: it differs at code_key "},
    };
    struct fixture *f = *state;
    fill(f->registry);
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        run_sql(other->path, row[i].sql);
        assert_status(trc_registry_copy(f->registry, other->registry, NULL, NULL, &f->error), TRC_ERR_DAMAGED);
        assert_says(f->error, row[i].says);
        run_sql(other->path, "DROP TRIGGER t");
    }
    assert_ok(trc_registry_copy(f->registry, other->registry, NULL, NULL, &f->error)); /* control */
}

/* More than a chunk, and more bytes than one. */
static void long_tables_and_large_values_are_copied(void **state)
{
    enum { PRODUCTS = 1234 };
    static uint8_t image[20000];
    struct fixture *f = *state;
    struct trc_db *db = f->registry->db;
    struct told told = {0};
    assert_ok(trc_db_begin(db, NULL));
    for (int i = 0; i < PRODUCTS; i++) {
        char gtin[TRC_GTIN_SIZE];
        snprintf(gtin, sizeof gtin, "%014d", i);
        memset(image, i, sizeof image);
        assert_ok(trc_db_run(db,
                             "INSERT INTO product (gtin, name, name_zh, standard, market, image_type, image)"
                             " VALUES ($1, $2, '', '', '', 'image/png', $3)",
                             DB_ARGS(DB_TEXT(gtin), DB_TEXT(gtin), DB_BLOB(image, i % 3 == 0 ? sizeof image : 1)), NULL,
                             NULL));
    }
    assert_ok(trc_db_end(db, TRC_OK, NULL));
    assert_ok(trc_registry_copy(f->registry, other->registry, take_step, &told, &f->error));
    assert_int_equal(told.rows, PRODUCTS + SEEDED_ROWS);
}

/* Nobody writes to what is being copied. */
static enum trc_status try_to_write(void *context, const struct trc_copy_step *step)
{
    const struct trc_db_config hasty = {.busy_timeout_ms = 20};
    struct trc_db *db;
    (void)step;
    assert_ok(trc_db_open(context, &hasty, &db, NULL));
    enum trc_status status = trc_db_begin_rows(db, NULL);
    if (status == TRC_OK)
        status = trc_db_end(db, trc_db_run(db, "UPDATE counter SET value = value", NULL, NULL, NULL), NULL);
    assert_status(status, TRC_ERR_BUSY);
    trc_db_close(db);
    return TRC_ERR_STATE; /* once is enough */
}

static void the_source_stands_still(void **state)
{
    struct fixture *f = *state;
    assert_status(trc_registry_copy(f->registry, other->registry, try_to_write, f->path, &f->error), TRC_ERR_STATE);
    struct trc_batch batch = batch_of(GTIN_A, 0, 1);
    assert_ok(trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, &f->error)); /* and goes on afterwards */
}

#define copy_test(name) cmocka_unit_test_setup_teardown(name, make_two, remove_two)

int main(void)
{
    const struct CMUnitTest tests[] = {
        copy_test(the_list_of_tables_is_that_of_the_schema),
        copy_test(every_row_goes_there_and_back),
        copy_test(a_registry_that_is_not_new_is_left_alone),
        copy_test(what_was_moved_can_only_be_read),
        copy_test(who_waits_while_it_is_moved_comes_too_late),
        copy_test(a_copy_that_is_stopped_leaves_nothing),
        copy_test(a_row_that_comes_out_differently_is_named),
        copy_test(long_tables_and_large_values_are_copied),
        copy_test(the_source_stands_still),
    };
    return run_registry_tests(tests);
}
