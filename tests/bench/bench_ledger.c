/* bench_ledger.c: verifying a ledger of a million scans, beside SQLite's own check of the same file.
 *
 *     bench_ledger [PATH [SCANS]]      of 1,000,000 scans in a new file, or of one that is there
 */
#include "bench_scans.h"

#include <sqlite3.h>
#include <trc/ledger.h>
#include <unistd.h>

enum { TRANSACTION = 1000, SCANS_A_UNIT = 4 };

static void fill(struct trc_registry *registry, uint64_t scans)
{
    static struct trc_record records[TRANSACTION];
    struct trc_error error = TRC_ERROR_INIT;
    for (uint64_t n = 0; n < scans; n += TRANSACTION) {
        for (uint64_t i = 0; i < TRANSACTION; i++)
            bench_scan(&records[i], n + i, (uint32_t)(scans / SCANS_A_UNIT));
        bench_check(trc_registry_record(registry, records, TRANSACTION, &error), &error);
    }
}

static void verify(void *context, size_t count)
{
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_ledger_report report;
    (void)count;
    bench_check(trc_ledger_verify(context, NULL, 0, NULL, NULL, &report, &error), &error);
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
    bench_check(trc_registry_open(path, TRC_REGISTRY_CREATE, &registry, &error), &error);
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
