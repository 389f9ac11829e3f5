/* ledger_world.h: a registry in which everything has happened that the ledger covers. */
#ifndef TRC_TESTS_LEDGER_WORLD_H
#define TRC_TESTS_LEDGER_WORLD_H

#include "ledger_fixture.h"

#include <trc/ledger.h>
#include <trc/policy.h>
#include <trc/recall.h>

static inline void world_says(struct fixture *f, enum trc_status status)
{
    if (status != TRC_OK)
        fail_msg("%s: %s", trc_status_name(status), f->error.msg);
}

static inline void world_issuer(struct fixture *f)
{
    const struct trc_issuer issuer = {.name = "Acme",
                                      .host_count = 2,
                                      .prefix_count = 1,
                                      .host = {"id.acme.cn", "go.acme.cn"},
                                      .prefix = {"6901234"}};
    const struct trc_key_facts keys[] = {
        {.key_id = 0, .type = TRC_KEY_HMAC, .created_at_s = MORNING},
        {.key_id = 3, .type = TRC_KEY_ED25519, .created_at_s = MORNING, .has_public = true, .public_key = {9, 8, 7}}};
    const struct trc_product a = {
        .gtin = GTIN_A, .name = "Baijiu", .name_zh = "白酒", .image_type = "image/png", .image_len = 3};
    struct trc_product b = {.gtin = GTIN_B, .name = "Tea"};
    world_says(f, trc_registry_set_issuer(f->registry, &issuer, &f->error));
    for (size_t i = 0; i < 2; i++)
        world_says(f, trc_registry_add_key(f->registry, &keys[i], &f->error));
    world_says(f, trc_registry_revoke_key(f->registry, 3, MORNING + 5, MORNING + 5, &f->error));
    world_says(f, trc_registry_put_product(f->registry, &a, (const uint8_t *)"png", false, &f->error));
    world_says(f, trc_registry_put_product(f->registry, &b, NULL, false, &f->error));
    strcpy(b.market, "CN-31");
    world_says(f, trc_registry_put_product(f->registry, &b, NULL, true, &f->error));
}

static inline void world_batches(struct fixture *f)
{
    static const char *const serials[] = {"SN-1", "SN-2", "SN-3"};
    struct serial_list list = {serials, 3, 0};
    struct trc_batch batch = batch_of(GTIN_A, 0, 100), own = batch_of(GTIN_B, 3, 0);
    uint32_t newly;
    own.seal = TRC_SEAL_KIND_HMAC;
    for (int i = 0; i < 4; i++)
        world_says(f, trc_registry_reserve(f->registry, &batch, i > 0 ? "--format csv" : NULL, NULL, NULL, &f->error));
    world_says(f, trc_registry_reserve(f->registry, &own, NULL, next_of_list, &list, &f->error));
    for (int64_t id = 1; id <= 3; id++) {
        struct trc_print_run run = {.batch_id = id, .first_unit = (uint32_t)id * 100 - 99, .began_at_s = MORNING};
        run.last_unit = run.first_unit + 99;
        strcpy(run.actor, "press");
        world_says(f, trc_registry_begin_print(f->registry, &run, &f->error));
        if (id == 3) /* was cut short */
            break;
        world_says(f, trc_registry_end_print(f->registry, id, run.number, "ab", MORNING + 9, &f->error));
        world_says(f, trc_registry_complete_batch(f->registry, id, MORNING + 10, &f->error));
        world_says(f, trc_registry_complete_batch(f->registry, id, MORNING + 11, &f->error));
    }
    const struct trc_activation active[] = {{6, 10, 20},  {1, 3, 20},   {4, 5, 20},
                                            {11, 11, 20}, {1, 100, 30}, {101, 200, 40}};
    for (size_t i = 0; i < sizeof active / sizeof *active; i++)
        world_says(f, trc_registry_activate(f->registry, i < 5 ? 1 : 2, active[i].first_unit, active[i].last_unit,
                                            MORNING + active[i].at_s, &newly, &f->error));
}

static inline void world_decisions(struct fixture *f)
{
    struct trc_shipment ship[] = {
        {.batch_id = 1, .first_unit = 1, .last_unit = 50, .regions = "CN-31,CN-32", .actor = "depot", .at_s = MORNING},
        {.batch_id = 2, .first_unit = 101, .last_unit = 200, .regions = "DE", .at_s = MORNING + 1}};
    struct trc_recall recall[] = {
        {.batch_id = 2, .first_unit = 110, .last_unit = 120, .reason = "glass", .actor = "qa", .at_s = MORNING},
        {.gtin = GTIN_B, .reason = "smell", .url = "https://acme.cn/r", .at_s = MORNING},
        {.lot = "L 9", .reason = "label", .at_s = MORNING}};
    const struct trc_policy_setting set[] = {{.rule = TRC_POLICY_SCANS_MAX, .value = 30},
                                             {.gtin = GTIN_A, .rule = TRC_POLICY_REPEAT_S, .value = 60},
                                             {.batch_id = 2, .rule = TRC_POLICY_OFF_MARKET, .value = 2},
                                             {.rule = TRC_POLICY_SCANS_MAX, .value = 40},
                                             {.rule = TRC_POLICY_UNDO_DAYS, .value = 3}};
    for (size_t i = 0; i < 2; i++)
        world_says(f, trc_registry_add_shipment(f->registry, &ship[i], &f->error));
    for (size_t i = 0; i < 3; i++)
        world_says(f, trc_registry_add_recall(f->registry, &recall[i], &f->error));
    world_says(f, trc_registry_lift_recall(f->registry, recall[1].id, "qa", "aired", MORNING + 60, &f->error));
    for (size_t i = 0; i < 5; i++)
        world_says(f, trc_registry_set_policy(f->registry, &set[i], false, "qa", MORNING, &f->error));
    world_says(f, trc_registry_set_policy(f->registry, &set[4], true, "qa", MORNING, &f->error));
}

/* Scans of many devices in many places, PINs, states; three events or more of each unit. */
static inline void world_events(struct fixture *f, uint32_t units, int64_t from_id)
{
    static const char *const places[] = {"CN-31+31.2+121.5", "CN-44", "", "+52.5+013.4", "DE"};
    enum { EACH = 3 };
    const uint32_t count = units * EACH;
    struct trc_record *records = calloc(count, sizeof *records);
    for (uint32_t i = 0; i < count; i++) {
        struct trc_event *event = &records[i].event;
        records[i] = scan_of(1 + i % units, from_id + i, 1 + i % 7, from_id + (int64_t)i * 50, places[i % 5]);
        event->network = 1 + i % 3;
        event->verdict = (uint8_t)(i % 4);
        if (i % 11 == 5)
            event->kind = i % 2 == 0 ? TRC_EVENT_PIN : TRC_EVENT_PIN_WRONG;
        if (i % 13 != 4)
            continue;
        event->kind = TRC_EVENT_STATE;
        event->state = TRC_STATE_RETAIL_SOLD;
        strcpy(event->actor, "till");
        if (i % 2 == 0)
            strcpy(event->reason, "sold");
    }
    world_says(f, trc_registry_record(f->registry, records, count, &f->error));
    free(records);
}

static inline void make_world(struct fixture *f, uint32_t units)
{
    world_issuer(f);
    world_batches(f);
    world_decisions(f);
    world_events(f, units, 1000);
}

/* The findings of one verification. */
struct found {
    struct trc_ledger_report report;
    size_t count;
    struct trc_ledger_finding finding[16];
};

static inline enum trc_status keep_finding(void *context, const struct trc_ledger_step *step)
{
    struct found *found = context;
    if (step->finding != NULL && found->count < 16)
        found->finding[found->count++] = *step->finding;
    return TRC_OK;
}

static inline void verify(struct fixture *f, const struct trc_checkpoint *kept, size_t count, struct found *found)
{
    memset(found, 0, sizeof *found);
    world_says(f, trc_ledger_verify(f->registry, kept, count, keep_finding, found, &found->report, &f->error));
}

static inline void assert_world_is_whole(struct fixture *f, const struct trc_checkpoint *kept, size_t count)
{
    struct found found;
    verify(f, kept, count, &found);
    if (found.report.findings + found.report.file_faults != 0)
        fail_msg("%s: %s", found.finding[0].table, found.finding[0].text);
}

#endif
