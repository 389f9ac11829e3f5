/* scan.c: judging and recording in one: the answer is found inside the transaction, from what is then true.
 *
 * What people decided (recalls, keys, markets, thresholds) was read before. When any of that has changed by the time
 * that the transaction begins, nothing is recorded, and it is judged anew. Should it change again and again, the last
 * try keeps others from deciding until it is done.
 */
#include <stdio.h>
#include <string.h>
#include <trc/stats.h>

#include "base/error.h"
#include "crypto/hmac.h"
#include "judge/decision.h"
#include "judge/verifier.h"
#include "registry/record.h"
#include "registry/registry.h"

struct scanning {
    struct trc_verifier *verifier;
    struct trc_recorder *recorder;
    bool alone;    /* within a transaction of our own */
    bool outdated; /* nothing is recorded */
    struct trc_decision *decision;
    bool pin_is_ours; /* used up by this very scan */
    struct trc_unit before;
};

/* Called on the recorder's thread, while ours waits. */
static uint8_t decide(void *context, const struct trc_unit *before, const struct trc_unit *after)
{
    struct scanning *scanning = context;
    struct trc_evidence *evidence = &scanning->verifier->evidence;
    scanning->before = *before;
    if (scanning->pin_is_ours)
        scanning->before.pin = (struct trc_sighting){0};
    evidence->before = &scanning->before;
    evidence->unit = after;
    trc_judge(evidence, scanning->decision);
    return (uint8_t)scanning->decision->verdict;
}

static enum trc_status record(const struct scanning *scanning, struct trc_record *record, struct trc_error *error)
{
    struct trc_registry *registry = scanning->verifier->lookup.registry;
    if (!scanning->alone)
        return scanning->recorder != NULL ? trc_recorder_record(scanning->recorder, record, error)
                                          : trc_registry_record(registry, record, 1, error);
    const enum trc_status status = trc_record_check(record, error);
    return status == TRC_OK ? trc_record_within(registry->db, &record, 1, error) : status;
}

static enum trc_status fill(const struct trc_verifier *verifier, const struct trc_verify_options *options,
                            const struct trc_judgement *judgement, struct trc_event *event)
{
    const struct trc_scan *scan = options->scan;
    *event = (struct trc_event){
        .id = scan->id,
        .kind = TRC_EVENT_SCAN,
        .scanner_kind = scan->kind,
        .at_s = options->now_s,
        .place = scan->place,
        .scanner = scan->scanner,
        .network = scan->network,
        .batch_id = judgement->batch->id,
        .unit = judgement->unit,
    };
    return trc_code_key(verifier->code.gtin, verifier->code.serial, event->code_key);
}

/*
 * The event of a PIN is another one than that of its scan, and of every other PIN that is tried with it. The id is in
 * the ledger, which auditors hold: a PIN that was mistyped by one digit must not lead to the right one, so it is keyed.
 */
static int64_t pin_event_id(const struct trc_key *key, int64_t scan_id, const char *typed, bool is_right)
{
    char text[512];
    uint8_t mac[TRC_MAC_LEN];
    const int len =
        snprintf(text, sizeof text, "typed PIN of scan %lld: %s", (long long)scan_id, is_right ? "" : typed);
    trc_hmac(&key->pin_prk, text, (size_t)len < sizeof text ? (size_t)len : sizeof text - 1, mac);
    const int64_t id = trc_event_id((const char *)mac, sizeof mac);
    trc_wipe(text, sizeof text);
    return id;
}

/* A typed PIN is a deed of its own: the first right one uses it up, of two at once only one does. */
static enum trc_status record_pin(const struct trc_event *scan, struct scanning *scanning, struct trc_error *error)
{
    const struct trc_verifier *verifier = scanning->verifier;
    const struct trc_evidence *evidence = &verifier->evidence;
    struct trc_record pin = {.event = *scan};
    if (evidence->pin_typed == NULL || verifier->pin[0] == '\0')
        return TRC_OK;
    const bool is_right = trc_pin_equal(verifier->pin, evidence->pin_typed);
    pin.event.id = pin_event_id(&verifier->ring->key[evidence->key->key_id], scan->id, evidence->pin_typed, is_right);
    pin.event.kind = is_right ? TRC_EVENT_PIN : TRC_EVENT_PIN_WRONG;
    const enum trc_status status = record(scanning, &pin, error);
    /* Also of one that is sent again: what it was then is in the ledger. */
    scanning->pin_is_ours = status == TRC_OK && pin.event.kind == TRC_EVENT_PIN && pin.event.weight == TRC_WEIGHT_NEW;
    return status;
}

/* The same scan sent again is answered as it was, but for what has happened since. */
static void answer_again(struct scanning *scanning, const struct trc_record *scan)
{
    struct trc_unit before = scan->after;
    if (scan->event.weight > TRC_WEIGHT_REPEAT && before.counted > 0 && scan->event.scanner_kind != TRC_SCANNER_TRADE)
        before.counted--;
    (void)decide(scanning, &before, &scan->after);
}

static enum trc_status record_scan(struct scanning *scanning, const struct trc_verify_options *options,
                                   struct trc_judgement *judgement, struct trc_error *error)
{
    struct trc_verifier *verifier = scanning->verifier;
    const struct trc_policy *policy = verifier->evidence.policy;
    struct trc_record scan = {
        .repeat_s = policy != NULL ? policy->value[TRC_POLICY_REPEAT_S] : trc_policy_default(TRC_POLICY_REPEAT_S),
        .decide = decide,
        .context = scanning,
        .generation = &verifier->lookup.generation,
    };
    enum trc_status status = fill(verifier, options, judgement, &scan.event);
    if (status == TRC_OK)
        status = record_pin(&scan.event, scanning, error);
    if (status == TRC_OK)
        status = record(scanning, &scan, error);
    if (status != TRC_OK)
        return status;
    scanning->outdated = scan.outdated;
    if (scan.outdated)
        return TRC_OK;
    if (scan.duplicate)
        answer_again(scanning, &scan);
    judgement->history = scan.after;
    judgement->recorded = true;
    judgement->repeated = scan.duplicate;
    verifier->evidence.before = verifier->evidence.unit = NULL; /* they end here */
    return TRC_OK;
}

/* Which finding made the verdict. */
static const char *reason(const struct trc_decision *decision)
{
    const struct trc_finding *worst = NULL;
    for (size_t i = 0; i < decision->finding_count; i++)
        if (worst == NULL || decision->finding[i].severity > worst->severity)
            worst = &decision->finding[i];
    return worst != NULL ? trc_finding_name(worst->id) : trc_verdict_name(decision->verdict);
}

static enum trc_status count_refusal(const struct scanning *scanning, const struct trc_verify_options *options,
                                     struct trc_error *error)
{
    struct trc_registry *registry = scanning->verifier->lookup.registry;
    const char *region = options->scan->place.region, *finding = reason(scanning->decision);
    if (scanning->recorder == NULL)
        return trc_registry_count_refusal(registry, options->now_s, region, finding, error);
    trc_recorder_count_refusal(scanning->recorder, options->now_s, region, finding);
    return TRC_OK;
}

static enum trc_status scan_once(struct scanning *scanning, const char *text, size_t len,
                                 const struct trc_verify_options *options, struct trc_judgement *judgement,
                                 struct trc_error *error)
{
    scanning->outdated = scanning->pin_is_ours = false;
    const enum trc_status status = trc_verifier_judge(scanning->verifier, text, len, options, judgement, error);
    if (status != TRC_OK)
        return status;
    if (judgement->sealed && judgement->batch != NULL)
        return record_scan(scanning, options, judgement, error);
    /* Nothing that anybody decides gives it a unit while we are alone. */
    return scanning->alone ? TRC_OK : count_refusal(scanning, options, error);
}

/* The lock is the one of those who decide. */
static enum trc_status scan_alone(struct scanning *scanning, const char *text, size_t len,
                                  const struct trc_verify_options *options, struct trc_judgement *judgement,
                                  struct trc_error *error)
{
    struct trc_registry *registry = scanning->verifier->lookup.registry;
    enum trc_status status = trc_registry_begin(registry, error);
    if (status != TRC_OK)
        return status;
    scanning->alone = true;
    status = scan_once(scanning, text, len, options, judgement, error);
    if (status == TRC_OK && scanning->outdated)
        status = trc_error_set(error, TRC_ERR_BUSY, _("The registry is being changed: try again."));
    return trc_db_end(registry->db, status, error);
}

enum trc_status trc_verifier_scan(struct trc_verifier *verifier, struct trc_recorder *recorder, const char *text,
                                  size_t len, const struct trc_verify_options *options, struct trc_judgement *judgement,
                                  struct trc_error *error)
{
    enum { TRIES = 3 };
    if (options->scan == NULL) {
        const enum trc_status judged = trc_verifier_judge(verifier, text, len, options, judgement, error);
        trc_judgement_withdraw(judgement);
        return judged != TRC_OK
                   ? judged
                   : trc_error_set(error, TRC_ERR_RANGE, _("A scan that is to be recorded needs to say whose it is."));
    }
    struct scanning scanning = {.verifier = verifier, .recorder = recorder, .decision = &judgement->decision};
    enum trc_status status = scan_once(&scanning, text, len, options, judgement, error);
    for (int tries = 1; status == TRC_OK && scanning.outdated; tries++) {
        verifier->lookup.loaded = false; /* else it is asked once a second only */
        status = tries < TRIES ? scan_once(&scanning, text, len, options, judgement, error)
                               : scan_alone(&scanning, text, len, options, judgement, error);
    }
    if (status != TRC_OK)
        trc_judgement_withdraw(judgement);
    return status;
}
