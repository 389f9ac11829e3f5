/* bench_stats.c: adding up a ledger: events a second, and then the questions that `trc stats` asks of it.
 *
 *     bench_stats URL      sqlite:PATH of a file that is not there yet, or an empty PostgreSQL database
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <trc/stats.h>

enum { GROUP = 1000, EVENTS = 1000000, UNITS = 200000, DAY = 86400, BEGAN = 1800000000 };

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

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

/* A year of scans in order of time: of 50 batches, in 30 regions, with a few verdicts. */
static void fill(struct trc_record *record, uint64_t n)
{
    const uint64_t unit = scramble(n + 1) % UNITS, key[2] = {scramble(unit + 1), scramble(unit + 2)};
    *record = (struct trc_record){.repeat_s = 600};
    struct trc_event *event = &record->event;
    memcpy(event->code_key, key, sizeof event->code_key);
    event->id = (int64_t)scramble(n + 7);
    event->at_s = BEGAN + (int64_t)(n * 365 * DAY / EVENTS);
    event->scanner = scramble(n + 8);
    event->network = scramble(n + 9);
    event->batch_id = 1 + (int64_t)(unit % 50);
    event->unit = (uint32_t)unit + 1;
    event->verdict = scramble(n + 10) % 50 == 0 ? 2 : 1;
    snprintf(event->place.region, sizeof event->place.region, "CN-%d", (int)(11 + scramble(n + 11) % 30));
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
        check(trc_registry_record(registry, records, GROUP, error), error);
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
    if (argc != 2) {
        fprintf(stderr, "usage: bench_stats URL\n");
        return 2;
    }
    check(trc_registry_open(argv[1], TRC_REGISTRY_CREATE, &registry, &error), &error);
    double began = seconds();
    record_all(registry, &error);
    printf("%d events recorded in %.1f s\n", EVENTS, seconds() - began);

    began = seconds();
    check(trc_registry_tally(registry, &error), &error);
    printf("added up: %.0f events/s\n", EVENTS / (seconds() - began));
    began = seconds();
    check(trc_registry_tally(registry, &error), &error);
    printf("nothing new: %.1f ms\n", 1e3 * (seconds() - began));

    for (enum trc_stats_by by = 0; by < TRC_STATS_BY_COUNT; by++) {
        began = seconds();
        check(trc_registry_each_scan_stats(registry, by, &filter, pass_over, &rows, &error), &error);
        printf("question %d: %.1f ms\n", (int)by, 1e3 * (seconds() - began));
    }
    began = seconds();
    check(trc_registry_each_hot_unit(registry, TRC_HOT_SCANNED, &filter, 15, pass_over_unit, &rows, &error), &error);
    check(trc_registry_get_totals(registry, NULL, &totals, &error), &error);
    printf("hot units and totals: %.0f ms\n", 1e3 * (seconds() - began));

    began = seconds();
    check(trc_registry_forget(registry, BEGAN + 366 * DAY, &forgotten, &error), &error);
    printf("forgotten: %.0f events/s\n", EVENTS / (seconds() - began));
    trc_registry_close(registry);
    return 0;
}
