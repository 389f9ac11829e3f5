/* bench_stats.c: adding up a ledger: events a second, and then the questions that `trc stats` asks of it.
 *
 *     bench_stats [URL]    as bench_record
 */
#include "bench_scans.h"

#include <trc/stats.h>

enum { GROUP = 1000, EVENTS = 1000000, UNITS = 200000, DAY = 86400, BEGAN = 1800000000 };

/* A year of scans in order of time: of 50 batches, with a few verdicts. */
static void fill(struct trc_record *record, uint64_t n)
{
    bench_scan(record, n, UNITS);
    record->event.at_s = BEGAN + (int64_t)(n * 365 * DAY / EVENTS);
    record->event.batch_id = 1 + record->event.unit % 50;
    record->event.verdict = scramble(n + 10) % 50 == 0 ? 2 : 1;
}

static enum trc_status pass_over(void *context, const struct trc_scan_stats *stats)
{
    (void)stats;
    ++*(size_t *)context;
    return TRC_OK;
}

static enum trc_status pass_over_unit(void *context, const struct trc_hot_unit *unit)
{
    (void)unit;
    ++*(size_t *)context;
    return TRC_OK;
}

static void record_all(struct trc_registry *registry, struct trc_error *error)
{
    static struct trc_record records[GROUP];
    for (uint64_t n = 0; n < EVENTS; n += GROUP) {
        for (uint64_t i = 0; i < GROUP; i++)
            fill(&records[i], n + i);
        bench_check(trc_registry_record(registry, records, GROUP, error), error);
    }
}

int main(int argc, char **argv)
{
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_registry *registry;
    const struct trc_stats_filter filter = TRC_STATS_FILTER_INIT;
    struct trc_stats_totals totals;
    size_t rows = 0;
    int64_t forgotten;
    bench_check(trc_registry_open(bench_url(argc, argv), TRC_REGISTRY_CREATE, &registry, &error), &error);
    double began = bench_now();
    record_all(registry, &error);
    printf("%d events recorded in %.1f s\n", EVENTS, bench_now() - began);

    began = bench_now();
    bench_check(trc_registry_tally(registry, &error), &error);
    printf("added up: %.0f events/s\n", EVENTS / (bench_now() - began));
    began = bench_now();
    bench_check(trc_registry_tally(registry, &error), &error);
    printf("nothing new: %.1f ms\n", 1e3 * (bench_now() - began));

    for (enum trc_stats_by by = 0; by < TRC_STATS_BY_COUNT; by++) {
        began = bench_now();
        bench_check(trc_registry_each_scan_stats(registry, by, &filter, pass_over, &rows, &error), &error);
        printf("question %d: %.1f ms\n", (int)by, 1e3 * (bench_now() - began));
    }
    began = bench_now();
    bench_check(trc_registry_each_hot_unit(registry, TRC_HOT_SCANNED, &filter, 15, pass_over_unit, &rows, &error),
                &error);
    bench_check(trc_registry_get_totals(registry, NULL, &totals, &error), &error);
    printf("hot units and totals: %.0f ms\n", 1e3 * (bench_now() - began));

    began = bench_now();
    bench_check(trc_registry_forget(registry, BEGAN + 366 * DAY, &forgotten, &error), &error);
    printf("forgotten: %.0f events/s\n", EVENTS / (bench_now() - began));
    trc_registry_close(registry);
    return 0;
}
