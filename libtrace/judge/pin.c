/* pin.c: the second factor: is the PIN right, and was it used before? */
#include "judge/decision.h"

static void judge_used(const struct trc_evidence *evidence, struct trc_decision *decision)
{
    const struct trc_unit *before = evidence->before;
    const bool by_same =
        evidence->scan != NULL && trc_unit_pin_is_by(before, evidence->scan->scanner, evidence->scan->network);
    struct trc_finding *finding = trc_decision_add(decision, TRC_FINDING_PIN_USED);
    trc_fact_number(finding, "used", TRC_FACT_TIME, before->pin.at_s);
    trc_fact_place(finding, "place", &before->pin.place);
    /* Whoever opened it may look again; and that it was opened is no reproach to who asks without the PIN. */
    if (by_same || evidence->pin_typed == NULL)
        finding->severity = TRC_SEVERITY_INFO;
}

/* A PIN that cannot be derived here is neither right nor wrong. */
void trc_judge_pin(const struct trc_evidence *evidence, struct trc_decision *decision)
{
    const bool used = evidence->before != NULL && evidence->before->pin.at_s != 0;
    if (evidence->pin_typed == NULL) {
        if (used)
            judge_used(evidence, decision);
    } else if (evidence->pin_right == NULL || evidence->pin_right[0] == '\0') {
        trc_fact_text(trc_decision_add(decision, TRC_FINDING_KEY_UNKNOWN), "for", "pin");
    } else if (!trc_pin_equal(evidence->pin_right, evidence->pin_typed)) {
        struct trc_finding *finding = trc_decision_add(decision, TRC_FINDING_PIN_WRONG);
        if (evidence->unit != NULL && evidence->unit->pin_wrong > 0)
            trc_fact_number(finding, "tries", TRC_FACT_NUMBER, evidence->unit->pin_wrong);
    } else if (used) {
        judge_used(evidence, decision);
    } else {
        struct trc_finding *finding = trc_decision_add(decision, TRC_FINDING_PIN_OK);
        if (evidence->unit != NULL && evidence->unit->pin_wrong > 0) /* somebody guessed */
            trc_fact_number(finding, "tries", TRC_FACT_NUMBER, evidence->unit->pin_wrong);
    }
}
