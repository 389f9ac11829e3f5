/* bench_ledger.c: verifying a ledger of a million scans, beside SQLite's own check of the same file.
 *
 *     bench_ledger [PATH [SCANS]]      of 1,000,000 scans in a new file, or of one that is there
 */
#include "bench.h"

#include <sqlite3.h>
#include <string.h>
#include <trc/ledger.h>
#include <unistd.h>

enum { TRANSACTION = 1000, SCANS_A_UNIT = 4 };

static void check(enum trc_status status, const struct trc_error *error)
{
    if (status == TRC_OK)
        return;
    fprintf(stderr, "%s: %s\n", trc_status_name(status), error->msg);
    exit(1);
}

static uint64_t scramble(uint64_t x)
{
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

static void fill(struct trc_registry *registry, uint64_t scans)
{
    static struct trc_record records[TRANSACTION];
    struct trc_error error = TRC_ERROR_INIT;
    for (uint64_t n = 0; n < scans; n += TRANSACTION) {
        for (uint64_t i = 0; i < TRANSACTION; i++) {
            const uint64_t unit = scramble(n + i) % (scans / SCANS_A_UNIT), key[2] = {scramble(unit + 1), unit};
            struct trc_event *event = &records[i].event;
            records[i] = (struct trc_record){.repeat_s = 600};
            memcpy(event->code_key, key, sizeof event->code_key);
            event->id = (int64_t)scramble(n + i + 7);
            event->at_s = 1800000000 + (int64_t)n;
            event->scanner = scramble(n + i + 8);
            event->batch_id = 1;
            event->unit = (uint32_t)unit + 1;
            check(trc_place_parse("CN-31+31.2+121.5", &event->place, NULL), NULL);
        }
        check(trc_registry_record(registry, records, TRANSACTION, &error), &error);
    }
}

static void verify(void *context, size_t count)
{
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_ledger_report report;
    (void)count;
    check(trc_ledger_verify(context, NULL, 0, NULL, NULL, &report, &error), &error);
    if (report.findings + report.file_faults != 0)
        exit(1);
}

static void check_file(void *context, size_t count)
{
    (void)count;
    if (sqlite3_exec(context, "PRAGMA integrity_check", NULL, NULL, NULL) != SQLITE_OK)
        exit(1);
}

static double cpu_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static double time_it(const char *what, bench_run *run, void *context, uint64_t scans)
{
    const double before = cpu_seconds(), wall = bench_seconds(run, context, 1), cpu = cpu_seconds() - before;
    printf("%-24s %8.2f s, %8.2f s of one core: %10.0f events a second\n", what, wall, cpu, (double)scans / cpu);
    return cpu;
}

int main(int argc, char **argv)
{
    const char *path = argc > 1 ? argv[1] : "/tmp/bench_ledger.db";
    const uint64_t scans = argc > 2 ? strtoull(argv[2], NULL, 10) : 1000000;
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_registry *registry;
    sqlite3 *raw = NULL;
    const bool is_new = access(path, F_OK) != 0;
    check(trc_registry_open(path, TRC_REGISTRY_CREATE, &registry, &error), &error);
    if (is_new)
        fill(registry, scans);
    if (sqlite3_open(path, &raw) != SQLITE_OK)
        return 1;
    for (int round = 0; round < 3; round++) {
        const double all = time_it("verify", verify, registry, scans);
        const double file = time_it("  of that, the file", check_file, raw, scans);
        printf("  the rest              %30.2f s of one core: %10.0f events a second\n", all - file,
               (double)scans / (all - file));
    }
    sqlite3_close(raw);
    trc_registry_close(registry);
    return argc > 1 || unlink(path) == 0 ? 0 : 1;
}
