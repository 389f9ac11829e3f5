/* replay.h: a life told to the rules that are shipped: weighed, added up, judged. No rule is here. */
#ifndef TRC_TESTS_SIM_REPLAY_H
#define TRC_TESTS_SIM_REPLAY_H

#include <trc/judge.h>

#include "sim/life.h"

/** What the judge is given of the label: two batches, one of which expires within the simulated time. */
struct replay_label {
    struct trc_issued issued;
    struct trc_code code;
    struct trc_check check;
    struct trc_batch batch;
    char pin[TRC_PIN_SIZE];
};

struct replay {
    struct trc_keyring ring;
    struct trc_issuer issuer;
    struct trc_key_facts key;
    struct replay_label label[2]; /* [1]: of units that are `short_dated` */
    struct trc_policy policy;
    struct trc_decision decision;
};

#define REPLAY_EXPIRY "271231"
#define REPLAY_SHORT_EXPIRY "260430"
#define REPLAY_PIN_WRONG "0000000x" /* which is nobody's */

/** Keys, labels and evidence; the default policy. */
void replay_init(struct replay *replay);

/** Told of every scan, once it is judged. Answers whether to go on. */
typedef bool replay_told(void *context, const struct life *life, const struct deed *deed, enum trc_weight weight,
                         const struct trc_decision *decision);

/** All of a sorted life. */
void replay_life(struct replay *replay, const struct life *life, replay_told *told, void *context);

#endif
