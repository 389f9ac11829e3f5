/* verify.c: judging scanned texts by an issuer's keys and registry. Runs in the parent, which never opens a picture. */
#include "scanner/verify.h"

#include <inttypes.h>
#include <stdlib.h>
#include <time.h>
#include <trc/trc.h>

#include "common/console.h"
#include "common/convert.h"
#include "common/failure.h"
#include "common/home.h"
#include "common/text.h"
#include "common/units.h"
#include "common/verdict_out.h"

struct scan_verify {
    struct home home;
    struct trc_keyring ring;
    struct trc_verifier *verifier;
    struct scan_judge judge;
    struct scan_recover *recover;
};

/* A label that comes off the line is not released yet, and that alone is no fault of it. */
static bool is_fine(const struct trc_decision *decision)
{
    for (size_t i = 0; i < decision->finding_count; i++) {
        const enum trc_finding_id id = decision->finding[i].id;
        if (trc_finding_severity(id) != TRC_SEVERITY_INFO && id != TRC_FINDING_NOT_ACTIVATED)
            return false;
    }
    return decision->verdict == TRC_VERDICT_AUTHENTIC || decision->verdict == TRC_VERDICT_CAUTION;
}

static enum trc_verdict decide(void *context, const struct scan_symbol *symbol, const struct scan_package *package,
                               struct scan_decided *decided, json_t *line, FILE *human)
{
    struct scan_verify *verify = context;
    struct trc_judgement judgement;
    struct trc_error error = TRC_ERROR_INIT;
    const int64_t now_s = time(NULL);
    const struct trc_verify_options options = {.package_gtin = package != NULL ? package->gtin : NULL,
                                               .package_gtin_count = package != NULL ? package->count : 0,
                                               .now_s = now_s,
                                               .utc_offset_s = time_utc_offset_s(now_s)};
    const enum trc_status status =
        trc_verifier_judge(verify->verifier, symbol->text, symbol->text_len, &options, &judgement, &error);
    if (status != TRC_OK)
        console_fail(status, &error); /* the verdict is then "unknown", and is still shown */
    if (decided != NULL)
        *decided = (struct scan_decided){.verdict = judgement.decision.verdict,
                                         .failed = status != TRC_OK,
                                         .fine = is_fine(&judgement.decision),
                                         .batch = judgement.batch != NULL ? judgement.batch->id : 0,
                                         .unit = judgement.unit};
    if (line != NULL) {
        json_t *members = judgement_json(symbol->text, symbol->text_len, &judgement);
        json_object_update(line, members);
        json_decref(members);
    }
    if (human != NULL)
        judgement_print(human, NULL, 0, &judgement);
    return judgement.decision.verdict;
}

enum trc_status scan_verify_open(const struct common_options *common, struct scan_verify **out, struct trc_error *error)
{
    struct scan_verify *verify = calloc(1, sizeof *verify);
    *out = NULL;
    if (verify == NULL)
        return fail(error, TRC_ERR_MEMORY, _("Memory ran out while opening the home."));
    enum trc_status status = home_open_to_read(common, &verify->home, error);
    if (status == TRC_OK)
        status = home_read_keyring(&verify->home, common, &verify->ring, error);
    if (status == TRC_OK)
        status = trc_verifier_open(verify->home.registry, &verify->ring, &verify->verifier, error);
    if (status != TRC_OK) {
        scan_verify_close(verify);
        return status;
    }
    verify->judge = (struct scan_judge){.context = verify, .decide = decide};
    verify->recover = scan_recover_open(&(struct scan_recover_config){
        .host = verify->home.issuer.host[0], .registry = verify->home.registry, .ring = &verify->ring});
    if (verify->recover == NULL) {
        scan_verify_close(verify);
        return fail(error, TRC_ERR_MEMORY, _("Memory ran out while opening the home."));
    }
    *out = verify;
    return TRC_OK;
}

void scan_verify_close(struct scan_verify *verify)
{
    if (verify == NULL)
        return;
    scan_recover_close(verify->recover);
    trc_verifier_close(verify->verifier);
    home_close(&verify->home);
    trc_wipe(&verify->ring, sizeof verify->ring);
    free(verify);
}

enum trc_status scan_verify_find_units(struct scan_verify *verify, int64_t batch_id, const char *units,
                                       struct trc_batch *batch, uint32_t *first, uint32_t *last,
                                       struct trc_error *error)
{
    enum trc_status status = trc_registry_get_batch(verify->home.registry, batch_id, batch, error);
    if (status != TRC_OK)
        return status;
    *first = batch->first_unit;
    const uint32_t end = *last = batch->first_unit + (batch->count - 1);
    if (units != NULL)
        status = units_parse(units, end, first, last, error);
    if (status == TRC_OK && (*first < batch->first_unit || *last > end))
        return fail(error, TRC_ERR_RANGE,
                    _("--units: batch %" PRId64 " has the units %" PRIu32 "-%" PRIu32 ", not %s."), batch_id,
                    batch->first_unit, end, units);
    return status;
}

const struct scan_judge *scan_verify_judge(struct scan_verify *verify)
{
    return &verify->judge;
}

struct scan_recover *scan_verify_recover(struct scan_verify *verify)
{
    return verify->recover;
}
