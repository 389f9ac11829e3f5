/* life.h: what happens to one code: deeds in time, by whom, on which thing, and what was really so. */
#ifndef TRC_TESTS_SIM_LIFE_H
#define TRC_TESTS_SIM_LIFE_H

#include <trc/history.h>

#include "sim/world.h"

enum pin_typed { PIN_NONE, PIN_RIGHT, PIN_WRONG };

/** A scan, or where `sets_state` a state that is set. */
struct deed {
    int64_t at_s;
    uint32_t order; /* of two at the same time */
    uint32_t thing; /* 0: the genuine unit; from 1: fakes with its code */
    uint32_t person;
    unsigned city; /* really */
    bool sets_state;
    enum trc_unit_state state;
    enum trc_scanner_kind by;
    enum pin_typed pin;
    struct trc_place place;
    uint64_t scanner, network;
};

#define LIFE_MARKET_MAX 63

struct life {
    struct dice dice;
    struct deed *deed; /* owned; sorted by life_sort() */
    size_t count, room;
    uint32_t people;
    int64_t active_since_s;
    int64_t sold_at_s; /* really; of the genuine unit; 0: not */
    int64_t end_s;     /* what lies after is not simulated */
    bool has_pin, short_dated;
    char market[LIFE_MARKET_MAX + 1];
    unsigned city; /* where the genuine unit is sold */
};

#define LIFE_BEGIN_S 1735689600 /* 2025-01-01 */
#define LIFE_DAYS 730

/** An empty life; room is kept. */
void life_begin(struct life *life, uint64_t seed, const struct sim_rates *rates);
void life_sort(struct life *life);
void life_free(struct life *life);

/** Somebody new, in a city. */
void life_person(struct life *life, unsigned city, struct person *person);
/** One scan by a person. */
struct deed *life_scan(struct life *life, uint32_t thing, const struct person *person, int64_t at_s, uint64_t network,
                       unsigned app);
/** A scan with its repetitions, at home or over mobile data. Answers when they were done. */
int64_t life_visit(struct life *life, uint32_t thing, const struct person *person, int64_t at_s, enum access access);
/** The trade scans at a site. `site` tells apart several of one city. */
void life_trade_scan(struct life *life, uint32_t thing, unsigned city, unsigned site, int64_t at_s);
void life_state(struct life *life, enum trc_unit_state state, int64_t at_s);

/** From the factory to the last owner of a genuine unit. */
void life_honest(struct life *life);
/** From the shelf on: shoppers, a buyer with household, gifts, resale. Fakes are things from 1 on. */
void life_retail(struct life *life, uint32_t thing, unsigned city, int64_t at_s);
/** Somebody has the thing from then on, and scans it with this probability. */
void life_hold(struct life *life, uint32_t thing, const struct person *person, int64_t at_s, double probability);

#endif
