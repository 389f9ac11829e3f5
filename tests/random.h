/* random.h: repeatable random numbers for property tests; print the seed so that a failure can be run again. */
#ifndef TRC_TESTS_RANDOM_H
#define TRC_TESTS_RANDOM_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* TRC_TEST_SEED from the environment, or the usual one. */
static inline uint64_t random_seed(void)
{
    const char *text = getenv("TRC_TEST_SEED");
    const uint64_t seed = text != NULL ? strtoull(text, NULL, 0) : 20240901;
    printf("# TRC_TEST_SEED=%llu\n", (unsigned long long)seed);
    return seed;
}

/* SplitMix64. */
static inline uint64_t random_next(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

/* 0 to n - 1. */
static inline unsigned random_below(uint64_t *state, unsigned n)
{
    return (unsigned)(random_next(state) % n);
}

#endif
