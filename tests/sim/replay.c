/* replay.c: a life told to the rules that are shipped, in the order in which judge/scan.c asks them. */
#include "sim/replay.h"

#include <string.h>

#include "code_fixture.h"

static void make_label(struct replay *replay, struct replay_label *label, const char *expiry)
{
    struct trc_template_config config = fixture_config(TRC_SEAL_KIND_NONE, false);
    config.expiry = expiry;
    fixture_issue_from(&config, &replay->ring, 7, NULL, &label->issued);
    struct trc_error error = TRC_ERROR_INIT;
    fixture_need(trc_code_parse(label->issued.text, label->issued.text_len, &label->code, &error) == TRC_OK, error.msg);
    struct trc_key_cache cache = {0};
    fixture_need(trc_code_check(&label->code, &replay->ring, &cache, &label->check) == TRC_OK, "trc_code_check");
    label->batch = (struct trc_batch){.id = 1,
                                      .key_id = FIXTURE_KEY_ID,
                                      .seal = TRC_SEAL_KIND_NONE,
                                      .first_unit = 1,
                                      .count = 1000000,
                                      .created_at_s = LIFE_BEGIN_S - 86400,
                                      .completed_at_s = LIFE_BEGIN_S - 86400};
    snprintf(label->batch.gtin, sizeof label->batch.gtin, "%s", config.gtin);
    snprintf(label->batch.lot, sizeof label->batch.lot, "%s", config.lot);
    snprintf(label->batch.expiry, sizeof label->batch.expiry, "%s", expiry);
    trc_pin_derive(&replay->ring, FIXTURE_KEY_ID, label->code.gtin, label->code.serial, label->pin);
}

void replay_init(struct replay *replay)
{
    memset(replay, 0, sizeof *replay);
    fixture_ring(&replay->ring);
    replay->issuer = (struct trc_issuer){.name = "Acme", .host_count = 1, .prefix_count = 1};
    snprintf(replay->issuer.host[0], sizeof replay->issuer.host[0], "%s", FIXTURE_HOST);
    snprintf(replay->issuer.prefix[0], sizeof replay->issuer.prefix[0], "690123");
    replay->key = (struct trc_key_facts){.key_id = FIXTURE_KEY_ID, .type = TRC_KEY_ED25519};
    make_label(replay, &replay->label[0], REPLAY_EXPIRY);
    make_label(replay, &replay->label[1], REPLAY_SHORT_EXPIRY);
    trc_policy_init(&replay->policy);
}

static struct trc_event event_of(const struct deed *deed, int64_t id)
{
    return (struct trc_event){.id = id,
                              .kind = deed->sets_state ? TRC_EVENT_STATE : TRC_EVENT_SCAN,
                              .scanner_kind = deed->by,
                              .at_s = deed->at_s,
                              .place = deed->place,
                              .scanner = deed->scanner,
                              .network = deed->network,
                              .batch_id = 1,
                              .unit = 7,
                              .state = deed->state};
}

/* Evidence that does not change within a life. */
static struct trc_evidence evidence_of(const struct replay *replay, const struct life *life)
{
    const struct replay_label *label = &replay->label[life->short_dated];
    return (struct trc_evidence){.code = &label->code,
                                 .check = &label->check,
                                 .issuer = &replay->issuer,
                                 .key = &replay->key,
                                 .registry_asked = true,
                                 .batch = &label->batch,
                                 .market = life->market[0] != '\0' ? life->market : NULL,
                                 .policy = &replay->policy,
                                 .pin_right = label->pin,
                                 .utc_offset_s = 28800};
}

void replay_life(struct replay *replay, const struct life *life, replay_told *told, void *context)
{
    struct trc_evidence evidence = evidence_of(replay, life);
    struct trc_unit unit = {.events = 0};
    for (size_t i = 0; i < life->count; i++) {
        const struct deed *deed = &life->deed[i];
        struct trc_event event = event_of(deed, (int64_t)i + 1);
        bool pin_is_ours = false;
        if (deed->sets_state) {
            trc_unit_add(&unit, &event);
            continue;
        }
        if (deed->pin != PIN_NONE) {
            struct trc_event pin = event;
            pin.kind = deed->pin == PIN_RIGHT ? TRC_EVENT_PIN : TRC_EVENT_PIN_WRONG;
            pin.weight = trc_unit_weigh(&unit, &pin, replay->policy.value[TRC_POLICY_REPEAT_S]);
            pin_is_ours = pin.weight == TRC_WEIGHT_NEW;
            trc_unit_add(&unit, &pin);
        }
        struct trc_unit before = unit;
        if (pin_is_ours)
            before.pin = (struct trc_sighting){0};
        event.weight = trc_unit_weigh(&unit, &event, replay->policy.value[TRC_POLICY_REPEAT_S]);
        trc_unit_add(&unit, &event);
        trc_unit_remember(&unit, &event);
        const struct trc_scan scan = {deed->by, deed->place, deed->scanner, deed->network, event.id};
        evidence.before = &before;
        evidence.unit = &unit;
        evidence.scan = &scan;
        evidence.pin_typed = deed->pin == PIN_NONE    ? NULL
                             : deed->pin == PIN_RIGHT ? replay->label[life->short_dated].pin
                                                      : REPLAY_PIN_WRONG;
        evidence.now_s = deed->at_s;
        evidence.active_since_s = deed->at_s >= life->active_since_s ? life->active_since_s : 0; /* as it is recorded */
        trc_judge(&evidence, &replay->decision);
        if (!told(context, life, deed, event.weight, &replay->decision))
            return;
    }
}
