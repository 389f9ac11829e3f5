/* run.h: many lives, measured. The same seed gives the same lives, whatever the policy. */
#ifndef TRC_TESTS_SIM_RUN_H
#define TRC_TESTS_SIM_RUN_H

#include "sim/attacks.h"
#include "sim/measure.h"

struct run {
    uint64_t seed;
    uint32_t units; /* honest ones; of each attack about as many things, in at least 200 codes */
    struct sim_rates rates;
    struct replay replay;
};

struct attack_result {
    uint32_t codes;
    struct clone_result clones;  /* all but SPOIL */
    struct honest_result spoilt; /* SPOIL */
};

void run_honest(struct run *run, struct honest_result *result);
void run_attack(struct run *run, const struct attack *attack, struct attack_result *result);
/** One honest life, and one of an attacked code, sorted. */
void run_one(const struct run *run, uint32_t unit, struct life *life);
void run_attacked(const struct run *run, const struct attack *attack, uint32_t code, struct life *life,
                  int64_t *since_s);

#endif
