/* history.c: the rules on a unit's state, recall, market and earlier scans. No I/O; the clock is handed in.
 *
 * Every threshold comes from the policy (trc/policy.h). What proves a copy is judged on all that happened, this scan
 * among it; "seen before" on what happened before this scan.
 */
#include <string.h>

#include "judge/decision.h"

enum { SECONDS_A_DAY = 86400 };

static int64_t limit(const struct trc_evidence *evidence, enum trc_policy_rule rule)
{
    return evidence->policy != NULL ? evidence->policy->value[rule] : trc_policy_default(rule);
}

static void judge_state(const struct trc_unit *unit, struct trc_decision *decision)
{
    static const struct {
        enum trc_unit_state state;
        enum trc_finding_id finding;
    } rows[] = {
        {TRC_STATE_STOLEN, TRC_FINDING_STOLEN},          {TRC_STATE_DESTROYED, TRC_FINDING_DESTROYED},
        {TRC_STATE_DISPOSED, TRC_FINDING_DESTROYED},     {TRC_STATE_RECALLED, TRC_FINDING_RECALLED},
        {TRC_STATE_EXPIRED, TRC_FINDING_EXPIRED},        {TRC_STATE_SAMPLE, TRC_FINDING_SAMPLE},
        {TRC_STATE_EXPORTED, TRC_FINDING_EXPORTED},      {TRC_STATE_RETURNED, TRC_FINDING_RETURNED},
        {TRC_STATE_INACTIVE, TRC_FINDING_NOT_ACTIVATED}, {TRC_STATE_ENCODED, TRC_FINDING_NOT_ACTIVATED},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].state != unit->state || trc_decision_has(decision, rows[i].finding))
            continue;
        struct trc_finding *finding = trc_decision_add(decision, rows[i].finding);
        trc_fact_text(finding, "state", trc_unit_state_name(unit->state));
        trc_fact_number(finding, "since", TRC_FACT_TIME, unit->state_at_s);
    }
}

static void judge_recall(const struct trc_recall *recall, struct trc_decision *decision)
{
    if (recall == NULL)
        return;
    struct trc_finding *finding = trc_decision_add(decision, TRC_FINDING_RECALLED);
    trc_fact_text(finding, "reason", recall->reason);
    if (recall->url[0] != '\0')
        trc_fact_text(finding, "url", recall->url);
    trc_fact_number(finding, "since", TRC_FACT_TIME, recall->at_s);
    trc_fact_number(finding, "recall", TRC_FACT_NUMBER, recall->id);
}

/*
 * One thing cannot be at two places: who scanned it first cannot have brought it to who scanned it next. But where a
 * phone is, its address tells wrongly one time in a hundred, so one such journey proves nothing yet.
 */
static bool judge_travel(const struct trc_evidence *evidence, struct trc_decision *decision)
{
    const struct trc_journey *journey = evidence->unit->journey;
    int64_t impossible = 0;
    double km;
    for (; impossible < TRC_JOURNEYS_MAX; impossible++) {
        const double kmh = trc_journey_speed_kmh(&journey[impossible], &km);
        if (km < (double)limit(evidence, TRC_POLICY_TRAVEL_KM) || kmh <= (double)limit(evidence, TRC_POLICY_TRAVEL_KMH))
            break;
    }
    if (impossible < limit(evidence, TRC_POLICY_JOURNEYS))
        return false;
    (void)trc_journey_speed_kmh(&journey[0], &km);
    struct trc_finding *finding = trc_decision_add(decision, TRC_FINDING_COPIED);
    trc_fact_number(finding, "seen", TRC_FACT_TIME, journey[0].from.at_s);
    trc_fact_place(finding, "seen_place", &journey[0].from.place);
    trc_fact_number(finding, "then", TRC_FACT_TIME, journey[0].to.at_s);
    trc_fact_place(finding, "then_place", &journey[0].to.place);
    trc_fact_number(finding, "km", TRC_FACT_NUMBER, (int64_t)km);
    return true;
}

/*
 * The seal under the scratch layer was broken by somebody else, and a short time later two scanners were far from
 * there: no single wrong place is believed.
 */
static void judge_pin_elsewhere(const struct trc_evidence *evidence, struct trc_decision *decision)
{
    const struct trc_sighting *pin = &evidence->unit->pin;
    const int64_t far_km = limit(evidence, TRC_POLICY_PIN_ELSEWHERE_KM);
    const int64_t soon_s = limit(evidence, TRC_POLICY_PIN_ELSEWHERE_DAYS) * SECONDS_A_DAY;
    for (size_t i = 0; i < TRC_PIN_FAR_MAX; i++) {
        const struct trc_journey *far = &evidence->unit->pin_far[i];
        const int64_t km = trc_place_distance_km(&pin->place, &far->to.place);
        if (far->to.at_s == 0 || far->to.at_s - pin->at_s > soon_s || km < far_km ||
            trc_place_distance_km(&pin->place, &far->from.place) < far_km)
            continue;
        struct trc_finding *finding = trc_decision_add(decision, TRC_FINDING_COPIED);
        trc_fact_number(finding, "pin_used", TRC_FACT_TIME, pin->at_s);
        trc_fact_place(finding, "pin_place", &pin->place);
        trc_fact_number(finding, "then", TRC_FACT_TIME, far->to.at_s);
        trc_fact_place(finding, "place", &far->to.place);
        trc_fact_number(finding, "km", TRC_FACT_NUMBER, km);
        return;
    }
}

/* One scan before the release may be somebody's in the factory, or a shop's that is ahead of the office. */
static bool is_early(const struct trc_evidence *evidence)
{
    const struct trc_unit *before = evidence->before;
    int64_t early = 0;
    while (early < before->scanner_count && before->scanner_min[early] * (int64_t)60 < evidence->active_since_s)
        early++;
    return early > limit(evidence, TRC_POLICY_EARLY_SCANNERS);
}

static void judge_seen(const struct trc_evidence *evidence, struct trc_decision *decision)
{
    const struct trc_unit *before = evidence->before;
    const bool early = evidence->active_since_s != 0 && before->first.at_s < evidence->active_since_s;
    if (before->counted == 0)
        return;
    struct trc_finding *finding = trc_decision_add(decision, TRC_FINDING_SEEN_BEFORE);
    trc_fact_number(finding, "scans", TRC_FACT_NUMBER, before->counted);
    trc_fact_number(finding, "scanners", TRC_FACT_NUMBER, before->scanner_count);
    trc_fact_number(finding, "first", TRC_FACT_TIME, before->first.at_s);
    trc_fact_place(finding, "first_place", &before->first.place);
    trc_fact_number(finding, "last", TRC_FACT_TIME, before->last.at_s);
    trc_fact_place(finding, "last_place", &before->last.place);
    if (early)
        trc_fact_number(finding, "released", TRC_FACT_TIME, evidence->active_since_s);
    if (before->counted > limit(evidence, TRC_POLICY_SCANS_MAX) || (early && is_early(evidence)))
        finding->severity = TRC_SEVERITY_CAUTION;
}

/* Did more than `max` independent scanners ever come within so many days? Over years a thing may meet as many. */
static bool has_crowd(const struct trc_unit *unit, size_t max, int64_t days)
{
    for (size_t last = max; last < unit->scanner_count; last++)
        if (unit->scanner_min[last] - unit->scanner_min[last - max] <= days * 1440)
            return true;
    return false;
}

static void judge_scanners(const struct trc_evidence *evidence, struct trc_decision *decision)
{
    const struct trc_unit *unit = evidence->unit;
    const int64_t fewer = unit->counted >= limit(evidence, TRC_POLICY_SCANS_MANY) ? 1 : 0;
    const int64_t max = limit(evidence, TRC_POLICY_SCANNERS_MAX) - fewer;
    if (!has_crowd(unit, (size_t)max, limit(evidence, TRC_POLICY_SCANNERS_DAYS)))
        return;
    struct trc_finding *finding = trc_decision_add(decision, TRC_FINDING_MANY_SCANNERS);
    trc_fact_number(finding, "scanners", TRC_FACT_NUMBER, unit->scanner_count);
    trc_fact_number(finding, "first", TRC_FACT_TIME, unit->first.at_s);
    trc_fact_number(finding, "last", TRC_FACT_TIME, unit->last.at_s);
}

static void judge_sale(const struct trc_evidence *evidence, struct trc_decision *decision)
{
    const struct trc_unit *before = evidence->before;
    if (before->state != TRC_STATE_RETAIL_SOLD || evidence->scan == NULL || evidence->scan->kind != TRC_SCANNER_TRADE ||
        trc_evidence_now(evidence) - before->state_at_s <= limit(evidence, TRC_POLICY_AFTER_SALE_S))
        return;
    trc_fact_number(trc_decision_add(decision, TRC_FINDING_AFTER_SALE), "sold", TRC_FACT_TIME, before->state_at_s);
}

static bool must_be_in_market(enum trc_scanner_kind kind, int64_t rule)
{
    return rule == 2 || (rule == 1 && (kind == TRC_SCANNER_TRADE || kind == TRC_SCANNER_INSPECTOR));
}

/* A country may be said where a part of it is meant: "CN" may be in "CN-31,DE", but "DE" is not in "US-DE". */
static bool may_be_in(const char *market, const char *region)
{
    char entry[TRC_REGION_MAX + 1];
    if (trc_region_list_has(market, region))
        return true;
    for (const char *at = market; *at != '\0'; at += strcspn(at, ","), at += *at == ',') {
        const size_t len = strcspn(at, ",");
        if (len > TRC_REGION_MAX)
            continue;
        memcpy(entry, at, len);
        entry[len] = '\0';
        if (trc_region_is_within(entry, region))
            return true;
    }
    return false;
}

static void judge_market(const struct trc_evidence *evidence, struct trc_decision *decision)
{
    const struct trc_scan *scan = evidence->scan;
    if (scan == NULL || scan->place.region[0] == '\0' || evidence->market == NULL || evidence->market[0] == '\0' ||
        !must_be_in_market(scan->kind, limit(evidence, TRC_POLICY_OFF_MARKET)) ||
        may_be_in(evidence->market, scan->place.region))
        return;
    struct trc_finding *finding = trc_decision_add(decision, TRC_FINDING_OFF_MARKET);
    trc_fact_text(finding, "market", evidence->market);
    trc_fact_place(finding, "place", &scan->place);
}

void trc_judge_history(const struct trc_evidence *evidence, struct trc_decision *decision)
{
    judge_recall(evidence->recall, decision);
    judge_market(evidence, decision);
    if (evidence->unit == NULL)
        return;
    judge_state(evidence->unit, decision);
    if (!judge_travel(evidence, decision))
        judge_pin_elsewhere(evidence, decision);
    judge_seen(evidence, decision);
    judge_scanners(evidence, decision);
    judge_sale(evidence, decision);
}
