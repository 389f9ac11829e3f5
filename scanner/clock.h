/* clock.h: microseconds that pass whatever is done to the wall clock. */
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

#endif
