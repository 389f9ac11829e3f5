/* scan.c: judging and recording in one: the answer is found inside the transaction, from what is then true. */
#include <string.h>
#include <trc/stats.h>

#include "judge/decision.h"
#include "judge/verifier.h"

/* The event of a PIN is another one than that of its scan. */
#define PIN_EVENT 0x5049ll

struct scanning {
    struct trc_verifier *verifier;
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

static enum trc_status record(struct trc_verifier *verifier, struct trc_recorder *recorder, struct trc_record *record,
                              struct trc_error *error)
{
    return recorder != NULL ? trc_recorder_record(recorder, record, error)
                            : trc_registry_record(verifier->lookup.registry, record, 1, error);
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

/* A typed PIN is a deed of its own: the first right one uses it up, of two at once only one does. */
static enum trc_status record_pin(struct trc_verifier *verifier, struct trc_recorder *recorder,
                                  const struct trc_event *scan, struct scanning *scanning, struct trc_error *error)
{
    const struct trc_evidence *evidence = &verifier->evidence;
    struct trc_record pin = {.event = *scan};
    if (evidence->pin_typed == NULL || verifier->pin[0] == '\0')
        return TRC_OK;
    pin.event.id ^= PIN_EVENT;
    pin.event.kind = trc_pin_equal(verifier->pin, evidence->pin_typed) ? TRC_EVENT_PIN : TRC_EVENT_PIN_WRONG;
    const enum trc_status status = record(verifier, recorder, &pin, error);
    const bool first = pin.duplicate ? pin.after.pin.at_s == pin.event.at_s : pin.before.pin.at_s == 0;
    scanning->pin_is_ours = status == TRC_OK && pin.event.kind == TRC_EVENT_PIN && first;
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

static enum trc_status record_scan(struct trc_verifier *verifier, struct trc_recorder *recorder,
                                   const struct trc_verify_options *options, struct trc_judgement *judgement,
                                   struct trc_error *error)
{
    struct scanning scanning = {.verifier = verifier, .decision = &judgement->decision};
    const struct trc_policy *policy = verifier->evidence.policy;
    struct trc_record scan = {
        .repeat_s = policy != NULL ? policy->value[TRC_POLICY_REPEAT_S] : trc_policy_default(TRC_POLICY_REPEAT_S),
        .decide = decide,
        .context = &scanning,
    };
    enum trc_status status = fill(verifier, options, judgement, &scan.event);
    if (status == TRC_OK)
        status = record_pin(verifier, recorder, &scan.event, &scanning, error);
    if (status == TRC_OK)
        status = record(verifier, recorder, &scan, error);
    if (status != TRC_OK)
        return status;
    if (scan.duplicate)
        answer_again(&scanning, &scan);
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

static enum trc_status count_refusal(struct trc_verifier *verifier, struct trc_recorder *recorder,
                                     const struct trc_verify_options *options, const struct trc_decision *decision,
                                     struct trc_error *error)
{
    const char *region = options->scan->place.region;
    if (recorder == NULL)
        return trc_registry_count_refusal(verifier->lookup.registry, options->now_s, region, reason(decision), error);
    trc_recorder_count_refusal(recorder, options->now_s, region, reason(decision));
    return TRC_OK;
}

enum trc_status trc_verifier_scan(struct trc_verifier *verifier, struct trc_recorder *recorder, const char *text,
                                  size_t len, const struct trc_verify_options *options, struct trc_judgement *judgement,
                                  struct trc_error *error)
{
    enum trc_status status = trc_verifier_judge(verifier, text, len, options, judgement, error);
    if (status != TRC_OK)
        return status;
    if (judgement->sealed && judgement->batch != NULL)
        status = record_scan(verifier, recorder, options, judgement, error);
    else
        status = count_refusal(verifier, recorder, options, &judgement->decision, error);
    if (status != TRC_OK)
        trc_judgement_withdraw(judgement);
    return status;
}
