/* test_judge_history.c: the rules on state, recall, market and earlier scans, each beside its control. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "judge/decision.h"

#define NOW 1800000000
enum { MINUTE = 60, HOUR = 3600, DAY = 86400 };

static struct trc_evidence evidence;
static struct trc_unit before, unit;
static struct trc_scan scan;
static struct trc_policy policy;
static struct trc_recall recall;
static struct trc_decision decision;

static struct trc_place place(const char *text)
{
    struct trc_place parsed;
    assert_int_equal(trc_place_parse(text, &parsed, NULL), TRC_OK);
    return parsed;
}

/* A unit that nothing happened to, asked about by a consumer in Shanghai. */
static int begin(void **state)
{
    (void)state;
    memset(&before, 0, sizeof before);
    memset(&unit, 0, sizeof unit);
    memset(&recall, 0, sizeof recall);
    scan = (struct trc_scan){.kind = TRC_SCANNER_CONSUMER, .place = place("CN-31"), .scanner = 1};
    trc_policy_init(&policy);
    evidence = (struct trc_evidence){.before = &before,
                                     .unit = &unit,
                                     .scan = &scan,
                                     .policy = &policy,
                                     .active_since_s = NOW - 30 * DAY,
                                     .now_s = NOW};
    return 0;
}

/* Every finding with its severity. */
static const char *found(void)
{
    static char text[400];
    memset(&decision, 0xa5, sizeof decision);
    decision.finding_count = 0;
    trc_judge_history(&evidence, &decision);
    trc_judge_pin(&evidence, &decision);
    text[0] = '\0';
    for (size_t i = 0; i < decision.finding_count; i++) {
        const struct trc_finding *finding = &decision.finding[i];
        const size_t used = strlen(text);
        snprintf(text + used, sizeof text - used, "%s%s/%s", i > 0 ? " " : "", trc_finding_name(finding->id),
                 trc_severity_name(finding->severity));
    }
    return text;
}

static void nothing_happened(void **state)
{
    (void)state;
    assert_string_equal(found(), "");
    evidence.before = evidence.unit = NULL; /* or nobody was asked */
    evidence.scan = NULL;
    evidence.policy = NULL;
    assert_string_equal(found(), "");
}

static void seen(uint32_t counted, int64_t first_at_s)
{
    before.counted = before.scans = counted;
    before.first = before.last = (struct trc_sighting){first_at_s, place("CN-44")};
}

static void seen_before(void **state)
{
    (void)state;
    seen(40, NOW - DAY);
    assert_string_equal(found(), "seen_before/info");
    seen(41, NOW - DAY);
    assert_string_equal(found(), "seen_before/caution");
    policy.value[TRC_POLICY_SCANS_MAX] = 41;
    assert_string_equal(found(), "seen_before/info");
}

static void scanner(struct trc_unit *of, int64_t at_s)
{
    of->scanner[of->scanner_count] = 100u + of->scanner_count;
    of->scanner_min[of->scanner_count++] = (uint32_t)(at_s / MINUTE);
}

static void seen_before_its_release(void **state)
{
    (void)state;
    seen(2, NOW - 40 * DAY);
    scanner(&before, NOW - 40 * DAY);
    scanner(&before, NOW - 29 * DAY);
    assert_string_equal(found(), "seen_before/info"); /* somebody in the factory */
    before.scanner_count = 1;
    scanner(&before, NOW - 31 * DAY);
    assert_string_equal(found(), "seen_before/caution");
    policy.value[TRC_POLICY_EARLY_SCANNERS] = 2;
    assert_string_equal(found(), "seen_before/info");
    policy.value[TRC_POLICY_EARLY_SCANNERS] = 0;
    before.scanner_count = 1;
    assert_string_equal(found(), "seen_before/caution");
    evidence.active_since_s = 0; /* which another rule tells */
    assert_string_equal(found(), "seen_before/info");
}

static void many_scanners(void **state)
{
    (void)state;
    for (int64_t i = 0; i < policy.value[TRC_POLICY_SCANNERS_MAX]; i++)
        scanner(&unit, NOW - (70 - i) * DAY);
    assert_string_equal(found(), "");
    scanner(&unit, NOW);
    assert_string_equal(found(), "many_scanners/caution");
    policy.value[TRC_POLICY_SCANNERS_DAYS] = 69;
    assert_string_equal(found(), "");
    for (int64_t i = 0; i < 6; i++) /* what was too many once stays so */
        scanner(&unit, NOW + i);
    assert_string_equal(found(), "many_scanners/caution");
}

/* Twice seen in Beijing, and `after_s` later in Guangdong, 1,200 km or more away. */
static void travelled(int64_t after_s)
{
    for (size_t i = 0; i < 2; i++)
        unit.journey[i] = (struct trc_journey){.from = {NOW - DAY, place("CN-11")},
                                               .to = {NOW - DAY + after_s, place("CN-44")},
                                               .from_scanner = 1 + 2 * (uint32_t)i,
                                               .to_scanner = 2 + 2 * (uint32_t)i};
}

static void impossible_travel(void **state)
{
    (void)state;
    travelled(30 * MINUTE);
    assert_string_equal(found(), "copied/counterfeit");
    travelled(6 * HOUR);
    assert_string_equal(found(), "");
    travelled(30 * MINUTE);
    policy.value[TRC_POLICY_TRAVEL_KMH] = 100000;
    assert_string_equal(found(), "");
    policy.value[TRC_POLICY_TRAVEL_KMH] = 900;
    policy.value[TRC_POLICY_TRAVEL_KM] = 5000;
    assert_string_equal(found(), "");
    travelled(0); /* in one second: fast, not infinitely so */
    policy.value[TRC_POLICY_TRAVEL_KM] = 150;
    assert_string_equal(found(), "copied/counterfeit");
    unit.journey[1] = (struct trc_journey){.from_scanner = 0}; /* once: a wrong place */
    assert_string_equal(found(), "");
    policy.value[TRC_POLICY_JOURNEYS] = 1;
    assert_string_equal(found(), "copied/counterfeit");
}

static void pin_used(int64_t ago_s, const char *where, uint64_t scanner)
{
    struct trc_event event = {.kind = TRC_EVENT_PIN, .at_s = NOW - ago_s, .place = place(where), .scanner = scanner};
    memset(&before, 0, sizeof before);
    trc_unit_add(&before, &event);
    unit = before;
}

/* Since then, `ago_s` ago, by somebody else. */
static void seen_since(int64_t ago_s, const char *where, uint64_t scanner_id)
{
    const struct trc_event event = {.at_s = NOW - ago_s,
                                    .place = place(where),
                                    .scanner = scanner_id,
                                    .scanner_kind = TRC_SCANNER_TRADE,
                                    .weight = TRC_WEIGHT_NEW};
    trc_unit_add(&before, &event);
    unit = before;
}

static void pin_used_elsewhere(void **state)
{
    (void)state;
    pin_used(DAY, "CN-65", 7);
    seen_since(2 * HOUR, "CN-32", 8);
    assert_string_equal(found(), "pin_used/info"); /* one wrong place */
    seen_since(HOUR, "CN-32", 8);
    assert_string_equal(found(), "pin_used/info"); /* and the same one */
    seen_since(HOUR, "CN-32", 9);
    assert_string_equal(found(), "copied/counterfeit pin_used/info");
    policy.value[TRC_POLICY_PIN_ELSEWHERE_KM] = 5000;
    assert_string_equal(found(), "pin_used/info");
    policy.value[TRC_POLICY_PIN_ELSEWHERE_KM] = 1000;
    assert_string_equal(found(), "copied/counterfeit pin_used/info");
    pin_used(DAY, "CN-65", 7);
    seen_since(2 * HOUR, "CN-32", 8);
    seen_since(HOUR, "CN-65", 9); /* where it was opened */
    assert_string_equal(found(), "pin_used/info");
    pin_used(DAY, "CN-65", 7);
    seen_since(2 * HOUR, "CN-32", 8);
    seen_since(HOUR, "CN-32", 7); /* by who opened it */
    assert_string_equal(found(), "pin_used/info");
    pin_used(3 * DAY, "CN-65", 7); /* somebody can have carried it here */
    seen_since(2 * HOUR, "CN-32", 8);
    seen_since(HOUR, "CN-32", 9);
    assert_string_equal(found(), "pin_used/info");
    policy.value[TRC_POLICY_PIN_ELSEWHERE_DAYS] = 3;
    assert_string_equal(found(), "copied/counterfeit pin_used/info");
    pin_used(DAY, "CN-32", 7); /* or lives next door */
    seen_since(2 * HOUR, "CN-31", 8);
    seen_since(HOUR, "CN-31", 9);
    assert_string_equal(found(), "pin_used/info");
}

/* It is so whoever asks, wherever he is, and whatever is scanned afterwards. */
static void what_a_pin_has_proven_lasts(void **state)
{
    (void)state;
    pin_used(DAY, "CN-65", 7);
    seen_since(2 * HOUR, "CN-32", 8);
    seen_since(HOUR, "CN-32", 9);
    for (uint64_t who = 7; who <= 9; who++) {
        scan.scanner = who;
        assert_string_equal(found(), "copied/counterfeit pin_used/info");
    }
    seen_since(0, "CN-65", 10);
    evidence.now_s = NOW + 400 * (int64_t)DAY;
    evidence.scan = NULL;
    assert_string_equal(found(), "copied/counterfeit pin_used/info");
}

/* Who scans from next door must not stand in for the one who is far. */
static void somebody_nearer_hides_nobody(void **state)
{
    (void)state;
    pin_used(DAY, "CN-31", 7);
    seen_since(23 * HOUR, "CN-33", 8);
    seen_since(22 * HOUR, "CN-44", 9);
    seen_since(21 * HOUR, "CN-33", 8);
    assert_string_equal(found(), "pin_used/info");
    seen_since(20 * HOUR, "CN-44", 10);
    assert_string_equal(found(), "copied/counterfeit pin_used/info");
}

static void pins(void **state)
{
    (void)state;
    evidence.pin_typed = evidence.pin_right = "12345678";
    assert_string_equal(found(), "pin_ok/info");
    pin_used(30 * DAY, "CN-31", 7);
    assert_string_equal(found(), "pin_used/caution");
    pin_used(30 * DAY, "CN-31", 1);
    assert_string_equal(found(), "pin_used/info");
    evidence.pin_typed = "87654321";
    unit.pin_wrong = 3;
    assert_string_equal(found(), "pin_wrong/caution");
    assert_int_equal(decision.finding[0].fact[0].number, 3);
}

static void one_scanner_less_of_many_scans(void **state)
{
    (void)state;
    for (int64_t i = 0; i < policy.value[TRC_POLICY_SCANNERS_MAX]; i++)
        scanner(&unit, NOW - (6 - i) * DAY);
    unit.counted = 9;
    assert_string_equal(found(), "");
    unit.counted = 10;
    assert_string_equal(found(), "many_scanners/caution");
    policy.value[TRC_POLICY_SCANS_MANY] = 11;
    assert_string_equal(found(), "");
    policy.value[TRC_POLICY_SCANS_MANY] = 10;
    unit.scanner_count--;
    assert_string_equal(found(), "");
}

static void after_sale(void **state)
{
    (void)state;
    before.state = unit.state = TRC_STATE_RETAIL_SOLD;
    before.state_at_s = unit.state_at_s = NOW - 10 * DAY - 1;
    assert_string_equal(found(), "");
    scan.kind = TRC_SCANNER_TRADE;
    assert_string_equal(found(), "after_sale/caution");
    before.state_at_s = NOW - 10 * DAY;
    assert_string_equal(found(), "");
    before.state_at_s = NOW - 20 * DAY;
    before.state = TRC_STATE_RETURNED;
    unit.state = TRC_STATE_SELLABLE_ACCESSIBLE;
    assert_string_equal(found(), "");
}

static void off_market(void **state)
{
    (void)state;
    evidence.market = "CN-32,CN-33";
    assert_string_equal(found(), ""); /* consumers travel */
    scan.kind = TRC_SCANNER_TRADE;
    assert_string_equal(found(), "off_market/caution");
    scan.kind = TRC_SCANNER_INSPECTOR;
    assert_string_equal(found(), "off_market/caution");
    policy.value[TRC_POLICY_OFF_MARKET] = 0;
    assert_string_equal(found(), "");
    policy.value[TRC_POLICY_OFF_MARKET] = 2;
    scan.kind = TRC_SCANNER_CONSUMER;
    assert_string_equal(found(), "off_market/caution");
    scan.place = place("CN-33");
    assert_string_equal(found(), "");
    scan.place = place("CN"); /* somewhere in the country, perhaps there */
    assert_string_equal(found(), "");
    scan.place = place("DE");
    assert_string_equal(found(), "off_market/caution");
    scan.place = place("31.2,121.5"); /* a point names no region */
    assert_string_equal(found(), "");
    scan.place = place("DE");
    evidence.market = "CN";
    assert_string_equal(found(), "off_market/caution");
    scan.place = place("CN-91");
    assert_string_equal(found(), ""); /* Hong Kong is within CN */
    scan.place = place("HK");
    assert_string_equal(found(), "");
    evidence.market = "CN-91";
    assert_string_equal(found(), "");
    scan.place = place("CN-31");
    assert_string_equal(found(), "off_market/caution"); /* and the rest of CN is not in it */
    scan.place = place("DE");
    evidence.market = "US-DE"; /* Delaware is not in Germany */
    assert_string_equal(found(), "off_market/caution");
    scan.place = place("US");
    assert_string_equal(found(), "");
    evidence.market = "";
    assert_string_equal(found(), "");
}

static void states_and_recalls(void **state)
{
    (void)state;
    static const struct {
        enum trc_unit_state state;
        const char *found;
    } rows[] = {
        {TRC_STATE_NONE, ""},
        {TRC_STATE_ACTIVE, ""},
        {TRC_STATE_IN_TRANSIT, ""},
        {TRC_STATE_SELLABLE_ACCESSIBLE, ""},
        {TRC_STATE_RETAIL_SOLD, ""},
        {TRC_STATE_ENCODED, "not_activated/caution"},
        {TRC_STATE_INACTIVE, "not_activated/caution"},
        {TRC_STATE_RETURNED, "returned/caution"},
        {TRC_STATE_EXPIRED, "expired/caution"},
        {TRC_STATE_RECALLED, "recalled/recalled"},
        {TRC_STATE_STOLEN, "stolen/counterfeit"},
        {TRC_STATE_DESTROYED, "destroyed/counterfeit"},
        {TRC_STATE_DISPOSED, "destroyed/counterfeit"},
        {TRC_STATE_SAMPLE, "sample/caution"},
        {TRC_STATE_EXPORTED, "exported/caution"},
    };
    assert_int_equal(sizeof rows / sizeof *rows, TRC_STATE_COUNT);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        unit.state = rows[i].state;
        assert_string_equal(found(), rows[i].found);
    }
    unit.state = TRC_STATE_RECALLED;
    strcpy(recall.reason, "glass");
    evidence.recall = &recall;
    assert_string_equal(found(), "recalled/recalled"); /* once */
    assert_string_equal(decision.finding[0].fact[0].text, "glass");
}

/* Everything at once fits. */
static void all_at_once(void **state)
{
    (void)state;
    seen(999, NOW - 31 * DAY);
    travelled(MINUTE);
    for (int i = 0; i < TRC_SCANNERS_MAX; i++) {
        scanner(&before, NOW - 31 * DAY);
        scanner(&unit, NOW - 31 * DAY);
    }
    unit.state = before.state = TRC_STATE_RETAIL_SOLD;
    evidence.recall = &recall;
    evidence.market = "DE";
    scan.kind = TRC_SCANNER_TRADE;
    evidence.pin_typed = evidence.pin_right = "12345678";
    before.pin.at_s = NOW - DAY;
    assert_string_equal(found(), "recalled/recalled off_market/caution copied/counterfeit seen_before/caution "
                                 "many_scanners/caution after_sale/caution pin_used/caution");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(nothing_happened, begin),
        cmocka_unit_test_setup(seen_before, begin),
        cmocka_unit_test_setup(seen_before_its_release, begin),
        cmocka_unit_test_setup(many_scanners, begin),
        cmocka_unit_test_setup(impossible_travel, begin),
        cmocka_unit_test_setup(pin_used_elsewhere, begin),
        cmocka_unit_test_setup(what_a_pin_has_proven_lasts, begin),
        cmocka_unit_test_setup(somebody_nearer_hides_nobody, begin),
        cmocka_unit_test_setup(pins, begin),
        cmocka_unit_test_setup(one_scanner_less_of_many_scans, begin),
        cmocka_unit_test_setup(after_sale, begin),
        cmocka_unit_test_setup(off_market, begin),
        cmocka_unit_test_setup(states_and_recalls, begin),
        cmocka_unit_test_setup(all_at_once, begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
