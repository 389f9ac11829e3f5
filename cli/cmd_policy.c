/* cmd_policy.c: trc policy show, set. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <trc/trc.h>

#include "commands.h"
#include "common/actor.h"
#include "common/console.h"
#include "common/failure.h"
#include "common/home.h"
#include "common/json_out.h"
#include "common/text.h"

/* For what a policy is asked or set: a product, a batch, or everything. */
struct scope {
    const char *gtin_text;
    int64_t batch_id;
    char gtin[TRC_GTIN_SIZE];
};
#define SCOPE_ROWS(s)                                                                                                  \
    OPTION_TEXT_ROW("gtin", &(s)->gtin_text), OPTION_INTEGER_ROW("batch", &(s)->batch_id, 1, INT64_MAX)

static enum trc_status take_scope(struct scope *scope, struct trc_error *error)
{
    if (scope->gtin_text != NULL && scope->batch_id != 0)
        return fail(error, TRC_ERR_SYNTAX, _("Give --gtin or --batch, not both."));
    return scope->gtin_text != NULL ? trc_gtin_parse(scope->gtin_text, scope->gtin, error) : TRC_OK;
}

static void show_rule(bool json, const struct trc_policy *policy, enum trc_policy_rule rule)
{
    const int64_t value = policy->value[rule], usual = trc_policy_default(rule);
    if (json) {
        struct json_out out;
        json_out_begin(&out, stdout);
        json_out_text(&out, "id", trc_policy_name(rule));
        json_out_number(&out, "value", value);
        json_out_number(&out, "default", usual);
        json_out_end(&out);
        return;
    }
    printf("%-20s %10" PRId64 "  ", trc_policy_name(rule), value);
    if (value != usual)
        printf(_("(default %" PRId64 ") "), usual);
    puts(trc_policy_text(rule));
}

/* A batch has its product's settings where it has none of its own. */
static enum trc_status read_policy(struct home *home, struct scope *scope, struct trc_policy *policy,
                                   struct trc_error *error)
{
    struct trc_batch batch;
    if (scope->batch_id != 0) {
        const enum trc_status status = trc_registry_get_batch(home->registry, scope->batch_id, &batch, error);
        if (status != TRC_OK)
            return status;
        memcpy(scope->gtin, batch.gtin, sizeof scope->gtin);
    }
    return trc_registry_get_policy(home->registry, scope->gtin, scope->batch_id, policy, error);
}

int cmd_policy_show(struct cli *cli, int argc, char **argv)
{
    struct scope scope = {0};
    const struct option_row rows[] = {SCOPE_ROWS(&scope)};
    int exit_code;
    if (command_options(cli, argc, argv, rows, sizeof rows / sizeof *rows, 0, 0, &exit_code) < 0)
        return exit_code;
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_policy policy;
    struct home home = {0};
    enum trc_status status = take_scope(&scope, &error);
    if (status == TRC_OK)
        status = home_open_to_read(&cli->common, &home, &error);
    if (status == TRC_OK)
        status = read_policy(&home, &scope, &policy, &error);
    home_close(&home);
    if (status != TRC_OK)
        return console_fail(status, &error);
    for (enum trc_policy_rule rule = 0; rule < TRC_POLICY_COUNT; rule++)
        show_rule(cli->common.json, &policy, rule);
    return EXIT_DONE;
}

/* "default" takes a setting away. */
static enum trc_status take_setting(const char *name, const char *value, struct trc_policy_setting *setting,
                                    bool *remove, struct trc_error *error)
{
    char *end;
    setting->rule = trc_policy_find(name);
    if (setting->rule == TRC_POLICY_COUNT)
        return fail(error, TRC_ERR_RANGE, _("There is no rule \"%s\"; `trc policy show` lists them."), name);
    *remove = strcmp(value, "default") == 0;
    setting->value = strtoll(value, &end, 10);
    if (!*remove && (end == value || *end != '\0'))
        return fail(error, TRC_ERR_SYNTAX, _("%s takes a whole number, or default, not \"%s\"."), name, value);
    return TRC_OK;
}

int cmd_policy_set(struct cli *cli, int argc, char **argv)
{
    struct scope scope = {0};
    const char *actor = NULL;
    const struct option_row rows[] = {SCOPE_ROWS(&scope), OPTION_TEXT_ROW("actor", &actor)};
    int exit_code;
    const int first = command_options(cli, argc, argv, rows, sizeof rows / sizeof *rows, 2, 2, &exit_code);
    if (first < 0)
        return exit_code;
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_policy_setting setting = {.batch_id = 0};
    struct home home = {0};
    bool remove = false;
    enum trc_status status = take_scope(&scope, &error);
    if (status == TRC_OK)
        status = take_setting(argv[first], argv[first + 1], &setting, &remove, &error);
    setting.batch_id = scope.batch_id;
    memcpy(setting.gtin, scope.gtin, sizeof setting.gtin);
    if (status == TRC_OK)
        status = home_open(&cli->common, &home, &error);
    if (status == TRC_OK)
        status = trc_registry_set_policy(home.registry, &setting, remove, actor_name(actor), time(NULL), &error);
    home_close(&home);
    if (status != TRC_OK)
        return console_fail(status, &error);
    console_note(remove ? _("%s has its default again.") : _("%s is set."), argv[first]);
    return EXIT_DONE;
}
