/* cmd_state.c: trc state set, undo, clear. */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <trc/trc.h>
#include <unistd.h>

#include "commands.h"
#include "common/actor.h"
#include "common/console.h"
#include "common/failure.h"
#include "common/json_out.h"
#include "common/lines.h"
#include "common/subject.h"
#include "common/take.h"
#include "common/text.h"
#include "common/verdict_out.h"

struct wish {
    const char *actor, *reason;
    bool overrides;
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

/* @param before May be NULL: nothing is said of it. */
static void tell_json(const struct subject *subject, const struct trc_record *record, const struct trc_unit *before)
{
    struct json_out out;
    json_out_begin(&out, stdout);
    json_out_text(&out, "id", subject->judgement.code->serial);
    json_out_text(&out, "gtin", subject->judgement.code->gtin);
    json_out_text(&out, "serial", subject->judgement.code->serial);
    if (before != NULL)
        json_out_text(&out, "before", trc_unit_state_name(before->state));
    json_out_text(&out, "state", trc_unit_state_name(record->after.state));
    json_out_bool(&out, "repeated", record->duplicate);
    json_out_end(&out);
}

static void tell(const struct cli *cli, const struct subject *subject, const struct trc_record *record)
{
    if (cli->common.json) {
        tell_json(subject, record, &record->before);
    } else if (record->duplicate) {
        console_note(_("%s %s was set to this before: %s. Nothing is recorded again."), subject->judgement.code->gtin,
                     subject->judgement.code->serial, trc_unit_state_text(record->after.state));
    } else {
        console_note(_("%s %s is now: %s."), subject->judgement.code->gtin, subject->judgement.code->serial,
                     trc_unit_state_text(record->after.state));
    }
}

static enum trc_status set_one(struct subject *subject, const struct wish *wish, enum trc_unit_state state,
                               struct trc_record *record, struct trc_error *error)
{
    subject_event(subject, time(NULL), &record->event);
    record->event.state = state;
    record->overrides = wish->overrides;
    const enum trc_status status = take(wish, &record->event, error);
    return status == TRC_OK ? trc_registry_set_state(subject->home.registry, record, error) : status;
}

/* Of many codes each has its line: what it is now, or why nothing was recorded of it. */
static void tell_line(const struct cli *cli, const struct subject *subject, const struct trc_record *record,
                      const char *code, size_t len)
{
    if (cli->common.json) {
        tell(cli, subject, record);
        return;
    }
    printf("%s\t%s\t", record->duplicate ? "repeated" : "ok", trc_unit_state_name(record->after.state));
    console_print_safe(stdout, code, len);
    putchar('\n');
}

static void tell_failure(const struct cli *cli, const struct trc_error *error, const char *code, size_t len)
{
    struct json_out out;
    if (cli->common.json) {
        json_out_begin(&out, stdout);
        json_out_bytes(&out, "code", code, len);
        json_out_text(&out, "error", error->msg);
        json_out_end(&out);
        return;
    }
    printf("error\t%s\t", error->msg);
    console_print_safe(stdout, code, len);
    putchar('\n');
}

/* A code that fails stops no other: what was recorded stays, and the same list again records it once. */
static int set_many(struct cli *cli, struct subject *subject, const struct wish *wish, enum trc_unit_state state)
{
    static struct line_reader reader;
    static struct trc_record record;
    const char *line;
    size_t len;
    int exit_code = EXIT_DONE;
    lines_init(&reader, STDIN_FILENO);
    while (!console_stdout_failed() && lines_next_code(&reader, &line, &len)) {
        struct trc_error error = TRC_ERROR_INIT;
        if (len == 0)
            continue;
        record = (struct trc_record){.duplicate = false};
        enum trc_status status = subject_find(subject, line, len, &error);
        if (status == TRC_OK)
            status = set_one(subject, wish, state, &record, &error);
        if (status == TRC_OK)
            tell_line(cli, subject, &record, line, len);
        else
            tell_failure(cli, &error, line, len);
        exit_code = exit_code_join(exit_code, status == TRC_OK ? EXIT_DONE : console_exit_code(status));
        if (lines_would_read(&reader))
            fflush(stdout);
    }
    if (!reader.failed)
        return exit_code;
    console_error(_("The codes could not be read from stdin."));
    return EXIT_UNDECIDED;
}

int cmd_state_set(struct cli *cli, int argc, char **argv)
{
    struct wish wish = {0};
    const struct option_row rows[] = {OPTION_TEXT_ROW("actor", &wish.actor), OPTION_TEXT_ROW("reason", &wish.reason),
                                      OPTION_FLAG_ROW("override", &wish.overrides)};
    int exit_code;
    const int first = command_options(cli, argc, argv, rows, sizeof rows / sizeof *rows, 2, 2, &exit_code);
    if (first < 0)
        return exit_code;
    const bool many = strcmp(argv[first], "-") == 0;
    struct trc_error error = TRC_ERROR_INIT;
    static struct subject subject;
    static struct trc_record record;
    enum trc_unit_state state;
    enum trc_status status = parse_state(argv[first + 1], &state, &error);
    if (status == TRC_OK)
        status = take(&wish, &record.event, &error);
    if (status != TRC_OK)
        return console_fail(status, &error);
    status = many ? subject_open_home(&cli->common, true, &subject, &error)
                  : subject_open(&cli->common, argv[first], true, &subject, &error);
    exit_code = EXIT_DONE;
    if (status == TRC_OK && many)
        exit_code = set_many(cli, &subject, &wish, state);
    else if (status == TRC_OK)
        status = set_one(&subject, &wish, state, &record, &error);
    if (status == TRC_OK && !many)
        tell(cli, &subject, &record);
    subject_close(&subject);
    return status == TRC_OK ? exit_code : console_fail(status, &error);
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

/* The unit, and an event of it by whoever wishes it. */
static enum trc_status open_for(const struct cli *cli, const char *code, const struct wish *wish,
                                struct subject *subject, struct trc_record *record, struct trc_error *error)
{
    const enum trc_status status = subject_open(&cli->common, code, true, subject, error);
    if (status != TRC_OK)
        return status;
    subject_event(subject, time(NULL), &record->event);
    return take(wish, &record->event, error);
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
    enum trc_status status = open_for(cli, argv[first], &wish, &subject, &record, &error);
    if (status == TRC_OK)
        status = undo_days(&subject, &days, &error);
    if (status == TRC_OK)
        status = trc_registry_undo_state(subject.home.registry, &record, days, &error);
    if (status == TRC_OK)
        tell(cli, &subject, &record);
    subject_close(&subject);
    if (status == TRC_OK)
        return EXIT_DONE;
    exit_code = console_fail(status, &error);
    if (status == TRC_ERR_PERMISSION && wish.actor == NULL)
        console_note(_("You were taken for %s, the user of this machine: say who you are with --actor."),
                     record.event.actor);
    return exit_code;
}

static void tell_clear(const struct cli *cli, const struct subject *subject, const struct trc_record *record)
{
    const char *gtin = subject->judgement.code->gtin, *serial = subject->judgement.code->serial;
    if (cli->common.json) {
        tell_json(subject, record, NULL);
    } else if (record->duplicate) {
        console_note(_("%s %s was found genuine before, and nobody has scanned it since. Nothing is recorded again."),
                     gtin, serial);
    } else {
        console_note(_("%s %s was found genuine: what was scanned until now speaks against it no longer."), gtin,
                     serial);
    }
}

int cmd_state_clear(struct cli *cli, int argc, char **argv)
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
    enum trc_status status = TRC_OK;
    if (wish.reason == NULL || wish.reason[0] == '\0')
        status = fail(&error, TRC_ERR_SYNTAX, _("Say who examined it and how, with --reason."));
    if (status != TRC_OK)
        return console_fail(status, &error);
    status = open_for(cli, argv[first], &wish, &subject, &record, &error);
    if (status == TRC_OK)
        status = trc_registry_clear_unit(subject.home.registry, &record, &error);
    if (status == TRC_OK)
        tell_clear(cli, &subject, &record);
    subject_close(&subject);
    return status == TRC_OK ? EXIT_DONE : console_fail(status, &error);
}
