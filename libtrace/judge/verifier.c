/* verifier.c: gathers the evidence on one code (parse, seals, registry) and hands it to the judge. */
#include "judge/verifier.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

enum trc_status trc_verifier_open(struct trc_registry *registry, const struct trc_keyring *ring,
                                  struct trc_verifier **out, struct trc_error *error)
{
    *out = calloc(1, sizeof **out);
    if (*out == NULL)
        return trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out while preparing to verify."));
    (*out)->ring = ring;
    (*out)->lookup.registry = registry;
    return TRC_OK;
}

void trc_verifier_close(struct trc_verifier *verifier)
{
    if (verifier == NULL)
        return;
    trc_lookup_clear(&verifier->lookup);
    trc_wipe(verifier, sizeof *verifier);
    free(verifier);
}

/* At least one seal holds and none fails. */
static bool is_sealed(const struct trc_verifier *verifier)
{
    const enum trc_seal_state serial = verifier->check.serial, seal = verifier->check.seal;
    return (serial == TRC_SEAL_HOLDS && seal != TRC_SEAL_FAILS) || (seal == TRC_SEAL_HOLDS && serial != TRC_SEAL_FAILS);
}

/* One way of reading the text. A check that cannot be made is the library's failure, not the code's. */
static enum trc_status read_and_check(struct trc_verifier *verifier, const char *text, size_t len, bool typed,
                                      bool fold_case, struct trc_judgement *judgement, struct trc_error *error)
{
    struct trc_code *code = &verifier->code;
    struct trc_error *why = &judgement->parse_error;
    *why = (struct trc_error)TRC_ERROR_INIT;
    verifier->check = (struct trc_check){TRC_SEAL_ABSENT, TRC_SEAL_ABSENT, false, 0};
    /* What is longer than any code is refused as it stands: it would not fit the scratch either. */
    const enum trc_status status = typed && len <= sizeof verifier->scratch
                                       ? trc_code_parse_typed(text, len, fold_case, verifier->scratch, code, why)
                                       : trc_code_parse(text, len, code, why);
    judgement->code = status == TRC_OK ? code : NULL;
    if (status != TRC_OK)
        return TRC_OK;
    if (trc_code_check(code, verifier->ring, &verifier->cache, &verifier->check) != TRC_OK)
        return trc_error_set(error, TRC_ERR_CRYPTO, _("The crypto library failed; nothing was decided."));
    return TRC_OK;
}

/* A typed code is taken as it is, else in upper case as issued codes are; if neither is sealed, a slip is looked for.
 */
static enum trc_status read_typed(struct trc_verifier *verifier, const char *text, size_t len,
                                  struct trc_judgement *judgement, struct trc_slip *slip, struct trc_error *error)
{
    for (int fold = 0; fold <= 1; fold++) {
        const enum trc_status status = read_and_check(verifier, text, len, true, fold, judgement, error);
        if (status != TRC_OK || is_sealed(verifier)) {
            *slip = (struct trc_slip){NULL, 0};
            return status;
        }
        if (judgement->code != NULL && slip->field == NULL)
            (void)trc_code_is_mistyped(&verifier->code, verifier->ring, &verifier->cache, slip);
    }
    return TRC_OK;
}

/* Own serials name no unit by themselves: the registry knows which batch they belong to. */
static enum trc_status find_own_serial(struct trc_verifier *verifier, struct trc_judgement *judgement,
                                       struct trc_error *error)
{
    const struct trc_code *code = &verifier->code;
    struct trc_registry *registry = verifier->lookup.registry;
    int64_t batch_id;
    enum trc_status status =
        trc_registry_find_serial(registry, code->gtin, code->serial, &batch_id, &judgement->unit, error);
    if (status == TRC_OK)
        status = trc_registry_get_batch(registry, batch_id, &verifier->own_batch, error);
    if (status == TRC_OK)
        judgement->has_unit = true;
    return status == TRC_ERR_NOT_FOUND ? TRC_OK : status;
}

/* What happened to the unit. While nothing happened to any, nothing is asked. */
static enum trc_status ask_for_history(struct trc_verifier *verifier, struct trc_judgement *judgement,
                                       struct trc_error *error)
{
    uint8_t key[TRC_CODE_KEY_LEN];
    verifier->evidence.before = verifier->evidence.unit = &judgement->history;
    if (!verifier->lookup.has_events)
        return TRC_OK;
    const enum trc_status status = trc_code_key(verifier->code.gtin, verifier->code.serial, key);
    return status == TRC_OK ? trc_registry_get_unit(verifier->lookup.registry, key, &judgement->history, error)
                            : status;
}

/* Product, batch, activation, market and past of a unit. Nothing is read for codes that name none: a flood of forgeries
 * costs little. */
static enum trc_status ask_for_unit(struct trc_verifier *verifier, uint8_t key_id, struct trc_judgement *judgement,
                                    struct trc_error *error)
{
    const struct trc_lookup_entry *entry;
    struct trc_lookup *lookup = &verifier->lookup;
    struct trc_evidence *evidence = &verifier->evidence;
    const enum trc_status status = trc_lookup_get(lookup, key_id, judgement->code->gtin, &entry, error);
    if (status != TRC_OK)
        return status;
    const struct trc_range *range = trc_ranges_find(&entry->ranges, judgement->unit);
    judgement->product = entry->has_product ? &entry->product : NULL;
    if (range == NULL)
        return TRC_OK;
    evidence->batch = judgement->batch = &range->batch;
    evidence->active_since_s = judgement->active_since_s = trc_range_active_since(range, judgement->unit);
    evidence->recall = trc_lookup_recall(lookup, &range->batch, judgement->unit);
    evidence->market = trc_lookup_market(entry, range->batch.id, judgement->unit);
    if (lookup->setting_count > 0) {
        trc_lookup_policy(lookup, &range->batch, &verifier->policy);
        evidence->policy = &verifier->policy;
    }
    return ask_for_history(verifier, judgement, error);
}

/* Everything the registry knows of the code: issuer, key, and what its unit leads to. */
static enum trc_status ask_registry(struct trc_verifier *verifier, int64_t now_s, struct trc_judgement *judgement,
                                    struct trc_error *error)
{
    struct trc_lookup *lookup = &verifier->lookup;
    struct trc_evidence *evidence = &verifier->evidence;
    const struct trc_code *code = &verifier->code;
    enum trc_status status = trc_lookup_refresh(lookup, now_s, error);
    if (status != TRC_OK)
        return status;
    evidence->issuer = lookup->has_issuer ? &lookup->issuer : NULL;
    evidence->decided_at_s = lookup->decided_at_s;
    if (judgement->code == NULL || code->gtin == NULL || code->serial == NULL)
        return TRC_OK;

    const bool own = code->serial_kind == TRC_SERIAL_OWN;
    judgement->has_unit = verifier->check.has_unit;
    judgement->unit = verifier->check.unit;
    if (own)
        status = find_own_serial(verifier, judgement, error);
    if (status != TRC_OK)
        return status;
    const uint8_t key_id = !own                  ? code->sealed.key_id
                           : judgement->has_unit ? verifier->own_batch.key_id
                                                 : code->seal.key_id;
    evidence->key = lookup->has_key[key_id] ? &lookup->key[key_id] : NULL;
    evidence->registry_asked = own || judgement->has_unit;
    return judgement->has_unit ? ask_for_unit(verifier, key_id, judgement, error) : TRC_OK;
}

/* A code that no seal covers names no unit, whatever it says. */
static void forget_unit(struct trc_judgement *judgement)
{
    judgement->has_unit = false;
    judgement->unit = 0;
    judgement->batch = NULL;
    judgement->active_since_s = 0;
    judgement->product = NULL;
    memset(&judgement->history, 0, sizeof judgement->history);
}

/* Undecided until everything was asked. Findings are not cleared: there are none while their count is 0. */
static void begin(struct trc_judgement *judgement, int64_t now_s)
{
    judgement->decision.verdict = TRC_VERDICT_UNKNOWN;
    judgement->decision.finding_count = 0;
    judgement->code = NULL;
    judgement->sealed = false;
    forget_unit(judgement);
    judgement->issuer = NULL;
    judgement->recorded = judgement->repeated = false;
    judgement->as_of_s = now_s;
}

void trc_judgement_withdraw(struct trc_judgement *judgement)
{
    judgement->decision.verdict = TRC_VERDICT_UNKNOWN;
    judgement->decision.finding_count = 0;
    forget_unit(judgement);
}

enum trc_status trc_verifier_judge(struct trc_verifier *verifier, const char *text, size_t len,
                                   const struct trc_verify_options *options, struct trc_judgement *judgement,
                                   struct trc_error *error)
{
    begin(judgement, options->now_s);
    verifier->pin[0] = '\0';
    struct trc_evidence *evidence = &verifier->evidence;
    *evidence = (struct trc_evidence){.check = &verifier->check,
                                      .typed = options->typed,
                                      .pin_typed = options->pin,
                                      .pin_right = verifier->pin,
                                      .package_gtin = options->package_gtin,
                                      .package_gtin_count = options->package_gtin_count,
                                      .scan = options->scan,
                                      .now_s = options->now_s,
                                      .utc_offset_s = options->utc_offset_s};
    enum trc_status status = options->typed ? read_typed(verifier, text, len, judgement, &evidence->slip, error)
                                            : read_and_check(verifier, text, len, false, false, judgement, error);
    if (status == TRC_OK && verifier->lookup.registry != NULL)
        status = ask_registry(verifier, options->now_s, judgement, error);
    if (status != TRC_OK) {
        forget_unit(judgement);
        return status;
    }
    evidence->code = judgement->code;
    evidence->parse_error = &judgement->parse_error;
    if (options->pin != NULL && judgement->code != NULL && evidence->key != NULL)
        trc_pin_derive(verifier->ring, evidence->key->key_id, verifier->code.gtin, verifier->code.serial,
                       verifier->pin);
    trc_judge(evidence, &judgement->decision);
    judgement->sealed = judgement->code != NULL && is_sealed(verifier);
    if (judgement->code != NULL && verifier->code.gtin != NULL && evidence->issuer != NULL &&
        trc_issuer_owns_gtin(evidence->issuer, verifier->code.gtin))
        judgement->issuer = evidence->issuer;
    if (!judgement->sealed)
        forget_unit(judgement);
    return TRC_OK;
}
