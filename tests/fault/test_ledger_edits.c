/* test_ledger_edits.c: whatever is edited in a registry behind the program's back is found, if it can be seen at all.
 *
 * Each trial edits one thing in a copy of the same file, through SQL or its bytes. Visible is what another reader would
 * see in what the ledger covers; that must be found, always. What is not visible must not be told as changed content.
 * The control is an attacker who knows the program: he makes all links anew, which nothing but a kept checkpoint shows.
 *
 *   test_ledger_edits [--edits N]
 */
#include "ledger_world.h"

#include "ledger_edits.h"
#include "registry/event_row.h"
#include "registry/unit_row.h"

#define ORIGIN "id.acme.cn/ledger"

static unsigned edits = 900;

static struct {
    struct fixture fixture;
    unsigned char *bytes; /* of the whole file */
    size_t size;
    char path[96]; /* of the copy that is edited */
    struct dump dump;
    struct trc_checkpoint kept;
    uint64_t random;
} world;

static struct tally {
    unsigned edits, visible, found, file, refused;
} tallies[EDIT_KIND_COUNT];

/* --- the world --- */

static void sign_world(void)
{
    static const uint8_t seed[TRC_ED25519_SEED_LEN] = {7};
    char text[TRC_CHECKPOINT_SIZE];
    struct trc_note_key key;
    assert_ok(trc_note_key_from_seed(ORIGIN, seed, &key, NULL));
    assert_ok(trc_ledger_checkpoint(world.fixture.registry, ORIGIN, seed, MORNING, text, NULL));
    assert_ok(trc_checkpoint_read(text, strlen(text), &key, 1, &world.kept, NULL));
}

static void read_file(const char *path)
{
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    world.size = (size_t)ftell(file);
    rewind(file);
    world.bytes = malloc(world.size);
    assert_int_equal(fread(world.bytes, 1, world.size, file), world.size);
    fclose(file);
}

static int build_world(void **state)
{
    struct fixture *f = &world.fixture;
    uint32_t newly;
    (void)state;
    world.random = random_seed();
    strcpy(f->folder, "/tmp/trc-ledger-XXXXXX");
    if (mkdtemp(f->folder) == NULL)
        return -1;
    snprintf(f->path, sizeof f->path, "%s/registry.db", f->folder);
    snprintf(world.path, sizeof world.path, "%s/edited.db", f->folder);
    f->registry = open_registry(f->path, TRC_REGISTRY_CREATE);
    make_world(f, 120);
    for (uint32_t i = 0; i < 100; i++) /* unit by unit, as a line does */
        world_says(f, trc_registry_activate(f->registry, 3, 201 + i, 201 + i, MORNING + i / 3, &newly, &f->error));
    sign_world();
    assert_world_is_whole(f, &world.kept, 1);
    trc_registry_close(f->registry);
    f->registry = NULL;
    read_file(f->path);
    world.dump = dump_of(f->path);
    return world.dump.broken ? -1 : 0;
}

static int remove_world(void **state)
{
    (void)state;
    free(world.bytes);
    return nftw(world.fixture.folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void copy_world(void)
{
    FILE *file = fopen(world.path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(world.bytes, 1, world.size, file), world.size);
    assert_int_equal(fclose(file), 0);
}

/* --- trials --- */

/* How a verification of the edited copy ends: DAMAGED and the like when it cannot even be opened. */
static enum trc_status look(const struct trc_checkpoint *kept, size_t count, struct found *found)
{
    struct trc_registry *registry;
    memset(found, 0, sizeof *found);
    enum trc_status status = trc_registry_open(world.path, 0, &registry, NULL);
    if (status == TRC_OK)
        status = trc_ledger_verify(registry, kept, count, keep_finding, found, &found->report, NULL);
    trc_registry_close(registry);
    return status;
}

static void judge(enum edit_kind kind, const char *said)
{
    struct tally *tally = &tallies[kind];
    struct found found;
    const struct dump dump = dump_of(world.path);
    const bool visible = dump.broken || memcmp(&dump, &world.dump, sizeof dump) != 0;
    const enum trc_status status = look(NULL, 0, &found);
    const bool noticed = status != TRC_OK || found.report.findings + found.report.file_faults > 0;
    tally->edits++;
    tally->visible += visible;
    tally->found += visible && noticed;
    tally->file += status != TRC_OK || found.report.file_faults > 0;
    if (visible && !noticed)
        fail_msg("not found: %s", said);
    if (!visible && found.report.findings > 0)
        fail_msg("nothing can be seen of it, and it was told: %s: %s", said, found.finding[0].text);
}

static void try_kind(enum edit_kind kind, unsigned count)
{
    char said[200] = "";
    while (tallies[kind].edits < count) {
        copy_world();
        const bool done = kind == EDIT_BYTES ? edit_bytes(world.path, world.size, &world.random, said)
                                             : edit_sql(world.path, kind, &world.random, said);
        if (done)
            judge(kind, said);
        else if (++tallies[kind].refused > 100 * count)
            fail_msg("the schema refuses every %s", edit_names[kind]);
    }
}

static void print_tally(enum edit_kind kind)
{
    const struct tally *t = &tallies[kind];
    printf("# %-6s %6u edits, %6u visible, %6u found, %6u through the file, %6u refused by the schema\n",
           edit_names[kind], t->edits, t->visible, t->found, t->file, t->refused);
    assert_true(t->edits > 0 && t->visible > 0);
    assert_int_equal(t->found, t->visible);
}

static void edits_through_sql_are_found(void **state)
{
    static const unsigned shares[] = {[EDIT_UPDATE] = 45, [EDIT_DELETE] = 10, [EDIT_SWAP] = 12, [EDIT_INSERT] = 12};
    (void)state;
    for (enum edit_kind kind = 0; kind < EDIT_BYTES; kind++) {
        try_kind(kind, edits * shares[kind] / 100 + 1);
        print_tally(kind);
        assert_true(tallies[kind].file < tallies[kind].edits); /* it was not the file that gave it away */
    }
}

static void edits_of_bytes_are_found(void **state)
{
    (void)state;
    try_kind(EDIT_BYTES, edits / 5 + 1);
    print_tally(EDIT_BYTES);
    assert_true(tallies[EDIT_BYTES].visible < tallies[EDIT_BYTES].edits);
}

/* --- the control --- */

enum { EVENTS_MAX = 1000 };
static struct trc_event events[EVENTS_MAX];

static size_t read_events(struct trc_db *db, const char *sql, int64_t chain)
{
    struct trc_db_rows rows;
    uint8_t kept[TRC_LINK_KEPT];
    size_t count = 0;
    if (chain >= 0)
        trc_db_query(db, &rows, sql, DB_ARGS(DB_INT(chain)), NULL);
    else
        trc_db_query(db, &rows, sql, NULL, NULL);
    while (count < EVENTS_MAX && trc_db_next(&rows))
        trc_event_row_read(&rows, &events[count++], kept);
    assert_ok(trc_db_close_rows(&rows));
    return count;
}

/* Positions without a gap, every link, and where the chain ends. */
static void forge_chain(struct trc_db *db, uint32_t number)
{
    struct trc_chain chain = {0};
    const size_t count =
        read_events(db, "SELECT " TRC_EVENT_COLUMNS " FROM event WHERE chain = $1 ORDER BY position", number);
    for (size_t i = 0; i < count; i++) {
        uint8_t kept[TRC_LINK_KEPT];
        events[i].position = (int64_t)i + 1;
        trc_event_link(&events[i], &chain, kept);
        assert_ok(trc_db_run(db, "UPDATE event SET hash = $1, position = $2 WHERE code_key = $3 AND id = $4",
                             DB_ARGS(DB_BLOB(kept, sizeof kept), DB_INT(events[i].position),
                                     DB_BLOB(events[i].code_key, TRC_CODE_KEY_LEN), DB_INT(events[i].id)),
                             NULL, NULL));
    }
    assert_ok(trc_chain_write(db, number, &chain, NULL));
}

static void insert_unit(struct trc_db *db, const struct trc_unit *unit)
{
    struct trc_unit_row row;
    struct trc_db_arg args[TRC_UNIT_ARGS + 1];
    trc_unit_row_bind(unit, &row, args);
    args[TRC_UNIT_ARGS].type = TRC_DB_LAST;
    assert_ok(trc_db_run(db, TRC_UNIT_INSERT, args, NULL, NULL));
}

static void forge_units(struct trc_db *db)
{
    const size_t count = read_events(db, "SELECT " TRC_EVENT_COLUMNS " FROM event ORDER BY code_key, position", -1);
    struct trc_unit unit = {0};
    assert_ok(trc_db_run(db, "DELETE FROM unit", NULL, NULL, NULL));
    for (size_t i = 0; i < count; i++) {
        trc_unit_add(&unit, &events[i]);
        if (i + 1 < count && memcmp(events[i + 1].code_key, unit.code_key, TRC_CODE_KEY_LEN) == 0)
            continue;
        insert_unit(db, &unit);
        unit = (struct trc_unit){0};
    }
}

/* What nobody can tell from what the program would have written. */
static void forge(const char *change, unsigned row)
{
    char sql[160];
    struct trc_registry *registry = open_registry(world.path, 0);
    snprintf(sql, sizeof sql, "%s WHERE rowid = %u", change, row);
    assert_ok(trc_db_begin(registry->db, NULL));
    assert_ok(trc_db_exec(registry->db, sql, NULL));
    for (uint32_t i = 0; i < TRC_CHAINS; i++)
        forge_chain(registry->db, i);
    forge_units(registry->db);
    assert_ok(trc_db_end(registry->db, TRC_OK, NULL));
    trc_registry_close(registry);
}

static void only_a_checkpoint_finds_a_forger(void **state)
{
    static const char *const forgeries[] = {
        "UPDATE event SET verdict = verdict + 1",    "UPDATE event SET place = 'CN-65'",
        "UPDATE event SET at_s = at_s - 86400",      "UPDATE event SET kind = 3, state = 5, actor = 'till'",
        "UPDATE event SET scanner = scanner + 1000", "DELETE FROM event",
    };
    enum { KINDS = sizeof forgeries / sizeof *forgeries };
    const unsigned count = edits / 30 + KINDS;
    unsigned done = 0, unnoticed = 0, noticed = 0;
    (void)state;
    for (unsigned i = 0; done < count && i < 10 * count; i++) {
        struct found found;
        copy_world();
        forge(forgeries[i % KINDS], 1 + random_below(&world.random, 360));
        const struct dump dump = dump_of(world.path);
        if (memcmp(&dump, &world.dump, sizeof dump) == 0) /* it said so already */
            continue;
        done++;
        assert_ok(look(NULL, 0, &found));
        unnoticed += found.report.findings == 0;
        assert_ok(look(&world.kept, 1, &found));
        noticed += found.report.findings > 0;
    }
    printf("# forger %6u edits with all links made anew: %u not noticed without a checkpoint, %u noticed with one\n",
           done, unnoticed, noticed);
    assert_int_equal(done, count);
    assert_int_equal(unnoticed, count);
    assert_int_equal(noticed, count);
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--edits") == 0)
        edits = (unsigned)strtoul(argv[2], NULL, 10);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edits_through_sql_are_found),
        cmocka_unit_test(edits_of_bytes_are_found),
        cmocka_unit_test(only_a_checkpoint_finds_a_forger),
    };
    return cmocka_run_group_tests(tests, build_world, remove_world);
}
