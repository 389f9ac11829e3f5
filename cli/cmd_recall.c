/* cmd_recall.c: trc recall add, list, lift. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <trc/trc.h>

#include "commands.h"
#include "common/actor.h"
#include "common/console.h"
#include "common/convert.h"
#include "common/failure.h"
#include "common/home.h"
#include "common/json_out.h"
#include "common/take.h"
#include "common/text.h"
#include "common/units.h"

struct wish {
    const char *gtin, *lot, *units, *reason, *url, *actor;
    int64_t batch_id;
};

/* How much of what was issued it covers. */
struct cover {
    int64_t units, batches;
};

static enum trc_status take_units(const struct wish *wish, struct trc_recall *recall, struct trc_error *error)
{
    if (wish->units == NULL)
        return TRC_OK;
    if (wish->batch_id == 0)
        return fail(error, TRC_ERR_SYNTAX, _("--units are numbered within a batch: give --batch too."));
    const enum trc_status status = units_parse(wish->units, 0, &recall->first_unit, &recall->last_unit, error);
    if (status == TRC_OK && recall->first_unit < TRC_UNIT_FIRST)
        return fail(error, TRC_ERR_RANGE, _("--units takes numbers such as 1-500, not \"%s\"."), wish->units);
    return status;
}

static enum trc_status take(const struct wish *wish, struct trc_recall *recall, struct trc_error *error)
{
    enum trc_status status = wish->gtin != NULL ? trc_gtin_parse(wish->gtin, recall->gtin, error) : TRC_OK;
    recall->batch_id = wish->batch_id;
    if (status == TRC_OK)
        status = take_units(wish, recall, error);
    if (status == TRC_OK)
        status = take_text(wish->lot, "--lot", recall->lot, sizeof recall->lot, error);
    if (status == TRC_OK)
        status = take_text(wish->reason, "--reason", recall->reason, sizeof recall->reason, error);
    if (status == TRC_OK)
        status = take_text(wish->url, "--url", recall->url, sizeof recall->url, error);
    if (status == TRC_OK)
        status = take_text(actor_name(wish->actor), "--actor", recall->actor, sizeof recall->actor, error);
    return status;
}

static void put_recall(const struct trc_recall *recall, const struct cover *added)
{
    char time[TIME_TEXT_SIZE];
    struct json_out out;
    json_out_begin(&out, stdout);
    json_out_number(&out, "id", recall->id);
    json_out_text(&out, "gtin", recall->gtin);
    json_out_text(&out, "lot", recall->lot);
    if (recall->batch_id != 0)
        json_out_number(&out, "batch", recall->batch_id);
    else
        json_out_null(&out, "batch");
    if (recall->first_unit != 0) {
        json_out_number(&out, "first_unit", recall->first_unit);
        json_out_number(&out, "last_unit", recall->last_unit);
    }
    json_out_text(&out, "reason", recall->reason);
    json_out_text(&out, "url", recall->url);
    json_out_text(&out, "actor", recall->actor);
    json_out_text(&out, "since", time_format(recall->at_s, time));
    json_out_text(&out, "lifted", time_format(recall->lifted_at_s, time));
    json_out_text(&out, "lifted_by", recall->lifted_by);
    json_out_text(&out, "lift_reason", recall->lift_reason);
    if (added != NULL) {
        json_out_bool(&out, "repeated", recall->repeated);
        json_out_number(&out, "units", added->units);
        json_out_number(&out, "batches", added->batches);
    }
    json_out_end(&out);
}

/* What it covers, in one cell of a table. */
static void format_scope(const struct trc_recall *recall, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    if (recall->gtin[0] != '\0')
        used += (size_t)snprintf(text + used, size - used, "%s ", recall->gtin);
    if (recall->lot[0] != '\0')
        used += (size_t)snprintf(text + used, size - used, _("lot %s "), recall->lot);
    if (recall->batch_id != 0)
        used += (size_t)snprintf(text + used, size - used, _("batch %" PRId64 " "), recall->batch_id);
    if (recall->first_unit != 0)
        snprintf(text + used, size - used, "%" PRIu32 "-%" PRIu32, recall->first_unit, recall->last_unit);
}

static enum trc_status list_one(void *context, const struct trc_recall *recall)
{
    const bool *json = context;
    char since[TIME_TEXT_SIZE], lifted[TIME_TEXT_SIZE], scope[128];
    if (*json) {
        put_recall(recall, NULL);
        return TRC_OK;
    }
    format_scope(recall, scope, sizeof scope);
    printf("%6" PRId64 "  ", recall->id);
    console_print_cell(stdout, scope, 36);
    printf("%-27s%-27s", time_words(recall->at_s, since),
           recall->lifted_at_s != 0 ? time_words(recall->lifted_at_s, lifted) : "-");
    console_print_safe(stdout, recall->reason, strlen(recall->reason));
    putchar('\n');
    return TRC_OK;
}

static void print_header(void)
{
    printf("%6s  ", "id");
    console_print_cell(stdout, _("covers"), 36);
    console_print_cell(stdout, _("since"), 27);
    console_print_cell(stdout, _("lifted"), 27);
    puts(_("reason"));
}

static void tell(const struct trc_recall *recall, const struct cover *cover)
{
    if (recall->repeated)
        console_note(_("Recall %" PRId64 " says just this and holds already. Nothing is recorded again."), recall->id);
    else
        console_note(_("Recall %" PRId64 " holds from now on."), recall->id);
    if (cover->units > 0)
        console_note(_("Issued units that it covers: %" PRId64 ", in so many batches: %" PRId64 "."), cover->units,
                     cover->batches);
}

/* A mistyped lot is recorded like any other, which may be of goods still to come: only the count shows it. */
static void warn_of_nothing(const struct trc_recall *recall)
{
    console_error(_("Recall %" PRId64 " covers nothing that was issued so far. If the lot or the GTIN is mistyped "
                    "(`trc batch list` shows them), take it back with `trc recall lift %" PRId64 "`."),
                  recall->id, recall->id);
}

int cmd_recall_add(struct cli *cli, int argc, char **argv)
{
    struct wish wish = {0};
    const struct option_row rows[] = {
        OPTION_TEXT_ROW("gtin", &wish.gtin),     OPTION_TEXT_ROW("lot", &wish.lot),
        OPTION_TEXT_ROW("units", &wish.units),   OPTION_INTEGER_ROW("batch", &wish.batch_id, 1, INT64_MAX),
        OPTION_TEXT_ROW("reason", &wish.reason), OPTION_TEXT_ROW("url", &wish.url),
        OPTION_TEXT_ROW("actor", &wish.actor)};
    int exit_code;
    if (command_options(cli, argc, argv, rows, sizeof rows / sizeof *rows, 0, 0, &exit_code) < 0)
        return exit_code;
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_recall recall = {.at_s = time(NULL)};
    struct home home = {0};
    struct cover cover = {0};
    enum trc_status status = take(&wish, &recall, &error);
    if (status == TRC_OK)
        status = home_open(&cli->common, &home, &error);
    if (status == TRC_OK)
        status = trc_registry_add_recall(home.registry, &recall, &error);
    if (status == TRC_OK)
        status = trc_registry_count_recalled(home.registry, &recall, &cover.units, &cover.batches, &error);
    home_close(&home);
    if (status != TRC_OK)
        return console_fail(status, &error);
    if (cli->common.json)
        put_recall(&recall, &cover);
    else
        tell(&recall, &cover);
    if (cover.units == 0)
        warn_of_nothing(&recall);
    return EXIT_DONE;
}

int cmd_recall_list(struct cli *cli, int argc, char **argv)
{
    int exit_code;
    if (command_options(cli, argc, argv, NULL, 0, 0, 0, &exit_code) < 0)
        return exit_code;
    struct trc_error error = TRC_ERROR_INIT;
    struct home home;
    enum trc_status status = home_open_to_read(&cli->common, &home, &error);
    if (status == TRC_OK && !cli->common.json)
        print_header();
    if (status == TRC_OK)
        status = trc_registry_each_recall(home.registry, list_one, &cli->common.json, &error);
    home_close(&home);
    return status == TRC_OK ? EXIT_DONE : console_fail(status, &error);
}

int cmd_recall_lift(struct cli *cli, int argc, char **argv)
{
    const char *reason = NULL, *actor = NULL;
    const struct option_row rows[] = {OPTION_TEXT_ROW("reason", &reason), OPTION_TEXT_ROW("actor", &actor)};
    int exit_code;
    const int first = command_options(cli, argc, argv, rows, sizeof rows / sizeof *rows, 1, 1, &exit_code);
    if (first < 0)
        return exit_code;
    struct trc_error error = TRC_ERROR_INIT;
    struct home home = {0};
    char *end;
    const int64_t id = strtoll(argv[first], &end, 10);
    enum trc_status status = TRC_OK;
    if (end == argv[first] || *end != '\0' || id < 1)
        status = fail(&error, TRC_ERR_RANGE,
                      _("A recall is named by its number, not \"%s\"; `trc recall list` shows them."), argv[first]);
    if (status == TRC_OK)
        status = home_open(&cli->common, &home, &error);
    if (status == TRC_OK)
        status = trc_registry_lift_recall(home.registry, id, actor_name(actor), reason != NULL ? reason : "",
                                          time(NULL), &error);
    home_close(&home);
    if (status != TRC_OK)
        return console_fail(status, &error);
    console_note(_("Recall %" PRId64 " is lifted; what it covers is judged as before."), id);
    return EXIT_DONE;
}
