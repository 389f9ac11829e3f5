/* decision.h: how rules write down what they find. Internal to judge/. */
#ifndef TRC_JUDGE_DECISION_H
#define TRC_JUDGE_DECISION_H

#include <trc/judge.h>

/** A new finding with its usual severity, without facts. */
struct trc_finding *trc_decision_add(struct trc_decision *decision, enum trc_finding_id id);

/** One more fact. `name` must be static; text is cut to what fits. */
void trc_fact_text(struct trc_finding *finding, const char *name, const char *text);
void trc_fact_number(struct trc_finding *finding, const char *name, enum trc_fact_kind kind, int64_t number);
/** Nothing when the place is not known. */
void trc_fact_place(struct trc_finding *finding, const char *name, const struct trc_place *place);

/** What happened to the unit and where its goods are: history.c. The registry was asked, and knows the unit. */
void trc_judge_history(const struct trc_evidence *evidence, struct trc_decision *decision);
/** The scratch PIN: pin.c. */
void trc_judge_pin(const struct trc_evidence *evidence, struct trc_decision *decision);

/** The latest time that is certain to have come, whatever the clock says. */
int64_t trc_evidence_now(const struct trc_evidence *evidence);

#endif
