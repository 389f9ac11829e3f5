/* bench.h: two ways of doing one thing, timed in turns in one run; medians, and their ratio. */
#ifndef TRC_BENCH_H
#define TRC_BENCH_H

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define BENCH_ROUNDS 9

/* Does the thing `count` times. */
typedef void bench_run(void *context, size_t count);

/* Seconds since some time in the past. */
static inline double bench_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static inline double bench_seconds(bench_run *run, void *context, size_t count)
{
    const double start = bench_now();
    run(context, count);
    return bench_now() - start;
}

static inline int bench_order(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static inline double bench_median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, bench_order);
    return values[count / 2];
}

/* Prints both rates a second and returns ours divided by the peer's. Each side does as many as take it a while. */
static inline double bench_compare_counts(const char *what, bench_run *ours, size_t our_count, const char *peer_name,
                                          bench_run *peer, size_t peer_count, void *context)
{
    double our_rate[BENCH_ROUNDS], peer_rate[BENCH_ROUNDS];
    bench_seconds(ours, context, our_count / 10 + 1); /* warm up */
    bench_seconds(peer, context, peer_count / 10 + 1);
    for (int round = 0; round < BENCH_ROUNDS; round++) {
        our_rate[round] = (double)our_count / bench_seconds(ours, context, our_count);
        peer_rate[round] = (double)peer_count / bench_seconds(peer, context, peer_count);
    }
    const double us = bench_median(our_rate, BENCH_ROUNDS), them = bench_median(peer_rate, BENCH_ROUNDS);
    printf("%-44s %12.0f/s   %-36s %12.0f/s   ratio %.2f\n", what, us, peer_name, them, us / them);
    return us / them;
}

static inline double bench_compare(const char *what, bench_run *ours, const char *peer_name, bench_run *peer,
                                   void *context, size_t count)
{
    return bench_compare_counts(what, ours, count, peer_name, peer, count, context);
}

#endif
