/* bench_lookup.c: what it takes to look up one unit when ten million were scanned, beside a hundred thousand.
 *
 *     bench_lookup [--units N] [--small N] [--folder DIR] [--keep]
 *
 * Two registries are filled through trc_registry_record(); then single units are asked for at random, of both in turns:
 * what is known of them, all that happened to them, and a whole judgement of their codes. Units are filled in buckets
 * of the first byte of their keys, in random order within each: buckets never share a page but at their edges, so the
 * file is as full as after scans in any order, and is filled in minutes. Default: 1,000,000 units; tests/long.sh asks
 * 10,000,000.
 */
#include "bench_scans.h"

#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <trc/judge.h>
#include <unistd.h>

#include "code_fixture.h"
#include "registry/registry.h"

enum {
    TRANSACTION = 4000,
    BUCKETS = 256,
    MORE_EVERY = 8, /* one unit in eight was scanned four times more */
    MORE = 4,
    ASKED = 4000, /* units, in each round */
    ROUNDS = 5,
    LOOKUPS = 3,
    NOW = 1767225600 /* 2026-01-01 */
};

static const char *const lookup_names[LOOKUPS] = {"state of a unit", "its history", "judging its code"};

/* A registry and what is asked of it. */
struct world {
    char path[256];
    uint32_t units;
    uint64_t events;
    struct trc_registry *registry;
    struct trc_verifier *verifier;
    sqlite3 *raw;
    uint64_t random;
    double issued_bytes, fill_s, unit_bytes, event_bytes;
    double *took_s[LOOKUPS];
    size_t took_count;
};

struct named {
    uint8_t key[TRC_CODE_KEY_LEN];
    uint32_t unit;
};

static struct trc_keyring ring;
static struct trc_template tmpl;

static uint64_t next_random(uint64_t *state)
{
    uint64_t x = *state += 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

static void name_unit(uint32_t unit, struct trc_issued *issued, uint8_t key[TRC_CODE_KEY_LEN])
{
    struct trc_error error = TRC_ERROR_INIT;
    bench_check(trc_template_issue(&tmpl, unit, NULL, issued, &error), &error);
    bench_check(trc_code_key(FIXTURE_GTIN, issued->serial, key), NULL);
}

/* Bytes of the file once all of the WAL is in it. */
static double file_bytes(struct world *world)
{
    struct stat info;
    if (sqlite3_exec(world->raw, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL) != SQLITE_OK ||
        stat(world->path, &info) != 0)
        exit(1);
    return (double)info.st_size;
}

/* Bytes of a table and its indexes. */
static double table_bytes(struct world *world, const char *table)
{
    char sql[256];
    sqlite3_stmt *stmt;
    snprintf(sql, sizeof sql,
             "SELECT SUM(pgsize) FROM dbstat WHERE aggregate = TRUE AND name IN"
             " (SELECT name FROM sqlite_master WHERE tbl_name = '%s')",
             table);
    if (sqlite3_prepare_v2(world->raw, sql, -1, &stmt, NULL) != SQLITE_OK || sqlite3_step(stmt) != SQLITE_ROW) {
        fprintf(stderr, "dbstat: %s\n", sqlite3_errmsg(world->raw));
        exit(1);
    }
    const double bytes = sqlite3_column_double(stmt, 0);
    sqlite3_finalize(stmt);
    return bytes;
}

/* One batch of all units, released. What that costs is asked before anything is scanned. */
static void issue(struct world *world)
{
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_issuer issuer = {.name = "Acme", .host_count = 1, .prefix_count = 1};
    const struct trc_key_facts facts = {.key_id = FIXTURE_KEY_ID, .created_at_s = 1};
    struct trc_batch batch = {.gtin = FIXTURE_GTIN, .key_id = FIXTURE_KEY_ID, .count = world->units};
    uint32_t newly;
    snprintf(issuer.host[0], sizeof issuer.host[0], "%s", FIXTURE_HOST);
    snprintf(issuer.prefix[0], sizeof issuer.prefix[0], "6901234");
    snprintf(batch.lot, sizeof batch.lot, "LOT2409A");
    snprintf(batch.expiry, sizeof batch.expiry, "271231");
    snprintf(batch.host, sizeof batch.host, "%s", FIXTURE_HOST);
    batch.created_at_s = NOW;
    bench_check(trc_registry_set_issuer(world->registry, &issuer, &error), &error);
    bench_check(trc_registry_add_key(world->registry, &facts, &error), &error);
    const double before = file_bytes(world);
    bench_check(trc_registry_reserve(world->registry, &batch, NULL, NULL, NULL, &error), &error);
    bench_check(trc_registry_complete_batch(world->registry, batch.id, NOW, &error), &error);
    bench_check(trc_registry_activate(world->registry, batch.id, 1, world->units, NOW, &newly, &error), &error);
    world->issued_bytes = file_bytes(world) - before;
}

/* Scans in a year: by anybody, anywhere in China; one in four with a point. */
static void make_scan(struct world *world, const struct named *named, struct trc_record *record)
{
    const uint64_t random = next_random(&world->random);
    char place[32];
    *record = (struct trc_record){.repeat_s = 600};
    struct trc_event *event = &record->event;
    memcpy(event->code_key, named->key, sizeof event->code_key);
    event->id = (int64_t)next_random(&world->random);
    event->at_s = NOW + (int64_t)(world->events++ * 31536000 / (world->units + world->units / MORE_EVERY * MORE));
    event->scanner = next_random(&world->random);
    event->network = next_random(&world->random);
    event->batch_id = 1;
    event->unit = named->unit;
    event->verdict = TRC_VERDICT_AUTHENTIC;
    snprintf(place, sizeof place, random % 4 == 0 ? "CN-%d+31.2+121.5" : "CN-%d", (int)(11 + random / 4 % 5));
    bench_check(trc_place_parse(place, &event->place, NULL), NULL);
}

static void record(struct world *world, struct trc_record *records, size_t *count, size_t least)
{
    struct trc_error error = TRC_ERROR_INIT;
    if (*count < least || *count == 0)
        return;
    bench_check(trc_registry_record(world->registry, records, *count, &error), &error);
    *count = 0;
}

/* Who scanned is forgotten as it is in life, where that is three days later. */
static void forget(struct world *world)
{
    struct trc_error error = TRC_ERROR_INIT;
    int64_t forgotten;
    bench_check(trc_registry_forget(world->registry, NOW + 2 * 31536000, &forgotten, &error), &error);
}

static void fill_bucket(struct world *world, const struct named *named, size_t count)
{
    static struct trc_record records[TRANSACTION + MORE + 1];
    size_t waiting = 0;
    for (size_t i = 0; i < count; i++) {
        make_scan(world, &named[i], &records[waiting++]);
        for (int more = 0; named[i].unit % MORE_EVERY == 0 && more < MORE; more++)
            make_scan(world, &named[i], &records[waiting++]);
        record(world, records, &waiting, TRANSACTION);
    }
    record(world, records, &waiting, 1);
    forget(world);
}

static void fill(struct world *world)
{
    size_t ends[BUCKETS] = {0}, first = 0;
    struct named *all = malloc(world->units * sizeof *all), *sorted = malloc(world->units * sizeof *sorted);
    const double start = bench_now();
    if (all == NULL || sorted == NULL)
        exit(1);
    for (uint32_t i = 0; i < world->units; i++) {
        struct trc_issued issued;
        all[i].unit = i + 1;
        name_unit(i + 1, &issued, all[i].key);
        for (size_t bucket = all[i].key[0] + 1u; bucket < BUCKETS; bucket++)
            ends[bucket]++; /* where the bucket begins; then where it ends */
    }
    for (uint32_t i = 0; i < world->units; i++)
        sorted[ends[all[i].key[0]]++] = all[i];
    free(all);
    /* What is made anew in minutes need not outlive the machine. */
    bench_check(trc_db_exec(world->registry->db, "PRAGMA synchronous = OFF", NULL), NULL);
    for (size_t bucket = 0; bucket < BUCKETS; bucket++) {
        fill_bucket(world, sorted + first, ends[bucket] - first);
        first = ends[bucket];
    }
    free(sorted);
    bench_check(trc_db_exec(world->registry->db, "PRAGMA synchronous = FULL", NULL), NULL);
    world->fill_s = bench_now() - start;
    (void)file_bytes(world);
    world->unit_bytes = table_bytes(world, "unit");
    world->event_bytes = table_bytes(world, "event");
}

static void build(struct world *world, const char *folder, uint32_t units)
{
    struct trc_error error = TRC_ERROR_INIT;
    world->units = units;
    world->random = units;
    snprintf(world->path, sizeof world->path, "%s/bench_lookup_%u.db", folder, units);
    unlink(world->path);
    bench_check(trc_registry_open(world->path, TRC_REGISTRY_CREATE, &world->registry, &error), &error);
    if (sqlite3_open(world->path, &world->raw) != SQLITE_OK)
        exit(1);
    issue(world);
    fill(world);
    bench_check(trc_verifier_open(world->registry, &ring, &world->verifier, &error), &error);
    for (size_t i = 0; i < LOOKUPS; i++)
        if ((world->took_s[i] = calloc((size_t)ASKED * ROUNDS, sizeof *world->took_s[i])) == NULL)
            exit(1);
    printf("%u units, %llu events: filled in %.0f s\n", units, (unsigned long long)world->events, world->fill_s);
    fflush(stdout);
}

static enum trc_status count_event(void *context, const struct trc_event *event)
{
    (void)event;
    ++*(size_t *)context;
    return TRC_OK;
}

/* The right answer, or none counts. */
static void need(bool right, const char *what, uint32_t unit)
{
    if (right)
        return;
    fprintf(stderr, "wrong: %s of unit %u\n", what, unit);
    exit(1);
}

static void look_up(struct world *world, const struct trc_verify_options *options, bool counts)
{
    struct trc_error error = TRC_ERROR_INIT;
    static struct trc_judgement judgement;
    const uint32_t number = (uint32_t)(next_random(&world->random) % world->units) + 1;
    const size_t events = number % MORE_EVERY == 0 ? 1 + MORE : 1;
    struct trc_issued issued;
    struct trc_unit unit;
    uint8_t key[TRC_CODE_KEY_LEN];
    size_t seen = 0;
    double at[LOOKUPS + 1];
    name_unit(number, &issued, key);
    /* Each kind of look-up goes first in its turn: whoever does has to fetch the pages. */
    const size_t turn = world->took_count % LOOKUPS;
    double took[LOOKUPS];
    for (size_t i = 0; i < LOOKUPS; i++) {
        const size_t kind = (turn + i) % LOOKUPS;
        at[0] = bench_now();
        if (kind == 0)
            bench_check(trc_registry_get_unit(world->registry, key, &unit, &error), &error);
        else if (kind == 1)
            bench_check(trc_registry_each_event(world->registry, key, count_event, &seen, &error), &error);
        else
            bench_check(
                trc_verifier_judge(world->verifier, issued.text, strlen(issued.text), options, &judgement, &error),
                &error);
        took[kind] = bench_now() - at[0];
    }
    need(unit.events == events, "state", number);
    need(seen == events, "history", number);
    need(judgement.history.events == events && judgement.sealed, "judgement", number);
    /* Only the first one counts. */
    if (counts)
        world->took_s[turn][world->took_count / LOOKUPS] = took[turn];
    if (counts)
        world->took_count++;
}

static void ask(struct world *world, size_t count, bool counts)
{
    const struct trc_verify_options options = {.now_s = NOW + 31536000};
    for (size_t i = 0; i < count; i++)
        look_up(world, &options, counts);
}

static double part(const double *sorted, size_t count, double share)
{
    return sorted[(size_t)((double)(count - 1) * share)] * 1e6;
}

static void tell_times(struct world *small, struct world *large)
{
    printf("\n%-20s %12s %12s %8s\n", "microseconds", "small", "large", "ratio");
    for (size_t i = 0; i < LOOKUPS; i++) {
        const size_t count = small->took_count / LOOKUPS;
        qsort(small->took_s[i], count, sizeof **small->took_s, bench_order);
        qsort(large->took_s[i], count, sizeof **large->took_s, bench_order);
        static const struct {
            const char *name;
            double share;
        } parts[] = {{"median", 0.5}, {"p99", 0.99}};
        for (size_t k = 0; k < sizeof parts / sizeof *parts; k++) {
            const double a = part(small->took_s[i], count, parts[k].share);
            const double b = part(large->took_s[i], count, parts[k].share);
            printf("%-20s %8.1f %s %8.1f %s %5.2f\n", lookup_names[i], a, parts[k].name, b, parts[k].name, b / a);
        }
    }
}

static void tell_sizes(const struct world *world)
{
    printf("%9u units: %6.1f bytes a scanned unit, %6.1f bytes an event; issuing all of them: %.0f bytes, %.4f each\n",
           world->units, world->unit_bytes / world->units, world->event_bytes / (double)world->events,
           world->issued_bytes, world->issued_bytes / world->units);
}

static void end(struct world *world, bool keep)
{
    char path[300];
    trc_verifier_close(world->verifier);
    sqlite3_close(world->raw);
    trc_registry_close(world->registry);
    for (size_t i = 0; i < LOOKUPS; i++)
        free(world->took_s[i]);
    for (size_t i = 0; i < 3 && !keep; i++) {
        snprintf(path, sizeof path, "%s%s", world->path, (const char *const[]){"", "-wal", "-shm"}[i]);
        unlink(path);
    }
}

int main(int argc, char **argv)
{
    uint32_t units = 1000000, small_units = 100000;
    const char *folder = "/tmp";
    bool keep = false;
    static struct world small, large;
    for (int i = 1; i < argc; i++) {
        const bool has_value = i + 1 < argc;
        if (strcmp(argv[i], "--units") == 0 && has_value)
            units = (uint32_t)strtoul(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--small") == 0 && has_value)
            small_units = (uint32_t)strtoul(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--folder") == 0 && has_value)
            folder = argv[++i];
        else if (strcmp(argv[i], "--keep") == 0)
            keep = true;
        else
            units = 0;
    }
    if (units == 0 || small_units == 0 || units == small_units) {
        fprintf(stderr, "usage: bench_lookup [--units N] [--small N] [--folder DIR] [--keep]\n");
        return 2;
    }
    const struct trc_template_config config = fixture_config(TRC_SEAL_KIND_NONE, false);
    fixture_ring(&ring);
    bench_check(trc_template_init(&tmpl, &config, &ring, NULL), NULL);
    build(&small, folder, small_units);
    build(&large, folder, units);
    for (int round = 0; round <= ROUNDS; round++) { /* the first one warms up */
        ask(&small, ASKED, round > 0);
        ask(&large, ASKED, round > 0);
    }
    tell_times(&small, &large);
    puts("");
    tell_sizes(&small);
    tell_sizes(&large);
    end(&small, keep);
    end(&large, keep);
    return 0;
}
