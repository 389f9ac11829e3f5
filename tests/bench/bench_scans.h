/* bench_scans.h: made-up scans, for the benchmarks of what records and reads them. */
#ifndef TRC_BENCH_SCANS_H
#define TRC_BENCH_SCANS_H

#include "bench.h"

#include <string.h>
#include <trc/history.h>
#include <unistd.h>

/* A benchmark of what failed means nothing. */
static inline void bench_check(enum trc_status status, const struct trc_error *error)
{
    if (status == TRC_OK)
        return;
    fprintf(stderr, "%s: %s\n", trc_status_name(status), error != NULL ? error->msg : "");
    exit(1);
}

static inline uint64_t scramble(uint64_t x)
{
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

/* Scan number n, of a unit in 0 to `units` - 1 that n decides, by a device and network of its own in one of 30 regions.
 */
static inline void bench_scan(struct trc_record *record, uint64_t n, uint32_t units)
{
    const uint64_t unit = scramble(n + 1) % units, key[2] = {scramble(unit + 1), scramble(unit + 2)};
    *record = (struct trc_record){.repeat_s = 600};
    struct trc_event *event = &record->event;
    memcpy(event->code_key, key, sizeof event->code_key);
    event->id = (int64_t)scramble(n + 7);
    event->at_s = 1800000000 + (int64_t)(n / 1000);
    event->scanner = scramble(n + 8);
    event->network = scramble(n + 9);
    event->batch_id = 1;
    event->unit = (uint32_t)unit + 1;
    snprintf(event->place.region, sizeof event->place.region, "CN-%d", (int)(11 + scramble(n + 11) % 30));
}

static char bench_folder[64], bench_path[80];

static inline void bench_remove(void)
{
    static const char *const files[] = {"", "-wal", "-shm"};
    char path[96];
    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s%s", bench_path, files[i]);
        unlink(path);
    }
    rmdir(bench_folder);
}

/* The registry that was named, or a new SQLite file on the disk of the working folder, which goes when the program
 * ends. */
static inline const char *bench_url(int argc, char **argv)
{
    if (argc > 1)
        return argv[1];
    strcpy(bench_folder, "bench-XXXXXX");
    if (mkdtemp(bench_folder) == NULL)
        exit(1);
    snprintf(bench_path, sizeof bench_path, "%s/registry.db", bench_folder);
    atexit(bench_remove);
    return bench_path;
}

#endif
