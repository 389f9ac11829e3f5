/* policy.c: thresholds as data: defaults, and what people have set for everything, a product or a batch. */
#include <string.h>
#include <trc/policy.h>

#include "base/error.h"
#include "registry/act.h"
#include "registry/batch.h"
#include "registry/registry.h"
#include "registry/text.h"

struct row {
    const char *id, *text;
    int64_t usual, min, max;
};

static const struct row rows_of[] = {
#define ROW(name, id, usual, min, max, text) {id, text, usual, min, max},
    TRC_POLICY_MAP(ROW)
#undef ROW
};

const char *trc_policy_name(enum trc_policy_rule rule)
{
    return (unsigned)rule < TRC_POLICY_COUNT ? rows_of[rule].id : "?";
}

const char *trc_policy_text(enum trc_policy_rule rule)
{
    return (unsigned)rule < TRC_POLICY_COUNT ? _(rows_of[rule].text) : "?";
}

int64_t trc_policy_default(enum trc_policy_rule rule)
{
    return (unsigned)rule < TRC_POLICY_COUNT ? rows_of[rule].usual : 0;
}

enum trc_policy_rule trc_policy_find(const char *name)
{
    enum trc_policy_rule rule = 0;
    while (rule < TRC_POLICY_COUNT && strcmp(rows_of[rule].id, name) != 0)
        rule++;
    return rule;
}

void trc_policy_init(struct trc_policy *policy)
{
    for (enum trc_policy_rule rule = 0; rule < TRC_POLICY_COUNT; rule++)
        policy->value[rule] = rows_of[rule].usual;
}

enum trc_status trc_registry_each_policy(struct trc_registry *registry, trc_policy_visit *visit, void *context,
                                         struct trc_error *error)
{
    struct trc_db_rows rows;
    trc_db_query(registry->db, &rows, "SELECT gtin, batch_id, rule, value FROM policy ORDER BY gtin, batch_id, rule",
                 NULL, error);
    while (trc_db_next(&rows)) {
        struct trc_policy_setting setting = {.batch_id = trc_db_int(&rows, 1), .value = trc_db_int(&rows, 3)};
        char rule[32];
        trc_db_text(&rows, 0, setting.gtin, sizeof setting.gtin);
        trc_db_text(&rows, 2, rule, sizeof rule);
        setting.rule = trc_policy_find(rule);
        if (setting.rule == TRC_POLICY_COUNT)
            trc_db_damaged(&rows);
        if (rows.status == TRC_OK)
            rows.status = visit(context, &setting);
    }
    return trc_db_close_rows(&rows);
}

/* 0: of another batch or product; the narrower, the more. */
static int width(const struct trc_policy_setting *setting, const char *gtin, int64_t batch_id)
{
    if (setting->batch_id != 0)
        return setting->batch_id == batch_id ? 3 : 0;
    if (setting->gtin[0] != '\0')
        return strcmp(setting->gtin, gtin) == 0 ? 2 : 0;
    return 1;
}

void trc_policy_apply(struct trc_policy *policy, const struct trc_policy_setting *settings, size_t count,
                      const char *gtin, int64_t batch_id)
{
    int taken[TRC_POLICY_COUNT] = {0};
    for (size_t i = 0; i < count; i++) {
        const int found = width(&settings[i], gtin, batch_id);
        if (found <= taken[settings[i].rule])
            continue;
        taken[settings[i].rule] = found;
        policy->value[settings[i].rule] = settings[i].value;
    }
}

struct wanted {
    const char *gtin;
    int64_t batch_id;
    size_t count;
    struct trc_policy_setting setting[3 * TRC_POLICY_COUNT]; /* everybody's, the product's, the batch's */
};

static enum trc_status take(void *context, const struct trc_policy_setting *setting)
{
    struct wanted *wanted = context;
    if (width(setting, wanted->gtin, wanted->batch_id) > 0)
        wanted->setting[wanted->count++] = *setting;
    return TRC_OK;
}

enum trc_status trc_registry_get_policy(struct trc_registry *registry, const char *gtin, int64_t batch_id,
                                        struct trc_policy *policy, struct trc_error *error)
{
    struct wanted wanted = {.gtin = gtin, .batch_id = batch_id};
    const enum trc_status status = trc_registry_each_policy(registry, take, &wanted, error);
    trc_policy_init(policy);
    trc_policy_apply(policy, wanted.setting, wanted.count, gtin, batch_id);
    return status;
}

static enum trc_status check(const struct trc_policy_setting *setting, const char *actor, struct trc_error *error)
{
    if ((unsigned)setting->rule >= TRC_POLICY_COUNT)
        return trc_error_set(error, TRC_ERR_RANGE, _("There is no such rule."));
    const struct row *row = &rows_of[setting->rule];
    if (setting->value < row->min || setting->value > row->max)
        return trc_error_set(error, TRC_ERR_RANGE, _("%s goes from %lld to %lld."), row->id, (long long)row->min,
                             (long long)row->max);
    return trc_text_check(actor, TRC_ACTOR_MAX + 1, "actor", error);
}

static enum trc_status find_batch(struct trc_registry *registry, int64_t batch_id, struct trc_error *error)
{
    struct trc_batch batch;
    return batch_id == 0 ? TRC_OK : trc_registry_get_batch(registry, batch_id, &batch, error);
}

/* Deleted and inserted, rather than ON CONFLICT: the same two statements take it away. */
static enum trc_status replace(struct trc_db *db, const struct trc_policy_setting *setting, bool remove,
                               struct trc_error *error)
{
    const char *name = rows_of[setting->rule].id;
    int64_t changed;
    const enum trc_status status =
        trc_db_run(db, "DELETE FROM policy WHERE gtin = $1 AND batch_id = $2 AND rule = $3",
                   DB_ARGS(DB_TEXT(setting->gtin), DB_INT(setting->batch_id), DB_TEXT(name)), &changed, error);
    if (status != TRC_OK)
        return status;
    if (remove)
        return changed > 0 ? TRC_OK
                           : trc_error_set(error, TRC_ERR_NOT_FOUND, _("%s is not set here: its default holds."), name);
    return trc_db_run(db, "INSERT INTO policy (gtin, batch_id, rule, value) VALUES ($1, $2, $3, $4)",
                      DB_ARGS(DB_TEXT(setting->gtin), DB_INT(setting->batch_id), DB_TEXT(name), DB_INT(setting->value)),
                      NULL, error);
}

enum trc_status trc_registry_set_policy(struct trc_registry *registry, const struct trc_policy_setting *setting,
                                        bool remove, const char *actor, int64_t now_s, struct trc_error *error)
{
    enum trc_status status =
        remove && (unsigned)setting->rule < TRC_POLICY_COUNT ? TRC_OK : check(setting, actor, error);
    if (status == TRC_OK)
        status = trc_registry_begin(registry, error);
    if (status != TRC_OK)
        return status;
    status = find_batch(registry, setting->batch_id, error);
    if (status == TRC_OK)
        status = replace(registry->db, setting, remove, error);
    if (status == TRC_OK)
        status = trc_act_add(registry->db, actor, now_s, remove ? "policy-default" : "policy", NULL, error,
                             TRC_POLICY_DETAIL, setting->gtin, (long long)setting->batch_id, rows_of[setting->rule].id,
                             (long long)(remove ? 0 : setting->value));
    return trc_registry_end(registry, status, error);
}
