/* verifier.h: what a verifier keeps of the code it judges, for recording it. Internal to judge/. */
#ifndef TRC_JUDGE_VERIFIER_H
#define TRC_JUDGE_VERIFIER_H

#include <trc/judge.h>

#include "judge/lookup.h"

struct trc_verifier {
    const struct trc_keyring *ring;
    struct trc_key_cache cache;
    struct trc_lookup lookup;

    /* Of the last code. */
    struct trc_code code;
    struct trc_check check;
    struct trc_evidence evidence;
    struct trc_policy policy;
    struct trc_batch own_batch; /* of an own serial */
    char scratch[TRC_TEXT_MAX];
    char pin[TRC_PIN_SIZE];
};

/** No verdict after all: a part of what it takes failed. */
void trc_judgement_withdraw(struct trc_judgement *judgement);

#endif
