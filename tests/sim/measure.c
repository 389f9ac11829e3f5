/* measure.c: which alarms were false, and how soon a copied code was caught. */
#include "sim/measure.h"

#include <string.h>

static bool is_alarm(const struct trc_finding *finding)
{
    return finding->severity >= TRC_SEVERITY_CAUTION && finding->severity != TRC_SEVERITY_UNKNOWN &&
           finding->severity != TRC_SEVERITY_UNREADABLE;
}

/* What the measure knows and the rules do not. */
struct truth {
    uint32_t pin_person, pin_thing; /* who used the PIN up, on which thing; 0: nobody */
    bool pin_used;
};

static void note_pin(struct truth *truth, const struct deed *deed)
{
    if (deed->pin != PIN_RIGHT || truth->pin_used)
        return;
    *truth = (struct truth){deed->person, deed->thing, true};
}

/* Does this finding tell of something that was really so with the genuine unit? */
static bool is_true(const struct trc_finding *finding, const struct life *life, const struct deed *deed,
                    const struct truth *truth)
{
    switch (finding->id) {
    case TRC_FINDING_NOT_ACTIVATED:
        return deed->at_s < life->active_since_s;
    case TRC_FINDING_EXPIRED:
    case TRC_FINDING_SAMPLE:
    case TRC_FINDING_EXPORTED:
    case TRC_FINDING_RETURNED:
    case TRC_FINDING_PIN_WRONG:
        return true; /* the simulator sets these states, and mistypes, only where it is so */
    case TRC_FINDING_AFTER_SALE:
        return life->sold_at_s != 0 && deed->at_s >= life->sold_at_s;
    case TRC_FINDING_OFF_MARKET:
        return strcmp(cities[deed->city].region, life->market) != 0;
    case TRC_FINDING_PIN_USED:
        return truth->pin_used && truth->pin_person != deed->person;
    default:
        return false;
    }
}

static const struct trc_finding *weightiest(const struct trc_decision *decision, const struct life *life,
                                            const struct deed *deed, const struct truth *truth, bool true_ones)
{
    const struct trc_finding *worst = NULL;
    for (size_t i = 0; i < decision->finding_count; i++) {
        const struct trc_finding *finding = &decision->finding[i];
        if (is_alarm(finding) && is_true(finding, life, deed, truth) == true_ones &&
            (worst == NULL || finding->severity > worst->severity))
            worst = finding;
    }
    return worst;
}

struct honest_run {
    struct honest_result *result;
    struct truth truth;
    bool asked, told, alarmed, red;
    unsigned scanners;
};

static bool told_honest(void *context, const struct life *life, const struct deed *deed, enum trc_weight weight,
                        const struct trc_decision *decision)
{
    struct honest_run *run = context;
    if (deed->thing != 0)
        return true; /* an attacker's, who may be told what he likes */
    const bool by_people = deed->by == TRC_SCANNER_CONSUMER || deed->by == TRC_SCANNER_INSPECTOR;
    run->result->scans++;
    run->asked = run->asked || by_people;
    run->scanners += by_people && weight == TRC_WEIGHT_NEW;
    const struct trc_finding *truth = !by_people ? NULL : weightiest(decision, life, deed, &run->truth, true);
    const struct trc_finding *lie = weightiest(decision, life, deed, &run->truth, false);
    note_pin(&run->truth, deed);
    if (truth != NULL && !run->told) {
        run->told = true;
        run->result->told_by[truth->id]++;
    }
    if (lie == NULL)
        return true;
    if (!run->alarmed)
        run->result->alarmed_by[lie->id]++;
    run->alarmed = true;
    run->red = run->red || lie->severity == TRC_SEVERITY_COUNTERFEIT;
    return true;
}

void measure_honest(struct replay *replay, const struct life *life, struct honest_result *result)
{
    struct honest_run run = {.result = result};
    replay_life(replay, life, told_honest, &run);
    result->units++;
    result->asked += run.asked;
    result->told += run.told;
    result->alarmed += run.alarmed;
    result->red += run.red;
    result->scanners[run.scanners < TRC_SCANNERS_MAX ? run.scanners : TRC_SCANNERS_MAX]++;
}

struct clone_run {
    struct clone_result *result;
    struct truth truth;
    uint8_t *seen; /* of each fake: 1 scanned, 2 warned */
    int64_t since_s;
    bool has_genuine; /* whose own state says nothing of a copy */
    unsigned scans[COUNT_COUNT], caught_at[COUNT_COUNT];
    bool caught;
};

/* Findings about the genuine unit's own state are no catch, nor is a PIN that its first user types again. */
static const struct trc_finding *catching(const struct clone_run *run, const struct trc_decision *decision,
                                          const struct deed *deed)
{
    static const bool about_unit[TRC_FINDING_COUNT] = {
        [TRC_FINDING_NOT_ACTIVATED] = true, [TRC_FINDING_EXPIRED] = true,  [TRC_FINDING_SAMPLE] = true,
        [TRC_FINDING_EXPORTED] = true,      [TRC_FINDING_RETURNED] = true, [TRC_FINDING_PIN_WRONG] = true,
    };
    const struct trc_finding *worst = NULL;
    for (size_t i = 0; i < decision->finding_count; i++) {
        const struct trc_finding *finding = &decision->finding[i];
        if (!is_alarm(finding) || (about_unit[finding->id] && run->has_genuine))
            continue;
        if (finding->id == TRC_FINDING_PIN_USED && run->truth.pin_thing == deed->thing)
            continue;
        if (worst == NULL || finding->severity > worst->severity)
            worst = finding;
    }
    return worst;
}

static void note_fake(struct clone_run *run, const struct deed *deed, bool warned)
{
    uint8_t *seen = &run->seen[deed->thing];
    run->result->scans++;
    if (*seen == 0) {
        run->result->asked++;
        run->result->warned_at_first += warned;
    }
    if (warned && *seen != 2)
        run->result->warned++;
    *seen = warned ? 2 : *seen != 0 ? *seen : 1;
}

static bool told_clones(void *context, const struct life *life, const struct deed *deed, enum trc_weight weight,
                        const struct trc_decision *decision)
{
    struct clone_run *run = context;
    (void)life;
    const struct trc_finding *finding = catching(run, decision, deed);
    note_pin(&run->truth, deed);
    if (deed->by == TRC_SCANNER_BOT || (deed->thing == 0 && deed->at_s < run->since_s))
        return true;
    if (deed->thing != 0 && deed->by != TRC_SCANNER_TRADE) {
        run->scans[COUNT_RAW]++;
        run->scans[COUNT_ONCE] += weight != TRC_WEIGHT_REPEAT;
        note_fake(run, deed, finding != NULL);
    }
    if (finding == NULL || run->caught)
        return true;
    run->caught = true;
    run->result->by[finding->id]++;
    run->result->first_to_owner += deed->thing == 0;
    memcpy(run->caught_at, run->scans, sizeof run->caught_at);
    return true;
}

static void sum_up(const struct clone_run *run, struct clone_result *result)
{
    const unsigned at = run->caught_at[COUNT_ONCE];
    result->codes++;
    result->caught += run->caught;
    result->caught_at[at < CATCH_MAX ? at : CATCH_MAX] += run->caught;
    for (enum counting i = 0; i < COUNT_COUNT; i++)
        for (unsigned n = 0; n <= CATCH_MAX && n <= run->scans[i]; n++) {
            result->scanned[i][n]++;
            result->caught_by[i][n] += run->caught && run->caught_at[i] <= n;
        }
}

void measure_clones(struct replay *replay, const struct life *life, int64_t since_s, bool has_genuine, uint8_t *seen,
                    struct clone_result *result)
{
    struct clone_run run = {.result = result, .seen = seen, .since_s = since_s, .has_genuine = has_genuine};
    replay_life(replay, life, told_clones, &run);
    sum_up(&run, result);
}

double measure_false_share(const struct honest_result *result)
{
    return result->units == 0 ? 0.0 : (double)result->alarmed / (double)result->units;
}

double measure_caught_share(const struct clone_result *result, unsigned n, enum counting counting)
{
    const uint64_t scanned = result->scanned[counting][n];
    return scanned == 0 ? -1.0 : (double)result->caught_by[counting][n] / (double)scanned;
}
