/* test_registry_power_loss.c: whatever of the unsynced a disk keeps when power is lost, the registry opens and holds
 * all that was acknowledged.
 *
 * A workload runs over a VFS that journals it (power_disk.h); then images of the folder at random moments are opened by
 * the library. The same without a sync at each commit must lose something, and without any sync must be damaged, else
 * the images show nothing. --images N or TRC_TEST_IMAGES sets how many, TRC_TEST_SEED the random numbers.
 */
#include "ledger_fixture.h"

#include <sys/stat.h>
#include <trc/recall.h>

#include "power_disk.h"
#include "random.h"

enum { STEPS = 200, REOPEN_EVERY = 90, SERIALS = 150, SCANS = 20, SCANNED_UNITS = 300, NOW_S = 1725148800 };

static unsigned images = 150;

/* --- the workload ------------------------------------------------------------------------------------------------- */

/* What was acknowledged at a moment. */
struct fact {
    const struct kind *kind;
    size_t moment;
    int64_t batch;
    uint32_t first, last;
};

/* A run of the workload. */
struct work {
    struct fixture *f;
    uint32_t step;
    int64_t newest; /* batch of sealed serials */
    size_t made;    /* the moment when the registry was there */
    struct fact fact[STEPS];
};

/* A kind of write: does it, and tells later whether it stands. Another is another row of `kinds`. */
struct kind {
    const char *name;
    void (*write)(struct work *work, struct fact *fact);
    bool (*stands)(struct trc_registry *registry, const struct fact *fact);
};

static void reserve(struct work *work, struct fact *fact)
{
    struct trc_batch batch = batch_of(GTIN_A, 0, 1 + work->step % 100);
    assert_ok(trc_registry_reserve(work->f->registry, &batch, "options", NULL, NULL, &work->f->error));
    work->newest = batch.id;
    *fact = (struct fact){.batch = batch.id, .first = batch.first_unit, .last = batch.first_unit + batch.count - 1};
}

static bool batch_stands(struct trc_registry *registry, const struct fact *fact)
{
    struct trc_batch batch;
    return trc_registry_get_batch(registry, fact->batch, &batch, NULL) == TRC_OK && batch.first_unit == fact->first &&
           batch.count == fact->last - fact->first + 1;
}

struct numbers {
    uint32_t step, given;
    char text[TRC_SERIAL_MAX + 1];
};

static void number_format(struct numbers *numbers)
{
    snprintf(numbers->text, sizeof numbers->text, "S%u-%u", numbers->step, numbers->given);
}

static enum trc_status next_number(void *context, const char **serial, struct trc_error *error)
{
    struct numbers *numbers = context;
    (void)error;
    number_format(numbers);
    *serial = numbers->given++ < SERIALS ? numbers->text : NULL;
    return TRC_OK;
}

static void reserve_own(struct work *work, struct fact *fact)
{
    struct numbers numbers = {.step = work->step};
    struct trc_batch batch = batch_of(GTIN_B, 0, 0);
    batch.seal = TRC_SEAL_KIND_HMAC;
    assert_ok(trc_registry_reserve(work->f->registry, &batch, NULL, next_number, &numbers, &work->f->error));
    *fact = (struct fact){.batch = batch.id, .first = batch.first_unit, .last = batch.first_unit + SERIALS - 1};
}

static enum trc_status count_serial(void *context, uint32_t unit, const char *serial)
{
    (void)unit, (void)serial;
    ++*(uint32_t *)context;
    return TRC_OK;
}

static bool serials_stand(struct trc_registry *registry, const struct fact *fact)
{
    uint32_t count = 0;
    return batch_stands(registry, fact) &&
           trc_registry_each_serial(registry, fact->batch, fact->first, count_serial, &count, NULL) == TRC_OK &&
           count == SERIALS;
}

/* One unit of the newest batch, and then the rest of it. */
static void activate(struct work *work, struct fact *fact)
{
    struct fixture *f = work->f;
    struct trc_batch batch;
    uint32_t newly;
    assert_ok(trc_registry_get_batch(f->registry, work->newest, &batch, &f->error));
    *fact = (struct fact){.batch = batch.id, .first = batch.first_unit, .last = batch.first_unit + batch.count - 1};
    const uint32_t middle = fact->first + batch.count / 2;
    assert_ok(trc_registry_activate(f->registry, batch.id, middle, middle, NOW_S, &newly, &f->error));
    assert_ok(trc_registry_activate(f->registry, batch.id, fact->first, fact->last, NOW_S + 1, &newly, &f->error));
    assert_int_equal(newly, batch.count - 1);
}

static bool activation_stands(struct trc_registry *registry, const struct fact *fact)
{
    struct trc_batch batch;
    return trc_registry_get_batch(registry, fact->batch, &batch, NULL) == TRC_OK && batch.active_count == batch.count;
}

/* One of the scans of a step: some units are scanned in many steps. */
static struct trc_record scan_at(uint32_t step, uint32_t i)
{
    const uint32_t unit = 1 + (step * 37 + i * 11) % SCANNED_UNITS;
    return scan_of(unit, (int64_t)step * SCANS + i, 1 + step % 7, (int64_t)step * 3600, "CN-31");
}

static void scan(struct work *work, struct fact *fact)
{
    struct trc_record records[SCANS];
    for (uint32_t i = 0; i < SCANS; i++)
        records[i] = scan_at(work->step, i);
    assert_ok(trc_registry_record(work->f->registry, records, SCANS, &work->f->error));
    *fact = (struct fact){.first = work->step};
}

struct search {
    int64_t id;
    unsigned found;
};

static enum trc_status look_at_event(void *context, const struct trc_event *event)
{
    struct search *search = context;
    search->found += event->id == search->id;
    return TRC_OK;
}

static bool scans_stand(struct trc_registry *registry, const struct fact *fact)
{
    for (uint32_t i = 0; i < SCANS; i++) {
        const struct trc_record record = scan_at(fact->first, i);
        struct search search = {.id = record.event.id};
        if (trc_registry_each_event(registry, record.event.code_key, look_at_event, &search, NULL) != TRC_OK ||
            search.found != 1)
            return false;
    }
    return true;
}

static void recall(struct work *work, struct fact *fact)
{
    struct trc_recall recall = {.batch_id = work->newest, .reason = "sour", .actor = "An", .at_s = NOW_S};
    assert_ok(trc_registry_add_recall(work->f->registry, &recall, &work->f->error));
    *fact = (struct fact){.batch = recall.id};
}

static enum trc_status look_at_recall(void *context, const struct trc_recall *recall)
{
    struct search *search = context;
    search->found += recall->id == search->id;
    return TRC_OK;
}

static bool recall_stands(struct trc_registry *registry, const struct fact *fact)
{
    struct search search = {.id = fact->batch};
    return trc_registry_each_recall(registry, look_at_recall, &search, NULL) == TRC_OK && search.found == 1;
}

static const struct kind kinds[] = {
    {"reserve", reserve, batch_stands},        {"reserve own serials", reserve_own, serials_stand},
    {"activate", activate, activation_stands}, {"scan", scan, scans_stand},
    {"recall", recall, recall_stands},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static void open_with(struct fixture *f, unsigned flags, const char *setting)
{
    f->registry = open_registry(f->path, flags);
    /* Often enough that a short run passes many checkpoints. */
    assert_ok(trc_db_exec(f->registry->db, "PRAGMA wal_autocheckpoint = 500", &f->error));
    if (setting != NULL)
        assert_ok(trc_db_exec(f->registry->db, setting, &f->error));
}

static void step(struct work *work)
{
    struct fact *fact = &work->fact[work->step];
    const struct kind *kind = &kinds[work->step % KINDS];
    kind->write(work, fact);
    fact->kind = kind;
    fact->moment = power_disk_now();
}

/* `setting` is in force from when the registry is made. */
static void do_work(struct work *work, const char *setting)
{
    struct fixture *f = work->f;
    power_disk_begin(f->folder);
    open_with(f, TRC_REGISTRY_CREATE, setting);
    work->made = power_disk_now();
    for (work->step = 0; work->step < STEPS; work->step++) {
        step(work);
        if (work->step % REOPEN_EVERY == REOPEN_EVERY - 1) { /* the WAL is moved over and goes */
            trc_registry_close(f->registry);
            open_with(f, 0, setting);
        }
    }
    trc_registry_close(f->registry);
    f->registry = NULL;
    power_disk_end();
    print_message("%zu things done, the WAL began anew %zu times\n", power_disk_now(),
                  power_disk_restarts("registry.db-wal"));
    assert_true(power_disk_restarts("registry.db-wal") > 0);
}

/* --- images ------------------------------------------------------------------------------------------------------- */

/* Numbers that are all 0 in a registry that holds whole transactions only, and no number twice. */
static const char *const laws[] = {
    "SELECT COUNT(*) FROM batch a JOIN batch b ON a.gtin = b.gtin AND a.key_id = b.key_id AND a.id < b.id"
    " WHERE a.first_unit < b.first_unit + b.unit_count AND b.first_unit < a.first_unit + a.unit_count",
    "SELECT COUNT(*) FROM batch b WHERE own_serials = 1 AND unit_count <>"
    " (SELECT COUNT(*) FROM own_serial o WHERE o.batch_id = b.id)",
    "SELECT COUNT(*) FROM unit_counter c WHERE next_unit <>"
    " (SELECT MAX(first_unit + unit_count) FROM batch b WHERE b.gtin = c.gtin AND b.key_id = c.key_id)",
    "SELECT value - (SELECT COUNT(*) FROM batch) FROM counter WHERE name = 'batch'",
    "SELECT COUNT(*) FROM own_serial WHERE batch_id NOT IN (SELECT id FROM batch)",
    "SELECT COUNT(*) FROM activation a JOIN activation b ON a.batch_id = b.batch_id AND a.rowid < b.rowid"
    " WHERE a.first_unit <= b.last_unit AND b.first_unit <= a.last_unit",
    "SELECT COUNT(*) FROM chain c WHERE number < 8 AND length <>"
    " (SELECT COUNT(*) FROM event e WHERE e.chain = c.number)",
    "SELECT COUNT(*) FROM unit u WHERE events <> (SELECT COUNT(*) FROM event e WHERE e.code_key = u.code_key)",
    "SELECT length - (SELECT COUNT(*) FROM act) FROM chain WHERE number = 8",
    "SELECT COUNT(*) FROM recall WHERE act NOT IN (SELECT number FROM act)",
    "SELECT COUNT(*) FROM pragma_foreign_key_check",
};

static bool is_whole(struct trc_registry *registry)
{
    struct trc_db_rows rows;
    char answer[64] = "";
    trc_db_query(registry->db, &rows, "PRAGMA integrity_check(1)", NULL, NULL);
    while (trc_db_next(&rows))
        trc_db_text(&rows, 0, answer, sizeof answer);
    bool whole = trc_db_close_rows(&rows) == TRC_OK && strcmp(answer, "ok") == 0;
    for (size_t i = 0; whole && i < sizeof laws / sizeof *laws; i++) {
        int64_t number = -1;
        trc_db_query(registry->db, &rows, laws[i], NULL, NULL);
        while (trc_db_next(&rows))
            number = trc_db_int(&rows, 0);
        whole = trc_db_close_rows(&rows) == TRC_OK && number == 0;
    }
    return whole;
}

/* Does a new batch of this product get units that were given out before? */
static bool gives_again(struct trc_registry *registry, const char *gtin, uint32_t last)
{
    struct trc_batch batch = batch_of(gtin, 0, 1);
    return trc_registry_reserve(registry, &batch, NULL, NULL, NULL, NULL) != TRC_OK || batch.first_unit <= last;
}

struct tally {
    unsigned images, damaged, lossy, doubled, facts, lost;
    size_t faults[POWER_FAULT_COUNT], stale_shm;
};

/* What an image holds of what was acknowledged before `moment`. */
static void compare(struct trc_registry *registry, const struct work *work, size_t moment, struct tally *tally)
{
    uint32_t last[2] = {0, 0};
    unsigned lost = 0;
    assert_ok(trc_db_exec(registry->db, "PRAGMA synchronous = OFF", NULL)); /* the image itself need not last */
    for (size_t i = 0; i < STEPS && work->fact[i].moment <= moment; i++) {
        const struct fact *fact = &work->fact[i];
        tally->facts++;
        lost += !fact->kind->stands(registry, fact);
        if (fact->kind->write == reserve || fact->kind->write == reserve_own)
            last[fact->kind->write == reserve_own] = fact->last;
    }
    tally->lost += lost;
    tally->lossy += lost > 0;
    tally->damaged += !is_whole(registry);
    tally->doubled += gives_again(registry, GTIN_A, last[0]) || gives_again(registry, GTIN_B, last[1]);
}

/* Shared memory of before: nothing that anybody may believe. */
static void leave_shm(const char *path, uint64_t *random)
{
    char shm[128];
    uint8_t junk[4096];
    snprintf(shm, sizeof shm, "%s-shm", path);
    for (size_t i = 0; i < sizeof junk; i++)
        junk[i] = (uint8_t)random_next(random);
    FILE *out = fopen(shm, "wb");
    assert_non_null(out);
    for (size_t i = 0; i < 8; i++)
        assert_int_equal(fwrite(junk, 1, sizeof junk, out), sizeof junk);
    assert_int_equal(fclose(out), 0);
}

static void lose_power(const struct work *work, uint64_t *random, struct tally *tally)
{
    char folder[48], path[64];
    snprintf(folder, sizeof folder, "%s/image", work->f->folder);
    snprintf(path, sizeof path, "%s/registry.db", folder);
    assert_int_equal(mkdir(folder, 0700), 0);
    const size_t moment = power_disk_moment(random);
    power_disk_image(moment, random, folder, tally->faults);
    if (random_below(random, 4) == 0) {
        leave_shm(path, random);
        tally->stale_shm++;
    }
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_registry *registry;
    const enum trc_status status =
        trc_registry_open(path, moment < work->made ? TRC_REGISTRY_CREATE : 0, &registry, &error);
    if (status == TRC_OK)
        compare(registry, work, moment, tally);
    else
        print_message("at %zu: %s\n", moment, error.msg);
    tally->damaged += status != TRC_OK;
    trc_registry_close(registry);
    assert_int_equal(nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

static struct tally lose_power_often(struct fixture *f, const char *setting, unsigned count)
{
    static struct work work;
    work = (struct work){.f = f};
    uint64_t random = random_seed();
    struct tally tally = {.images = count};
    do_work(&work, setting);
    for (unsigned i = 0; i < count; i++)
        lose_power(&work, &random, &tally);
    power_disk_clear();
    print_message("%u images: %u damaged, %u without something acknowledged, %u would give numbers again;"
                  " %u of %u facts lost\n",
                  count, tally.damaged, tally.lossy, tally.doubled, tally.lost, tally.facts);
    for (size_t i = 0; i < POWER_FAULT_COUNT; i++)
        print_message("  %s: %zu\n", power_fault_names[i], tally.faults[i]);
    print_message("  stale shared memory: %zu\n", tally.stale_shm);
    return tally;
}

static void power_loss_loses_nothing_acknowledged(void **state)
{
    const struct tally tally = lose_power_often(*state, NULL, images);
    for (size_t i = 0; i < POWER_FAULT_COUNT; i++)
        assert_true(tally.faults[i] > 0);
    assert_true(tally.stale_shm > 0 && tally.facts > images);
    assert_int_equal(tally.damaged, 0);
    assert_int_equal(tally.lost, 0);
    assert_int_equal(tally.doubled, 0);
}

static void without_a_sync_at_commit_something_is_lost(void **state)
{
    const struct tally tally = lose_power_often(*state, "PRAGMA synchronous = NORMAL", images / 2);
    assert_true(tally.lossy > 0 && tally.doubled > 0);
    assert_int_equal(tally.damaged, 0); /* what SQLite promises of it */
}

static void without_any_sync_something_is_damaged(void **state)
{
    const struct tally tally = lose_power_often(*state, "PRAGMA synchronous = OFF", images / 2);
    assert_true(tally.lossy > 0 && tally.damaged > 0);
}

int main(int argc, char **argv)
{
    const char *count = argc == 3 && strcmp(argv[1], "--images") == 0 ? argv[2] : getenv("TRC_TEST_IMAGES");
    if (count != NULL)
        images = (unsigned)strtoul(count, NULL, 10);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(power_loss_loses_nothing_acknowledged, make_folder, remove_fixture),
        cmocka_unit_test_setup_teardown(without_a_sync_at_commit_something_is_lost, make_folder, remove_fixture),
        cmocka_unit_test_setup_teardown(without_any_sync_something_is_damaged, make_folder, remove_fixture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
