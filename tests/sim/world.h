/* world.h: cities, people with their phones, and how long a journey takes. */
#ifndef TRC_TESTS_SIM_WORLD_H
#define TRC_TESTS_SIM_WORLD_H

#include <stdint.h>
#include <trc/place.h>

#include "sim/rates.h"

struct city {
    const char *name, *region;
    double lat, lon;
    double millions; /* of people */
};

extern const struct city cities[];
extern const unsigned city_count;

/** Random numbers of one unit's life, with what its world is like. */
struct dice {
    uint64_t state;
    const struct sim_rates *rates;
};

double dice_share(struct dice *dice); /* 0 to 1 */
bool dice_chance(struct dice *dice, double probability);
bool dice_rate(struct dice *dice, enum sim_rate rate);
unsigned dice_below(struct dice *dice, unsigned n);
/** Whole seconds between these. */
int64_t dice_between(struct dice *dice, int64_t from_s, int64_t to_s);
/** Exponentially distributed around a mean, in seconds. */
int64_t dice_around(struct dice *dice, double mean_days);
/** How often something happens that happens `mean` times on average. */
unsigned dice_times(struct dice *dice, double mean);

/** By population. */
unsigned world_any_city(struct dice *dice);
/** By population, in another region. */
unsigned world_other_city(struct dice *dice, unsigned city);
double world_km(unsigned from, unsigned to);

enum carrier { CARRIER_PLANE, CARRIER_TRAIN, CARRIER_COURIER, CARRIER_TRUCK, CARRIER_CARGO };
/** From a scan at one end to a scan at the other. */
int64_t world_journey_s(struct dice *dice, unsigned from, unsigned to, enum carrier carrier);

/** Somebody with a phone. */
struct person {
    uint32_t number; /* within the unit's life, from 1 */
    unsigned city;   /* where they are */
    uint64_t token;
    bool kept, nameless;
    bool has_place, has_point;
    bool elsewhere; /* to the service they are always in this other city */
    unsigned apparent;
    uint64_t home; /* network */
    int16_t lat_tenths, lon_tenths;
};

enum access { ACCESS_MOBILE, ACCESS_HOME };

void world_person(struct dice *dice, uint32_t number, unsigned city, struct person *person);
/** They go to another city. */
void world_move(struct dice *dice, struct person *person, unsigned city);
/** Where the service believes a person's scan to be. */
struct trc_place world_place(struct dice *dice, const struct person *person);
/** The network of one of the phones in a city. */
uint64_t world_mobile_network(struct dice *dice, unsigned city);
/** The pseudonym of a person's device on a day, as far as there is one. */
uint64_t world_pseudonym(const struct person *person, int64_t at_s, unsigned app);
/** Exactly. */
struct trc_place world_site(unsigned city);

#endif
