/* test_ledger.c: what was recorded is whole; what was changed is found, and named. */
#include "ledger_world.h"

#include <pthread.h>
#include <trc/recorder.h>

static int make_full(void **state)
{
    if (make_registry(state) != 0)
        return -1;
    make_world(*state, 40);
    return 0;
}

#define ledger_test(name) cmocka_unit_test_setup_teardown(name, make_full, remove_fixture)

static void an_empty_ledger_is_whole(void **state)
{
    assert_world_is_whole(*state, NULL, 0);
}

static void a_full_ledger_is_whole(void **state)
{
    struct fixture *f = *state;
    struct found found;
    assert_world_is_whole(f, NULL, 0);
    verify(f, NULL, 0, &found);
    int64_t events = 0;
    for (uint32_t i = 0; i < TRC_CHAINS; i++)
        events += found.report.rows[i];
    assert_int_equal(events, 120);
    assert_int_equal(found.report.units, 40);
    assert_true(found.report.rows[TRC_CHAINS] > 30);
    assert_int_equal(found.report.table_rows, 30);
    assert_int_equal(found.report.older_batches, 0);
}

static void forgetting_changes_nothing(void **state)
{
    struct fixture *f = *state;
    run_sql(f->path, "UPDATE unit SET recent = NULL");
    run_sql(f->path, "UPDATE chain SET tallied = 5, forgotten = 6");
    assert_world_is_whole(f, NULL, 0);
}

/* The first finding after one statement, by somebody who can write to the database. */
static void assert_found(struct fixture *f, const char *sql, const char *fault, const char *table, const char *says)
{
    struct found found;
    run_sql(f->path, sql);
    verify(f, NULL, 0, &found);
    if (found.count == 0)
        fail_msg("nothing was found after: %s", sql);
    assert_string_equal(trc_ledger_fault_name(found.finding[0].fault), fault);
    assert_string_equal(found.finding[0].table, table);
    if (strstr(found.finding[0].text, says) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", found.finding[0].text, says);
}

static void a_changed_event_is_named(void **state)
{
    struct fixture *f = *state;
    struct found found;
    assert_found(f, "UPDATE event SET place = 'CN-99' WHERE chain = 3 AND position = 7", "changed", "event", "CN-99");
    verify(f, NULL, 0, &found);
    assert_int_equal(found.finding[0].chain, 3);
    assert_int_equal(found.finding[0].position, 7);
    assert_true(found.finding[0].has_code_key);
    assert_int_equal(found.finding[0].code_key[0] % TRC_CHAINS, 3);
    assert_false(found.report.whole[3]);
    assert_true(found.report.whole[2]);
}

static void a_deleted_event_is_missed(void **state)
{
    struct fixture *f = *state;
    struct found found;
    assert_found(f, "DELETE FROM event WHERE chain = 2 AND position = 4", "missing", "event", "Row 4 of chain 2");
    verify(f, NULL, 0, &found);
    assert_int_equal(found.finding[0].position, 4);
    assert_string_equal(found.finding[1].table, "unit"); /* whose events do not add up any more */
}

static void the_last_events_are_missed(void **state)
{
    assert_found(*state, "DELETE FROM event WHERE chain = 2 AND position > 12", "missing", "event",
                 "it had 15 and has 12");
}

static void moved_events_are_named(void **state)
{
    struct fixture *f = *state;
    struct found found;
    run_sql(f->path, "UPDATE event SET position = 99 WHERE chain = 5 AND position = 3");
    run_sql(f->path, "UPDATE event SET position = 3 WHERE chain = 5 AND position = 8");
    assert_found(f, "UPDATE event SET position = 8 WHERE chain = 5 AND position = 99", "moved", "event", "stands at 8");
    verify(f, NULL, 0, &found);
    assert_int_equal(found.finding[0].position, 3);
}

#define COPY_EVENT(id, position)                                                                                       \
    "INSERT INTO event SELECT code_key, " id ", chain, " position ", kind, scanner_kind, at_s, place, scanner,"        \
    " batch_id, unit, weight, verdict, state, actor, reason, hash FROM event WHERE chain = 1 AND position = 6"

static void an_added_event_is_named(void **state)
{
    assert_found(*state, COPY_EVENT("4711", "6"), "added", "event", "row 6 of chain 1");
}

static void an_event_after_the_last_is_added(void **state)
{
    assert_found(*state, COPY_EVENT("4711", "16"), "added", "event", "row 16 of chain 1");
}

static void an_event_of_no_chain_is_found(void **state)
{
    struct fixture *f = *state;
    assert_found(f,
                 "INSERT INTO event SELECT code_key, 4711, 99, 1, kind, scanner_kind, at_s, place, scanner, batch_id,"
                 " unit, weight, verdict, state, actor, reason, hash FROM event WHERE chain = 1 AND position = 6",
                 "added", "event", "in no chain");
}

static void ends_are_covered(void **state)
{
    struct fixture *f = *state;
    assert_found(f, "UPDATE chain SET length = length - 1 WHERE number = 4", "end", "chain", "Where chain 4 ends");
    run_sql(f->path, "UPDATE chain SET length = length + 1 WHERE number = 4");
    assert_world_is_whole(f, NULL, 0);
    assert_found(f, "DELETE FROM chain WHERE number = 8", "end", "chain", "chain 8");
}

/* The same world in another registry. */
static void begin_anew(struct fixture *f, size_t number)
{
    trc_registry_close(f->registry);
    if (on_postgres())
        assert_true(postgres_make_database(f->path, sizeof f->path));
    else
        snprintf(f->path, sizeof f->path, "%s/%zu.db", f->folder, number);
    f->registry = open_registry(f->path, TRC_REGISTRY_CREATE);
    make_world(f, 40);
}

/* One statement for each column that people's decisions and projections have. */
static void tables_are_covered(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *sql, *fault, *table;
    } rows[] = {
        {"UPDATE unit SET counted = counted + 1 WHERE code_key IN (SELECT code_key FROM event WHERE id = 1007)",
         "changed", "unit"},
        {"UPDATE shipment SET regions = 'CN-31'", "changed", "shipment"},
        {"UPDATE recall SET lifted_at_s = 5, lifted_by = 'x' WHERE lifted_at_s = 0 AND lot = 'L 9'", "changed",
         "recall"},
        {"UPDATE recall SET lift_reason = 'why not' WHERE lifted_at_s <> 0", "changed", "recall"},
        {"DELETE FROM recall WHERE gtin <> ''", "missing", "recall"},
        {"UPDATE policy SET value = 999 WHERE rule = 'scans_max'", "changed", "policy"},
        {"INSERT INTO policy (gtin, batch_id, rule, value) VALUES ('', 0, 'undo_days', 3)", "added", "policy"},
        {"DELETE FROM policy WHERE batch_id = 2", "missing", "policy"},
        {"UPDATE batch SET lot = 'OTHER' WHERE id = 3", "changed", "batch"},
        {"UPDATE batch SET options = '--format pdf' WHERE id = 3", "changed", "batch"},
        {"UPDATE batch SET completed_at_s = 7 WHERE id = 4", "changed", "batch"},
        {"UPDATE activation SET at_s = at_s + 1 WHERE batch_id = 2", "changed", "activation"},
        {"UPDATE activation SET last_unit = 150 WHERE batch_id = 2", "changed", "activation"},
        {"INSERT INTO activation (batch_id, first_unit, last_unit, at_s) VALUES (4, 301, 310, 9)", "changed",
         "activation"},
        {"DELETE FROM activation WHERE batch_id = 2", "changed", "activation"},
        {"INSERT INTO batch SELECT 0, gtin, 31, seal, own_serials, first_unit, unit_count, lot, expiry, produced, host,"
         " options, created_at_s, completed_at_s FROM batch WHERE id = 1",
         "added", "batch"},
        {"UPDATE shipment SET at_s = -5 WHERE actor = 'depot'", "changed", "shipment"},
        {"UPDATE counter SET value = 3 WHERE name = 'before_ledger'", "changed", "counter"},
        {"UPDATE counter SET value = value - 1 WHERE name = 'decided_at'", "changed", "counter"},
        {"DELETE FROM counter WHERE name = 'decided_at'", "changed", "counter"},
        {"UPDATE own_serial SET serial = 'SN-9' WHERE unit = 2", "changed", "own_serial"},
        {"DELETE FROM own_serial WHERE unit = 3", "changed", "own_serial"},
        {"UPDATE product SET name = 'Water' WHERE name = 'Tea'", "changed", "product"},
        {"UPDATE issuer SET name = 'Other'", "changed", "issuer"},
        {"UPDATE issuer_host SET host = 'id.evil.cn' WHERE position = 1", "changed", "issuer"},
        {"UPDATE issuer_key SET revoked_from_s = 0 WHERE key_id = 3", "changed", "issuer_key"},
        {"UPDATE print_run SET ended_at_s = 0, manifest = '' WHERE batch_id = 2", "changed", "print_run"},
        {"UPDATE unit_counter SET next_unit = 1 WHERE key_id = 0", "changed", "unit_counter"},
        {"UPDATE counter SET value = 1 WHERE name = 'batch'", "changed", "counter"},
        {"UPDATE act SET detail = 'batch=1 units=1-100 regions=DE' WHERE verb = 'ship' AND actor = 'depot'", "changed",
         "act"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_found(f, rows[i].sql, rows[i].fault, rows[i].table, "");
        begin_anew(f, i);
    }
    assert_world_is_whole(f, NULL, 0);
}

/* SQLite keeps anything in any column. */
static void values_of_other_types_are_found(void **state)
{
    struct fixture *f = *state;
    sqlite_only();
    assert_found(f, "UPDATE event SET at_s = at_s + 0.5 WHERE chain = 0 AND position = 1", "changed", "event",
                 "never writes");
    assert_found(f, "UPDATE event SET verdict = 'x' WHERE chain = 0 AND position = 1", "changed", "event",
                 "never writes");
    assert_found(f, "UPDATE event SET actor = '' WHERE chain = 0 AND position = 1", "changed", "event", "never writes");
}

static void damage_of_the_file_is_told_as_such(void **state)
{
    struct fixture *f = *state;
    struct found found;
    char page[512];
    sqlite_only();
    trc_registry_close(f->registry);
    FILE *file = fopen(f->path, "r+");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    assert_int_equal(fseek(file, ftell(file) / 4096 * 2048, SEEK_SET), 0);
    memset(page, 0xee, sizeof page);
    assert_int_equal(fwrite(page, 1, sizeof page, file), sizeof page);
    fclose(file);
    f->registry = open_registry(f->path, 0);
    verify(f, NULL, 0, &found);
    assert_true(found.report.file_faults > 0);
    assert_int_equal(found.report.findings, 0);
    assert_string_equal(trc_ledger_fault_name(found.finding[0].fault), "file");
}

/* Whoever says that a batch is older than the ledger must have the first act on his side. */
static void a_batch_that_claims_to_be_older_is_found(void **state)
{
    struct fixture *f = *state;
    struct found found;
    run_sql(f->path, "UPDATE counter SET value = 1 WHERE name IN ('before_ledger', 'batch')");
    run_sql(f->path,
            "INSERT INTO batch (id, gtin, key_id, seal, own_serials, first_unit, unit_count, lot, expiry, produced,"
            " host, options, created_at_s, completed_at_s) VALUES (1, '06901234567892', 0, 'none', 0, 1, 100,"
            " 'L1', '', '', 'id.acme.cn', '', 1800000000, 1800000000)");
    run_sql(f->path, "INSERT INTO unit_counter (gtin, key_id, next_unit) VALUES ('06901234567892', 0, 101)");
    run_sql(f->path, "INSERT INTO activation (batch_id, first_unit, last_unit, at_s) VALUES (1, 1, 100, 1800000000)");
    verify(f, NULL, 0, &found);
    assert_int_equal(found.report.older_batches, 0);
    assert_true(found.report.findings >= 2);
    assert_string_equal(found.finding[0].table, "batch");
    assert_string_equal(trc_ledger_fault_name(found.finding[0].fault), "added");
}

static void a_ledger_without_its_beginning_is_found(void **state)
{
    struct fixture *f = *state;
    struct found found;
    run_sql(f->path, "DELETE FROM act");
    run_sql(f->path, "UPDATE chain SET length = 0, hash = NULL WHERE number = 8");
    verify(f, NULL, 0, &found);
    assert_int_equal(found.report.findings, 1);
    assert_string_equal(found.finding[0].table, "act");
}

/* Whoever reads it must know where to look. */
static void rows_are_named(void **state)
{
    struct fixture *f = *state;
    const struct {
        const char *sql, *says;
    } rows[] = {
        {"UPDATE unit SET state = 3 WHERE code_key IN (SELECT code_key FROM event WHERE unit = 7)",
         "06901234567892 batch=1 unit=7"},
        {"DELETE FROM unit WHERE code_key IN (SELECT code_key FROM event WHERE unit = 8)", "batch=1 unit=8"},
        {"INSERT INTO recall SELECT 4711, gtin, lot, batch_id, first_unit, last_unit, reason, url, actor, at_s,"
         " lifted_by, lifted_at_s, lift_reason FROM recall WHERE lot <> ''",
         "act=4711"},
        {"INSERT INTO product SELECT '06901234567885', name, name_zh, standard, market, image_type, image FROM product"
         " WHERE gtin = '06901234567908'",
         "gtin=06901234567885"},
        {"INSERT INTO policy (gtin, batch_id, rule, value) VALUES ('', 5, 'scans_max', 9)", "batch=5 scans_max=9"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct found found;
        bool says = false;
        run_sql(f->path, rows[i].sql);
        verify(f, NULL, 0, &found);
        for (size_t j = 0; j < found.count; j++)
            says = says || strstr(found.finding[j].text, rows[i].says) != NULL;
        if (!says)
            fail_msg("nothing says %s", rows[i].says);
        begin_anew(f, i);
    }
}

/* What acts on what is written, or stands in place of a table, is no row: it is named all the same. */
static void triggers_and_views_are_found(void **state)
{
    struct fixture *f = *state;
    struct found found;
    if (on_postgres()) {
        run_sql(f->path, "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN OLD; END$$");
        run_sql(f->path, "CREATE TRIGGER a AFTER UPDATE ON counter FOR EACH ROW EXECUTE FUNCTION keep()");
        run_sql(f->path, "CREATE RULE b AS ON DELETE TO recall DO INSTEAD NOTHING");
    } else {
        run_sql(f->path, "CREATE TRIGGER a AFTER UPDATE ON counter BEGIN UPDATE counter SET value = 1 WHERE"
                         " name = 'generation'; END");
        run_sql(f->path, "CREATE VIEW b AS SELECT * FROM recall");
        run_sql(f->path, "CREATE TABLE c (x)");
        run_sql(f->path, "ANALYZE"); /* an operator's right */
    }
    verify(f, NULL, 0, &found);
    assert_int_equal(found.report.findings, on_postgres() ? 2 : 3);
    for (size_t i = 0; i < found.count; i++)
        assert_string_equal(trc_ledger_fault_name(found.finding[i].fault), "added");
    assert_non_null(strstr(found.finding[1].text, "trigger"));
}

/* On a file they do nothing either: a recall is seen by those who have it open. */
static void triggers_do_nothing(void **state)
{
    struct fixture *f = *state;
    int64_t before, after;
    sqlite_only();
    run_sql(f->path, "CREATE TRIGGER a AFTER UPDATE ON counter BEGIN UPDATE counter SET value = 1 WHERE"
                     " name = 'generation'; END");
    assert_ok(trc_registry_generation(f->registry, &before, &f->error));
    for (int i = 0; i < 3; i++) {
        assert_ok(trc_registry_begin(f->registry, &f->error));
        assert_ok(trc_registry_end(f->registry, TRC_OK, &f->error));
    }
    assert_ok(trc_registry_generation(f->registry, &after, &f->error));
    assert_int_equal(after, before + 3);
}

/* --- while others record --- */

struct writer {
    struct fixture *f;
    volatile bool stops;
    int64_t recorded;
};

static void *record_on(void *context)
{
    struct writer *writer = context;
    struct trc_registry *registry = open_registry(writer->f->path, 0);
    for (int64_t id = 1; !writer->stops; id++) {
        struct trc_record scan = scan_of(1 + (uint32_t)id % 50, 1000000 + id, 5, 900000 + id, "CN-31");
        assert_ok(trc_registry_record(registry, &scan, 1, NULL));
        writer->recorded++;
    }
    trc_registry_close(registry);
    return NULL;
}

static void scans_meanwhile_are_no_damage(void **state)
{
    struct fixture *f = *state;
    struct writer writer = {.f = f};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, record_on, &writer), 0);
    for (int i = 0; i < 30 || writer.recorded < 20; i++)
        assert_world_is_whole(f, NULL, 0);
    writer.stops = true;
    pthread_join(thread, NULL);
    assert_true(writer.recorded >= 20);
}

static enum trc_status stop(void *context, const struct trc_ledger_step *step)
{
    (void)context, (void)step;
    return TRC_ERR_STATE;
}

static void a_visitor_can_stop_it(void **state)
{
    struct fixture *f = *state;
    struct trc_ledger_report report;
    run_sql(f->path, "DELETE FROM event WHERE chain = 2 AND position = 4");
    assert_status(trc_ledger_verify(f->registry, NULL, 0, stop, NULL, &report, &f->error), TRC_ERR_STATE);
    assert_int_equal(report.findings, 0);
    struct trc_record scan = scan_of(5, 77, 1, 0, ""); /* its transaction is over */
    assert_ok(trc_registry_record(f->registry, &scan, 1, &f->error));
}

/* --- registries that are older than the ledger --- */

static void older_registries_are_taken_up(void **state)
{
    struct fixture *f = *state;
    char *sql = NULL;
    size_t size = 0;
    struct found found;
    struct trc_batch batch = batch_of(GTIN_A, 0, 5);
    uint32_t newly;
    sqlite_only();
    FILE *file = fopen(TRC_SOURCE_DIR "/tests/vectors/schema-2.sql", "r");
    assert_non_null(file);
    assert_true(getdelim(&sql, &size, '\0', file) > 0);
    fclose(file);
    run_sql(f->path, sql);
    free(sql);
    f->registry = open_registry(f->path, 0);
    assert_world_is_whole(f, NULL, 0);
    assert_ok(trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, &f->error));
    assert_ok(trc_registry_activate(f->registry, 1, 1, 20, MORNING, &newly, &f->error));
    assert_ok(
        trc_registry_activate(f->registry, batch.id, batch.first_unit, batch.first_unit, MORNING, &newly, &f->error));
    assert_world_is_whole(f, NULL, 0);
    verify(f, NULL, 0, &found);
    assert_int_equal(found.report.older_batches, 2);
    assert_found(f, "UPDATE counter SET value = 1 WHERE name = 'before_ledger'", "changed", "counter", "before_ledger");
    assert_found(f, "UPDATE product SET name = 'x'", "changed", "product", "act");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        registry_test(an_empty_ledger_is_whole),
        ledger_test(a_full_ledger_is_whole),
        ledger_test(forgetting_changes_nothing),
        ledger_test(a_changed_event_is_named),
        ledger_test(a_deleted_event_is_missed),
        ledger_test(the_last_events_are_missed),
        ledger_test(moved_events_are_named),
        ledger_test(an_added_event_is_named),
        ledger_test(an_event_after_the_last_is_added),
        ledger_test(an_event_of_no_chain_is_found),
        ledger_test(ends_are_covered),
        ledger_test(tables_are_covered),
        ledger_test(values_of_other_types_are_found),
        ledger_test(damage_of_the_file_is_told_as_such),
        registry_test(a_batch_that_claims_to_be_older_is_found),
        registry_test(a_ledger_without_its_beginning_is_found),
        ledger_test(rows_are_named),
        ledger_test(triggers_and_views_are_found),
        ledger_test(triggers_do_nothing),
        ledger_test(scans_meanwhile_are_no_damage),
        ledger_test(a_visitor_can_stop_it),
        cmocka_unit_test_setup_teardown(older_registries_are_taken_up, make_folder, remove_fixture),
    };
    return run_registry_tests(tests);
}
