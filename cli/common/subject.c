/* subject.c: the one unit that a command is about. */
#include "subject.h"

#include <string.h>
#include <time.h>

#include "convert.h"
#include "failure.h"
#include "scan_options.h"
#include "text.h"

enum trc_status subject_open_home(const struct common_options *common, bool records, struct subject *subject,
                                  struct trc_error *error)
{
    memset(subject, 0, sizeof *subject);
    enum trc_status status = (records ? home_open : home_open_to_read)(common, &subject->home, error);
    if (status == TRC_OK)
        status = home_read_keyring(&subject->home, common, &subject->ring, error);
    return status == TRC_OK ? trc_verifier_open(subject->home.registry, &subject->ring, &subject->verifier, error)
                            : status;
}

enum trc_status subject_find(struct subject *subject, const char *code, size_t len, struct trc_error *error)
{
    const struct trc_judgement *judgement = &subject->judgement;
    const struct trc_verify_options options = {.now_s = time(NULL), .utc_offset_s = time_utc_offset_s(time(NULL))};
    const enum trc_status status =
        trc_verifier_judge(subject->verifier, code, len, &options, &subject->judgement, error);
    if (status != TRC_OK)
        return status;
    if (!judgement->sealed || judgement->batch == NULL)
        return fail(error, TRC_ERR_NOT_FOUND, _("This code was not issued here: `trc verify` says why."));
    return trc_code_key(judgement->code->gtin, judgement->code->serial, subject->code_key);
}

enum trc_status subject_open(const struct common_options *common, const char *code, bool records,
                             struct subject *subject, struct trc_error *error)
{
    const enum trc_status status = subject_open_home(common, records, subject, error);
    return status == TRC_OK ? subject_find(subject, code, strlen(code), error) : status;
}

void subject_close(struct subject *subject)
{
    trc_verifier_close(subject->verifier);
    trc_wipe(&subject->ring, sizeof subject->ring);
    home_close(&subject->home);
}

void subject_event(const struct subject *subject, int64_t now_s, struct trc_event *event)
{
    *event = (struct trc_event){
        .id = scan_new_id(),
        .scanner_kind = TRC_SCANNER_INSPECTOR,
        .at_s = now_s,
        .batch_id = subject->judgement.batch->id,
        .unit = subject->judgement.unit,
    };
    memcpy(event->code_key, subject->code_key, sizeof event->code_key);
}
