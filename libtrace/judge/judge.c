/* judge.c: the rules that turn evidence into findings and findings into a verdict. No I/O; the clock is handed in. */
#include <string.h>

#include "base/date.h"
#include "base/error.h"
#include "judge/decision.h"

#define SECONDS_A_DAY 86400
#define AHEAD_MAX_S (366ll * SECONDS_A_DAY) /* that a clock is believed to be, of whoever scans */
#define FIRST_YEAR 2026                     /* no batch was made before this program */

static void judge_malformed(const struct trc_error *error, struct trc_decision *decision)
{
    struct trc_finding *finding = trc_decision_add(decision, TRC_FINDING_MALFORMED);
    if (error == NULL)
        return;
    trc_fact_text(finding, "rule", error->rule != NULL ? error->rule : trc_status_name(error->status));
    trc_fact_text(finding, "message", error->msg);
    if (error->pos != TRC_NO_POS)
        trc_fact_number(finding, "offset", TRC_FACT_NUMBER, (int64_t)error->pos);
}

/* A code names a unit and carries something that can prove it. */
static bool is_trace_code(const struct trc_evidence *evidence, struct trc_decision *decision)
{
    const struct trc_code *code = evidence->code;
    if (code == NULL) {
        judge_malformed(evidence->parse_error, decision);
        return false;
    }
    if (code->gtin == NULL || code->serial == NULL) {
        struct trc_finding *finding = trc_decision_add(decision, TRC_FINDING_MALFORMED);
        trc_fact_text(finding, "rule", code->gtin == NULL ? "no-gtin" : "no-serial");
        trc_fact_text(finding, "message",
                      code->gtin == NULL
                          ? _("This GS1 code names no product (AI 01).")
                          : _("This code names a product but no single unit of it (AI 21): scan the code "
                              "that carries a serial."));
        return false;
    }
    return true;
}

/*
 * Who stands behind this code? False when nobody known here does: then its seals cannot be asked. Without a trust
 * record even a seal that holds says nothing about whose the GTIN is.
 */
static bool judge_issuer(const struct trc_evidence *evidence, struct trc_decision *decision)
{
    const struct trc_code *code = evidence->code;
    const struct trc_issuer *issuer = evidence->issuer;
    const bool owns = issuer != NULL && trc_issuer_owns_gtin(issuer, code->gtin);
    const bool has_host = issuer != NULL && code->is_link && trc_issuer_has_host(issuer, code->host);
    const bool sealed = evidence->check->serial == TRC_SEAL_HOLDS || evidence->check->seal == TRC_SEAL_HOLDS;
    if (issuer == NULL || (!owns && !has_host && !sealed)) {
        trc_fact_text(trc_decision_add(decision, TRC_FINDING_ISSUER_UNKNOWN), "gtin", code->gtin);
        return false;
    }
    if (!owns)
        trc_fact_text(trc_decision_add(decision, TRC_FINDING_WRONG_ISSUER), "gtin", code->gtin);
    else if (code->is_link && !has_host)
        trc_fact_text(trc_decision_add(decision, TRC_FINDING_WRONG_ISSUER), "host", code->host);
    return owns;
}

static void judge_unchecked(const struct trc_evidence *evidence, struct trc_decision *decision)
{
    const struct trc_code *code = evidence->code;
    const struct trc_check *check = evidence->check;
    const bool serial_open = check->serial == TRC_SEAL_UNCHECKED;
    const bool seal_open = check->seal == TRC_SEAL_UNCHECKED;
    /* A signature that anyone can check speaks for the serial it covers, also where the serial's own key is not held;
     * but without that key nobody can tell which unit it is, unless the evidence names the batch all the same. */
    const bool spoken_for = check->seal == TRC_SEAL_HOLDS && code->seal.type == 'E' && evidence->batch != NULL;
    if (!seal_open && (!serial_open || spoken_for))
        return;
    struct trc_finding *finding = trc_decision_add(decision, TRC_FINDING_KEY_UNKNOWN);
    trc_fact_number(finding, "key_id", TRC_FACT_NUMBER, seal_open ? code->seal.key_id : code->sealed.key_id);
    if (seal_open)
        trc_fact_text(finding, "seal_type", (const char[]){code->seal.type, '\0'});
}

/*
 * Does the code lack the seal that its batch was issued with? Another type or key id in its place is a downgrade:
 * whoever stole the weaker key would choose that one.
 */
static bool lacks_seal(const struct trc_code *code, const struct trc_batch *batch)
{
    static const char types[TRC_SEAL_KIND_COUNT] = {[TRC_SEAL_KIND_HMAC] = 'H', [TRC_SEAL_KIND_ED25519] = 'E'};
    if (batch == NULL || batch->seal == TRC_SEAL_KIND_NONE)
        return false;
    return code->seal.type != types[batch->seal] || code->seal.key_id != batch->key_id;
}

/*
 * A scanned link without its seal was tampered with. An element string cannot carry S, and nobody likes to type it:
 * that proves nothing, but the code is then only as good as its serial's tag, and whoever prints a label chooses its
 * form.
 */
static bool judge_stripped(const struct trc_evidence *evidence, struct trc_decision *decision)
{
    const struct trc_code *code = evidence->code;
    if (!lacks_seal(code, evidence->batch))
        return false;
    const bool may_lack = code->seal.type == 0 && (!code->is_link || evidence->typed);
    if (!may_lack || evidence->check->serial == TRC_SEAL_HOLDS)
        trc_fact_number(trc_decision_add(decision, may_lack ? TRC_FINDING_SEAL_NOT_CARRIED : TRC_FINDING_SEAL_STRIPPED),
                        "batch", TRC_FACT_NUMBER, evidence->batch->id);
    return !may_lack;
}

/* What the seals say. True when at least one holds and none fails or stays open. */
static bool judge_seals(const struct trc_evidence *evidence, struct trc_decision *decision)
{
    const struct trc_check *check = evidence->check;
    const bool stripped = judge_stripped(evidence, decision);
    if (check->serial == TRC_SEAL_FAILS || check->seal == TRC_SEAL_FAILS) {
        struct trc_finding *finding = trc_decision_add(decision, TRC_FINDING_FORGED);
        trc_fact_text(finding, "seal", check->serial == TRC_SEAL_FAILS ? "serial" : "S");
        return false;
    }
    if (check->serial == TRC_SEAL_ABSENT && check->seal == TRC_SEAL_ABSENT) {
        if (!stripped)
            trc_decision_add(decision, TRC_FINDING_NOT_SEALED);
        return false;
    }
    const uint8_t before = decision->finding_count;
    judge_unchecked(evidence, decision);
    return decision->finding_count == before;
}

/*
 * The AI in which a sealed code differs from what was issued, or NULL: whoever holds a stolen key can seal an issued
 * number anew with a lot and dates that suit him.
 */
static const char *misprint(const struct trc_code *code, const struct trc_batch *batch)
{
    const struct {
        const char *ai, *issued;
    } rows[] = {{"10", batch->lot}, {"11", batch->produced}, {"17", batch->expiry}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *value = trc_elements_value(&code->link.elements, rows[i].ai);
        if (strcmp(value != NULL ? value : "", rows[i].issued) != 0)
            return rows[i].ai;
    }
    return NULL;
}

/* What the registry says of a unit whose seal holds. No code with a sealed serial was issued in a range of own ones. */
static void judge_unit(const struct trc_evidence *evidence, struct trc_decision *decision)
{
    const bool own = evidence->code->serial_kind == TRC_SERIAL_OWN;
    if (evidence->batch == NULL || evidence->batch->own_serials != own) {
        struct trc_finding *finding = trc_decision_add(decision, TRC_FINDING_NEVER_ISSUED);
        if (evidence->check->has_unit)
            trc_fact_number(finding, "unit", TRC_FACT_NUMBER, evidence->check->unit);
        return;
    }
    const char *ai = misprint(evidence->code, evidence->batch);
    if (ai != NULL)
        trc_fact_text(trc_decision_add(decision, TRC_FINDING_NEVER_ISSUED), "field", ai);
    if (evidence->active_since_s == 0) /* a release holds once it is recorded, whatever the clock says now */
        trc_fact_number(trc_decision_add(decision, TRC_FINDING_NOT_ACTIVATED), "batch", TRC_FACT_NUMBER,
                        evidence->batch->id);
}

/* A key that is not on record may have been withdrawn for all we know. */
static void judge_key(const struct trc_evidence *evidence, struct trc_decision *decision)
{
    const struct trc_code *code = evidence->code;
    const struct trc_key_facts *key = evidence->key;
    if (key == NULL)
        trc_fact_number(trc_decision_add(decision, TRC_FINDING_KEY_UNKNOWN), "key_id", TRC_FACT_NUMBER,
                        code->serial_kind == TRC_SERIAL_SEALED ? code->sealed.key_id : code->seal.key_id);
    /* Withdrawn "from now" must hold at once, on a clock that was set back too. */
    const int64_t now_s = trc_evidence_now(evidence);
    const int64_t latest_s = evidence->decided_at_s > now_s ? evidence->decided_at_s : now_s;
    if (key == NULL || key->revoked_from_s == 0 || key->revoked_from_s > latest_s)
        return;
    struct trc_finding *finding = trc_decision_add(decision, TRC_FINDING_KEY_REVOKED);
    trc_fact_number(finding, "key_id", TRC_FACT_NUMBER, key->key_id);
    trc_fact_number(finding, "from", TRC_FACT_TIME, key->revoked_from_s);
}

static int64_t day_of(int64_t at_s, int32_t utc_offset_s)
{
    const int64_t local_s = at_s + utc_offset_s;
    return (local_s >= 0 ? local_s : local_s - (SECONDS_A_DAY - 1)) / SECONDS_A_DAY;
}

/* The date in this AI, if there is one and it lies before today. Two digits name the year nearest to this one. */
static bool is_past(const struct trc_code *code, const char *ai, int year, int64_t today, struct trc_date *date)
{
    const char *value = trc_elements_value(&code->link.elements, ai);
    return value != NULL && trc_date_parse_gs1(value, year, date) && trc_date_to_days(*date) < today;
}

/* AI 17 names the last good day; AI 7003 adds an hour, which is judged by its day too. */
static bool is_expired(const struct trc_code *code, int year, int64_t today, struct trc_date *date)
{
    return is_past(code, "17", year, today, date) || is_past(code, "7003", year, today, date);
}

static int year_of(int64_t day)
{
    const int year = trc_date_from_days(day).year;
    return year > FIRST_YEAR ? year : FIRST_YEAR;
}

/*
 * A date is meant as it was on the day it was printed: read by the clock, one of 2026 would mean 2126 from 2076 on. But
 * a batch that claims to be of the future was made by a wrong clock, or is judged by one: then neither way may be past.
 */
static void judge_expiry(const struct trc_evidence *evidence, struct trc_decision *decision)
{
    const int64_t made_s = evidence->batch != NULL ? evidence->batch->created_at_s : 0;
    const int64_t today = day_of(trc_evidence_now(evidence), evidence->utc_offset_s);
    const int64_t clock_day = day_of(evidence->now_s, evidence->utc_offset_s);
    const int year = made_s != 0 ? year_of(made_s / SECONDS_A_DAY) : trc_date_from_days(today).year;
    struct trc_date date;
    if (is_expired(evidence->code, year, today, &date) ||
        (made_s > evidence->now_s && is_expired(evidence->code, year_of(clock_day), clock_day, &date)))
        trc_fact_number(trc_decision_add(decision, TRC_FINDING_EXPIRED), "expiry", TRC_FACT_DATE,
                        date.year * 10000 + date.month * 100 + date.day);
}

/* A true label on another product: no other number on the package is the code's. */
static void judge_package(const struct trc_evidence *evidence, struct trc_decision *decision)
{
    const char *own = evidence->code->gtin, *other = NULL;
    for (size_t i = 0; i < evidence->package_gtin_count; i++) {
        const char *printed = evidence->package_gtin[i];
        if (trc_gtin_same_product(own, printed))
            return;
        if (!trc_gtin_is_restricted(printed))
            other = printed;
    }
    if (other == NULL)
        return;
    struct trc_finding *finding = trc_decision_add(decision, TRC_FINDING_WRONG_PRODUCT);
    trc_fact_text(finding, "gtin", own);
    trc_fact_text(finding, "package_gtin", other);
}

/* 0: it has not come. */
static int64_t later(int64_t a_s, int64_t b_s)
{
    return b_s != 0 && b_s > a_s ? b_s : a_s;
}

/* One scan by a clock that is years ahead must not make its unit expire: neither this clock nor a decision knows. */
int64_t trc_evidence_now(const struct trc_evidence *evidence)
{
    const struct trc_batch *batch = evidence->batch;
    const struct trc_unit *unit = evidence->unit;
    int64_t now_s = later(evidence->now_s, evidence->active_since_s);
    if (batch != NULL)
        now_s = later(later(now_s, batch->created_at_s), batch->completed_at_s);
    if (unit == NULL)
        return now_s;
    const int64_t latest_s = later(now_s, evidence->decided_at_s);
    const int64_t past_s[] = {unit->last.at_s, unit->state_at_s, unit->seen.at_s, unit->pin.at_s};
    for (size_t i = 0; i < sizeof past_s / sizeof *past_s; i++)
        if (past_s[i] - latest_s <= AHEAD_MAX_S)
            now_s = later(now_s, past_s[i]);
    return now_s;
}

/* Of a mistyped code nothing else can be said. */
static bool is_mistyped(const struct trc_evidence *evidence, struct trc_decision *decision)
{
    if (evidence->slip.field == NULL)
        return false;
    struct trc_finding *finding = trc_decision_add(decision, TRC_FINDING_MISTYPED);
    trc_fact_text(finding, "field", evidence->slip.field);
    trc_fact_number(finding, "position", TRC_FACT_NUMBER, (int64_t)evidence->slip.pos + 1);
    return true;
}

static void find(const struct trc_evidence *evidence, struct trc_decision *decision)
{
    if (!is_trace_code(evidence, decision) || is_mistyped(evidence, decision))
        return;
    if (evidence->code->has_unsealed_data)
        trc_decision_add(decision, TRC_FINDING_UNSEALED_DATA);
    if (!judge_issuer(evidence, decision) || !judge_seals(evidence, decision))
        return;
    if (evidence->registry_asked)
        judge_unit(evidence, decision);
    judge_key(evidence, decision);
    judge_expiry(evidence, decision);
    judge_package(evidence, decision);
    trc_judge_history(evidence, decision);
    trc_judge_pin(evidence, decision);
}

static enum trc_verdict verdict_of(enum trc_severity severity)
{
    static const enum trc_verdict verdicts[TRC_SEVERITY_COUNT] = {
        [TRC_SEVERITY_INFO] = TRC_VERDICT_AUTHENTIC,        [TRC_SEVERITY_CAUTION] = TRC_VERDICT_CAUTION,
        [TRC_SEVERITY_RECALLED] = TRC_VERDICT_RECALLED,     [TRC_SEVERITY_UNKNOWN] = TRC_VERDICT_UNKNOWN,
        [TRC_SEVERITY_UNREADABLE] = TRC_VERDICT_UNREADABLE, [TRC_SEVERITY_COUNTERFEIT] = TRC_VERDICT_COUNTERFEIT,
    };
    return verdicts[severity];
}

void trc_judge(const struct trc_evidence *evidence, struct trc_decision *decision)
{
    decision->verdict = TRC_VERDICT_NONE;
    decision->finding_count = 0;
    find(evidence, decision);

    /* Green needs a reason, not only the absence of one against: a seal that holds on a unit known to be issued. */
    enum trc_severity worst =
        evidence->registry_asked && evidence->batch != NULL ? TRC_SEVERITY_INFO : TRC_SEVERITY_UNKNOWN;
    for (size_t i = 0; i < decision->finding_count; i++) {
        const enum trc_severity severity = decision->finding[i].severity;
        if (severity > worst)
            worst = severity;
    }
    decision->verdict = verdict_of(worst);
}
