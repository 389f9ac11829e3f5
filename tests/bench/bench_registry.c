/* bench_registry.c: what remembering costs: durable reservations beside the least durable commit, and loading ranges.
 */
#include "bench.h"

#include <ftw.h>
#include <sqlite3.h>
#include <string.h>
#include <trc/registry.h>
#include <unistd.h>

#define GTIN "06901234567892"
enum { BATCHES = 10000, SERIALS = 200000, RESERVATIONS = 300 };

struct bench {
    struct trc_registry *registry;
    sqlite3 *peer;
    struct trc_error error;
};

static void check(struct bench *bench, enum trc_status status)
{
    if (status == TRC_OK)
        return;
    fprintf(stderr, "%s: %s\n", trc_status_name(status), bench->error.msg);
    exit(1);
}

static struct trc_batch batch_of(uint8_t key_id, uint32_t count)
{
    return (struct trc_batch){.gtin = GTIN, .key_id = key_id, .count = count, .lot = "LOT2409A", .host = "id.acme.cn"};
}

static void reserve(void *context, size_t count)
{
    struct bench *bench = context;
    for (size_t i = 0; i < count; i++) {
        struct trc_batch batch = batch_of(1, 100);
        check(bench, trc_registry_reserve(bench->registry, &batch, NULL, NULL, NULL, &bench->error));
    }
}

/* The floor: one number written and synced. */
static void commit(void *context, size_t count)
{
    struct bench *bench = context;
    for (size_t i = 0; i < count; i++)
        if (sqlite3_exec(bench->peer, "UPDATE counter SET value = value + 1", NULL, NULL, NULL) != SQLITE_OK)
            exit(1);
}

static void load(void *context, size_t count)
{
    struct bench *bench = context;
    for (size_t i = 0; i < count; i++) {
        struct trc_ranges ranges;
        check(bench, trc_registry_load_ranges(bench->registry, 0, GTIN, &ranges, &bench->error));
        if (ranges.count != BATCHES)
            exit(1);
        trc_ranges_free(&ranges);
    }
}

static void ask_generation(void *context, size_t count)
{
    struct bench *bench = context;
    int64_t generation;
    for (size_t i = 0; i < count; i++)
        check(bench, trc_registry_generation(bench->registry, &generation, &bench->error));
}

static enum trc_status next_serial(void *context, const char **serial, struct trc_error *error)
{
    static char text[TRC_SERIAL_MAX + 1];
    size_t *left = context;
    (void)error;
    snprintf(text, sizeof text, "SN%zu", *left);
    *serial = (*left)-- > 0 ? text : NULL;
    return TRC_OK;
}

static void reserve_serials(void *context, size_t count)
{
    struct bench *bench = context;
    struct trc_batch batch = batch_of(2, 0);
    batch.seal = TRC_SEAL_KIND_HMAC;
    check(bench, trc_registry_reserve(bench->registry, &batch, NULL, next_serial, &count, &bench->error));
}

/* Batches as a factory makes them, half of each activated. */
static void make_batches(struct bench *bench)
{
    for (uint32_t i = 0; i < BATCHES; i++) {
        struct trc_batch batch = batch_of(0, 1000);
        uint32_t newly;
        check(bench, trc_registry_reserve(bench->registry, &batch, NULL, NULL, NULL, &bench->error));
        check(bench, trc_registry_activate(bench->registry, batch.id, batch.first_unit, batch.first_unit + 499,
                                           1725148800 + i, &newly, &bench->error));
    }
}

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *where)
{
    (void)info, (void)type, (void)where;
    return remove(path);
}

int main(void)
{
    char folder[] = "/tmp/trc-bench-XXXXXX", path[64];
    struct bench bench = {0};
    if (mkdtemp(folder) == NULL)
        return 1;
    snprintf(path, sizeof path, "%s/peer.db", folder);
    if (sqlite3_open(path, &bench.peer) != SQLITE_OK ||
        sqlite3_exec(bench.peer,
                     "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE counter (value INTEGER);"
                     "INSERT INTO counter VALUES (0)",
                     NULL, NULL, NULL) != SQLITE_OK)
        return 1;
    snprintf(path, sizeof path, "%s/registry.db", folder);
    check(&bench, trc_registry_open(path, TRC_REGISTRY_CREATE, &bench.registry, &bench.error));

    bench_compare("reserve a batch, durable", reserve, "one number, durable", commit, &bench, RESERVATIONS);
    const double serials_s = bench_seconds(reserve_serials, &bench, SERIALS);
    printf("%-44s %12.0f/s\n", "own serials in one batch", SERIALS / serials_s);
    make_batches(&bench);
    printf("%-44s %12.1f ms\n", "load 10,000 ranges", 1000 * bench_seconds(load, &bench, 10) / 10);
    printf("%-44s %12.0f ns\n", "ask the generation", 1e9 * bench_seconds(ask_generation, &bench, 100000) / 100000);

    trc_registry_close(bench.registry);
    sqlite3_close(bench.peer);
    return nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS) == 0 ? 0 : 1;
}
