/* attacks.c: what counterfeiters and spoilers do to codes. */
#include "sim/attacks.h"

#include <string.h>

#include "random.h"

enum { MINUTE = 60, HOUR = 3600, DAY = 86400 };

const struct attack attacks[] = {
    {.name = "clone-10-city", .text = "10 fakes, one city", .text_zh = "10 件,一城", .fakes = 10},
    {.name = "clone-30-city", .text = "30 fakes, one city", .text_zh = "30 件,一城", .fakes = 30},
    {.name = "clone-100-city", .text = "100 fakes, one city", .text_zh = "100 件,一城", .fakes = 100},
    {.name = "clone-1000-city", .text = "1,000 fakes, one city", .text_zh = "1000 件,一城", .fakes = 1000},
    {.name = "clone-10000-city", .text = "10,000 fakes, one city", .text_zh = "1 万件,一城", .fakes = 10000},
    {.name = "clone-10-far", .text = "10 fakes, many cities", .text_zh = "10 件,多城", .fakes = 10, .far = true},
    {.name = "clone-30-far", .text = "30 fakes, many cities", .text_zh = "30 件,多城", .fakes = 30, .far = true},
    {.name = "clone-100-far", .text = "100 fakes, many cities", .text_zh = "100 件,多城", .fakes = 100, .far = true},
    {.name = "clone-1000-far",
     .text = "1,000 fakes, many cities",
     .text_zh = "1000 件,多城",
     .fakes = 1000,
     .far = true},
    {.name = "clone-10000-far",
     .text = "10,000 fakes, many cities",
     .text_zh = "1 万件,多城",
     .fakes = 10000,
     .far = true},
    {.name = "clone-30-pin",
     .text = "30 fakes with PIN, one city",
     .text_zh = "30 件带刮码,一城",
     .fakes = 30,
     .pin = true},
    {.name = "clone-1000-pin",
     .text = "1,000 fakes with PIN, one city",
     .text_zh = "1000 件带刮码,一城",
     .fakes = 1000,
     .pin = true},
    {.name = "pack-1",
     .text = "leaked pack, 1 fake of each code",
     .text_zh = "泄露的稽查包,每码 1 件",
     .kind = ATTACK_PACK,
     .fakes = 1,
     .far = true},
    {.name = "pack-1-pin",
     .text = "leaked pack, 1 fake of each code, product with PIN",
     .text_zh = "泄露的稽查包,每码 1 件,带刮码",
     .kind = ATTACK_PACK,
     .fakes = 1,
     .far = true,
     .pin = true},
    {.name = "pack-5",
     .text = "leaked pack, 5 fakes of each code",
     .text_zh = "泄露的稽查包,每码 5 件",
     .kind = ATTACK_PACK,
     .fakes = 5,
     .far = true},
    {.name = "stolen-never",
     .text = "stolen roll, never released",
     .text_zh = "被盗标签卷,从未激活",
     .kind = ATTACK_STOLEN,
     .fakes = 1},
    {.name = "stolen-released",
     .text = "stolen roll, released 30 days later",
     .text_zh = "被盗标签卷,30 天后仍被激活",
     .kind = ATTACK_STOLEN,
     .fakes = 1,
     .released_after_days = 30},
    {.name = "stolen-marked",
     .text = "stolen roll, released and recorded as stolen",
     .text_zh = "被盗标签卷,已登记被盗",
     .kind = ATTACK_STOLEN,
     .fakes = 1,
     .released_after_days = 30,
     .marked = true},
    {.name = "refill",
     .text = "refilled, sold in the same city",
     .text_zh = "空瓶灌装,同城再售",
     .kind = ATTACK_REFILL,
     .fakes = 1,
     .pin = true},
    {.name = "refill-far",
     .text = "refilled, sold in another city",
     .text_zh = "空瓶灌装,异地再售",
     .kind = ATTACK_REFILL,
     .fakes = 1,
     .pin = true,
     .far = true},
    {.name = "spoil-1-device",
     .text = "50 scans by 1 device",
     .text_zh = "一部手机扫 50 次",
     .kind = ATTACK_SPOIL,
     .fakes = 50,
     .devices = 1,
     .networks = 1},
    {.name = "spoil-1-network",
     .text = "50 devices of one network",
     .text_zh = "同一网络 50 部手机",
     .kind = ATTACK_SPOIL,
     .fakes = 50,
     .devices = 50,
     .networks = 1},
    {.name = "spoil-places",
     .text = "50 devices of one network, false places",
     .text_zh = "同一网络 50 部手机,伪造位置",
     .kind = ATTACK_SPOIL,
     .fakes = 50,
     .devices = 50,
     .networks = 1,
     .far = true},
    {.name = "spoil-2-networks",
     .text = "2 devices of 2 networks, false places",
     .text_zh = "两个网络 2 部手机,伪造位置",
     .kind = ATTACK_SPOIL,
     .fakes = 2,
     .devices = 2,
     .networks = 2,
     .far = true},
    {.name = "spoil-botnet",
     .text = "50 devices of 50 networks",
     .text_zh = "僵尸网络:50 个网络 50 部设备",
     .kind = ATTACK_SPOIL,
     .fakes = 50,
     .devices = 50,
     .networks = 50},
};

const unsigned attack_count = sizeof attacks / sizeof *attacks;

/* Samples and exports are not copied, and what is copied is on sale. */
static void genuine(const struct attack *attack, struct life *life)
{
    struct sim_rates rates = *life->dice.rates;
    const struct sim_rates *const usual = life->dice.rates;
    rates.value[RATE_SAMPLE] = rates.value[RATE_EXPORTED] = rates.value[RATE_LATE_RELEASE] = 0;
    rates.value[RATE_HAS_PIN] = attack->pin;
    life->dice.rates = &rates;
    life_honest(life);
    life->dice.rates = usual;
}

static void sell_fakes(const struct attack *attack, struct life *life, int64_t from_s)
{
    struct dice *dice = &life->dice;
    const unsigned city = dice_chance(dice, 0.5) ? life->city : world_any_city(dice);
    const size_t before = life->count;
    for (unsigned i = 1; i <= attack->fakes; i++) {
        const double days = dice->rates->value[RATE_FAKES_DAYS];
        life_retail(life, i, attack->far ? world_any_city(dice) : city,
                    from_s + (int64_t)(dice_share(dice) * days * DAY));
    }
    for (size_t i = before; i < life->count && attack->kind == ATTACK_PACK; i++)
        if (life->deed[i].pin == PIN_RIGHT)
            life->deed[i].pin = PIN_WRONG; /* a pack holds no secret of PINs: they are made up */
}

/* Fifty scans of a thing on the shelf within minutes, some days before it is sold. */
static void spoil(const struct attack *attack, struct life *life, int64_t at_s)
{
    struct dice *dice = &life->dice;
    struct person hand;
    life_person(life, life->city, &hand);
    hand.kept = hand.has_place = hand.has_point = true;
    hand.nameless = hand.elsewhere = false;
    const uint64_t token = hand.token, network = hand.home;
    for (unsigned i = 0; i < attack->fakes; i++) {
        hand.token = token + 2 * (i % attack->devices);
        if (attack->far)
            world_move(dice, &hand, i % 2 == 0 ? life->city : world_other_city(dice, life->city));
        life_scan(life, THING_ATTACKER, &hand, at_s + 2 * (int64_t)i, network + 2 * (i % attack->networks), 0);
    }
}

static void use_stolen_label(const struct attack *attack, struct life *life, int64_t *since_s)
{
    struct dice *dice = &life->dice;
    const int64_t stolen_s = LIFE_BEGIN_S + dice_between(dice, 0, 60 * DAY);
    *since_s = stolen_s;
    life->city = world_any_city(dice);
    if (attack->released_after_days != 0)
        life->active_since_s = stolen_s + (int64_t)attack->released_after_days * DAY;
    if (attack->marked)
        life_state(life, TRC_STATE_STOLEN, stolen_s + 2 * (int64_t)DAY);
    sell_fakes(attack, life, stolen_s + DAY);
}

void attack_life(const struct attack *attack, struct life *life, int64_t *since_s)
{
    struct dice *dice = &life->dice;
    if (attack->kind == ATTACK_STOLEN) {
        use_stolen_label(attack, life, since_s);
        return;
    }
    genuine(attack, life);
    switch (attack->kind) {
    case ATTACK_SPOIL:
        *since_s = life->sold_at_s - dice_between(dice, MINUTE, 3 * DAY);
        spoil(attack, life, *since_s);
        break;
    case ATTACK_REFILL:
        *since_s = life->sold_at_s + dice_between(dice, 20 * DAY, 120 * DAY);
        life_retail(life, 1, attack->far ? world_other_city(dice, life->city) : life->city, *since_s);
        break;
    default: /* the counterfeiter bought one, or copied it on the shelf or in the trade */
        *since_s = life->active_since_s + dice_between(dice, 2 * DAY, 60 * DAY);
        sell_fakes(attack, life, *since_s);
        break;
    }
}
