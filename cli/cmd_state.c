/* cmd_state.c: trc state set, undo. */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <trc/trc.h>

#include "commands.h"
#include "common/actor.h"
#include "common/console.h"
#include "common/failure.h"
#include "common/json_out.h"
#include "common/subject.h"
#include "common/take.h"
#include "common/text.h"

struct wish {
    const char *actor, *reason;
};

/* States that follow from something else, with what that is. */
static enum trc_status parse_state(const char *name, enum trc_unit_state *state, struct trc_error *error)
{
    char names[256] = "";
    *state = trc_unit_state_find(name);
    if (*state != TRC_STATE_COUNT && *state != TRC_STATE_NONE)
        return TRC_OK;
    for (enum trc_unit_state i = TRC_STATE_NONE + 1; i < TRC_STATE_COUNT; i++)
        snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", i > 1 ? ", " : "",
                 trc_unit_state_name(i));
    return fail(error, TRC_ERR_RANGE, _("There is no state \"%s\"; there are %s."), name, names);
}

static enum trc_status take(const struct wish *wish, struct trc_event *event, struct trc_error *error)
{
    const enum trc_status status =
        take_text(actor_name(wish->actor), "--actor", event->actor, sizeof event->actor, error);
    if (status != TRC_OK)
        return status;
    if (event->actor[0] == '\0')
        return fail(error, TRC_ERR_SYNTAX, _("Say who does it, with --actor."));
    return take_text(wish->reason, "--reason", event->reason, sizeof event->reason, error);
}

static void tell(const struct cli *cli, const struct subject *subject, const struct trc_record *record)
{
    const char *state = trc_unit_state_name(record->after.state);
    if (cli->common.json) {
        struct json_out out;
        json_out_begin(&out, stdout);
        json_out_text(&out, "id", subject->judgement.code->serial);
        json_out_text(&out, "gtin", subject->judgement.code->gtin);
        json_out_text(&out, "serial", subject->judgement.code->serial);
        json_out_text(&out, "before", trc_unit_state_name(record->before.state));
        json_out_text(&out, "state", state);
        json_out_bool(&out, "repeated", record->duplicate);
        json_out_end(&out);
    } else if (record->duplicate) {
        console_note(_("%s %s was set to this before: %s. Nothing is recorded again."), subject->judgement.code->gtin,
                     subject->judgement.code->serial, trc_unit_state_text(record->after.state));
    } else {
        console_note(_("%s %s is now: %s."), subject->judgement.code->gtin, subject->judgement.code->serial,
                     trc_unit_state_text(record->after.state));
    }
}

int cmd_state_set(struct cli *cli, int argc, char **argv)
{
    struct wish wish = {0};
    const struct option_row rows[] = {OPTION_TEXT_ROW("actor", &wish.actor), OPTION_TEXT_ROW("reason", &wish.reason)};
    int exit_code;
    const int first = command_options(cli, argc, argv, rows, sizeof rows / sizeof *rows, 2, 2, &exit_code);
    if (first < 0)
        return exit_code;
    struct trc_error error = TRC_ERROR_INIT;
    static struct subject subject;
    static struct trc_record record;
    enum trc_unit_state state;
    enum trc_status status = parse_state(argv[first + 1], &state, &error);
    if (status != TRC_OK)
        return console_fail(status, &error);
    status = subject_open(&cli->common, argv[first], true, &subject, &error);
    if (status == TRC_OK) {
        subject_event(&subject, time(NULL), &record.event);
        record.event.state = state;
        status = take(&wish, &record.event, &error);
    }
    if (status == TRC_OK)
        status = trc_registry_set_state(subject.home.registry, &record, &error);
    if (status == TRC_OK)
        tell(cli, &subject, &record);
    subject_close(&subject);
    return status == TRC_OK ? EXIT_DONE : console_fail(status, &error);
}

static enum trc_status undo_days(const struct subject *subject, int64_t *days, struct trc_error *error)
{
    struct trc_policy policy;
    const struct trc_batch *batch = subject->judgement.batch;
    const enum trc_status status =
        trc_registry_get_policy(subject->home.registry, batch->gtin, batch->id, &policy, error);
    *days = policy.value[TRC_POLICY_UNDO_DAYS];
    return status;
}

int cmd_state_undo(struct cli *cli, int argc, char **argv)
{
    struct wish wish = {0};
    const struct option_row rows[] = {OPTION_TEXT_ROW("actor", &wish.actor), OPTION_TEXT_ROW("reason", &wish.reason)};
    int exit_code;
    const int first = command_options(cli, argc, argv, rows, sizeof rows / sizeof *rows, 1, 1, &exit_code);
    if (first < 0)
        return exit_code;
    struct trc_error error = TRC_ERROR_INIT;
    static struct subject subject;
    static struct trc_record record;
    int64_t days = 0;
    enum trc_status status = subject_open(&cli->common, argv[first], true, &subject, &error);
    if (status == TRC_OK) {
        subject_event(&subject, time(NULL), &record.event);
        status = take(&wish, &record.event, &error);
    }
    if (status == TRC_OK)
        status = undo_days(&subject, &days, &error);
    if (status == TRC_OK)
        status = trc_registry_undo_state(subject.home.registry, &record, days, &error);
    if (status == TRC_OK)
        tell(cli, &subject, &record);
    subject_close(&subject);
    return status == TRC_OK ? EXIT_DONE : console_fail(status, &error);
}
