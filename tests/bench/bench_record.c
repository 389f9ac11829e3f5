/* bench_record.c: recording scans. 64 callers that each wait for the commit of their own scan, beside the ceiling (the
 * same statements in transactions of 1,000) and beside one commit a scan. The recorder has SQLite's checkpoints made
 * by a thread of their own; what the ceiling is with such a thread is said as well.
 *
 *     bench_record [URL [WRITERS]]    sqlite:PATH of a file that is not there yet, or an empty PostgreSQL database; a
 *                                     new file of SQLite. WRITERS: connections to a server that write at once; 1.
 *                                     bench_postgres.sh starts a server for it.
 */
#include "bench_scans.h"

#include <pthread.h>
#include <stdatomic.h>
#include <trc/recorder.h>

#include "registry/registry.h"

enum { CALLERS = 64, TRANSACTION = 1000, UNITS = 200000, SCANS = 20000, SINGLES = 1000, ROUNDS = 7, WRITERS_MAX = 4 };

struct bench {
    const char *url;
    unsigned writers; /* connections that write at once: one for SQLite */
    struct trc_recorder *recorder;
    struct trc_registry *registry[WRITERS_MAX], *kept_up;
    atomic_uint_fast64_t next;
    size_t count;
};

static void *call(void *context)
{
    struct bench *bench = context;
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_record record;
    for (size_t i = 0; i < bench->count / CALLERS; i++) {
        bench_scan(&record, atomic_fetch_add(&bench->next, 1), UNITS);
        bench_check(trc_recorder_record(bench->recorder, &record, &error), &error);
    }
    return NULL;
}

static void with_callers(void *context, size_t count)
{
    struct bench *bench = context;
    pthread_t thread[CALLERS];
    bench->count = count;
    for (size_t i = 0; i < CALLERS; i++)
        if (pthread_create(&thread[i], NULL, call, bench) != 0)
            exit(1);
    for (size_t i = 0; i < CALLERS; i++)
        pthread_join(thread[i], NULL);
}

struct share {
    struct bench *bench;
    struct trc_registry *registry;
    unsigned index;
    size_t count;
    pthread_t thread;
};

/* Units of some chains alone, as each writer of the recorder has them: so that nobody waits for another's chain. */
static void *fill_transactions(void *context)
{
    struct share *share = context;
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_record *records = calloc(TRANSACTION, sizeof *records);
    for (size_t done = 0; done < share->count; done += TRANSACTION) {
        for (size_t i = 0; i < TRANSACTION;) {
            bench_scan(&records[i], atomic_fetch_add(&share->bench->next, 1), UNITS);
            i += records[i].event.code_key[0] % TRC_CHAINS % share->bench->writers == share->index;
        }
        bench_check(trc_registry_record(share->registry, records, TRANSACTION, &error), &error);
    }
    free(records);
    return NULL;
}

static void in_transactions(void *context, size_t count)
{
    struct bench *bench = context;
    struct share share[WRITERS_MAX];
    for (unsigned i = 0; i < bench->writers; i++) {
        share[i] = (struct share){bench, bench->registry[i], i, count / bench->writers, 0};
        if (pthread_create(&share[i].thread, NULL, fill_transactions, &share[i]) != 0)
            exit(1);
    }
    for (unsigned i = 0; i < bench->writers; i++)
        pthread_join(share[i].thread, NULL);
}

static void kept_up(void *context, size_t count)
{
    struct bench *bench = context;
    struct share share = {bench, bench->kept_up, 0, count, 0};
    fill_transactions(&share);
}

static void one_by_one(void *context, size_t count)
{
    struct bench *bench = context;
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_record record;
    for (size_t i = 0; i < count; i++) {
        bench_scan(&record, atomic_fetch_add(&bench->next, 1), UNITS);
        bench_check(trc_registry_record(bench->registry[0], &record, 1, &error), &error);
    }
}

int main(int argc, char **argv)
{
    struct trc_error error = TRC_ERROR_INIT;
    struct bench bench = {.url = bench_url(argc, argv)};
    bench.writers = argc > 2 && atoi(argv[2]) > 1 && atoi(argv[2]) <= WRITERS_MAX ? (unsigned)atoi(argv[2]) : 1;
    const struct trc_recorder_config config = {.writers = bench.writers};
    for (unsigned i = 0; i < bench.writers; i++)
        bench_check(trc_registry_open(bench.url, TRC_REGISTRY_CREATE, &bench.registry[i], &error), &error);
    const struct trc_db_config keeps_up = {.busy_timeout_ms = TRC_DB_BUSY_TIMEOUT_MS, .keeps_up = true};
    if (strstr(bench.url, "://") == NULL)
        bench_check(trc_registry_open_config(bench.url, &keeps_up, &bench.kept_up, &error), &error);
    bench_check(trc_recorder_open(bench.url, &config, &bench.recorder, &error), &error);
    in_transactions(&bench, SCANS); /* so that most units are there */
    double ceiling[ROUNDS], higher[ROUNDS], grouped[ROUNDS], single[ROUNDS], ratio[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        ceiling[i] = SCANS / bench_seconds(in_transactions, &bench, SCANS);
        higher[i] = bench.kept_up != NULL ? SCANS / bench_seconds(kept_up, &bench, SCANS) : ceiling[i];
        grouped[i] = SCANS / bench_seconds(with_callers, &bench, SCANS);
        single[i] = SINGLES / bench_seconds(one_by_one, &bench, SINGLES);
        ratio[i] = grouped[i] / ceiling[i];
    }
    printf("transactions of 1,000    %10.0f scans/s\n", bench_median(ceiling, ROUNDS));
    if (bench.kept_up != NULL)
        printf("the same, checkpoints aside %7.0f scans/s\n", bench_median(higher, ROUNDS));
    printf("64 callers, each waits   %10.0f scans/s\n", bench_median(grouped, ROUNDS));
    printf("one commit a scan        %10.0f scans/s\n", bench_median(single, ROUNDS));
    printf("64 callers / ceiling     %10.2f\n", bench_median(ratio, ROUNDS));
    trc_recorder_close(bench.recorder);
    trc_registry_close(bench.kept_up);
    for (unsigned i = 0; i < bench.writers; i++)
        trc_registry_close(bench.registry[i]);
    return 0;
}
