/* cross_check.c: the same lives through trc_verifier_scan() on SQLite: every verdict and finding must be the same. */
#include "sim/cross_check.h"

#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "code_fixture.h"

enum { DAY = 86400, WORDS = 400 };

static struct trc_error error = TRC_ERROR_INIT;

static void need(enum trc_status status)
{
    fixture_need(status == TRC_OK, error.msg[0] != '\0' ? error.msg : trc_status_name(status));
}

struct real {
    char folder[64], path[96];
    struct trc_registry *registry;
    struct trc_verifier *verifier;
    struct trc_template tmpl[2]; /* as the replay's labels */
    struct trc_batch batch[2];
};

static void make_batch(struct real *real, const struct trc_keyring *ring, int which, uint32_t count)
{
    struct trc_template_config config = fixture_config(TRC_SEAL_KIND_NONE, false);
    struct trc_batch *batch = &real->batch[which];
    config.expiry = which == 0 ? REPLAY_EXPIRY : REPLAY_SHORT_EXPIRY;
    *batch = (struct trc_batch){
        .key_id = FIXTURE_KEY_ID, .seal = TRC_SEAL_KIND_NONE, .count = count, .created_at_s = LIFE_BEGIN_S - DAY};
    snprintf(batch->gtin, sizeof batch->gtin, "%s", config.gtin);
    snprintf(batch->lot, sizeof batch->lot, "%s", config.lot);
    snprintf(batch->expiry, sizeof batch->expiry, "%s", config.expiry);
    snprintf(batch->host, sizeof batch->host, "%s", config.host);
    need(trc_registry_reserve(real->registry, batch, NULL, NULL, NULL, &error));
    need(trc_template_init(&real->tmpl[which], &config, ring, &error));
}

static void open_real(struct real *real, const struct replay *replay, uint32_t units)
{
    const bool fast = access("/dev/shm", W_OK) == 0; /* each scan is synced: that is tested elsewhere */
    snprintf(real->folder, sizeof real->folder, "%s/trc-sim-XXXXXX", fast ? "/dev/shm" : "/tmp");
    fixture_need(mkdtemp(real->folder) != NULL, "mkdtemp");
    snprintf(real->path, sizeof real->path, "%s/registry.db", real->folder);
    need(trc_registry_open(real->path, TRC_REGISTRY_CREATE, &real->registry, &error));
    need(trc_registry_set_issuer(real->registry, &replay->issuer, &error));
    need(trc_registry_add_key(real->registry, &replay->key, &error));
    for (int i = 0; i < 2; i++)
        make_batch(real, &replay->ring, i, units);
    need(trc_verifier_open(real->registry, &replay->ring, &real->verifier, &error));
}

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *where)
{
    (void)info, (void)type, (void)where;
    return remove(path);
}

static void close_real(struct real *real)
{
    trc_verifier_close(real->verifier);
    trc_registry_close(real->registry);
    fixture_need(nftw(real->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS) == 0, "nftw");
}

/* What was answered, in words. */
static void words_of(const struct trc_decision *decision, char words[WORDS])
{
    size_t used = (size_t)snprintf(words, WORDS, "%s:", trc_verdict_name(decision->verdict));
    for (size_t i = 0; i < decision->finding_count && used < WORDS; i++)
        used += (size_t)snprintf(words + used, WORDS - used, " %s/%s", trc_finding_name(decision->finding[i].id),
                                 trc_severity_name(decision->finding[i].severity));
}

/* One unit, as the registry knows it. */
struct subject {
    struct real *real;
    const struct trc_batch *batch;
    uint32_t unit;
    struct trc_issued issued;
    char pin[TRC_PIN_SIZE];
    uint8_t code_key[TRC_CODE_KEY_LEN];
    bool is_released;
    size_t at; /* deeds done */
    unsigned long scans, wrong;
};

static void set_state(const struct subject *subject, const struct deed *deed, int64_t id)
{
    struct trc_record record = {.event = {.id = id,
                                          .kind = TRC_EVENT_STATE,
                                          .scanner_kind = deed->by,
                                          .at_s = deed->at_s,
                                          .batch_id = subject->batch->id,
                                          .unit = subject->unit,
                                          .state = deed->state,
                                          .actor = "sim"}};
    memcpy(record.event.code_key, subject->code_key, sizeof subject->code_key);
    need(trc_registry_record(subject->real->registry, &record, 1, &error));
}

static void release(struct subject *subject, int64_t at_s)
{
    uint32_t newly;
    need(trc_registry_activate(subject->real->registry, subject->batch->id, subject->unit, subject->unit, at_s, &newly,
                               &error));
    subject->is_released = true;
}

/* The registry hears of what the simulator does not tell: releases and states. */
static void catch_up(struct subject *subject, const struct life *life, const struct deed *until)
{
    for (; &life->deed[subject->at] < until; subject->at++)
        set_state(subject, &life->deed[subject->at], (int64_t)subject->at + 1);
    subject->at++;
}

static bool compare(void *context, const struct life *life, const struct deed *deed, enum trc_weight weight,
                    const struct trc_decision *decision)
{
    struct subject *subject = context;
    static struct trc_judgement judgement;
    char ours[WORDS], theirs[WORDS];
    (void)weight;
    catch_up(subject, life, deed);
    if (!subject->is_released && life->active_since_s != 0 && deed->at_s >= life->active_since_s)
        release(subject, life->active_since_s);
    const struct trc_scan scan = {deed->by, deed->place, deed->scanner, deed->network, (int64_t)subject->at};
    const struct trc_verify_options options = {.pin = deed->pin == PIN_NONE    ? NULL
                                                      : deed->pin == PIN_RIGHT ? subject->pin
                                                                               : REPLAY_PIN_WRONG,
                                               .scan = &scan,
                                               .now_s = deed->at_s,
                                               .utc_offset_s = 28800};
    need(trc_verifier_scan(subject->real->verifier, NULL, subject->issued.text, subject->issued.text_len, &options,
                           &judgement, &error));
    subject->scans++;
    words_of(decision, ours);
    words_of(&judgement.decision, theirs);
    if (strcmp(ours, theirs) == 0)
        return true;
    if (subject->wrong++ == 0)
        fprintf(stderr, "unit %lu, deed %zu: simulated \"%s\", but the registry says \"%s\"\n",
                (unsigned long)subject->unit, subject->at, ours, theirs);
    return true;
}

static void prepare(struct subject *subject, const struct replay *replay, const struct life *life, uint32_t number)
{
    struct real *real = subject->real;
    struct trc_code code;
    subject->batch = &real->batch[life->short_dated];
    subject->unit = subject->batch->first_unit + number;
    need(trc_template_issue(&real->tmpl[life->short_dated], subject->unit, NULL, &subject->issued, &error));
    need(trc_code_parse(subject->issued.text, subject->issued.text_len, &code, &error));
    need(trc_code_key(code.gtin, code.serial, subject->code_key));
    trc_pin_derive(&replay->ring, FIXTURE_KEY_ID, code.gtin, code.serial, subject->pin);
    subject->is_released = false;
    if (life->market[0] == '\0')
        return;
    struct trc_shipment shipment = {.batch_id = subject->batch->id,
                                    .first_unit = subject->unit,
                                    .last_unit = subject->unit,
                                    .actor = "sim",
                                    .at_s = LIFE_BEGIN_S};
    snprintf(shipment.regions, sizeof shipment.regions, "%s", life->market);
    need(trc_registry_add_shipment(real->registry, &shipment, &error));
}

/* Every other life is an honest one; the others are attacked in turn, as far as they are short. */
static void make_life(const struct run *run, uint32_t number, struct life *life)
{
    const struct attack *attack = &attacks[number / 2 % attack_count];
    int64_t since_s;
    if (number % 2 == 0 || attack->fakes > 100)
        run_one(run, number, life);
    else
        run_attacked(run, attack, number, life, &since_s);
}

unsigned long cross_check(struct run *run, uint32_t units, unsigned long *scans)
{
    struct real *real = calloc(1, sizeof *real);
    struct subject subject = {.real = real};
    struct life life = {0};
    fixture_need(real != NULL, "calloc");
    open_real(real, &run->replay, units);
    for (uint32_t i = 0; i < units; i++) {
        make_life(run, i, &life);
        subject.at = 0;
        prepare(&subject, &run->replay, &life, i);
        replay_life(&run->replay, &life, compare, &subject);
    }
    life_free(&life);
    close_real(real);
    free(real);
    *scans = subject.scans;
    return subject.wrong;
}
