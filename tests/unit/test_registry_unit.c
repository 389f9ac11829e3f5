/* test_registry_unit.c: what scans add up to: who counts, who is independent, and which journey is impossible. */
#include "ledger_fixture.h"

enum { MINUTE = 60, HOUR = 3600, DAY = 86400 };

static struct trc_unit unit;

static int begin(void **state)
{
    (void)state;
    memset(&unit, 0, sizeof unit);
    return 0;
}

/* Weigh and add one scan; answers its weight. */
static const char *add(const struct trc_record *record)
{
    struct trc_event event = record->event;
    event.weight = trc_unit_weigh(&unit, &event, record->repeat_s);
    trc_unit_add(&unit, &event);
    trc_unit_remember(&unit, &event);
    return trc_weight_name(event.weight);
}

static const char *scan(uint64_t scanner, uint64_t network, int64_t at_s, const char *place)
{
    static int64_t id;
    struct trc_record record = scan_of(1, ++id, scanner, at_s, place);
    record.event.network = network;
    return add(&record);
}

static void one_device_counts_once_in_ten_minutes(void **state)
{
    (void)state;
    assert_string_equal(scan(11, 0, 0, ""), "new");
    assert_string_equal(scan(11, 0, 9 * MINUTE, ""), "repeat");
    assert_string_equal(scan(11, 0, 18 * MINUTE, ""), "repeat"); /* of the last one, which was a repeat */
    assert_string_equal(scan(11, 0, 29 * MINUTE, ""), "again");
    assert_int_equal(unit.scans, 4);
    assert_int_equal(unit.counted, 2);
    assert_int_equal(unit.scanner_count, 1);
}

static void fifty_devices_of_one_network_count_once(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 50; i++)
        assert_string_equal(scan(100 + i, 7, (int64_t)i * 5, "CN-31"), i == 0 ? "new" : "repeat");
    assert_int_equal(unit.counted, 1);
    assert_int_equal(unit.scanner_count, 1);
    /* control: of fifty networks they count fifty times, as far as scanners are told apart */
    begin(NULL);
    for (uint64_t i = 0; i < 50; i++)
        assert_string_equal(scan(100 + i, 1000 + i, (int64_t)i * 5, "CN-31"), "new");
    assert_int_equal(unit.counted, 50);
    assert_int_equal(unit.scanner_count, TRC_SCANNERS_MAX);
}

static void a_household_is_one(void **state)
{
    (void)state;
    scan(11, 7, 0, "");
    assert_string_equal(scan(12, 7, 5 * HOUR, ""), "beside");
    assert_int_equal(unit.counted, 2);
    assert_int_equal(unit.scanner_count, 1);
    assert_string_equal(scan(13, 7, 80 * HOUR, ""), "new"); /* networks are not known for longer than 72 h */
}

static void nameless_scans(void **state)
{
    (void)state;
    assert_string_equal(scan(0, 7, 0, ""), "new");
    assert_string_equal(scan(0, 7, MINUTE, ""), "repeat");
    assert_string_equal(scan(0, 8, 2 * MINUTE, ""), "new");
    assert_int_equal(unit.scanner_count, 2);
    begin(NULL);
    assert_string_equal(scan(0, 0, 0, ""), "new"); /* of whom nothing is known */
    assert_string_equal(scan(0, 0, MINUTE, ""), "repeat");
    assert_string_equal(scan(0, 0, HOUR, ""), "again");
    assert_int_equal(unit.scanner_count, 1);
}

static void programs_do_not_count(void **state)
{
    (void)state;
    struct trc_record record = scan_of(1, 1, 11, 0, "CN-31");
    record.event.scanner_kind = TRC_SCANNER_BOT;
    assert_string_equal(add(&record), "none");
    assert_int_equal(unit.events, 1);
    assert_int_equal(unit.scans, 0);
    assert_int_equal(unit.recent_count, 0);
    assert_string_equal(scan(11, 0, 1, ""), "new"); /* not a repeat of what a program did */
}

static void the_trade_is_seen_but_is_nobody_who_asks(void **state)
{
    (void)state;
    struct trc_record record = scan_of(1, 1, 11, 0, "CN-31");
    record.event.scanner_kind = TRC_SCANNER_TRADE;
    add(&record);
    assert_int_equal(unit.counted, 0);
    assert_int_equal(unit.scanner_count, 0);
    assert_int_equal(unit.seen.at_s, MORNING);
}

static double speed(double *km)
{
    return trc_journey_speed_kmh(&unit.journey[0], km);
}

static unsigned journeys(void)
{
    return (unsigned)(unit.journey[0].from.at_s != 0) + (unsigned)(unit.journey[1].from.at_s != 0);
}

static void impossible_journeys(void **state)
{
    (void)state;
    double km;
    scan(11, 0, 0, "CN-11");
    scan(12, 0, HOUR, "CN-44"); /* Beijing to Guangdong in an hour */
    assert_true(speed(&km) > 1000 && km > 1000);
    const double before = speed(&km);
    scan(13, 0, 30 * DAY, "CN-31"); /* a journey like any other changes nothing */
    assert_true(speed(&km) == before);
}

static void one_wrong_place_is_one_journey(void **state)
{
    (void)state;
    scan(11, 0, 0, "CN-11");
    scan(12, 0, HOUR, "CN-44");     /* there */
    scan(13, 0, 2 * HOUR, "CN-11"); /* and back */
    assert_int_equal(journeys(), 1);
    scan(12, 0, 3 * HOUR, "CN-44"); /* the same one again, whose address tells wrongly where he is */
    scan(11, 0, 4 * HOUR, "CN-11");
    assert_int_equal(journeys(), 1);
    scan(14, 0, 5 * HOUR, "CN-65"); /* from 11, who was in the first journey */
    assert_int_equal(journeys(), 1);
    /* control: four scanners in two places */
    begin(NULL);
    scan(11, 0, 0, "CN-11");
    scan(12, 0, HOUR, "CN-44");
    scan(13, 0, 2 * HOUR, "CN-11");
    scan(14, 0, 3 * HOUR, "CN-44");
    assert_int_equal(journeys(), 2);
}

/* Who scans between any two others is in every journey from one scan to the next. */
static void one_device_in_every_journey_hides_no_copy(void **state)
{
    (void)state;
    static const char *const place[] = {"CN-31", "CN-11"};
    for (unsigned i = 0; i < 8; i++) {
        scan(11 + i, 0, i * 40 * MINUTE, place[i % 2]);
        scan(99, 0, i * 40 * MINUTE + 20 * MINUTE, "CN-42");
    }
    assert_int_equal(journeys(), 2);
    /* control: alone it proves nothing */
    begin(NULL);
    for (unsigned i = 0; i < 8; i++) {
        scan(11 + i, 0, i * 40 * MINUTE, "CN-31");
        scan(99, 0, i * 40 * MINUTE + 20 * MINUTE, "CN-42");
    }
    assert_int_equal(journeys(), 1);
}

static void a_harder_journey_takes_the_place_of_an_easier_one(void **state)
{
    (void)state;
    scan(11, 0, 0, "CN-11");
    scan(12, 0, HOUR, "CN-44");
    scan(13, 0, 10 * DAY, "CN-23");
    scan(14, 0, 10 * DAY + MINUTE, "CN-46");
    assert_int_equal(journeys(), 2);
    assert_int_equal(unit.journey[0].from.at_s, MORNING + 10 * DAY);
    scan(15, 0, 20 * DAY, "CN-65");
    scan(16, 0, 20 * DAY + MINUTE, "CN-21");
    assert_int_equal(unit.journey[0].from.at_s, MORNING + 10 * DAY);
    assert_int_equal(unit.journey[1].from.at_s, MORNING + 20 * DAY); /* where the easiest one was */
}

static void scanners_come_in_time(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 20; i++)
        scan(11 + i, 0, i * DAY, "");
    assert_int_equal(unit.scanner_count, TRC_SCANNERS_MAX);
    assert_int_equal(unit.scanner_min[0], (MORNING + 4 * DAY) / MINUTE); /* the oldest four are forgotten */
    assert_int_equal(unit.scanner_min[TRC_SCANNERS_MAX - 1], (MORNING + 19 * DAY) / MINUTE);
    scan(99, 0, 0, ""); /* of a clock that was set back */
    assert_int_equal(unit.scanner_min[TRC_SCANNERS_MAX - 1], (MORNING + 19 * DAY) / MINUTE);
}

static void possible_journeys(void **state)
{
    (void)state;
    double km;
    scan(11, 0, 0, "CN-11");
    scan(12, 0, 12 * HOUR, "CN-44"); /* a night's flight */
    assert_true(speed(&km) == 0);
    begin(NULL);
    scan(11, 0, 0, "CN-31");
    scan(12, 0, 1, "CN-32"); /* neighbours may touch */
    assert_true(speed(&km) == 0);
    begin(NULL);
    scan(11, 0, 0, "CN-11");
    scan(11, 0, HOUR, "CN-44"); /* one device that errs about its place */
    assert_true(speed(&km) == 0);
    begin(NULL);
    scan(11, 7, 0, "CN-11");
    scan(12, 7, HOUR, "CN-44"); /* one network */
    assert_true(speed(&km) == 0);
    begin(NULL);
    scan(11, 0, 0, "");
    scan(12, 0, 1, "CN-44"); /* from nowhere */
    assert_true(speed(&km) == 0);
}

static void clocks_that_are_set_back(void **state)
{
    (void)state;
    double km;
    scan(11, 0, DAY, "CN-11");
    assert_string_equal(scan(12, 0, 0, "CN-44"), "new");
    assert_true(speed(&km) == 0); /* no journey backwards in time */
    assert_int_equal(unit.last.at_s, MORNING + DAY);
    assert_true(unit.last.at_s >= unit.first.at_s);
    assert_string_equal(scan(11, 0, 10, ""), "repeat"); /* what lies ahead is recent */
}

static void pins_are_used_once(void **state)
{
    (void)state;
    struct trc_record record = scan_of(1, 1, 11, 0, "CN-31");
    record.event.kind = TRC_EVENT_PIN;
    add(&record);
    record = scan_of(1, 2, 12, DAY, "CN-44");
    record.event.kind = TRC_EVENT_PIN;
    add(&record);
    assert_int_equal(unit.pin.at_s, MORNING);
    assert_true(trc_unit_pin_is_by(&unit, 11, 0));
    assert_false(trc_unit_pin_is_by(&unit, 12, 0));
    assert_false(trc_unit_pin_is_by(&unit, 0, 0));
    assert_false(trc_unit_pin_is_by(&unit, 12, 7));
    scan(11, 7, 10, "CN-31"); /* the network that the PIN's scanner is in */
    assert_true(trc_unit_pin_is_by(&unit, 12, 7));
    assert_false(trc_unit_pin_is_by(&unit, 12, 8));
    record.event.kind = TRC_EVENT_PIN_WRONG;
    add(&record);
    assert_int_equal(unit.pin_wrong, 1);
    assert_int_equal(unit.scans, 1);
}

static const char *pin(uint64_t scanner, int64_t at_s, const char *place)
{
    struct trc_record record = scan_of(1, 1, scanner, at_s, place);
    record.event.kind = TRC_EVENT_PIN;
    return add(&record);
}

static void the_event_that_used_the_pin_up_says_so(void **state)
{
    (void)state;
    assert_string_equal(pin(11, 0, "CN-31"), "new");
    assert_string_equal(pin(12, 0, "CN-31"), "none"); /* in the same second */
}

static void a_pin_used_elsewhere_is_kept(void **state)
{
    (void)state;
    pin(11, 0, "CN-11");
    scan(11, 0, 1, "CN-11");
    scan(12, 0, 20 * HOUR, "CN-44");
    assert_int_equal(unit.pin_far[1].from.at_s, MORNING + 20 * HOUR);
    scan(12, 0, 21 * HOUR, "CN-44");
    assert_true(trc_unit_copied_at_s(&unit, NULL) == 0);
    scan(13, 0, 22 * HOUR, "CN-44");
    assert_true(trc_unit_copied_at_s(&unit, NULL) == MORNING + 22 * HOUR);
    scan(13, 0, 23 * HOUR, "CN-44");
    scan(11, 0, 40 * HOUR, "CN-11");
    scan(14, 0, 9 * DAY, "CN-44");
    assert_true(trc_unit_copied_at_s(&unit, NULL) == MORNING + 22 * HOUR);
    begin(NULL); /* after days somebody can have brought it there */
    pin(11, 0, "CN-11");
    scan(12, 0, 3 * DAY, "CN-44");
    scan(13, 0, 4 * DAY, "CN-44");
    assert_true(trc_unit_copied_at_s(&unit, NULL) == 0);
    begin(NULL); /* of whom nothing is known may be one and the same */
    pin(11, 0, "CN-11");
    scan(0, 0, 20 * HOUR, "CN-44");
    scan(0, 0, 21 * HOUR, "CN-44");
    scan(0, 0, 22 * HOUR, "CN-44");
    assert_true(trc_unit_copied_at_s(&unit, NULL) == 0);
}

static void what_was_examined_begins_anew(void **state)
{
    (void)state;
    pin(11, 0, "CN-31");
    for (unsigned i = 0; i < 10; i++)
        scan(12 + i, 0, i * HOUR, i % 2 == 0 ? "CN-11" : "CN-44");
    assert_true(trc_unit_copied_at_s(&unit, NULL) != 0);
    struct trc_record record = scan_of(1, 1, 0, 11 * HOUR, "");
    record.event.kind = TRC_EVENT_STATE;
    record.event.state = TRC_STATE_RETAIL_SOLD;
    add(&record);
    record.event.kind = TRC_EVENT_EXAMINED;
    record.event.state = TRC_STATE_NONE;
    add(&record);
    assert_true(trc_unit_copied_at_s(&unit, NULL) == 0);
    assert_int_equal(journeys(), 0);
    assert_int_equal(unit.counted + unit.scanner_count + unit.pin_wrong, 0);
    assert_int_equal(unit.events, 13);
    assert_int_equal(unit.state, TRC_STATE_RETAIL_SOLD); /* nor is a used PIN unused again */
    assert_int_equal(unit.pin.at_s, MORNING);
    for (unsigned i = 0; i < 4; i++) /* copies show again */
        scan(32 + i, 0, 20 * HOUR + i * HOUR, i % 2 == 0 ? "CN-11" : "CN-44");
    assert_true(trc_unit_copied_at_s(&unit, NULL) != 0);
}

static void states(void **state)
{
    (void)state;
    struct trc_record record = scan_of(1, 1, 0, 0, "");
    record.event.kind = TRC_EVENT_STATE;
    record.event.state = TRC_STATE_STOLEN;
    add(&record);
    assert_string_equal(trc_unit_state_name(unit.state), "stolen");
    record.event.kind = TRC_EVENT_UNDO;
    record.event.state = TRC_STATE_NONE;
    add(&record);
    assert_string_equal(trc_unit_state_name(unit.state), "none");
    assert_int_equal(unit.events, 2);
}

static void names(void **state)
{
    (void)state;
    for (enum trc_unit_state i = 0; i < TRC_STATE_COUNT; i++)
        assert_int_equal(trc_unit_state_find(trc_unit_state_name(i)), i);
    for (enum trc_scanner_kind i = 0; i < TRC_SCANNER_KIND_COUNT; i++)
        assert_int_equal(trc_scanner_kind_find(trc_scanner_kind_name(i)), i);
    assert_int_equal(trc_unit_state_find("sold"), TRC_STATE_COUNT);
    assert_string_equal(trc_event_kind_name(TRC_EVENT_KIND_COUNT), "?");
    assert_int_not_equal(trc_event_id("a", 1), trc_event_id("b", 1));
    const uint8_t key[TRC_SECRET_LEN] = {1}, other[TRC_SECRET_LEN] = {2};
    assert_int_not_equal(trc_pseudonym(key, "10.0.0", 6), trc_pseudonym(other, "10.0.0", 6));
    assert_int_equal(trc_pseudonym(key, "10.0.0", 6), trc_pseudonym(key, "10.0.0.1", 6));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(one_device_counts_once_in_ten_minutes, begin),
        cmocka_unit_test_setup(fifty_devices_of_one_network_count_once, begin),
        cmocka_unit_test_setup(a_household_is_one, begin),
        cmocka_unit_test_setup(nameless_scans, begin),
        cmocka_unit_test_setup(programs_do_not_count, begin),
        cmocka_unit_test_setup(the_trade_is_seen_but_is_nobody_who_asks, begin),
        cmocka_unit_test_setup(impossible_journeys, begin),
        cmocka_unit_test_setup(one_wrong_place_is_one_journey, begin),
        cmocka_unit_test_setup(one_device_in_every_journey_hides_no_copy, begin),
        cmocka_unit_test_setup(a_harder_journey_takes_the_place_of_an_easier_one, begin),
        cmocka_unit_test_setup(scanners_come_in_time, begin),
        cmocka_unit_test_setup(possible_journeys, begin),
        cmocka_unit_test_setup(clocks_that_are_set_back, begin),
        cmocka_unit_test_setup(pins_are_used_once, begin),
        cmocka_unit_test_setup(the_event_that_used_the_pin_up_says_so, begin),
        cmocka_unit_test_setup(a_pin_used_elsewhere_is_kept, begin),
        cmocka_unit_test_setup(what_was_examined_begins_anew, begin),
        cmocka_unit_test_setup(states, begin),
        cmocka_unit_test_setup(names, begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
