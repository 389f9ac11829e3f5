/* clock.h: microseconds that pass whatever is done to the wall clock, and microseconds of computing. */
#ifndef TRC_SCAN_CLOCK_H
#define TRC_SCAN_CLOCK_H

#include <stdint.h>
#include <time.h>

#define SCAN_SECOND_US ((int64_t)1000000)

static inline int64_t scan_now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * SCAN_SECOND_US + now.tv_nsec / 1000;
}

/* What this thread has computed: under a limit of CPU time Linux counts the process's in whole ticks. */
static inline int64_t scan_cpu_us(void)
{
    struct timespec used;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return used.tv_sec * SCAN_SECOND_US + used.tv_nsec / 1000;
}

#endif
