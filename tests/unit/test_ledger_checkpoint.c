/* test_ledger_checkpoint.c: what was signed and kept elsewhere shows what the registry alone cannot. */
#include "ledger_world.h"

#include "registry/event_row.h"

#define ORIGIN "id.acme.cn/ledger"

static const uint8_t seed[TRC_ED25519_SEED_LEN] = {1, 2, 3};

static int make_full(void **state)
{
    if (make_registry(state) != 0)
        return -1;
    make_world(*state, 40);
    return 0;
}

#define ledger_test(name) cmocka_unit_test_setup_teardown(name, make_full, remove_fixture)

static struct trc_note_key key_of(const uint8_t secret[TRC_ED25519_SEED_LEN], const char *name)
{
    struct trc_note_key key;
    assert_ok(trc_note_key_from_seed(name, secret, &key, NULL));
    return key;
}

static void sign(struct fixture *f, int64_t at_s, char text[TRC_CHECKPOINT_SIZE], struct trc_checkpoint *checkpoint)
{
    const struct trc_note_key key = key_of(seed, ORIGIN);
    world_says(f, trc_ledger_checkpoint(f->registry, ORIGIN, seed, at_s, text, &f->error));
    world_says(f, trc_checkpoint_read(text, strlen(text), &key, 1, checkpoint, &f->error));
}

static void it_says_where_the_chains_end(void **state)
{
    struct fixture *f = *state;
    char text[TRC_CHECKPOINT_SIZE];
    struct trc_checkpoint checkpoint;
    struct trc_chain chain;
    sign(f, MORNING + 7, text, &checkpoint);
    assert_string_equal(checkpoint.origin, ORIGIN);
    assert_int_equal(checkpoint.at_s, MORNING + 7);
    int64_t rows = 0;
    for (uint32_t i = 0; i < TRC_LEDGER_CHAINS; i++) {
        assert_ok(trc_chain_read(f->registry->db, i, &chain, &f->error));
        assert_int_equal(checkpoint.length[i], chain.length);
        assert_memory_equal(checkpoint.link[i], chain.link, TRC_LINK_LEN);
        rows += chain.length;
    }
    assert_int_equal(checkpoint.rows, rows);
    assert_memory_equal(text, ORIGIN "\n", strlen(ORIGIN "\n"));
    assert_non_null(strstr(text, "\ntime 2027-01-15T08:00:07Z\n\n\u2014 " ORIGIN " "));
}

static void an_empty_ledger_has_one_too(void **state)
{
    struct fixture *f = *state;
    char text[TRC_CHECKPOINT_SIZE];
    struct trc_checkpoint checkpoint;
    sign(f, 1, text, &checkpoint);
    assert_int_equal(checkpoint.rows, 1); /* that it begins */
    assert_world_is_whole(f, &checkpoint, 1);
    make_world(f, 10);
    assert_world_is_whole(f, &checkpoint, 1);
}

static void what_grew_holds(void **state)
{
    struct fixture *f = *state;
    char text[TRC_CHECKPOINT_SIZE];
    struct trc_checkpoint kept[3];
    for (int i = 0; i < 3; i++) {
        sign(f, MORNING + i, text, &kept[i]);
        world_events(f, 25, 100000 * (i + 1));
    }
    assert_world_is_whole(f, kept, 3);
}

/* --- reading --- */

static void others_are_refused(void **state)
{
    struct fixture *f = *state;
    static const uint8_t other_seed[TRC_ED25519_SEED_LEN] = {4};
    char text[TRC_CHECKPOINT_SIZE];
    struct trc_checkpoint checkpoint;
    const struct trc_note_key key = key_of(seed, ORIGIN), other = key_of(other_seed, ORIGIN);
    sign(f, MORNING, text, &checkpoint);
    assert_status(trc_checkpoint_read(text, strlen(text), &other, 1, &checkpoint, &f->error), TRC_ERR_KEY);
    for (size_t i = 0; i < strlen(text); i++) {
        text[i] ^= 1;
        assert_int_not_equal(trc_checkpoint_read(text, strlen(text), &key, 1, &checkpoint, NULL), TRC_OK);
        assert_int_equal(checkpoint.rows, 0);
        text[i] ^= 1;
    }
    for (size_t len = 0; len < strlen(text); len++)
        assert_int_not_equal(trc_checkpoint_read(text, len, &key, 1, &checkpoint, NULL), TRC_OK);
    text[strlen(ORIGIN) + 1] ^= 1;
    assert_status(trc_checkpoint_read(text, strlen(text), &key, 1, &checkpoint, &f->error), TRC_ERR_DAMAGED);
}

/* Signed with the right key, and yet none. */
static void assert_no_checkpoint(const char *body, const char *name)
{
    char note[8192];
    size_t len;
    struct trc_checkpoint checkpoint;
    struct trc_error error = TRC_ERROR_INIT;
    const struct trc_note_key key = key_of(seed, name);
    assert_ok(trc_note_sign(body, strlen(body), name, seed, note, sizeof note, &len, &error));
    assert_status(trc_checkpoint_read(note, len, &key, 1, &checkpoint, &error), TRC_ERR_SYNTAX);
    assert_string_equal(error.rule, "checkpoint");
}

/* `body` with one part replaced. */
static void assert_strict(const char *body, const char *part, const char *by)
{
    char text[2 * TRC_CHECKPOINT_SIZE];
    const char *at = strstr(body, part);
    assert_non_null(at);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - body), body, by, at + strlen(part));
    assert_no_checkpoint(text, ORIGIN);
}

static void another_shape_is_none(void **state)
{
    struct fixture *f = *state;
    char text[TRC_CHECKPOINT_SIZE], body[TRC_CHECKPOINT_SIZE], rows[32], more[32], long_text[4000];
    struct trc_checkpoint checkpoint;
    sign(f, MORNING, text, &checkpoint);
    snprintf(body, sizeof body, "%.*s", (int)(strstr(text, "\n\n") + 1 - text), text);
    snprintf(rows, sizeof rows, "\n%lld\n", (long long)checkpoint.rows);
    snprintf(more, sizeof more, "\n0%lld\n", (long long)checkpoint.rows);
    assert_strict(body, rows, more);
    assert_strict(body, rows, "\n-1\n");
    assert_strict(body, rows, "\n99999999999999999999\n");
    assert_strict(body, "chain 3", "chain 2");
    assert_strict(body, "chain 3 ", "chain 3  ");
    assert_strict(body, "time 2027-01-15", "time 2027-01-99");
    assert_strict(body, "time 2027", "time 1960");
    assert_strict(body, "Z\n", "Z\nmore 1\n");
    assert_strict(body, ORIGIN, "go.acme.cn/ledger"); /* another name than its key's */
    assert_no_checkpoint(body, "go.acme.cn/ledger");
    assert_no_checkpoint("hello\n", ORIGIN);
    assert_no_checkpoint("\n\n\n\n", ORIGIN);
    memset(long_text, 'x', sizeof long_text);
    memcpy(long_text + sizeof long_text - 2, "\n", 2);
    assert_no_checkpoint(long_text, ORIGIN);
}

static void wrong_requests_are_refused(void **state)
{
    struct fixture *f = *state;
    char text[TRC_CHECKPOINT_SIZE], name[400];
    memset(name, 'a', sizeof name);
    name[sizeof name - 1] = '\0';
    assert_status(trc_ledger_checkpoint(f->registry, name, seed, 1, text, &f->error), TRC_ERR_RANGE);
    assert_status(trc_ledger_checkpoint(f->registry, "a b", seed, 1, text, &f->error), TRC_ERR_SYNTAX);
    assert_status(trc_ledger_checkpoint(f->registry, ORIGIN, seed, 0, text, &f->error), TRC_ERR_RANGE);
    assert_string_equal(text, "");
}

/* --- what only a kept one shows --- */

/* Whoever can write to the database does as the program does: every link of a chain anew, and where it ends. */
static void forge_chain(struct fixture *f, uint32_t number)
{
    enum { MAX = 200 };
    struct trc_chain chain = {0};
    struct trc_event *events = calloc(MAX, sizeof *events);
    uint8_t kept[TRC_LINK_KEPT];
    struct trc_db *db = f->registry->db;
    struct trc_db_rows rows;
    size_t count = 0;
    trc_db_query(db, &rows, "SELECT " TRC_EVENT_COLUMNS " FROM event WHERE chain = $1 ORDER BY position",
                 DB_ARGS(DB_INT(number)), &f->error);
    while (count < MAX && trc_db_next(&rows))
        trc_event_row_read(&rows, &events[count++], kept);
    assert_ok(trc_db_close_rows(&rows));
    assert_ok(trc_db_begin(db, &f->error));
    for (size_t i = 0; i < count; i++) {
        trc_event_link(&events[i], &chain, kept);
        assert_ok(trc_db_run(
            db, "UPDATE event SET hash = $1 WHERE code_key = $2 AND id = $3",
            DB_ARGS(DB_BLOB(kept, sizeof kept), DB_BLOB(events[i].code_key, TRC_CODE_KEY_LEN), DB_INT(events[i].id)),
            NULL, &f->error));
    }
    assert_ok(trc_chain_write(db, number, &chain, &f->error));
    assert_ok(trc_db_end(db, TRC_OK, &f->error));
    free(events);
}

/* Two checkpoints of chain 6, and then a row of it forged with all links after it. */
static void forge_after_checkpoints(struct fixture *f, const char *sql, struct trc_checkpoint kept[2])
{
    char text[TRC_CHECKPOINT_SIZE];
    sign(f, MORNING, text, &kept[0]);
    world_events(f, 40, 500000);
    sign(f, MORNING + 9, text, &kept[1]);
    run_sql(f->path, sql);
    forge_chain(f, 6);
}

static void a_rewritten_chain_shows(void **state)
{
    struct fixture *f = *state;
    struct trc_checkpoint kept[2];
    struct found found;
    forge_after_checkpoints(f, "UPDATE event SET verdict = 9 WHERE chain = 6 AND position = 5", kept);
    assert_world_is_whole(f, NULL, 0); /* the control: nothing in the registry says so */
    verify(f, kept, 2, &found);
    assert_int_equal(found.count, 2); /* at both of its lengths */
    assert_string_equal(trc_ledger_fault_name(found.finding[0].fault), "rewritten");
    assert_int_equal(found.finding[0].chain, 6);
    assert_int_equal(found.finding[0].position, 15);
    assert_false(found.report.whole[6]);
    assert_true(found.report.whole[5]);
}

/* What an earlier checkpoint holds of a chain, a change after it leaves as it is. */
static void the_first_rows_can_still_hold(void **state)
{
    struct fixture *f = *state;
    struct trc_checkpoint kept[2];
    struct found found;
    forge_after_checkpoints(f, "UPDATE event SET verdict = 9 WHERE chain = 6 AND position = 20", kept);
    assert_world_is_whole(f, kept, 1);
    verify(f, kept, 2, &found);
    assert_int_equal(found.count, 1);
    assert_int_equal(found.finding[0].position, 30);
}

static void an_older_registry_is_called_so(void **state)
{
    struct fixture *f = *state;
    char text[TRC_CHECKPOINT_SIZE], copy[160];
    struct trc_checkpoint kept;
    struct found found;
    sqlite_only();
    snprintf(copy, sizeof copy, "VACUUM INTO '%s/copy.db'", f->folder);
    run_sql(f->path, copy);
    world_events(f, 40, 500000);
    sign(f, MORNING, text, &kept);
    assert_world_is_whole(f, &kept, 1);
    trc_registry_close(f->registry);
    snprintf(f->path, sizeof f->path, "%s/copy.db", f->folder);
    f->registry = open_registry(f->path, 0);
    assert_world_is_whole(f, NULL, 0);
    verify(f, &kept, 1, &found);
    assert_int_equal(found.count, 1);
    assert_string_equal(trc_ledger_fault_name(found.finding[0].fault), "older");
    if (strstr(found.finding[0].text, "older than the checkpoint of 2027-01-15T08:00:00Z") == NULL)
        fail_msg("%s", found.finding[0].text);
    world_events(f, 40, 900000); /* then as many others are recorded: not older, another one */
    verify(f, &kept, 1, &found);
    assert_int_equal(found.count, TRC_CHAINS);
    assert_string_equal(trc_ledger_fault_name(found.finding[0].fault), "rewritten");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ledger_test(it_says_where_the_chains_end),
        registry_test(an_empty_ledger_has_one_too),
        ledger_test(what_grew_holds),
        ledger_test(others_are_refused),
        ledger_test(another_shape_is_none),
        ledger_test(wrong_requests_are_refused),
        ledger_test(a_rewritten_chain_shows),
        ledger_test(the_first_rows_can_still_hold),
        ledger_test(an_older_registry_is_called_so),
    };
    return run_registry_tests(tests);
}
