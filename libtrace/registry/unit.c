/* unit.c: what the events of one unit add up to. Pure: no I/O, no clock; the simulator runs it a million times. */
#include <string.h>
#include <trc/history.h>

/* The airliner against which the hardest journey is chosen. Policies judge the pair that was kept by limits of their
 * own. */
#define REFERENCE_KMH 900.0
#define JOURNEY_KM_MIN 100.0
#define NETWORK_KEPT_S (72 * 3600)

/* Distances from where the PIN was used. For the usual limits what is kept is exact; others judge what was kept. */
static const double far_km[TRC_PIN_FAR_MAX] = {100.0, 300.0, 1000.0};
enum { FAR_USUAL = 1, FAR_USUAL_S = 2 * 86400 };

static uint32_t fingerprint(uint64_t pseudonym)
{
    const uint32_t folded = (uint32_t)(pseudonym ^ pseudonym >> 32);
    return pseudonym == 0 ? 0 : folded != 0 ? folded : 1;
}

/* Who scanned, as far as can be told: of an anonymous scan that counts as new nobody else will have this one. */
static uint32_t scanner_of(const struct trc_event *event)
{
    return event->scanner != 0 ? fingerprint(event->scanner) : fingerprint((uint64_t)event->id);
}

static bool by_people(const struct trc_event *event)
{
    return event->scanner_kind == TRC_SCANNER_CONSUMER || event->scanner_kind == TRC_SCANNER_INSPECTOR;
}

static bool is_known(const struct trc_unit *unit, uint32_t scanner)
{
    for (size_t i = 0; i < unit->scanner_count; i++)
        if (unit->scanner[i] == scanner)
            return true;
    return false;
}

/* A clock that was set back makes what is remembered lie ahead: that is recent too. */
static bool within(int64_t earlier_s, int64_t now_s, int64_t window_s)
{
    return now_s - earlier_s < window_s;
}

enum trc_weight trc_unit_weigh(const struct trc_unit *unit, const struct trc_event *event, int64_t repeat_s)
{
    if (event->kind == TRC_EVENT_PIN && unit->pin.at_s == 0)
        return TRC_WEIGHT_NEW;
    if (event->kind != TRC_EVENT_SCAN || event->scanner_kind == TRC_SCANNER_BOT)
        return TRC_WEIGHT_NONE;
    const uint32_t scanner = fingerprint(event->scanner), network = fingerprint(event->network);
    const bool nameless = scanner == 0 && network == 0;
    bool met_network = false;
    for (size_t i = 0; i < unit->recent_count; i++) {
        const struct trc_recent *recent = &unit->recent[i];
        const bool same_scanner = recent->scanner == scanner && (scanner != 0 || nameless);
        const bool same_network = network != 0 && recent->network == network;
        if ((same_scanner || same_network) && within(recent->at_s, event->at_s, repeat_s))
            return TRC_WEIGHT_REPEAT;
        met_network = met_network || (same_network && within(recent->at_s, event->at_s, NETWORK_KEPT_S));
    }
    if (nameless)
        return unit->counted > 0 ? TRC_WEIGHT_AGAIN : TRC_WEIGHT_NEW;
    if (scanner != 0 && is_known(unit, scanner))
        return TRC_WEIGHT_AGAIN;
    return met_network ? TRC_WEIGHT_BESIDE : TRC_WEIGHT_NEW;
}

void trc_unit_remember(struct trc_unit *unit, const struct trc_event *event)
{
    const uint32_t scanner = fingerprint(event->scanner), network = fingerprint(event->network);
    size_t slot = 0;
    if (event->kind != TRC_EVENT_SCAN || event->scanner_kind == TRC_SCANNER_BOT)
        return;
    for (; slot < unit->recent_count; slot++)
        if (unit->recent[slot].scanner == scanner && unit->recent[slot].network == network)
            break;
    if (slot == unit->recent_count && unit->recent_count < TRC_RECENT_MAX)
        unit->recent_count++;
    if (slot == TRC_RECENT_MAX) /* the one that was longest not seen goes */
        for (size_t i = slot = 0; i < TRC_RECENT_MAX; i++)
            if (unit->recent[i].at_s < unit->recent[slot].at_s)
                slot = i;
    unit->recent[slot] = (struct trc_recent){event->at_s, scanner, network};
}

/* How far somebody would have had to go beyond what an airliner does; no journey: below 0. */
static double excess_km(const struct trc_journey *journey)
{
    const struct trc_sighting *from = &journey->from, *to = &journey->to;
    const double km = trc_place_distance_km(&from->place, &to->place);
    if (from->at_s == 0 || to->at_s < from->at_s || km < JOURNEY_KM_MIN)
        return -1.0;
    return km - REFERENCE_KMH * (double)(to->at_s - from->at_s) / 3600.0;
}

static bool share_scanner(const struct trc_journey *a, const struct trc_journey *b)
{
    return b->from.at_s != 0 && (a->from_scanner == b->from_scanner || a->from_scanner == b->to_scanner ||
                                 a->to_scanner == b->from_scanner || a->to_scanner == b->to_scanner);
}

/*
 * One wrong place makes two impossible journeys, there and back, and somebody behind a VPN any number of them. So of
 * those that share a scanner the first is kept, unless another is much harder: the way back is as long as the way
 * there.
 */
static void keep_journey(struct trc_unit *unit, const struct trc_journey *journey)
{
    struct trc_journey *first = &unit->journey[0], *second = &unit->journey[1];
    const double excess = excess_km(journey);
    const bool of_first = share_scanner(journey, first), of_second = share_scanner(journey, second);
    struct trc_journey *kept = of_first ? first : second;
    if (excess <= 0.0 || excess <= (of_first || of_second ? 2.0 : 1.0) * excess_km(kept))
        return;
    *kept = *journey;
    if (of_first && of_second)
        *second = (struct trc_journey){.from_scanner = 0};
    if (excess_km(second) > excess_km(first)) {
        const struct trc_journey harder = *second;
        *second = *first;
        *first = harder;
    }
}

static bool is_in_journey(const struct trc_unit *unit, uint32_t scanner)
{
    for (size_t i = 0; i < TRC_JOURNEYS_MAX; i++) {
        const struct trc_journey *journey = &unit->journey[i];
        if (journey->from.at_s != 0 && (journey->from_scanner == scanner || journey->to_scanner == scanner))
            return true;
    }
    return false;
}

/*
 * Somebody who scans between any two others is in every journey from one scan to the next, and there would never be a
 * second one: so those are paired too whom no journey has.
 */
static void travel(struct trc_unit *unit, const struct trc_sighting *now, uint32_t scanner)
{
    const struct trc_journey last = {unit->seen, *now, unit->seen_scanner, scanner};
    if (scanner != unit->seen_scanner)
        keep_journey(unit, &last);
    const struct trc_journey apart = {unit->apart, *now, unit->apart_scanner, scanner};
    if (scanner != unit->apart_scanner && !is_in_journey(unit, unit->apart_scanner))
        keep_journey(unit, &apart);
}

/* Whoever holds the thing broke the seal of its PIN. One scanner far from there may have a wrong place; two have not.
 */
static void see_far_from_pin(struct trc_unit *unit, const struct trc_event *event, const struct trc_sighting *now,
                             uint32_t scanner)
{
    const bool nobody_new = event->scanner == 0 && event->weight == TRC_WEIGHT_AGAIN;
    if (unit->pin.at_s == 0 || now->at_s < unit->pin.at_s || scanner == unit->pin_scanner || nobody_new)
        return;
    const double km = trc_place_distance_km(&unit->pin.place, &now->place);
    for (size_t i = 0; i < TRC_PIN_FAR_MAX && km >= far_km[i]; i++) {
        struct trc_journey *far = &unit->pin_far[i];
        if (far->from.at_s == 0) {
            far->from = *now;
            far->from_scanner = scanner;
        } else if (scanner != far->from_scanner && (far->to.at_s == 0 || now->at_s < far->to.at_s)) {
            far->to = *now;
            far->to_scanner = scanner;
        }
    }
}

static void see(struct trc_unit *unit, const struct trc_event *event)
{
    const struct trc_sighting now = {event->at_s, event->place};
    const uint32_t scanner = scanner_of(event);
    if (event->place.region[0] == '\0' && !event->place.has_point)
        return;
    if (event->weight == TRC_WEIGHT_NEW || event->weight == TRC_WEIGHT_AGAIN) {
        travel(unit, &now, scanner);
        see_far_from_pin(unit, event, &now, scanner);
    }
    unit->seen = now;
    unit->seen_scanner = scanner;
    if (unit->journey[0].from.at_s != 0 && !is_in_journey(unit, scanner)) {
        unit->apart = now;
        unit->apart_scanner = scanner;
    }
}

/* Of more than can be told apart the oldest goes. A clock that was set back makes nobody come earlier. */
static void add_scanner(struct trc_unit *unit, const struct trc_event *event)
{
    if (unit->scanner_count == TRC_SCANNERS_MAX) {
        unit->scanner_count--;
        memmove(unit->scanner, unit->scanner + 1, unit->scanner_count * sizeof *unit->scanner);
        memmove(unit->scanner_min, unit->scanner_min + 1, unit->scanner_count * sizeof *unit->scanner_min);
    }
    const size_t slot = unit->scanner_count++;
    const uint32_t now_min = (uint32_t)(event->at_s / 60), least = slot > 0 ? unit->scanner_min[slot - 1] : 0;
    unit->scanner[slot] = scanner_of(event);
    unit->scanner_min[slot] = now_min > least ? now_min : least;
}

static void count_people(struct trc_unit *unit, const struct trc_event *event)
{
    unit->scans++;
    if (event->weight == TRC_WEIGHT_REPEAT)
        return;
    if (unit->counted++ == 0)
        unit->first = (struct trc_sighting){event->at_s, event->place};
    /* Not before what came earlier, whatever the clock says. */
    unit->last.at_s = event->at_s > unit->last.at_s ? event->at_s : unit->last.at_s;
    unit->last.place = event->place;
    if (event->weight == TRC_WEIGHT_NEW)
        add_scanner(unit, event);
}

static void add_scan(struct trc_unit *unit, const struct trc_event *event)
{
    if (event->weight == TRC_WEIGHT_NONE)
        return;
    if (by_people(event))
        count_people(unit, event);
    if (event->weight != TRC_WEIGHT_REPEAT)
        see(unit, event);
}

static void add_pin(struct trc_unit *unit, const struct trc_event *event)
{
    if (unit->pin.at_s != 0)
        return;
    unit->pin = (struct trc_sighting){event->at_s, event->place};
    unit->pin_scanner = fingerprint(event->scanner);
}

/* The issuer had it in hand. What became of it and of its PIN stays; so do pseudonyms, which are forgotten anyway. */
static void begin_anew(struct trc_unit *unit)
{
    struct trc_unit fresh = {.events = unit->events,
                             .state = unit->state,
                             .state_at_s = unit->state_at_s,
                             .pin = unit->pin,
                             .pin_scanner = unit->pin_scanner,
                             .recent_count = unit->recent_count};
    memcpy(fresh.code_key, unit->code_key, sizeof fresh.code_key);
    memcpy(fresh.recent, unit->recent, sizeof fresh.recent);
    *unit = fresh;
}

void trc_unit_add(struct trc_unit *unit, const struct trc_event *event)
{
    memcpy(unit->code_key, event->code_key, sizeof unit->code_key);
    unit->events++;
    switch (event->kind) {
    case TRC_EVENT_SCAN:
        add_scan(unit, event);
        break;
    case TRC_EVENT_PIN:
        add_pin(unit, event);
        break;
    case TRC_EVENT_PIN_WRONG:
        unit->pin_wrong++;
        break;
    case TRC_EVENT_STATE:
    case TRC_EVENT_UNDO:
        unit->state = event->state;
        unit->state_at_s = event->at_s;
        break;
    case TRC_EVENT_EXAMINED:
        begin_anew(unit);
        break;
    case TRC_EVENT_KIND_COUNT:
        break;
    }
}

double trc_journey_speed_kmh(const struct trc_journey *journey, double *km)
{
    *km = 0.0;
    if (journey->from.at_s == 0)
        return 0.0;
    *km = trc_place_distance_km(&journey->from.place, &journey->to.place);
    const double seconds = (double)(journey->to.at_s - journey->from.at_s);
    return *km * 3600.0 / (seconds < 1.0 ? 1.0 : seconds); /* times are whole seconds */
}

bool trc_unit_pin_is_by(const struct trc_unit *unit, uint64_t scanner, uint64_t network)
{
    if (unit->pin.at_s == 0)
        return false;
    if (scanner != 0 && unit->pin_scanner == fingerprint(scanner))
        return true;
    for (size_t i = 0; i < unit->recent_count; i++)
        if (network != 0 && unit->recent[i].network == fingerprint(network) &&
            unit->recent[i].scanner == unit->pin_scanner)
            return true;
    return false;
}

int64_t trc_unit_copied_at_s(const struct trc_unit *unit, struct trc_journey *pair)
{
    const struct trc_journey *far = &unit->pin_far[FAR_USUAL];
    const int64_t first_s = unit->journey[0].to.at_s, other_s = unit->journey[1].to.at_s;
    const int64_t travelled_s = other_s == 0 ? 0 : first_s > other_s ? first_s : other_s;
    const int64_t elsewhere_s = far->to.at_s - unit->pin.at_s <= FAR_USUAL_S ? far->to.at_s : 0;
    if (pair != NULL && travelled_s != 0)
        *pair = unit->journey[0];
    else if (pair != NULL)
        *pair = elsewhere_s != 0 ? (struct trc_journey){unit->pin, far->to, unit->pin_scanner, far->to_scanner}
                                 : (struct trc_journey){.from_scanner = 0};
    return travelled_s == 0 || (elsewhere_s != 0 && elsewhere_s < travelled_s) ? elsewhere_s : travelled_s;
}
