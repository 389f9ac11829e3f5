/* test_registry_record.c: events into the ledger: once each, in order, chained, and added up. */
#include "ledger_fixture.h"

#include "registry/chain.h"

static void record(struct fixture *f, struct trc_record *records, size_t count)
{
    const enum trc_status status = trc_registry_record(f->registry, records, count, &f->error);
    if (status != TRC_OK)
        fail_msg("%s", f->error.msg);
}

static void a_scan_comes_back(void **state)
{
    struct fixture *f = *state;
    struct trc_record scan = scan_of(5, 77, 0x1234567890abcdef, 0, "CN-31+31.2+121.5");
    record(f, &scan, 1);
    assert_false(scan.duplicate);
    assert_int_equal(scan.before.events, 0);
    assert_int_equal(scan.after.counted, 1);
    assert_int_equal(scan.event.position, 1);
    const struct trc_unit unit = unit_of(f, 5);
    assert_memory_equal(unit.code_key, scan.after.code_key, TRC_CODE_KEY_LEN);
    assert_int_equal(unit.events, 1);
    assert_int_equal(unit.scans, 1);
    assert_int_equal(unit.counted, 1);
    assert_int_equal(unit.scanner_count, 1);
    assert_int_equal(unit.scanner[0], scan.after.scanner[0]);
    assert_int_equal(unit.scanner_min[0], MORNING / 60);
    assert_int_equal(unit.recent_count, 1);
    assert_int_equal(unit.recent[0].scanner, scan.after.recent[0].scanner);
    assert_int_equal(unit.first.at_s, MORNING);
    assert_string_equal(unit.last.place.region, "CN-31");
    assert_int_equal(unit.seen.at_s, MORNING);
    assert_int_equal(unit.seen_scanner, scan.after.seen_scanner);
    assert_true(trc_place_distance_km(&unit.seen.place, &scan.event.place) < 1);
    assert_int_equal(unit_of(f, 6).events, 0);
}

static void the_same_id_counts_once(void **state)
{
    struct fixture *f = *state;
    struct trc_record scan = scan_of(5, 77, 1, 0, "CN-31");
    record(f, &scan, 1);
    scan = scan_of(5, 77, 2, 1000, "CN-44"); /* other facts under the same id are not taken */
    record(f, &scan, 1);
    assert_true(scan.duplicate);
    assert_int_equal(scan.event.at_s, MORNING);
    assert_int_equal(scan.event.scanner, 1);
    assert_int_equal(scan.after.events, 1);
    struct trc_record twice[] = {scan_of(5, 78, 3, 2000, ""), scan_of(5, 78, 3, 2000, ""), scan_of(6, 78, 3, 2000, "")};
    record(f, twice, 3);
    assert_false(twice[0].duplicate);
    assert_true(twice[1].duplicate); /* in one group */
    assert_int_equal(twice[1].event.position, twice[0].event.position);
    assert_false(twice[2].duplicate); /* another unit */
    assert_int_equal(unit_of(f, 5).events, 2);
    assert_int_equal(unit_of(f, 6).events, 1);
}

static void groups_of_any_order(void **state)
{
    struct fixture *f = *state;
    enum { COUNT = 600, UNITS = 50 };
    struct trc_record *records = calloc(COUNT, sizeof *records);
    for (uint32_t i = 0; i < COUNT; i++)
        records[i] = scan_of(1 + i * 7 % UNITS, 1000 + i, 1 + i % 5, (int64_t)i * 700, "");
    record(f, records, COUNT / 2);
    record(f, records, COUNT); /* the first half again */
    for (uint32_t i = 0; i < COUNT; i++)
        assert_int_equal(records[i].duplicate, i < COUNT / 2);
    for (uint32_t i = 1; i <= UNITS; i++)
        assert_int_equal(unit_of(f, i).events, COUNT / UNITS);
    for (uint32_t i = COUNT / 2 + 1; i < COUNT; i++) /* in the order given, within a chain */
        for (uint32_t k = COUNT / 2; k < i; k++)
            if (records[k].event.chain == records[i].event.chain)
                assert_true(records[k].event.position < records[i].event.position);
    free(records);
}

struct listed {
    size_t count;
    struct trc_event event[16];
};

static enum trc_status list(void *context, const struct trc_event *event)
{
    struct listed *listed = context;
    listed->event[listed->count++] = *event;
    return TRC_OK;
}

static void history_is_in_the_order_of_recording(void **state)
{
    struct fixture *f = *state;
    struct listed listed = {0};
    struct trc_record records[] = {scan_of(9, 30, 1, 5000, ""), scan_of(9, 20, 2, 1000, ""), scan_of(9, 10, 3, 0, "")};
    record(f, records, 3);
    assert_ok(trc_registry_each_event(f->registry, records[0].event.code_key, list, &listed, &f->error));
    assert_int_equal(listed.count, 3);
    assert_int_equal(listed.event[0].id, 30); /* clocks go back, the ledger does not */
    assert_int_equal(listed.event[2].id, 10);
}

static uint8_t say_counted(void *context, const struct trc_unit *before, const struct trc_unit *after)
{
    *(uint32_t *)context = before->counted;
    return (uint8_t)after->counted;
}

static void the_answer_is_found_inside(void **state)
{
    struct fixture *f = *state;
    uint32_t before = 99;
    struct trc_record scan = scan_of(5, 1, 1, 0, "");
    record(f, &scan, 1);
    scan = scan_of(5, 2, 2, 1000, "");
    scan.decide = say_counted;
    scan.context = &before;
    record(f, &scan, 1);
    assert_int_equal(before, 1);
    assert_int_equal(scan.event.verdict, 2);
    struct listed listed = {0};
    assert_ok(trc_registry_each_event(f->registry, scan.event.code_key, list, &listed, &f->error));
    assert_int_equal(listed.event[1].verdict, 2);
}

static void what_is_no_event_is_refused(void **state)
{
    struct fixture *f = *state;
    struct trc_record pair[2] = {scan_of(5, 1, 1, 0, ""), scan_of(5, 2, 1, 0, "")};
    pair[1].event.at_s = 0;
    assert_status(trc_registry_record(f->registry, pair, 2, &f->error), TRC_ERR_RANGE);
    pair[1] = scan_of(5, 2, 1, 0, "");
    pair[1].event.kind = TRC_EVENT_KIND_COUNT;
    assert_status(trc_registry_record(f->registry, pair, 2, &f->error), TRC_ERR_RANGE);
    pair[1] = scan_of(5, 2, 1, 0, "");
    strcpy(pair[1].event.actor, "\xff");
    assert_status(trc_registry_record(f->registry, pair, 2, &f->error), TRC_ERR_SYNTAX);
    pair[1] = scan_of(5, 2, 1, 0, "");
    pair[1].event.batch_id = 0;
    assert_status(trc_registry_record(f->registry, pair, 2, &f->error), TRC_ERR_RANGE);
    assert_int_equal(unit_of(f, 5).events, 0); /* not the good one either */
    assert_ok(trc_registry_record(f->registry, NULL, 0, &f->error));
}

static struct trc_record state_of(uint32_t unit, int64_t id, enum trc_unit_state state, const char *actor, int64_t at_s)
{
    struct trc_record record_of = scan_of(unit, id, 0, at_s, "");
    record_of.event.kind = TRC_EVENT_STATE;
    record_of.event.state = state;
    strcpy(record_of.event.actor, actor);
    return record_of;
}

static void states_are_set_back_by_who_set_them(void **state)
{
    struct fixture *f = *state;
    enum { DAY = 86400 };
    struct trc_record set[] = {state_of(5, 1, TRC_STATE_RETAIL_SOLD, "till", 0),
                               state_of(5, 2, TRC_STATE_STOLEN, "guard", 10)};
    struct trc_record undo = state_of(5, 3, TRC_STATE_NONE, "till", 20);
    assert_status(trc_registry_undo_state(f->registry, &undo, 10, &f->error), TRC_ERR_NOT_FOUND);
    record(f, set, 2);
    assert_status(trc_registry_undo_state(f->registry, &undo, 10, &f->error), TRC_ERR_PERMISSION);
    assert_says(f->error, "guard");
    strcpy(undo.event.actor, "guard");
    undo.event.at_s = MORNING + 10 + 10 * DAY + 1;
    assert_status(trc_registry_undo_state(f->registry, &undo, 10, &f->error), TRC_ERR_STATE);
    undo.event.at_s = MORNING + 10 + 10 * DAY;
    assert_ok(trc_registry_undo_state(f->registry, &undo, 10, &f->error));
    assert_string_equal(trc_unit_state_name(unit_of(f, 5).state), "retail_sold");
    undo = state_of(5, 4, TRC_STATE_NONE, "till", 30); /* and then the one before; the clock is set back: no younger */
    assert_status(trc_registry_undo_state(f->registry, &undo, 10, &f->error), TRC_ERR_STATE);
    assert_ok(trc_registry_undo_state(f->registry, &undo, 11, &f->error));
    assert_string_equal(trc_unit_state_name(unit_of(f, 5).state), "none");
    undo = state_of(5, 5, TRC_STATE_NONE, "till", 40);
    assert_status(trc_registry_undo_state(f->registry, &undo, 10, &f->error), TRC_ERR_NOT_FOUND);
    assert_int_equal(unit_of(f, 5).events, 4); /* nothing was deleted */
}

/* Whoever does not know whether it was recorded sends it again, with a new id. */
static void the_same_state_again_is_one_event(void **state)
{
    struct fixture *f = *state;
    struct trc_record set = state_of(5, 1, TRC_STATE_STOLEN, "guard", 0);
    strcpy(set.event.reason, "lorry");
    assert_ok(trc_registry_set_state(f->registry, &set, &f->error));
    assert_false(set.duplicate);
    set.event.id = 2, set.event.at_s = MORNING + 60;
    assert_ok(trc_registry_set_state(f->registry, &set, &f->error));
    assert_true(set.duplicate);
    assert_int_equal(set.event.id, 1);
    assert_int_equal(set.event.at_s, MORNING);
    assert_int_equal(set.after.state, TRC_STATE_STOLEN);
    assert_int_equal(unit_of(f, 5).events, 1);
    /* Controls: another reason, actor, unit, state, and what was set back or set in between. */
    struct trc_record others[] = {
        state_of(5, 3, TRC_STATE_STOLEN, "guard", 70),  state_of(5, 4, TRC_STATE_STOLEN, "clerk", 80),
        state_of(6, 5, TRC_STATE_STOLEN, "clerk", 90),  state_of(5, 6, TRC_STATE_SAMPLE, "clerk", 100),
        state_of(5, 7, TRC_STATE_STOLEN, "clerk", 110),
    };
    others[3].overrides = true;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_ok(trc_registry_set_state(f->registry, &others[i], &f->error));
        assert_false(others[i].duplicate);
    }
    assert_int_equal(unit_of(f, 5).events, 5);
    struct trc_record undo = state_of(5, 8, TRC_STATE_NONE, "clerk", 120);
    assert_ok(trc_registry_undo_state(f->registry, &undo, 10, &f->error));
    set = state_of(5, 9, TRC_STATE_STOLEN, "clerk", 130); /* set back, and set anew */
    assert_ok(trc_registry_set_state(f->registry, &set, &f->error));
    assert_false(set.duplicate);
    assert_int_equal(unit_of(f, 5).events, 7);
}

/* The issuer found it genuine: the evidence goes, the ledger does not; and said twice it is one event. */
static void what_was_spoiled_can_be_cleared(void **state)
{
    struct fixture *f = *state;
    static const char *const place[] = {"CN-11", "CN-44", "CN-11", "CN-44"};
    struct trc_record scan;
    for (unsigned i = 0; i < 4; i++) {
        scan = scan_of(5, 1 + i, 11 + i, 3600 * (int64_t)i, place[i]);
        record(f, &scan, 1);
    }
    assert_true(trc_unit_copied_at_s(&scan.after, NULL) != 0);
    struct trc_record examined = state_of(5, 10, TRC_STATE_NONE, "lab", 20000);
    assert_ok(trc_registry_clear_unit(f->registry, &examined, &f->error));
    assert_false(examined.duplicate);
    assert_int_equal(examined.event.kind, TRC_EVENT_EXAMINED);
    assert_true(trc_unit_copied_at_s(&examined.before, NULL) != 0);
    struct trc_unit unit = unit_of(f, 5);
    assert_true(trc_unit_copied_at_s(&unit, NULL) == 0);
    assert_int_equal(unit.events, 5);
    assert_int_equal(unit.scanner_count, 0);
    examined = state_of(5, 11, TRC_STATE_NONE, "lab", 20060);
    assert_ok(trc_registry_clear_unit(f->registry, &examined, &f->error));
    assert_true(examined.duplicate);
    assert_int_equal(examined.event.id, 10);
    assert_int_equal(examined.event.at_s, MORNING + 20000);
    /* Nor is it a state that is set back. Controls: another actor, another scan. */
    struct trc_record undo = state_of(5, 12, TRC_STATE_NONE, "lab", 20070);
    assert_status(trc_registry_undo_state(f->registry, &undo, 10, &f->error), TRC_ERR_NOT_FOUND);
    examined = state_of(5, 13, TRC_STATE_NONE, "office", 20080);
    assert_ok(trc_registry_clear_unit(f->registry, &examined, &f->error));
    assert_false(examined.duplicate);
    scan = scan_of(5, 14, 30, 20090, "CN-11");
    record(f, &scan, 1);
    examined = state_of(5, 15, TRC_STATE_NONE, "office", 20100);
    assert_ok(trc_registry_clear_unit(f->registry, &examined, &f->error));
    assert_false(examined.duplicate);
    assert_int_equal(unit_of(f, 5).events, 8);
}

static void each_chain_grows_by_itself(void **state)
{
    struct fixture *f = *state;
    struct trc_chain chain;
    for (uint32_t i = 0; i < 3 * TRC_CHAINS; i++) {
        struct trc_record scan = scan_of(i + 1, 1, 1, 0, "");
        record(f, &scan, 1);
        assert_int_equal(scan.event.chain, trc_chain_of(scan.event.code_key));
        assert_int_equal(scan.event.position, 1 + i / TRC_CHAINS);
    }
    for (uint32_t i = 0; i < TRC_CHAINS; i++) {
        assert_ok(trc_chain_read(f->registry->db, i, &chain, &f->error));
        assert_int_equal(chain.length, 3);
    }
}

/* Goods that were stolen are not laundered by a till that sells them. */
static void a_lasting_state_stays(void **state)
{
    struct fixture *f = *state;
    static const enum trc_unit_state lasting[] = {TRC_STATE_STOLEN, TRC_STATE_DESTROYED, TRC_STATE_DISPOSED,
                                                  TRC_STATE_RECALLED};
    for (uint32_t i = 0; i < sizeof lasting / sizeof *lasting; i++) {
        struct trc_record set = state_of(10 + i, 1, lasting[i], "guard", 0);
        struct trc_record sell = state_of(10 + i, 2, TRC_STATE_RETAIL_SOLD, "till", 10);
        struct trc_record undo = state_of(10 + i, 3, TRC_STATE_NONE, "guard", 20);
        assert_ok(trc_registry_set_state(f->registry, &set, &f->error));
        assert_status(trc_registry_set_state(f->registry, &sell, &f->error), TRC_ERR_STATE);
        assert_says(f->error, trc_unit_state_name(lasting[i]));
        assert_status(trc_registry_record(f->registry, &sell, 1, &f->error), TRC_ERR_STATE); /* nor past it */
        assert_int_equal(unit_of(f, 10 + i).state, lasting[i]);
        assert_int_equal(unit_of(f, 10 + i).events, 1);
        assert_ok(trc_registry_undo_state(f->registry, &undo, 10, &f->error));
        assert_ok(trc_registry_set_state(f->registry, &sell, &f->error)); /* set back first */
        set.event.id = 4, sell.event.id = 5;
        sell.event.reason[0] = 'x';
        assert_ok(trc_registry_set_state(f->registry, &set, &f->error));
        sell.overrides = true;
        assert_ok(trc_registry_set_state(f->registry, &sell, &f->error)); /* expressly */
        assert_int_equal(unit_of(f, 10 + i).state, TRC_STATE_RETAIL_SOLD);
    }
}

/* What could not be read again is not written. */
static void a_place_that_is_none_is_refused(void **state)
{
    struct fixture *f = *state;
    static const struct trc_place places[] = {
        {.region = "ZZ-<"},
        {.region = "cn"},
        {.region = {'C', 'N', '-', '3', '1', '0', '0'}},
        {.region = "CN-310+"},
        {.has_point = true, .lat_tenths = 901},
        {.has_point = true, .lon_tenths = -1800},
        {.has_point = true, .lon_tenths = 1801},
        {.lat_tenths = INT16_MIN},
    };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct trc_record record = scan_of(1, 1, 1, 0, "");
        record.event.place = places[i];
        assert_status(trc_registry_record(f->registry, &record, 1, &f->error), TRC_ERR_SYNTAX);
        assert_says(f->error, "no place");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        registry_test(a_scan_comes_back),
        registry_test(the_same_id_counts_once),
        registry_test(groups_of_any_order),
        registry_test(history_is_in_the_order_of_recording),
        registry_test(the_answer_is_found_inside),
        registry_test(what_is_no_event_is_refused),
        registry_test(states_are_set_back_by_who_set_them),
        registry_test(the_same_state_again_is_one_event),
        registry_test(what_was_spoiled_can_be_cleared),
        registry_test(each_chain_grows_by_itself),
        registry_test(a_lasting_state_stays),
        registry_test(a_place_that_is_none_is_refused),
    };
    return run_registry_tests(tests);
}
