/* test_registry_stats.c: what is answered about scans, refusals, units and totals. */
#include "ledger_fixture.h"

#include <trc/stats.h>

#include "registry/refusal.h"

enum { DAY = 86400, FIRST_DAY = MORNING / DAY };

struct listed {
    size_t count;
    struct trc_scan_stats stats[32];
    struct trc_refusal_stats refusal[32];
    struct trc_hot_unit hot[32];
};

static enum trc_status list_stats(void *context, const struct trc_scan_stats *stats)
{
    struct listed *listed = context;
    listed->stats[listed->count++] = *stats;
    return TRC_OK;
}

static enum trc_status list_refusal(void *context, const struct trc_refusal_stats *stats)
{
    struct listed *listed = context;
    listed->refusal[listed->count++] = *stats;
    return TRC_OK;
}

static enum trc_status list_hot(void *context, const struct trc_hot_unit *hot)
{
    struct listed *listed = context;
    listed->hot[listed->count++] = *hot;
    return TRC_OK;
}

static enum trc_status stop_listing(void *context, const struct trc_scan_stats *stats)
{
    (void)stats;
    ++*(int *)context;
    return TRC_ERR_STATE;
}

static const struct trc_stats_filter all = TRC_STATS_FILTER_INIT;
static struct listed found;

static void ask(struct fixture *f, enum trc_stats_by by, const struct trc_stats_filter *filter)
{
    found = (struct listed){0};
    assert_ok(trc_registry_each_scan_stats(f->registry, by, filter, list_stats, &found, &f->error));
}

static void ask_hot(struct fixture *f, enum trc_hot which, const struct trc_stats_filter *filter, size_t max)
{
    found = (struct listed){0};
    assert_ok(trc_registry_each_hot_unit(f->registry, which, filter, max, list_hot, &found, &f->error));
}

static void reserve(struct fixture *f, const char *gtin)
{
    struct trc_batch batch = batch_of(gtin, 0, 1000);
    assert_ok(trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, &f->error));
}

/* Three units of two products over three days: unit 1 is met by four, in two places far apart. */
static void record_a_week(struct fixture *f)
{
    struct trc_record scans[] = {
        scan_of(1, 1, 1, 0, "CN-31"),   scan_of(1, 2, 1, 60, "CN-31"), /* a repeat */
        scan_of(1, 3, 2, DAY, "CN-31"), scan_of(1, 4, 3, DAY + 1000, "CN-65"), scan_of(1, 5, 4, 2 * DAY, "CN-31"),
        scan_of(2, 6, 1, DAY, "DE"),    scan_of(3, 7, 1, 2 * DAY, ""),         scan_of(3, 8, 1, 2 * DAY + 5000, ""),
        scan_of(3, 9, 9, 2 * DAY, ""),
    };
    enum { COUNT = sizeof scans / sizeof *scans };
    reserve(f, GTIN_A);
    reserve(f, GTIN_B);
    for (size_t i = 0; i < COUNT; i++) {
        scans[i].event.batch_id = scans[i].event.unit == 3 ? 2 : 1;
        scans[i].event.verdict = i == 3 ? 3 : 1;
    }
    scans[8].event.scanner_kind = TRC_SCANNER_BOT;
    assert_ok(trc_registry_record(f->registry, scans, COUNT, &f->error));
    struct trc_record sold = scan_of(2, 10, 0, 2 * DAY, "");
    sold.event.kind = TRC_EVENT_STATE;
    sold.event.state = TRC_STATE_RETAIL_SOLD;
    assert_ok(trc_registry_record(f->registry, &sold, 1, &f->error));
    assert_ok(trc_registry_tally(f->registry, &f->error));
}

static void of_nothing(void **state)
{
    struct fixture *f = *state;
    ask(f, TRC_STATS_DAY, &all);
    assert_int_equal(found.count, 0);
    ask(f, TRC_STATS_ALL, &all);
    assert_int_equal(found.count, 1);
    assert_int_equal(found.stats[0].scans, 0);
    ask_hot(f, TRC_HOT_SCANNED, &all, 10);
    assert_int_equal(found.count, 0);
}

static void by_day(void **state)
{
    struct fixture *f = *state;
    record_a_week(f);
    ask(f, TRC_STATS_DAY, &all);
    assert_int_equal(found.count, 3);
    assert_int_equal(found.stats[0].day, FIRST_DAY);
    assert_int_equal(found.stats[0].scans, 2);
    assert_int_equal(found.stats[0].counted, 1);
    assert_int_equal(found.stats[1].scans, 3);
    assert_int_equal(found.stats[1].verdict[1], 2);
    assert_int_equal(found.stats[1].verdict[3], 1);
    assert_int_equal(found.stats[2].scans, 4);
    ask(f, TRC_STATS_ALL, &all);
    assert_int_equal(found.stats[0].scans, 9);
    assert_int_equal(found.stats[0].verdict[3], 1);
    assert_int_equal(found.stats[0].verdict[1], 8);
}

static void by_region_product_and_scanner(void **state)
{
    struct fixture *f = *state;
    record_a_week(f);
    ask(f, TRC_STATS_REGION, &all);
    assert_int_equal(found.count, 4);
    assert_string_equal(found.stats[0].region, "");
    assert_string_equal(found.stats[1].region, "CN-31");
    assert_int_equal(found.stats[1].scans, 4);
    assert_string_equal(found.stats[3].region, "DE");
    ask(f, TRC_STATS_GTIN, &all);
    assert_int_equal(found.count, 2);
    assert_string_equal(found.stats[0].gtin, GTIN_A);
    assert_int_equal(found.stats[0].scans, 6);
    assert_int_equal(found.stats[1].scans, 3);
    ask(f, TRC_STATS_SCANNER, &all);
    assert_int_equal(found.count, 2);
    assert_int_equal(found.stats[0].scanner, TRC_SCANNER_CONSUMER);
    assert_int_equal(found.stats[0].scans, 8);
    assert_int_equal(found.stats[1].scanner, TRC_SCANNER_BOT);
    assert_int_equal(found.stats[1].counted, 0);
}

static void of_some_days_and_one_product(void **state)
{
    struct fixture *f = *state;
    const struct trc_stats_filter second = {.first_day = FIRST_DAY + 1, .last_day = FIRST_DAY + 1};
    const struct trc_stats_filter other = {.last_day = INT64_MAX, .gtin = GTIN_B};
    record_a_week(f);
    ask(f, TRC_STATS_REGION, &second);
    assert_int_equal(found.count, 3);
    ask(f, TRC_STATS_ALL, &other);
    assert_int_equal(found.stats[0].scans, 3);
    ask(f, TRC_STATS_GTIN, &other);
    assert_int_equal(found.count, 1);
    ask_hot(f, TRC_HOT_SCANNED, &other, 10);
    assert_int_equal(found.count, 1);
    assert_string_equal(found.hot[0].gtin, GTIN_B);
    ask_hot(f, TRC_HOT_SCANNED, &second, 10);
    assert_int_equal(found.count, 0); /* both were scanned later too */
}

/* Unit 1 is where it cannot be for the second time. */
static void record_far_away(struct fixture *f)
{
    struct trc_record scan = scan_of(1, 99, 5, 2 * DAY + 1000, "CN-65");
    assert_ok(trc_registry_record(f->registry, &scan, 1, &f->error));
}

static void units_that_stand_out(void **state)
{
    struct fixture *f = *state;
    record_a_week(f);
    ask_hot(f, TRC_HOT_COPIED, &all, 10);
    assert_int_equal(found.count, 0); /* one journey may be a wrong place */
    record_far_away(f);
    ask_hot(f, TRC_HOT_SCANNED, &all, 10);
    assert_int_equal(found.count, 2);
    assert_int_equal(found.hot[0].number, 1);
    assert_int_equal(found.hot[0].batch_id, 1);
    assert_int_equal(found.hot[0].unit.scanner_count, 5);
    assert_string_equal(found.hot[0].gtin, GTIN_A);
    assert_string_equal(found.hot[0].lot, "LOT2409A");
    assert_string_equal(found.hot[0].serial, "");
    assert_int_equal(found.hot[1].number, 3);
    ask_hot(f, TRC_HOT_SCANNED, &all, 1);
    assert_int_equal(found.count, 1);
    ask_hot(f, TRC_HOT_COPIED, &all, 10);
    assert_int_equal(found.count, 1);
    assert_int_equal(found.hot[0].number, 1);
    assert_string_equal(found.hot[0].unit.journey[0].to.place.region, "CN-65");
}

/* So is one whose PIN was used where nobody can have brought it from, without any journey. */
static void copies_with_a_used_pin_stand_out(void **state)
{
    struct fixture *f = *state;
    struct trc_record events[] = {scan_of(9, 1, 5, 0, "CN-65"), scan_of(9, 2, 6, DAY, "CN-31"),
                                  scan_of(9, 3, 7, DAY + 20000, "CN-31")};
    struct trc_journey pair;
    events[0].event.kind = TRC_EVENT_PIN;
    assert_ok(trc_registry_record(f->registry, events, 2, &f->error));
    ask_hot(f, TRC_HOT_COPIED, &all, 10);
    assert_int_equal(found.count, 0);
    assert_ok(trc_registry_record(f->registry, &events[2], 1, &f->error));
    ask_hot(f, TRC_HOT_COPIED, &all, 10);
    assert_int_equal(found.count, 1);
    assert_int_equal(found.hot[0].number, 9);
    assert_int_equal(trc_unit_copied_at_s(&found.hot[0].unit, &pair), MORNING + DAY + 20000);
    assert_string_equal(pair.from.place.region, "CN-65");
    assert_string_equal(pair.to.place.region, "CN-31");
}

static void own_serials_are_named(void **state)
{
    struct fixture *f = *state;
    static const char *const serials[] = {"SN-A1"};
    struct serial_list list = {serials, 1, 0};
    struct trc_batch batch = batch_of(GTIN_A, 0, 0);
    struct trc_record scans[] = {scan_of(1, 1, 1, 0, ""), scan_of(1, 2, 2, 60, "")};
    batch.seal = TRC_SEAL_KIND_HMAC;
    assert_ok(trc_registry_reserve(f->registry, &batch, NULL, next_of_list, &list, &f->error));
    for (size_t i = 0; i < 2; i++)
        assert_ok(trc_code_key(GTIN_A, serials[0], scans[i].event.code_key));
    assert_ok(trc_registry_record(f->registry, scans, 2, &f->error));
    ask_hot(f, TRC_HOT_SCANNED, &all, 10);
    assert_int_equal(found.count, 1);
    assert_string_equal(found.hot[0].serial, "SN-A1");
}

static void refusals(void **state)
{
    struct fixture *f = *state;
    const struct trc_stats_filter second = {.first_day = FIRST_DAY + 1, .last_day = FIRST_DAY + 1};
    const struct {
        int64_t at_s;
        const char *region, *finding;
    } rows[] = {
        {0, "CN-31", "forged"}, {0, "CN-31", "forged"}, {0, "", "forged"}, {DAY, "", "malformed"}, {DAY, "", "forged"}};
    for (size_t i = 0; i < 5; i++)
        assert_ok(trc_registry_count_refusal(f->registry, MORNING + rows[i].at_s, rows[i].region, rows[i].finding,
                                             &f->error));
    found = (struct listed){0};
    assert_ok(trc_registry_each_refusal_stats(f->registry, false, &all, list_refusal, &found, &f->error));
    assert_int_equal(found.count, 2);
    assert_string_equal(found.refusal[0].finding, "forged");
    assert_int_equal(found.refusal[0].scans, 4);
    found = (struct listed){0};
    assert_ok(trc_registry_each_refusal_stats(f->registry, true, &all, list_refusal, &found, &f->error));
    assert_int_equal(found.count, 3);
    assert_int_equal(found.refusal[0].day, FIRST_DAY);
    assert_int_equal(found.refusal[0].scans, 3);
    found = (struct listed){0};
    assert_ok(trc_registry_each_refusal_stats(f->registry, true, &second, list_refusal, &found, &f->error));
    assert_int_equal(found.count, 2);
}

/* Whoever makes up codes makes up regions, too. */
static void refusals_are_of_few_kinds(void **state)
{
    struct fixture *f = *state;
    static struct trc_refusals refusals;
    struct trc_refusal row;
    int64_t sum = 0;
    trc_refusal_init(&row, MORNING, "CN-44", "forged");
    assert_string_equal(row.region, "CN-44");
    trc_refusal_init(&row, MORNING, "US-Q7X", "forged");
    assert_string_equal(row.region, "US");
    trc_refusal_init(&row, MORNING, "ZZ-<", "forged");
    assert_string_equal(row.region, "");
    for (int64_t i = 0; i < 5000; i++) {
        trc_refusal_init(&row, MORNING, "", "forged");
        snprintf(row.region, sizeof row.region, "%d", (int)i);
        trc_refusals_add(&refusals, &row);
    }
    assert_in_range(refusals.count, 500, TRC_REFUSALS_MAX);
    assert_ok(trc_refusals_write(f->registry, refusals.row, refusals.count, &f->error));
    assert_ok(trc_refusals_write(f->registry, refusals.row, refusals.count, &f->error));
    for (size_t i = 0; i < refusals.count; i++)
        sum += refusals.row[i].scans;
    assert_int_equal(sum, 5000);
    found = (struct listed){0};
    assert_ok(trc_registry_each_refusal_stats(f->registry, false, &all, list_refusal, &found, &f->error));
    assert_int_equal(found.refusal[0].scans, 2 * sum);
}

static void totals(void **state)
{
    struct fixture *f = *state;
    struct trc_stats_totals stands;
    uint32_t newly;
    record_a_week(f);
    record_far_away(f);
    assert_ok(trc_registry_activate(f->registry, 2, 1, 300, MORNING, &newly, &f->error));
    assert_ok(trc_registry_get_totals(f->registry, NULL, &stands, &f->error));
    assert_int_equal(stands.batches, 2);
    assert_int_equal(stands.issued, 2000);
    assert_int_equal(stands.activated, 300);
    assert_int_equal(stands.scanned, 3);
    assert_int_equal(stands.copied, 1);
    assert_int_equal(stands.events, 11);
    assert_int_equal(stands.state[TRC_STATE_RETAIL_SOLD], 1);
    assert_int_equal(stands.state[TRC_STATE_NONE], 0);
    assert_ok(trc_registry_get_totals(f->registry, GTIN_B, &stands, &f->error));
    assert_int_equal(stands.batches, 1);
    assert_int_equal(stands.activated, 300);
    assert_int_equal(stands.scanned, 1);
    assert_int_equal(stands.state[TRC_STATE_RETAIL_SOLD], 0);
}

static void a_visitor_may_stop(void **state)
{
    struct fixture *f = *state;
    int visited = 0;
    record_a_week(f);
    assert_status(trc_registry_each_scan_stats(f->registry, TRC_STATS_DAY, &all, stop_listing, &visited, &f->error),
                  TRC_ERR_STATE);
    assert_int_equal(visited, 1);
    ask(f, TRC_STATS_DAY, &all); /* and the registry is as before */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        registry_test(of_nothing),
        registry_test(by_day),
        registry_test(by_region_product_and_scanner),
        registry_test(of_some_days_and_one_product),
        registry_test(units_that_stand_out),
        registry_test(copies_with_a_used_pin_stand_out),
        registry_test(own_serials_are_named),
        registry_test(refusals),
        registry_test(refusals_are_of_few_kinds),
        registry_test(totals),
        registry_test(a_visitor_may_stop),
    };
    return run_registry_tests(tests);
}
