/* honest.c: the life of a genuine unit: factory, trade, shelf, buyers, their households, gifts, returns, resale. */
#include <stdio.h>
#include <string.h>

#include "random.h"
#include "sim/life.h"

enum { MINUTE = 60, HOUR = 3600, DAY = 86400 };
enum { SITE_LINE = 1, SITE_WAREHOUSE, SITE_DISTRIBUTOR, SITE_SHOPS }; /* shops have numbers from there on */

static double rate(const struct life *life, enum sim_rate which)
{
    return life->dice.rates->value[which];
}

static enum access some_access(struct dice *dice)
{
    return dice_rate(dice, RATE_MOBILE_AT_HOME) ? ACCESS_MOBILE : ACCESS_HOME;
}

/* A shopper, in the shop's network or over mobile data. */
static void shop_visit(struct life *life, uint32_t thing, const struct person *person, int64_t at_s, unsigned site)
{
    struct person guest = *person;
    uint64_t state = (uint64_t)person->city << 32 | site;
    guest.home = random_next(&state) | 1;
    life_visit(life, thing, &guest, at_s, dice_rate(&life->dice, RATE_SHOP_NETWORK) ? ACCESS_HOME : ACCESS_MOBILE);
}

/* The PIN is typed with a scan: wrongly first, again, or by the family. */
static void type_pin(struct life *life, uint32_t thing, const struct person *person, int64_t at_s)
{
    struct dice *dice = &life->dice;
    const uint64_t mobile = world_mobile_network(dice, person->city);
    const uint64_t network = some_access(dice) == ACCESS_HOME ? person->home : mobile;
    if (dice_rate(dice, RATE_PIN_MISTYPED))
        life_scan(life, thing, person, at_s - 20, network, 0)->pin = PIN_WRONG;
    life_scan(life, thing, person, at_s, network, 0)->pin = PIN_RIGHT;
    if (dice_rate(dice, RATE_PIN_TWICE))
        life_scan(life, thing, person, at_s + dice_between(dice, 5, HOUR), network, dice_rate(dice, RATE_OTHER_APP))
            ->pin = PIN_RIGHT;
    if (dice_rate(dice, RATE_PIN_BY_FAMILY)) {
        struct person other;
        life_person(life, person->city, &other);
        other.home = person->home;
        const bool at_home = some_access(dice) == ACCESS_HOME;
        life_scan(life, thing, &other, at_s + dice_around(dice, 0.5), at_home ? person->home : mobile, 0)->pin =
            PIN_RIGHT;
    }
}

/* The link of the result page is sent to others; programs that draw a preview fetch it from a data centre. */
static void share_link(struct life *life, uint32_t thing, const struct person *person, int64_t at_s)
{
    struct dice *dice = &life->dice;
    struct person other;
    for (unsigned left = dice_times(dice, rate(life, RATE_LINK_OPENED)); left > 0; left--) {
        life_person(life, dice_chance(dice, 0.3) ? world_other_city(dice, person->city) : person->city, &other);
        life_visit(life, thing, &other, at_s + dice_around(dice, 0.2), some_access(dice));
    }
    if (!dice_rate(dice, RATE_PREVIEWED))
        return;
    life_person(life, world_any_city(dice), &other);
    other.has_place = true;
    other.nameless = true;
    struct deed *fetch = life_scan(life, thing, &other, at_s + 2, other.home, 0);
    if (!dice_rate(dice, RATE_PREVIEW_UNKNOWN))
        fetch->by = TRC_SCANNER_BOT;
}

static void around_the_table(struct life *life, uint32_t thing, const struct person *person, int64_t at_s)
{
    struct dice *dice = &life->dice;
    struct person other;
    for (unsigned left = dice_times(dice, rate(life, RATE_HOUSEHOLD)); left > 0; left--) {
        if (!dice_rate(dice, RATE_HOUSEHOLD_SCANS))
            continue;
        life_person(life, person->city, &other);
        other.home = person->home;
        life_visit(life, thing, &other, at_s + dice_around(dice, 2), some_access(dice));
    }
    for (unsigned left = dice_times(dice, rate(life, RATE_GUESTS)); left > 0; left--) {
        life_person(life, person->city, &other);
        if (dice_chance(dice, 0.3))
            other.home = person->home;
        life_visit(life, thing, &other, at_s + dice_around(dice, 20), some_access(dice));
    }
}

/* Scans on other days. */
static void come_back(struct life *life, uint32_t thing, const struct person *person, int64_t at_s)
{
    struct dice *dice = &life->dice;
    for (unsigned left = dice_times(dice, rate(life, RATE_RESCANS)); left > 0; left--)
        life_visit(life, thing, person, at_s + dice_around(dice, 60), some_access(dice));
    if (!dice_rate(dice, RATE_FOND))
        return;
    for (unsigned left = dice_times(dice, rate(life, RATE_FOND_SCANS)); left > 0; left--) {
        at_s += dice_around(dice, 4);
        life_visit(life, thing, person, at_s, some_access(dice));
    }
}

/* To another city and scanned there, the same day. */
static void travel(struct life *life, uint32_t thing, struct person person, int64_t at_s)
{
    struct dice *dice = &life->dice;
    const unsigned to = world_other_city(dice, person.city);
    life_visit(life, thing, &person, at_s, ACCESS_MOBILE);
    at_s += world_journey_s(dice, person.city, to, dice_chance(dice, 0.5) ? CARRIER_PLANE : CARRIER_TRAIN);
    world_move(dice, &person, to);
    life_visit(life, thing, &person, at_s, ACCESS_MOBILE);
}

void life_hold(struct life *life, uint32_t thing, const struct person *person, int64_t at_s, double probability)
{
    struct dice *dice = &life->dice;
    if (!dice_chance(dice, probability))
        return;
    const double when = dice_share(dice);
    if (when < rate(life, RATE_SCANS_IN_SHOP)) {
        at_s += dice_between(dice, 0, 10 * MINUTE);
        at_s = life_visit(life, thing, person, at_s, ACCESS_MOBILE);
    } else {
        const bool today = when < rate(life, RATE_SCANS_IN_SHOP) + rate(life, RATE_SCANS_AT_HOME);
        at_s += today ? dice_between(dice, HOUR, 10 * HOUR) : dice_around(dice, 10);
        at_s = life_visit(life, thing, person, at_s, some_access(dice));
    }
    if (life->has_pin && dice_rate(dice, RATE_TYPES_PIN))
        type_pin(life, thing, person, at_s + dice_between(dice, MINUTE, 10 * HOUR));
    around_the_table(life, thing, person, at_s);
    come_back(life, thing, person, at_s);
    if (dice_rate(dice, RATE_LINK_SHARED))
        share_link(life, thing, person, at_s + MINUTE);
    if (dice_rate(dice, RATE_TRAVELS))
        travel(life, thing, *person, at_s + dice_around(dice, 10));
}

/* Given away; answers when, and whose it is then. */
static int64_t give(struct life *life, uint32_t thing, struct person *owner, int64_t at_s)
{
    struct dice *dice = &life->dice;
    at_s += dice_between(dice, HOUR, 20 * DAY);
    const unsigned from = owner->city, to = dice_rate(dice, RATE_GIFT_FAR) ? world_other_city(dice, from) : from;
    if (dice_chance(dice, 0.3)) /* looked at once more before it goes */
        at_s = life_visit(life, thing, owner, at_s, some_access(dice));
    if (!dice_rate(dice, RATE_GIFT_SAME_DAY))
        at_s += world_journey_s(dice, from, to, CARRIER_COURIER);
    else
        at_s += world_journey_s(dice, from, to, dice_chance(dice, 0.5) ? CARRIER_PLANE : CARRIER_TRAIN);
    life_person(life, to, owner);
    life_hold(life, thing, owner, at_s, rate(life, RATE_BUYER_SCANS));
    return at_s;
}

/* Offered second hand: some who look scan it, strangers scan its picture, and whoever buys scans too. */
static int64_t resell(struct life *life, uint32_t thing, struct person *owner, int64_t at_s)
{
    struct dice *dice = &life->dice;
    struct person other;
    at_s += 20 * (int64_t)DAY + dice_around(dice, 90);
    for (unsigned left = dice_times(dice, rate(life, RATE_PROSPECTS)); left > 0; left--) {
        life_person(life, owner->city, &other);
        life_visit(life, thing, &other, at_s + dice_between(dice, 0, 14 * DAY), ACCESS_MOBILE);
    }
    if (dice_rate(dice, RATE_PICTURED))
        for (unsigned left = dice_times(dice, rate(life, RATE_PICTURE_SCANNERS)); left > 0; left--) {
            life_person(life, world_any_city(dice), &other);
            life_visit(life, thing, &other, at_s + dice_between(dice, 0, 14 * DAY), some_access(dice));
        }
    at_s += 14 * (int64_t)DAY;
    const unsigned to = dice_chance(dice, 0.5) ? owner->city : world_other_city(dice, owner->city);
    at_s += world_journey_s(dice, owner->city, to, CARRIER_COURIER);
    life_person(life, to, owner);
    life_hold(life, thing, owner, at_s, 0.8); /* whoever buys second hand wants to know */
    return at_s;
}

static void shelf(struct life *life, uint32_t thing, unsigned city, unsigned site, int64_t from_s, int64_t until_s)
{
    struct dice *dice = &life->dice;
    const bool display = dice_rate(dice, RATE_DISPLAY);
    struct person shopper;
    for (unsigned left = dice_times(dice, rate(life, display ? RATE_DISPLAY_SCANNERS : RATE_SHELF_SCANNERS)); left > 0;
         left--) {
        life_person(life, city, &shopper);
        shop_visit(life, thing, &shopper, dice_between(dice, from_s, until_s), site);
    }
    if (dice_rate(dice, RATE_INSPECTED)) {
        life_person(life, city, &shopper);
        shopper.kept = shopper.has_place = shopper.has_point = true;
        shopper.elsewhere = shopper.nameless = false;
        life_scan(life, thing, &shopper, dice_between(dice, from_s, until_s), shopper.home, 0)->by =
            TRC_SCANNER_INSPECTOR;
    }
}

/* Sold by a shop: what till and books say of it. */
static void sell(struct life *life, uint32_t thing, unsigned city, unsigned site, int64_t at_s)
{
    struct dice *dice = &life->dice;
    if (dice_rate(dice, thing == 0 ? RATE_CHECKOUT_SCAN : RATE_FAKES_TRADE_SCAN))
        life_trade_scan(life, thing, city, site, at_s);
    if (thing != 0)
        return;
    if (life->sold_at_s == 0)
        life->sold_at_s = at_s;
    if (dice_rate(dice, RATE_SALE_RECORDED))
        life_state(life, TRC_STATE_RETAIL_SOLD, at_s);
}

/* Brought back to the shop, and on the shelf again. */
static int64_t take_back(struct life *life, unsigned city, unsigned site, int64_t at_s)
{
    struct dice *dice = &life->dice;
    at_s += dice_between(dice, HOUR, 10 * DAY);
    if (dice_rate(dice, RATE_RETURN_RECORDED)) {
        life_state(life, TRC_STATE_RETURNED, at_s);
        if (!dice_rate(dice, RATE_RETURN_LEFT))
            life_state(life, TRC_STATE_SELLABLE_ACCESSIBLE, at_s + HOUR);
    }
    life_trade_scan(life, 0, city, site, at_s + MINUTE);
    return at_s + 2 * HOUR;
}

void life_retail(struct life *life, uint32_t thing, unsigned city, int64_t at_s)
{
    struct dice *dice = &life->dice;
    const unsigned site = SITE_SHOPS + dice_below(dice, 100000);
    struct person owner;
    bool again;
    do {
        const int64_t sold_s = at_s + dice_around(dice, rate(life, RATE_SHELF_DAYS));
        shelf(life, thing, city, site, at_s, sold_s);
        if (thing == 0 && dice_rate(dice, RATE_SHOP_SCAN))
            life_trade_scan(life, thing, city, site, at_s);
        if (thing == 0 && dice_rate(dice, RATE_STOCKTAKING))
            life_trade_scan(life, thing, city, site, dice_between(dice, at_s, sold_s));
        if (thing == 0 && dice_rate(dice, RATE_SALE_RECORDED) && dice_rate(dice, RATE_SALE_WRONG))
            life_state(life, TRC_STATE_RETAIL_SOLD, dice_between(dice, at_s, sold_s));
        at_s = sold_s;
        sell(life, thing, city, site, at_s);
        life_person(life, city, &owner);
        life_hold(life, thing, &owner, at_s, rate(life, RATE_BUYER_SCANS));
        again = thing == 0 && dice_rate(dice, RATE_RETURNED);
        if (again)
            at_s = take_back(life, city, site, at_s);
    } while (again);
    if (dice_rate(dice, RATE_GIFT))
        do
            at_s = give(life, thing, &owner, at_s);
        while (dice_rate(dice, RATE_GIFT_AGAIN));
    if (dice_rate(dice, RATE_RESOLD))
        do
            at_s = resell(life, thing, &owner, at_s);
        while (dice_rate(dice, RATE_RESOLD_AGAIN));
}

static void factory(struct life *life, unsigned city, int64_t at_s, int64_t shipped_s)
{
    struct dice *dice = &life->dice;
    life_trade_scan(life, 0, city, SITE_LINE, at_s);
    if (dice_rate(dice, RATE_LINE_TWICE))
        life_trade_scan(life, 0, city, SITE_LINE, at_s + dice_between(dice, 2, HOUR));
    if (dice_rate(dice, RATE_FACTORY_PHONE)) {
        struct person worker;
        life_person(life, city, &worker);
        life_visit(life, 0, &worker, at_s + 10, ACCESS_MOBILE);
    }
    if (dice_rate(dice, RATE_WAREHOUSE_SCAN))
        life_trade_scan(life, 0, city, SITE_WAREHOUSE, dice_between(dice, at_s + HOUR, shipped_s));
    if (dice_rate(dice, RATE_SAMPLE))
        life_state(life, TRC_STATE_SAMPLE, shipped_s);
    if (dice_rate(dice, RATE_EXPORTED))
        life_state(life, TRC_STATE_EXPORTED, shipped_s);
}

static enum carrier freight(struct dice *dice)
{
    return dice_rate(dice, RATE_SHIPPED_BY_AIR) ? CARRIER_CARGO : CARRIER_TRUCK;
}

void life_honest(struct life *life)
{
    struct dice *dice = &life->dice;
    const unsigned from = world_any_city(dice), via = world_any_city(dice);
    const int64_t made_s = LIFE_BEGIN_S + dice_between(dice, 0, 120 * DAY);
    int64_t at_s = made_s + dice_between(dice, 6 * HOUR, 10 * DAY);
    life->has_pin = dice_rate(dice, RATE_HAS_PIN);
    life->short_dated = dice_rate(dice, RATE_SHORT_DATED);
    life->active_since_s = dice_between(dice, made_s + HOUR, at_s);
    factory(life, from, made_s, at_s);
    at_s += world_journey_s(dice, from, via, freight(dice));
    if (dice_rate(dice, RATE_DISTRIBUTOR_SCAN))
        life_trade_scan(life, 0, via, SITE_DISTRIBUTOR, at_s);
    at_s += dice_between(dice, 2 * HOUR, 60 * DAY);
    const bool elsewhere = dice_rate(dice, RATE_HAS_MARKET);
    if (elsewhere) {
        snprintf(life->market, sizeof life->market, "%s", cities[via].region);
        life->city = dice_rate(dice, RATE_OFF_MARKET) ? world_other_city(dice, via) : via;
    } else
        life->city = dice_chance(dice, 0.5) ? via : world_any_city(dice);
    at_s += world_journey_s(dice, via, life->city, freight(dice));
    if (dice_rate(dice, RATE_LATE_RELEASE))
        life->active_since_s = at_s + dice_between(dice, 0, 10 * DAY);
    life_retail(life, 0, life->city, at_s);
}
