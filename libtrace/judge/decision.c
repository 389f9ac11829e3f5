/* decision.c: findings and facts, as rules write them down. */
#include "judge/decision.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

struct trc_finding *trc_decision_add(struct trc_decision *decision, enum trc_finding_id id)
{
    assert(decision->finding_count < TRC_FINDINGS_MAX);
    struct trc_finding *finding = &decision->finding[decision->finding_count++];
    finding->id = id;
    finding->severity = trc_finding_severity(id);
    finding->fact_count = 0;
    return finding;
}

static struct trc_fact *add(struct trc_finding *finding, const char *name, enum trc_fact_kind kind)
{
    assert(finding->fact_count < TRC_FACTS_MAX);
    struct trc_fact *fact = &finding->fact[finding->fact_count++];
    fact->name = name;
    fact->kind = kind;
    fact->number = 0;
    fact->text[0] = '\0';
    return fact;
}

void trc_fact_text(struct trc_finding *finding, const char *name, const char *text)
{
    struct trc_fact *fact = add(finding, name, TRC_FACT_TEXT);
    snprintf(fact->text, sizeof fact->text, "%s", text);
}

void trc_fact_number(struct trc_finding *finding, const char *name, enum trc_fact_kind kind, int64_t number)
{
    add(finding, name, kind)->number = number;
}

void trc_fact_place(struct trc_finding *finding, const char *name, const struct trc_place *place)
{
    if (place->region[0] != '\0' || place->has_point)
        trc_place_format(place, add(finding, name, TRC_FACT_PLACE)->text);
}

bool trc_decision_has(const struct trc_decision *decision, enum trc_finding_id id)
{
    for (size_t i = 0; i < decision->finding_count; i++)
        if (decision->finding[i].id == id)
            return true;
    return false;
}
