/* world.c: cities, people with their phones, and how long a journey takes. */
#include "sim/world.h"

#include <math.h>
#include <string.h>

#include "random.h"

#define DAY_S 86400.0
#define DEGREE 0.017453292519943295

/* Seventh national census (2020), resident population, rounded; of Hong Kong its own census of 2021. */
const struct city cities[] = {
    {"Shanghai", "CN-31", 31.2, 121.5, 24.9},     {"Beijing", "CN-11", 39.9, 116.4, 21.9},
    {"Chengdu", "CN-51", 30.7, 104.1, 20.9},      {"Guangzhou", "CN-44", 23.1, 113.3, 18.7},
    {"Shenzhen", "CN-44", 22.5, 114.1, 17.6},     {"Chongqing", "CN-50", 29.6, 106.5, 16.3},
    {"Tianjin", "CN-12", 39.1, 117.2, 13.9},      {"Xi'an", "CN-61", 34.3, 108.9, 13.0},
    {"Suzhou", "CN-32", 31.3, 120.6, 12.7},       {"Zhengzhou", "CN-41", 34.8, 113.6, 12.6},
    {"Wuhan", "CN-42", 30.6, 114.3, 12.3},        {"Hangzhou", "CN-33", 30.3, 120.2, 11.9},
    {"Shijiazhuang", "CN-13", 38.0, 114.5, 11.2}, {"Qingdao", "CN-37", 36.1, 120.4, 10.1},
    {"Changsha", "CN-43", 28.2, 112.9, 10.0},     {"Harbin", "CN-23", 45.8, 126.5, 10.0},
    {"Hefei", "CN-34", 31.8, 117.2, 9.4},         {"Nanjing", "CN-32", 32.1, 118.8, 9.3},
    {"Jinan", "CN-37", 36.7, 117.0, 9.2},         {"Changchun", "CN-22", 43.9, 125.3, 9.1},
    {"Shenyang", "CN-21", 41.8, 123.4, 9.0},      {"Nanning", "CN-45", 22.8, 108.4, 8.7},
    {"Kunming", "CN-53", 25.0, 102.7, 8.5},       {"Fuzhou", "CN-35", 26.1, 119.3, 8.3},
    {"Hong Kong", "CN-91", 22.3, 114.2, 7.4},     {"Dalian", "CN-21", 38.9, 121.6, 7.5},
    {"Nanchang", "CN-36", 28.7, 115.9, 6.3},      {"Guiyang", "CN-52", 26.6, 106.6, 6.0},
    {"Taiyuan", "CN-14", 37.9, 112.5, 5.3},       {"Xiamen", "CN-35", 24.5, 118.1, 5.2},
    {"Lanzhou", "CN-62", 36.1, 103.8, 4.4},       {"Urumqi", "CN-65", 43.8, 87.6, 4.1},
    {"Hohhot", "CN-15", 40.8, 111.7, 3.4},        {"Haikou", "CN-46", 20.0, 110.3, 2.9},
    {"Yinchuan", "CN-64", 38.5, 106.3, 2.9},      {"Xining", "CN-63", 36.6, 101.8, 2.5},
    {"Lhasa", "CN-54", 29.7, 91.1, 0.9},
};

const unsigned city_count = sizeof cities / sizeof *cities;

double dice_share(struct dice *dice)
{
    return (double)(random_next(&dice->state) >> 11) / 9007199254740992.0; /* 2^53 */
}

bool dice_chance(struct dice *dice, double probability)
{
    return dice_share(dice) < probability;
}

bool dice_rate(struct dice *dice, enum sim_rate rate)
{
    return dice_chance(dice, dice->rates->value[rate]);
}

unsigned dice_below(struct dice *dice, unsigned n)
{
    return random_below(&dice->state, n);
}

int64_t dice_between(struct dice *dice, int64_t from_s, int64_t to_s)
{
    return from_s + (int64_t)(dice_share(dice) * (double)(to_s - from_s));
}

int64_t dice_around(struct dice *dice, double mean_days)
{
    return (int64_t)(-log(1.0 - dice_share(dice)) * mean_days * DAY_S);
}

unsigned dice_times(struct dice *dice, double mean)
{
    const double least = exp(-mean);
    unsigned times = 0;
    for (double left = dice_share(dice); left > least; left *= dice_share(dice))
        times++;
    return times;
}

unsigned world_any_city(struct dice *dice)
{
    static double all;
    if (all == 0.0)
        for (unsigned i = 0; i < city_count; i++)
            all += cities[i].millions;
    double left = dice_share(dice) * all;
    unsigned city = 0;
    while (city + 1 < city_count && left >= cities[city].millions)
        left -= cities[city++].millions;
    return city;
}

unsigned world_other_city(struct dice *dice, unsigned city)
{
    unsigned other;
    do
        other = world_any_city(dice);
    while (strcmp(cities[other].region, cities[city].region) == 0);
    return other;
}

double world_km(unsigned from, unsigned to)
{
    const struct city *a = &cities[from], *b = &cities[to];
    const double sin_lat = sin((b->lat - a->lat) * DEGREE / 2), sin_lon = sin((b->lon - a->lon) * DEGREE / 2);
    const double h = sin_lat * sin_lat + cos(a->lat * DEGREE) * cos(b->lat * DEGREE) * sin_lon * sin_lon;
    return 2 * 6371.0 * asin(sqrt(h));
}

int64_t world_journey_s(struct dice *dice, unsigned from, unsigned to, enum carrier carrier)
{
    static const struct {
        double kmh, hours;
    } rows[] = {
        [CARRIER_PLANE] = {800, 0.75}, /* from the gate to the gate: nobody scans closer to a flight than that */
        [CARRIER_TRAIN] = {250, 0.5},  [CARRIER_COURIER] = {80, 18},
        [CARRIER_TRUCK] = {65, 3},     [CARRIER_CARGO] = {700, 5},
    };
    const double hours = world_km(from, to) / rows[carrier].kmh + rows[carrier].hours;
    return (int64_t)(3600 * hours * (1 + dice_share(dice)));
}

void world_person(struct dice *dice, uint32_t number, unsigned city, struct person *person)
{
    const double place = dice_share(dice);
    const double *value = dice->rates->value;
    *person = (struct person){
        .number = number,
        .token = random_next(&dice->state),
        .kept = dice_rate(dice, RATE_DEVICE_KEPT),
        .nameless = dice_rate(dice, RATE_NAMELESS),
        .has_place = place >= value[RATE_PLACE_NONE],
        .has_point = place >= 1 - value[RATE_PLACE_POINT],
        .elsewhere = dice_rate(dice, RATE_VPN),
        .apparent = world_other_city(dice, city),
        .home = random_next(&dice->state) | 1,
    };
    world_move(dice, person, city);
}

void world_move(struct dice *dice, struct person *person, unsigned city)
{
    person->city = city;
    person->lat_tenths = (int16_t)lround(10 * cities[city].lat + 5 * dice_share(dice) - 2.5);
    person->lon_tenths = (int16_t)lround(10 * cities[city].lon + 5 * dice_share(dice) - 2.5);
}

struct trc_place world_site(unsigned city)
{
    struct trc_place place = {.has_point = true,
                              .lat_tenths = (int16_t)lround(10 * cities[city].lat),
                              .lon_tenths = (int16_t)lround(10 * cities[city].lon)};
    memcpy(place.region, cities[city].region, strlen(cities[city].region));
    return place;
}

struct trc_place world_place(struct dice *dice, const struct person *person)
{
    struct trc_place place = {.region = ""};
    const bool wrong = dice_rate(dice, person->has_point ? RATE_POINT_WRONG : RATE_REGION_WRONG);
    const unsigned other = world_other_city(dice, person->city);
    if (!person->has_place)
        return place;
    place = world_site(person->elsewhere ? person->apparent : wrong ? other : person->city);
    place.has_point = person->has_point;
    if (!place.has_point)
        place.lat_tenths = place.lon_tenths = 0;
    else if (!wrong && !person->elsewhere) {
        place.lat_tenths = person->lat_tenths;
        place.lon_tenths = person->lon_tenths;
    }
    return place;
}

uint64_t world_mobile_network(struct dice *dice, unsigned city)
{
    static const double share[] = {0.5, 0.25, 0.25}; /* of China's three operators, roughly */
    const double which = dice_share(dice);
    const unsigned brand = which < share[0] ? 0 : which < share[0] + share[1] ? 1 : 2;
    const unsigned pools = 1 + (unsigned)(dice->rates->value[RATE_POOLS] * cities[city].millions);
    return ((uint64_t)(city + 1) << 40 | (uint64_t)brand << 32 | dice_below(dice, pools)) * 0x9e3779b97f4a7c15;
}

uint64_t world_pseudonym(const struct person *person, int64_t at_s, unsigned app)
{
    uint64_t state = person->token + app;
    if (person->nameless)
        return 0;
    if (!person->kept)
        state += 1000003 * (uint64_t)(at_s / (int64_t)DAY_S);
    return random_next(&state) | 1;
}
