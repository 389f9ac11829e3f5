/* life.c: deeds: who scans when, seen from where. */
#include "sim/life.h"

#include <stdlib.h>
#include <string.h>

#include "random.h"

enum { MINUTE = 60, HOUR = 3600, DAY = 86400 };

void life_begin(struct life *life, uint64_t seed, const struct sim_rates *rates)
{
    struct deed *const deed = life->deed;
    const size_t room = life->room;
    *life = (struct life){.dice = {.state = seed, .rates = rates}, .deed = deed, .room = room};
    life->end_s = LIFE_BEGIN_S + (int64_t)LIFE_DAYS * DAY;
    random_next(&life->dice.state);
}

void life_free(struct life *life)
{
    free(life->deed);
    *life = (struct life){0};
}

static struct deed *add(struct life *life, const struct deed *deed)
{
    if (life->count == life->room) {
        life->room = life->room == 0 ? 64 : 2 * life->room;
        life->deed = realloc(life->deed, life->room * sizeof *life->deed);
        if (life->deed == NULL)
            abort();
    }
    struct deed *added = &life->deed[life->count];
    *added = *deed;
    added->order = (uint32_t)life->count++;
    return added;
}

static int in_time(const void *a, const void *b)
{
    const struct deed *first = a, *second = b;
    if (first->at_s != second->at_s)
        return first->at_s < second->at_s ? -1 : 1;
    return first->order < second->order ? -1 : first->order > second->order;
}

void life_sort(struct life *life)
{
    qsort(life->deed, life->count, sizeof *life->deed, in_time);
    while (life->count > 0 && life->deed[life->count - 1].at_s >= life->end_s)
        life->count--;
}

void life_person(struct life *life, unsigned city, struct person *person)
{
    world_person(&life->dice, ++life->people, city, person);
}

struct deed *life_scan(struct life *life, uint32_t thing, const struct person *person, int64_t at_s, uint64_t network,
                       unsigned app)
{
    const struct deed deed = {
        .at_s = at_s,
        .thing = thing,
        .person = person->number,
        .city = person->city,
        .by = TRC_SCANNER_CONSUMER,
        .place = world_place(&life->dice, person),
        .scanner = world_pseudonym(person, at_s, app),
        .network = dice_rate(&life->dice, RATE_NO_NETWORK) ? 0 : network,
    };
    return add(life, &deed);
}

int64_t life_visit(struct life *life, uint32_t thing, const struct person *person, int64_t at_s, enum access access)
{
    struct dice *dice = &life->dice;
    const uint64_t network = access == ACCESS_HOME ? person->home : world_mobile_network(dice, person->city);
    life_scan(life, thing, person, at_s, network, dice_rate(dice, RATE_OTHER_APP));
    while (dice_rate(dice, RATE_REPEATS)) {
        at_s += dice_between(dice, 5, 5 * MINUTE);
        life_scan(life, thing, person, at_s, network, dice_rate(dice, RATE_OTHER_APP));
    }
    return at_s;
}

void life_state(struct life *life, enum trc_unit_state state, int64_t at_s)
{
    const struct deed deed = {.at_s = at_s, .sets_state = true, .state = state, .by = TRC_SCANNER_TRADE};
    add(life, &deed);
}

static void trade_scan(struct life *life, uint32_t thing, unsigned city, uint64_t site, uint64_t device, int64_t at_s)
{
    struct dice *dice = &life->dice;
    const unsigned other = world_other_city(dice, city);
    struct deed deed = {.at_s = at_s,
                        .thing = thing,
                        .city = city,
                        .by = TRC_SCANNER_TRADE,
                        .place = world_site(dice_rate(dice, RATE_TRADE_WRONG) ? other : city),
                        .scanner = device,
                        .network = site};
    if (dice_rate(dice, RATE_CLOCK_SKEWED))
        deed.at_s += dice_between(dice, -2 * HOUR, 2 * HOUR);
    add(life, &deed);
}

void life_trade_scan(struct life *life, uint32_t thing, unsigned city, unsigned site, int64_t at_s)
{
    struct dice *dice = &life->dice;
    uint64_t state = (uint64_t)city << 32 | site;
    const uint64_t network = random_next(&state) | 1, device = random_next(&state) | 1, other = random_next(&state) | 1;
    trade_scan(life, thing, city, network, device, at_s);
    if (dice_rate(dice, RATE_SCAN_TWICE))
        trade_scan(life, thing, city, network, dice_chance(dice, 0.5) ? device : other,
                   at_s + dice_between(dice, 2, 20 * MINUTE));
}
