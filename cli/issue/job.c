/* job.c: planning a batch from options, or taking one up again. */
#include "issue/job.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "common/actor.h"
#include "common/console.h"
#include "common/convert.h"
#include "common/failure.h"
#include "common/take.h"
#include "common/text.h"
#include "common/units.h"

static enum trc_status take(char *into, size_t size, const char *text, const char *option, struct trc_error *error)
{
    if (text == NULL)
        return TRC_OK;
    if (text[0] == '\0')
        return fail(error, TRC_ERR_RANGE, _("%s is empty; leave it out instead."), option);
    if (strlen(text) >= size)
        return fail(error, TRC_ERR_RANGE, _("%s takes at most %zu characters; \"%s\" has %zu."), option, size - 1, text,
                    strlen(text));
    strcpy(into, text);
    return TRC_OK;
}

/* Whether the date exists is for the template to say, as GS1 does. */
static enum trc_status take_date(char into[TRC_DATE_SIZE], const char *text, const char *option,
                                 struct trc_error *error)
{
    if (text != NULL && (strlen(text) != TRC_DATE_SIZE - 1 || strspn(text, "0123456789") != TRC_DATE_SIZE - 1))
        return fail(error, TRC_ERR_SYNTAX, _("%s takes a date as YYMMDD, such as 311231, not \"%s\"."), option, text);
    return take(into, TRC_DATE_SIZE, text, option, error);
}

static enum trc_status take_gtin(const struct issue_wish *wish, const struct home *home, struct trc_batch *batch,
                                 struct trc_error *error)
{
    if (wish->gtin == NULL)
        return fail(error, TRC_ERR_RANGE, _("Say what is issued with --gtin."));
    const enum trc_status status = trc_gtin_parse(wish->gtin, batch->gtin, error);
    if (status == TRC_OK && !trc_issuer_owns_gtin(&home->issuer, batch->gtin))
        return fail(error, TRC_ERR_RANGE,
                    _("GTIN %s does not begin with a company prefix of %s (%s%s); its key may not seal it."),
                    batch->gtin, home->issuer.name, home->issuer.prefix[0], home->issuer.prefix_count > 1 ? ", …" : "");
    return status;
}

static enum trc_status take_host(const struct issue_wish *wish, const struct home *home, struct trc_batch *batch,
                                 struct trc_error *error)
{
    const char *host = wish->host != NULL ? wish->host : home->issuer.host[0];
    for (size_t i = 0; i < home->issuer.host_count; i++)
        if (strcasecmp(home->issuer.host[i], host) == 0) {
            strcpy(batch->host, home->issuer.host[i]);
            return TRC_OK;
        }
    return fail(error, TRC_ERR_RANGE, _("%s is not a host of %s; add a line \"host = %s\" to trc.ini first."), host,
                home->issuer.name, host);
}

/* Is the first of two dates of people's the earlier one? A month without a day is compared as a month. */
static bool is_before(const char *date, const char *other)
{
    const size_t len = strlen(date) < strlen(other) ? strlen(date) : strlen(other);
    return strncmp(date, other, len) < 0;
}

/* A slip in a date is printed on every label; a reason for such a date may exist all the same. */
static void warn_of_dates(const struct trc_batch *batch)
{
    char today[TIME_TEXT_SIZE], expiry[TIME_TEXT_SIZE], produced[TIME_TEXT_SIZE];
    time_words(time(NULL), today);
    today[strlen("2026-11-28")] = '\0';
    if (batch->expiry[0] != '\0' && is_before(gs1_date_words(batch->expiry, expiry), today))
        console_note(_("The expiry date %s has passed already; is that so?"), expiry);
    if (batch->produced[0] != '\0' && is_before(today, gs1_date_words(batch->produced, produced)))
        console_note(_("The production date %s is still to come; is that so?"), produced);
}

static enum trc_status take_values(const struct issue_wish *wish, struct trc_batch *batch, struct trc_error *error)
{
    enum trc_status status = take(batch->lot, sizeof batch->lot, wish->lot, "--lot", error);
    if (status == TRC_OK)
        status = take_date(batch->expiry, wish->expiry, "--expiry", error);
    if (status == TRC_OK)
        status = take_date(batch->produced, wish->produced, "--produced", error);
    if (status == TRC_OK && batch->expiry[0] != '\0' && strcmp(batch->produced, batch->expiry) > 0)
        console_note(_("The production date %s is later than the expiry date %s; is that so?"), batch->produced,
                     batch->expiry);
    if (status == TRC_OK)
        warn_of_dates(batch);
    for (const char *c = batch->lot; status == TRC_OK && *c != '\0'; c++)
        if (islower((unsigned char)*c)) {
            console_note(_("The lot %s has lower-case letters, which make the QR symbol larger."), batch->lot);
            break;
        }
    return status;
}

static bool fits(const struct trc_key_facts *key, int seal, int64_t now_s)
{
    const bool withdrawn = key->revoked_from_s != 0 && key->revoked_from_s <= now_s;
    return !withdrawn && (seal != TRC_SEAL_KIND_ED25519 || key->type == TRC_KEY_ED25519);
}

/* The key that was asked for, or the first that fits; one for plain HMAC seals before an ed25519 one. */
static enum trc_status choose_key(const struct issue_wish *wish, const struct home *home, struct trc_batch *batch,
                                  struct trc_error *error)
{
    struct trc_key_facts keys[TRC_KEY_IDS];
    const struct trc_key_facts *best = NULL;
    size_t count;
    int64_t now_s; /* never before a time that has come */
    enum trc_status status = trc_registry_list_keys(home->registry, keys, &count, error);
    if (status == TRC_OK)
        status = trc_registry_decided_at(home->registry, &now_s, error);
    if (status != TRC_OK)
        return status;
    now_s = now_s > time(NULL) ? now_s : time(NULL);
    for (size_t i = 0; i < count; i++) {
        if (wish->key_id >= 0 ? keys[i].key_id == wish->key_id : fits(&keys[i], wish->seal, now_s))
            best = best == NULL || best->type > keys[i].type ? &keys[i] : best;
    }
    if (best == NULL && wish->key_id >= 0)
        return fail(error, TRC_ERR_KEY, _("There is no key id %d; `trc key list` shows the keys."), (int)wish->key_id);
    if (best == NULL)
        return fail(error, TRC_ERR_KEY, _("No key fits these seals; make one with `trc key new%s`."),
                    wish->seal == TRC_SEAL_KIND_ED25519 ? " --type ed25519" : "");
    if (best->revoked_from_s != 0 && best->revoked_from_s <= now_s)
        return fail(error, TRC_ERR_KEY, _("Key id %d is withdrawn and seals nothing any more; make a new key."),
                    best->key_id);
    batch->key_id = best->key_id;
    return TRC_OK;
}

static void take_product(const struct home *home, struct issue_job *job, bool tells)
{
    const char *gtin = job->batch.gtin;
    if (trc_registry_get_product(home->registry, gtin, &job->product, NULL) == TRC_OK)
        return;
    job->product = (struct trc_product){0};
    if (tells)
        console_note(_("Product %s is not recorded yet, so buyers will see no name; `trc product add` records it."),
                     gtin);
}

/* Who prints: as told, or the user of the machine. */
static enum trc_status take_run(const struct issue_wish *wish, struct issue_job *job, struct trc_error *error)
{
    struct trc_print_run *run = &job->run;
    enum trc_status status = take_text(actor_name(wish->actor), "--actor", run->actor, sizeof run->actor, error);
    if (status == TRC_OK)
        status = take_text(wish->reason, "--reason", run->reason, sizeof run->reason, error);
    snprintf(run->place, sizeof run->place, "%s", job->layout.out);
    run->began_at_s = time(NULL);
    return status;
}

void issue_take_range(struct issue_job *job)
{
    job->run.batch_id = job->batch.id;
    if (job->run.kind == TRC_PRINT_FIRST) {
        job->first_unit = job->batch.first_unit;
        job->unit_count = job->batch.count;
    }
    job->run.first_unit = job->first_unit;
    job->run.last_unit = job->first_unit + (job->unit_count - 1);
}

/* Labels speak the language of the product's name. */
static void take_language(const struct issue_wish *wish, struct issue_job *job)
{
    if (wish->text < 0 && issue_has_labels(&job->layout))
        job->layout.text = job->product.name_zh[0] != '\0' ? ISSUE_TEXT_ZH : ISSUE_TEXT_EN;
}

enum trc_status issue_plan(const struct issue_wish *wish, const struct home *home, struct issue_job *job,
                           struct trc_error *error)
{
    struct trc_batch *batch = &job->batch;
    *job = (struct issue_job){.batch = {.seal = (enum trc_seal_kind)wish->seal,
                                        .own_serials = wish->serials != NULL,
                                        .count = (uint32_t)wish->count,
                                        .created_at_s = time(NULL)},
                              .layout = {.ec = TRC_EC_M}};
    if (wish->serials == NULL && wish->count == 0)
        return fail(error, TRC_ERR_RANGE, _("Say how many with --count, or give own serials with --serials."));
    if (wish->serials != NULL && wish->count != 0)
        return fail(error, TRC_ERR_RANGE, _("--serials says how many; leave --count out."));
    if (wish->units != NULL)
        return fail(error, TRC_ERR_RANGE,
                    _("--units chooses units of a batch that is there: give it with --resume or "
                      "--reprint."));
    if (wish->format < 0 || (wish->out == NULL && !issue_only_looks(wish)))
        return fail(error, TRC_ERR_RANGE, _("Say how and where to with --format and --out."));
    enum trc_status status = take_gtin(wish, home, batch, error);
    if (status == TRC_OK)
        status = take_host(wish, home, batch, error);
    if (status == TRC_OK)
        status = take_values(wish, batch, error);
    if (status == TRC_OK)
        status = choose_key(wish, home, batch, error);
    if (status == TRC_OK)
        take_product(home, job, true);
    if (status == TRC_OK)
        status = issue_layout_apply(wish, &job->layout, error);
    job->unit_count = batch->count;
    take_language(wish, job);
    return status == TRC_OK ? take_run(wish, job, error) : status;
}

/* All units, or those named: when --units says only where to go on from, to the end. */
static enum trc_status take_units(const struct issue_wish *wish, struct issue_job *job, struct trc_error *error)
{
    const struct trc_batch *batch = &job->batch;
    const uint32_t batch_last = batch->first_unit + (batch->count - 1);
    uint32_t first = batch->first_unit, last = batch_last;
    const enum trc_status status =
        wish->units != NULL ? units_parse(wish->units, batch_last, &first, &last, error) : TRC_OK;
    if (status != TRC_OK)
        return status;
    if (first < batch->first_unit || last > batch_last || first > last)
        return fail(
            error, TRC_ERR_RANGE,
            _("Units %" PRIu32 "-%" PRIu32 " are not all of batch %" PRId64 ": it has %" PRIu32 "-%" PRIu32 "."), first,
            last, batch->id, batch->first_unit, batch_last);
    job->first_unit = first;
    job->unit_count = last - first + 1;
    return TRC_OK;
}

static bool is_blank(const char *text)
{
    return text == NULL || text[strspn(text, " \t")] == '\0';
}

/* What was complete once is printed again, whatever the option's name: that is recorded as such. */
static enum trc_status take_kind(const struct issue_wish *wish, struct issue_job *job, struct trc_error *error)
{
    const bool complete = job->batch.completed_at_s != 0;
    job->run.kind = complete || wish->reprint != 0 ? TRC_PRINT_AGAIN : TRC_PRINT_RESUMED;
    if (wish->reprint != 0 && !complete)
        return fail(error, TRC_ERR_STATE,
                    _("Batch %" PRId64 " is not all written; finish it first with `trc issue --resume %" PRId64 "`."),
                    job->batch.id, job->batch.id);
    if (wish->reprint != 0 && (is_blank(wish->actor) || is_blank(wish->reason)))
        return fail(error, TRC_ERR_RANGE,
                    _("A reprint is recorded: say who asked for it with --actor and why with --reason."));
    return TRC_OK;
}

enum trc_status issue_take_up(const struct issue_wish *wish, const struct home *home, struct issue_job *job,
                              struct trc_error *error)
{
    char options[TRC_BATCH_OPTIONS_MAX + 1];
    *job = (struct issue_job){0};
    const int64_t id = wish->resume != 0 ? wish->resume : wish->reprint;
    if (wish->resume != 0 && wish->reprint != 0)
        return fail(error, TRC_ERR_RANGE,
                    _("--resume goes on with a batch and --reprint repeats one; give one of them."));
    if (wish->gtin != NULL || wish->count != 0 || wish->serials != NULL || wish->lot != NULL || wish->expiry != NULL ||
        wish->produced != NULL || wish->host != NULL || wish->key_id >= 0 || wish->seal != 0)
        return fail(error, TRC_ERR_RANGE,
                    _("--resume writes the same codes again: only --format, --out, --pin and the layout may be given "
                      "with it."));
    enum trc_status status = trc_registry_get_batch(home->registry, id, &job->batch, error);
    if (status == TRC_OK)
        status = trc_registry_get_batch_options(home->registry, id, options, error);
    if (status == TRC_OK)
        status = issue_layout_parse(options, &job->layout, error);
    const struct issue_layout before = job->layout;
    if (status == TRC_OK)
        status = issue_layout_apply(wish, &job->layout, error);
    job->same_place = before.format == job->layout.format && strcmp(before.out, job->layout.out) == 0 &&
                      before.rows_a_file == job->layout.rows_a_file && wish->units == NULL && wish->reprint == 0;
    if (status == TRC_OK)
        status = take_units(wish, job, error);
    if (status == TRC_OK)
        status = take_kind(wish, job, error);
    if (status == TRC_OK)
        status = take_run(wish, job, error);
    if (status == TRC_OK)
        take_product(home, job, false);
    if (status == TRC_OK && !issue_has_labels(&before)) /* it had no labels: these are laid out anew */
        take_language(wish, job);
    if (status == TRC_OK && job->run.kind == TRC_PRINT_AGAIN && job->run.reason[0] == '\0')
        snprintf(job->run.reason, sizeof job->run.reason, "%s", "--resume");
    return status;
}

enum trc_status issue_template(const struct issue_job *job, const struct trc_keyring *ring, struct trc_template *tmpl,
                               struct trc_error *error)
{
    const struct trc_batch *batch = &job->batch;
    const struct trc_template_config config = {.host = batch->host,
                                               .gtin = batch->gtin,
                                               .lot = batch->lot,
                                               .expiry = batch->expiry,
                                               .produced = batch->produced,
                                               .key_id = batch->key_id,
                                               .seal = batch->seal,
                                               .own_serials = batch->own_serials,
                                               .pins = job->layout.pins};
    return trc_template_init(tmpl, &config, ring, error);
}
