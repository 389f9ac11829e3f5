/* test_verifier_scan.c: judging and recording in one: what is answered, what stays, and that a retry adds nothing. */
#include "verifier_fixture.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>
#include <trc/recorder.h>
#include <trc/stats.h>

#include "crypto/hmac.h"

static struct trc_scan scan;
static struct trc_recorder *recorder;
static struct trc_issued issued;

static int make_scans(void **state)
{
    if (make_verifier(state) != 0)
        return -1;
    issue(&plain, 3, NULL, &issued);
    scan = (struct trc_scan){.id = 1, .kind = TRC_SCANNER_CONSUMER, .scanner = 11, .network = 21};
    assert_ok(trc_place_parse("CN-31", &scan.place, NULL));
    options.scan = &scan;
    return 0;
}

static int remove_scans(void **state)
{
    trc_recorder_close(recorder);
    recorder = NULL;
    return remove_verifier(state);
}

/* Another scan, an hour later, of somebody else in the same town. */
static void next_scan(void)
{
    scan.id++;
    scan.scanner++;
    scan.network++;
    options.now_s += 3600;
}

static const char *scan_text(const char *text)
{
    struct trc_error error = TRC_ERROR_INIT;
    memset(&judgement, 0xa5, sizeof judgement);
    if (trc_verifier_scan(verifier, recorder, text, strlen(text), &options, &judgement, &error) != TRC_OK)
        fail_msg("%s: %s", text, error.msg);
    return words_of_judgement();
}

#define assert_scan(expected) assert_string_equal(scan_text(issued.text), expected)

static struct trc_unit stored(struct fixture *f)
{
    struct trc_unit unit;
    uint8_t code_key[TRC_CODE_KEY_LEN];
    struct trc_registry *other = open_registry(f->path, 0);
    assert_ok(trc_code_key(GTIN_A, issued.serial, code_key));
    assert_ok(trc_registry_get_unit(other, code_key, &unit, NULL));
    trc_registry_close(other);
    return unit;
}

/* Everything below holds with and without a recorder between. */
static void through_a_recorder(struct fixture *f)
{
    const struct trc_recorder_config config = TRC_RECORDER_CONFIG_INIT;
    assert_ok(trc_recorder_open(f->path, &config, &recorder, &f->error));
}

static void first_and_later_scans(struct fixture *f)
{
    assert_scan("authentic");
    assert_true(judgement.recorded && !judgement.repeated);
    assert_int_equal(judgement.history.counted, 1);
    next_scan();
    assert_scan("authentic: seen_before");
    assert_int_equal(judgement.history.counted, 2);
    const struct trc_unit unit = stored(f);
    assert_int_equal(unit.events, 2);
    assert_int_equal(unit.scanner_count, 2);
    assert_int_equal(unit.first.at_s, NOW);
    assert_int_equal(unit.last.at_s, NOW + 3600);
    assert_string_equal(unit.last.place.region, "CN-31");
}

static void the_second_scan_has_seen_the_first(void **state)
{
    first_and_later_scans(*state);
}

static void so_it_has_through_a_recorder(void **state)
{
    through_a_recorder(*state);
    first_and_later_scans(*state);
}

static void same_id_again(struct fixture *f)
{
    assert_scan("authentic");
    options.now_s += 5;
    assert_scan("authentic"); /* not "seen before": that was this very scan */
    assert_true(judgement.recorded && judgement.repeated);
    assert_int_equal(stored(f).events, 1);
    options.pin = issued.pin;
    scan.id++;
    assert_scan("authentic: seen_before pin_ok");
    assert_scan("authentic: seen_before pin_ok"); /* nor is the PIN used: that was this very scan, too */
    assert_true(judgement.repeated);
    assert_int_equal(stored(f).events, 3);
}

static void a_scan_sent_again_adds_nothing(void **state)
{
    same_id_again(*state);
}

static void nor_does_it_through_a_recorder(void **state)
{
    through_a_recorder(*state);
    same_id_again(*state);
}

static void a_pin_is_used_up_by_the_first_right_one(void **state)
{
    struct fixture *f = *state;
    options.pin = "00000000";
    assert_scan("caution: pin_wrong");
    next_scan();
    options.pin = issued.pin;
    assert_scan("authentic: seen_before pin_ok");
    next_scan();
    assert_scan("caution: seen_before pin_used");
    const struct trc_unit unit = stored(f);
    assert_int_equal(unit.pin_wrong, 1);
    assert_int_equal(unit.pin.at_s, NOW + 3600);
    assert_int_equal(unit.events, 6);
}

static const struct trc_fact *fact_of(enum trc_finding_id id, const char *name)
{
    for (size_t i = 0; i < judgement.decision.finding_count; i++)
        for (size_t k = 0; judgement.decision.finding[i].id == id && k < judgement.decision.finding[i].fact_count; k++)
            if (strcmp(judgement.decision.finding[i].fact[k].name, name) == 0)
                return &judgement.decision.finding[i].fact[k];
    return NULL;
}

/* Whoever tries PINs under one id of a scan leaves a trace of each, and using the right one up is one of them. */
static void every_pin_that_is_tried_counts(void **state)
{
    struct fixture *f = *state;
    options.pin = "00000000";
    assert_scan("caution: pin_wrong");
    options.pin = "00000001";
    assert_scan("caution: pin_wrong");
    assert_int_equal(fact_of(TRC_FINDING_PIN_WRONG, "tries")->number, 2);
    assert_scan("caution: pin_wrong"); /* sent again */
    assert_int_equal(fact_of(TRC_FINDING_PIN_WRONG, "tries")->number, 2);
    options.pin = issued.pin;
    assert_scan("authentic: pin_ok");
    assert_int_equal(fact_of(TRC_FINDING_PIN_OK, "tries")->number, 2);
    assert_int_equal(stored(f).pin.at_s, NOW);
    assert_int_equal(stored(f).pin_wrong, 2);
    next_scan();
    assert_scan("caution: seen_before pin_used");
}

/* Of two in one second one used it up; sent again, they are told the same. */
static enum trc_status keep_wrong_pin(void *context, const struct trc_event *event)
{
    if (event->kind == TRC_EVENT_PIN_WRONG)
        *(int64_t *)context = event->id;
    return TRC_OK;
}

/* The id of the last wrong PIN, as the ledger has it. */
static int64_t wrong_pin_id(struct fixture *f)
{
    int64_t id = 0;
    uint8_t code_key[TRC_CODE_KEY_LEN];
    struct trc_registry *other = open_registry(f->path, 0);
    assert_ok(trc_code_key(GTIN_A, issued.serial, code_key));
    assert_ok(trc_registry_each_event(other, code_key, keep_wrong_pin, &id, NULL));
    trc_registry_close(other);
    return id;
}

/* Who holds the ledger knows the scan, and tries every PIN that is like the right one. */
static void ids_of_pins_cannot_be_made_without_the_key(void **state)
{
    struct fixture *f = *state;
    char text[64], mac[TRC_MAC_LEN];
    options.pin = "00000000";
    assert_scan("caution: pin_wrong");
    const int64_t id = wrong_pin_id(f);
    const int len = snprintf(text, sizeof text, "typed PIN of scan %lld: 00000000", (long long)scan.id);
    assert_int_not_equal(id, trc_event_id(text, (size_t)len));
    trc_hmac(&ring.key[plain.key_id].pin_prk, text, (size_t)len, (uint8_t *)mac); /* control: with the key they can */
    assert_int_equal(id, trc_event_id(mac, sizeof mac));
}

static void a_pin_is_used_up_by_one_of_one_second(void **state)
{
    (void)state;
    options.pin = issued.pin;
    assert_scan("authentic: pin_ok");
    const struct trc_scan first = scan;
    next_scan();
    options.now_s -= 3600;
    for (int i = 0; i < 2; i++)
        assert_scan("caution: seen_before pin_used");
    scan = first;
    scan_text(issued.text);
    assert_true(trc_decision_has(&judgement.decision, TRC_FINDING_PIN_OK));
}

static void scan_in(const char *place)
{
    assert_ok(trc_place_parse(place, &scan.place, NULL));
    scan_text(issued.text);
}

#define assert_copied(expected) assert_int_equal(trc_decision_has(&judgement.decision, TRC_FINDING_COPIED), expected)

/* A copy that shows by its PIN is one for ever, whoever looks from wherever. */
static void a_copy_with_a_used_pin_stays_one(void **state)
{
    (void)state;
    options.pin = issued.pin;
    scan_in("CN-11");
    options.pin = NULL;
    for (int i = 0; i < 12; i++) /* so late that no journey is impossible */
        next_scan();
    scan_in("CN-44");
    assert_copied(0);
    next_scan();
    scan_in("CN-44");
    assert_copied(1);
    scan_in("CN-44"); /* the same scan sent again */
    assert_true(judgement.repeated);
    assert_copied(1);
    scan.id++; /* the same person again */
    options.now_s += 86400;
    scan_in("CN-44");
    assert_copied(1);
    options.scan = NULL; /* nobody from nowhere */
    assert_ok(trc_verifier_judge(verifier, issued.text, issued.text_len, &options, &judgement, NULL));
    assert_copied(1);
}

static void a_scan_says_whose_it_is(void **state)
{
    struct fixture *f = *state;
    options.scan = NULL;
    assert_int_equal(trc_verifier_scan(verifier, NULL, issued.text, issued.text_len, &options, &judgement, &f->error),
                     TRC_ERR_RANGE);
    assert_int_equal(judgement.decision.verdict, TRC_VERDICT_UNKNOWN);
    assert_int_equal(trc_verifier_scan(verifier, NULL, "https://example.com/", 20, &options, &judgement, &f->error),
                     TRC_ERR_RANGE);
    assert_int_equal(stored(f).events, 0);
}

/* One clock that is years ahead makes nothing expire; one that is days behind does not make it good again. */
static void a_scan_of_a_distant_future_is_not_believed(void **state)
{
    (void)state;
    struct trc_issued dated;
    struct trc_batch batch = batch_of(GTIN_A, 6, 10);
    uint32_t newly;
    strcpy(batch.expiry, "251231"); /* a year from now */
    assert_ok(trc_registry_reserve(((struct fixture *)*state)->registry, &batch, NULL, NULL, NULL, NULL));
    assert_ok(trc_registry_activate(((struct fixture *)*state)->registry, batch.id, batch.first_unit,
                                    batch.first_unit + 9, NOW, &newly, NULL));
    issue(&batch, batch.first_unit, NULL, &dated);
    options.now_s = NOW + 400000000;
    assert_string_equal(scan_text(dated.text), "caution: expired");
    next_scan();
    options.now_s = NOW + 86400;
    assert_string_equal(scan_text(dated.text), "authentic: seen_before");
    issue(&batch, batch.first_unit + 1, NULL, &dated);
    options.now_s = NOW + 366 * 86400;
    assert_string_equal(scan_text(dated.text), "caution: expired");
    next_scan();
    options.now_s = NOW + 86400;
    assert_string_equal(scan_text(dated.text), "caution: expired seen_before");
}

static enum trc_status take_refusal(void *context, const struct trc_refusal_stats *stats)
{
    int64_t *scans = context;
    *scans += strcmp(stats->finding, "forged") == 0 ? stats->scans : 1000;
    return TRC_OK;
}

static void codes_of_no_unit_are_counted_as_refused(void **state)
{
    struct fixture *f = *state;
    const struct trc_stats_filter filter = TRC_STATS_FILTER_INIT;
    char text[TRC_CODE_MAX];
    int64_t forged = 0;
    fixture_replace(issued.text, "LOT2409A", "LOT2409B", text, sizeof text);
    assert_string_equal(scan_text(text), "counterfeit: forged");
    assert_false(judgement.recorded);
    assert_int_equal(stored(f).events, 0);
    assert_ok(trc_registry_each_refusal_stats(f->registry, false, &filter, take_refusal, &forged, &f->error));
    assert_int_equal(forged, 1);
}

static int64_t refused(struct fixture *f)
{
    const struct trc_stats_filter filter = TRC_STATS_FILTER_INIT;
    int64_t forged = 0;
    assert_ok(trc_registry_each_refusal_stats(f->registry, false, &filter, take_refusal, &forged, &f->error));
    return forged;
}

/* Others may hold the database as long as they like: forged codes ask for no commit of their own. */
static void a_flood_of_forged_codes_waits_for_nobody(void **state)
{
    struct fixture *f = *state;
    const struct timespec pause = {.tv_nsec = 50000000};
    char text[TRC_CODE_MAX];
    through_a_recorder(f);
    fixture_replace(issued.text, "LOT2409A", "LOT2409B", text, sizeof text);
    struct trc_registry *other = open_registry(f->path, 0);
    assert_ok(trc_registry_begin(other, &f->error));
    for (int i = 0; i < 300; i++)
        assert_string_equal(scan_text(text), "counterfeit: forged");
    assert_ok(trc_registry_end(other, TRC_OK, &f->error));
    trc_registry_close(other);
    for (int i = 0; i < 100 && refused(f) == 0; i++) /* about a second */
        nanosleep(&pause, NULL);
    assert_int_equal(refused(f), 300);
    assert_string_equal(scan_text(text), "counterfeit: forged");
    assert_string_equal(scan_text(issued.text), "authentic");
    trc_recorder_close(recorder);
    recorder = NULL;
    assert_int_equal(refused(f), 301);
}

/* A copy shows at the second impossible journey, and stays shown. */
static void what_proves_a_copy_is_judged_with_this_scan(void **state)
{
    static const char *const place[] = {"CN-31", "CN-65", "CN-44", "CN-23", "CN-54"};
    size_t copied = 0;
    (void)state;
    for (size_t i = 0; i < COUNT(place); i++) {
        assert_ok(trc_place_parse(place[i], &scan.place, NULL));
        (void)scan_text(issued.text);
        copied += trc_decision_has(&judgement.decision, TRC_FINDING_COPIED);
        assert_int_equal(trc_decision_has(&judgement.decision, TRC_FINDING_COPIED), i >= 3);
        assert_int_equal(judgement.decision.verdict == TRC_VERDICT_COUNTERFEIT, i >= 3);
        next_scan();
        options.now_s -= 3000; /* ten minutes after the last one */
    }
    assert_int_equal(copied, 2);
}

/* A verdict that could not be recorded is none: whoever asks again might be told another. */
static void what_cannot_be_recorded_is_not_answered(void **state)
{
    struct fixture *f = *state;
    assert_scan("authentic");
    next_scan();
    run_sql(f->path, "DROP TABLE event");
    assert_int_not_equal(
        trc_verifier_scan(verifier, NULL, issued.text, issued.text_len, &options, &judgement, &f->error), TRC_OK);
    assert_int_equal(judgement.decision.verdict, TRC_VERDICT_UNKNOWN);
    assert_false(judgement.recorded);
    assert_int_equal(judgement.decision.finding_count, 0);
    assert_null(judgement.batch);
    assert_int_equal(stored(f).counted, 1);
}

static void recall_between(struct fixture *f)
{
    struct trc_recall recall = {.batch_id = plain.id, .reason = "glass", .at_s = NOW};
    assert_scan("authentic");
    assert_ok(trc_registry_add_recall(f->registry, &recall, &f->error));
    scan.id++, scan.scanner++, scan.network++; /* in the same second */
    assert_scan("recalled: recalled seen_before");
    assert_ok(trc_registry_lift_recall(f->registry, recall.id, "qa", "", NOW, &f->error));
    scan.id++, scan.scanner++, scan.network++;
    options.pin = issued.pin;
    assert_scan("authentic: seen_before pin_ok");
    assert_int_equal(stored(f).events, 4);
}

static void a_recall_that_was_faster_is_seen(void **state)
{
    recall_between(*state);
}

static void so_it_is_through_a_recorder(void **state)
{
    through_a_recorder(*state);
    recall_between(*state);
}

struct decider {
    struct fixture *f;
    atomic_bool stops;
};

static void *decide_on(void *context)
{
    struct decider *decider = context;
    struct trc_registry *registry = open_registry(decider->f->path, 0);
    while (!decider->stops) {
        assert_ok(trc_registry_begin(registry, NULL));
        assert_ok(trc_registry_end(registry, TRC_OK, NULL));
        usleep(500); /* SQLite's lock is no queue */
    }
    trc_registry_close(registry);
    return NULL;
}

/* Decisions a thousand times a second starve no scan. */
static void it_is_judged_however_often_the_registry_changes(void **state)
{
    enum { SCANS = 60 };
    struct decider decider = {.f = *state};
    pthread_t thread;
    through_a_recorder(*state);
    assert_int_equal(pthread_create(&thread, NULL, decide_on, &decider), 0);
    for (int i = 0; i < SCANS; i++) {
        assert_string_equal(scan_text(issued.text), i == 0 ? "authentic" : "authentic: seen_before");
        assert_true(judgement.recorded);
        scan.id++;
    }
    decider.stops = true;
    pthread_join(thread, NULL);
    assert_int_equal(stored(*state).events, SCANS);
}

#define scan_test(name) cmocka_unit_test_setup_teardown(name, make_scans, remove_scans)

int main(void)
{
    const struct CMUnitTest tests[] = {
        scan_test(the_second_scan_has_seen_the_first),
        scan_test(so_it_has_through_a_recorder),
        scan_test(a_scan_sent_again_adds_nothing),
        scan_test(nor_does_it_through_a_recorder),
        scan_test(a_pin_is_used_up_by_the_first_right_one),
        scan_test(every_pin_that_is_tried_counts),
        scan_test(ids_of_pins_cannot_be_made_without_the_key),
        scan_test(a_pin_is_used_up_by_one_of_one_second),
        scan_test(a_copy_with_a_used_pin_stays_one),
        scan_test(a_scan_says_whose_it_is),
        scan_test(a_scan_of_a_distant_future_is_not_believed),
        scan_test(codes_of_no_unit_are_counted_as_refused),
        scan_test(a_flood_of_forged_codes_waits_for_nobody),
        scan_test(what_proves_a_copy_is_judged_with_this_scan),
        scan_test(a_recall_that_was_faster_is_seen),
        scan_test(so_it_is_through_a_recorder),
        scan_test(it_is_judged_however_often_the_registry_changes),
        scan_test(what_cannot_be_recorded_is_not_answered),
    };
    return run_registry_tests(tests);
}
