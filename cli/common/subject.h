/* subject.h: the one unit that a command is about, named by its code. */
#ifndef TRC_COMMON_SUBJECT_H
#define TRC_COMMON_SUBJECT_H

#include "home.h"

struct subject {
    struct home home;
    struct trc_keyring ring;
    struct trc_verifier *verifier;
    struct trc_judgement judgement; /* of the code as it is now */
    uint8_t code_key[TRC_CODE_KEY_LEN];
};

/**
 * Open the home and find the unit.
 *
 * @param records Will anything be recorded? Else the registry may be one that can only be read.
 * @return TRC_OK; TRC_ERR_NOT_FOUND when the code is not one that was issued here; what opening a home may answer.
 */
TRC_MUST_USE enum trc_status subject_open(const struct common_options *common, const char *code, bool records,
                                          struct subject *subject, struct trc_error *error);
/** The same in two steps, for many units of one home. */
TRC_MUST_USE enum trc_status subject_open_home(const struct common_options *common, bool records,
                                               struct subject *subject, struct trc_error *error);
TRC_MUST_USE enum trc_status subject_find(struct subject *subject, const char *code, size_t len,
                                          struct trc_error *error);
/** Also after a failure. */
void subject_close(struct subject *subject);

/** An event of this unit, by an id of its own, at this time: its kind and the rest are the caller's. */
void subject_event(const struct subject *subject, int64_t now_s, struct trc_event *event);

#endif
