/* run.c: many lives, measured. */
#include "sim/run.h"

#include <stdlib.h>
#include <string.h>

#include "random.h"

enum { CODES_MIN = 200 };

static uint64_t seed_of(uint64_t seed, uint64_t stream, uint64_t number)
{
    uint64_t state = seed ^ stream << 48 ^ number << 8;
    random_next(&state);
    return random_next(&state) ^ random_next(&state) << 1;
}

void run_one(const struct run *run, uint32_t unit, struct life *life)
{
    life_begin(life, seed_of(run->seed, 1, unit), &run->rates);
    life_honest(life);
    life_sort(life);
}

void run_honest(struct run *run, struct honest_result *result)
{
    struct life life = {0};
    for (uint32_t i = 0; i < run->units; i++) {
        run_one(run, i, &life);
        measure_honest(&run->replay, &life, result);
    }
    life_free(&life);
}

static uint32_t codes_of(const struct run *run, const struct attack *attack)
{
    const uint32_t each = attack->kind == ATTACK_SPOIL ? 10 : attack->fakes < 10 ? 10 : attack->fakes;
    const uint32_t codes = run->units / each;
    return codes < CODES_MIN ? CODES_MIN : codes;
}

void run_attacked(const struct run *run, const struct attack *attack, uint32_t code, struct life *life,
                  int64_t *since_s)
{
    life_begin(life, seed_of(run->seed, 2 + (uint64_t)(attack - attacks), code), &run->rates);
    attack_life(attack, life, since_s);
    life_sort(life);
}

void run_attack(struct run *run, const struct attack *attack, struct attack_result *result)
{
    struct life life = {0};
    uint8_t *seen = malloc(attack->fakes + 1);
    if (seen == NULL)
        abort();
    result->codes = codes_of(run, attack);
    for (uint32_t i = 0; i < result->codes; i++) {
        int64_t since_s;
        run_attacked(run, attack, i, &life, &since_s);
        memset(seen, 0, attack->fakes + 1);
        if (attack->kind == ATTACK_SPOIL)
            measure_honest(&run->replay, &life, &result->spoilt);
        else {
            measure_clones(&run->replay, &life, since_s, attack->kind != ATTACK_STOLEN, seen, &result->clones);
            result->clones.fakes += attack->fakes;
        }
    }
    free(seen);
    life_free(&life);
}
