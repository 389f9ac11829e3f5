/* cmd_batch.c: trc batch list, show, activate. */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <trc/trc.h>

#include "commands.h"
#include "common/console.h"
#include "common/convert.h"
#include "common/failure.h"
#include "common/home.h"
#include "common/json_out.h"
#include "common/text.h"
#include "common/units.h"
#include "issue/prints.h"

static uint32_t last_unit(const struct trc_batch *batch)
{
    return batch->first_unit + (batch->count - 1);
}

enum stage { STAGE_WRITING, STAGE_PRINTED, STAGE_PARTLY_ACTIVE, STAGE_ACTIVE };

/* Where a batch stands: a stable name for programs, and words for people. */
static const char *const stage_names[] = {"writing", "printed", "partly_active", "active"};
static const char *const stage_words[] = {N_("being written"), N_("not released"), N_("partly released"),
                                          N_("released")};

static enum stage stage_of(const struct trc_batch *batch)
{
    if (batch->completed_at_s == 0)
        return STAGE_WRITING;
    if (batch->active_count == 0)
        return STAGE_PRINTED;
    return batch->active_count < batch->count ? STAGE_PARTLY_ACTIVE : STAGE_ACTIVE;
}

static void put_batch(struct json_out *out, const struct trc_batch *batch)
{
    char time[TIME_TEXT_SIZE];
    json_out_number(out, "id", batch->id);
    json_out_text(out, "gtin", batch->gtin);
    json_out_number(out, "key_id", batch->key_id);
    json_out_text(out, "seal", trc_seal_kind_name(batch->seal));
    json_out_bool(out, "own_serials", batch->own_serials);
    json_out_number(out, "first_unit", batch->first_unit);
    json_out_number(out, "last_unit", last_unit(batch));
    json_out_number(out, "count", batch->count);
    json_out_number(out, "active", batch->active_count);
    json_out_text(out, "stage", stage_names[stage_of(batch)]);
    json_out_text(out, "lot", batch->lot);
    json_out_text(out, "expiry", batch->expiry);
    json_out_text(out, "produced", batch->produced);
    json_out_text(out, "host", batch->host);
    json_out_text(out, "created", time_format(batch->created_at_s, time));
    json_out_text(out, "completed", time_format(batch->completed_at_s, time));
}

static void print_batch_json(const struct trc_batch *batch)
{
    struct json_out out;
    json_out_begin(&out, stdout);
    put_batch(&out, batch);
    json_out_end(&out);
}

static const char *seal_words(enum trc_seal_kind seal)
{
    return seal == TRC_SEAL_KIND_NONE ? _("none") : trc_seal_kind_name(seal);
}

static void print_header(void)
{
    printf("%6s  %-14s  ", "id", "GTIN");
    console_print_cell(stdout, _("count"), 12);
    console_print_cell(stdout, _("units"), 23);
    console_print_cell(stdout, _("seal"), 9);
    console_print_cell(stdout, _("created"), 27);
    console_print_cell(stdout, _("stage"), 17);
    puts(_("lot"));
}

static enum trc_status print_row(void *context, const struct trc_batch *batch)
{
    const bool *json = context;
    char created[TIME_TEXT_SIZE];
    if (*json) {
        print_batch_json(batch);
        return TRC_OK;
    }
    printf("%6" PRId64 "  %s  %-10" PRIu32 "  %10" PRIu32 "-%-10" PRIu32 "  ", batch->id, batch->gtin, batch->count,
           batch->first_unit, last_unit(batch));
    console_print_cell(stdout, seal_words(batch->seal), 9);
    printf("%-25s  ", time_words(batch->created_at_s, created));
    console_print_cell(stdout, _(stage_words[stage_of(batch)]), 17);
    puts(batch->lot);
    return TRC_OK;
}

int cmd_batch_list(struct cli *cli, int argc, char **argv)
{
    const char *gtin_text = NULL;
    const struct option_row rows[] = {OPTION_TEXT_ROW("gtin", &gtin_text)};
    int exit_code;
    if (command_options(cli, argc, argv, rows, 1, 0, 0, &exit_code) < 0)
        return exit_code;
    struct trc_error error = TRC_ERROR_INIT;
    char gtin[TRC_GTIN_SIZE];
    struct home home;
    enum trc_status status = gtin_text != NULL ? trc_gtin_parse(gtin_text, gtin, &error) : TRC_OK;
    if (status != TRC_OK)
        return console_fail(status, &error);
    status = home_open_to_read(&cli->common, &home, &error);
    if (status == TRC_OK && !cli->common.json)
        print_header();
    if (status == TRC_OK)
        status = trc_registry_each_batch(home.registry, gtin_text != NULL ? gtin : NULL, print_row, &cli->common.json,
                                         &error);
    home_close(&home);
    return status == TRC_OK ? EXIT_DONE : console_fail(status, &error);
}

static void print_line(const char *label, const char *value)
{
    if (value[0] == '\0')
        return;
    console_print_cell(stdout, label, 16);
    puts(value);
}

static void print_batch(const struct trc_batch *batch)
{
    char text[64];
    snprintf(text, sizeof text, "%" PRId64, batch->id);
    print_line(_("batch"), text);
    print_line("GTIN", batch->gtin);
    snprintf(text, sizeof text, "%" PRIu32, batch->count);
    print_line(_("count"), text);
    snprintf(text, sizeof text, "%" PRIu32 "-%" PRIu32, batch->first_unit, last_unit(batch));
    print_line(_("units"), text);
    snprintf(text, sizeof text, "%" PRIu32, batch->active_count);
    print_line(_("released units"), text);
    print_line(_("stage"), _(stage_words[stage_of(batch)]));
    snprintf(text, sizeof text, "%d", batch->key_id);
    print_line(_("key id"), text);
    print_line(_("seal"), seal_words(batch->seal));
    print_line(_("serials"), batch->own_serials ? _("own") : _("sealed"));
    print_line(_("lot"), batch->lot);
    print_line(_("produced"), gs1_date_words(batch->produced, text));
    print_line(_("expiry"), gs1_date_words(batch->expiry, text));
    print_line(_("host"), batch->host);
    print_line(_("created"), time_words(batch->created_at_s, text));
    print_line(_("completed"), time_words(batch->completed_at_s, text));
    if (stage_of(batch) == STAGE_WRITING)
        console_note(_("The files of batch %" PRId64 " are not all written; unless that is going on right now, finish "
                       "it with `trc issue --resume %" PRId64 "`."),
                     batch->id, batch->id);
}

static enum trc_status show(struct home *home, int64_t id, bool json, struct prints *prints, struct trc_error *error)
{
    struct trc_batch batch;
    struct json_out out;
    enum trc_status status = trc_registry_get_batch(home->registry, id, &batch, error);
    if (status != TRC_OK)
        return status;
    if (!json) {
        print_batch(&batch);
        return trc_registry_each_print(home->registry, id, prints_visit, prints, error);
    }
    prints->json = &out;
    json_out_begin(&out, stdout);
    put_batch(&out, &batch);
    json_out_open(&out, "prints", '[');
    status = trc_registry_each_print(home->registry, id, prints_visit, prints, error);
    json_out_close(&out, ']');
    json_out_end(&out);
    return status;
}

int cmd_batch_show(struct cli *cli, int argc, char **argv)
{
    struct prints prints = {0};
    const struct option_row rows[] = {OPTION_FLAG_ROW("check", &prints.checks)};
    int exit_code;
    const int first = command_options(cli, argc, argv, rows, 1, 1, 1, &exit_code);
    if (first < 0)
        return exit_code;
    struct trc_error error = TRC_ERROR_INIT;
    struct home home;
    int64_t id;
    enum trc_status status = batch_id_parse(argv[first], &id, &error);
    if (status != TRC_OK)
        return console_fail(status, &error);
    status = home_open_to_read(&cli->common, &home, &error);
    if (status == TRC_OK)
        status = show(&home, id, cli->common.json, &prints, &error);
    home_close(&home);
    if (status == TRC_OK && prints.lost > 0)
        status = fail(&error, TRC_ERR_DAMAGED,
                      _("Files of %u prints are not what was written: do not print from them. `trc issue --reprint` "
                        "writes them again."),
                      prints.lost);
    return status == TRC_OK ? EXIT_DONE : console_fail(status, &error);
}

int cmd_batch_activate(struct cli *cli, int argc, char **argv)
{
    const char *units = NULL;
    const struct option_row rows[] = {OPTION_TEXT_ROW("units", &units)};
    int exit_code;
    const int first = command_options(cli, argc, argv, rows, 1, 1, 1, &exit_code);
    if (first < 0)
        return exit_code;
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_batch batch;
    struct home home = {0};
    int64_t id;
    uint32_t from = 0, to = 0, newly = 0;
    enum trc_status status = batch_id_parse(argv[first], &id, &error);
    if (status == TRC_OK && units != NULL)
        status = units_parse(units, 0, &from, &to, &error);
    if (status == TRC_OK)
        status = home_open(&cli->common, &home, &error);
    if (status == TRC_OK)
        status = trc_registry_get_batch(home.registry, id, &batch, &error);
    if (status == TRC_OK && batch.completed_at_s == 0)
        status = fail(&error, TRC_ERR_STATE,
                      _("Batch %" PRId64 " is not all written; finish it first with `trc issue --resume %" PRId64 "`."),
                      id, id);
    if (status == TRC_OK && units == NULL) {
        from = batch.first_unit;
        to = last_unit(&batch);
    }
    if (status == TRC_OK)
        status = trc_registry_activate(home.registry, id, from, to, time(NULL), &newly, &error);
    home_close(&home);
    if (status != TRC_OK)
        return console_fail(status, &error);
    if (cli->common.json) {
        struct json_out out;
        json_out_begin(&out, stdout);
        json_out_number(&out, "id", id);
        json_out_number(&out, "first_unit", from);
        json_out_number(&out, "last_unit", to);
        json_out_number(&out, "activated", newly);
        json_out_end(&out);
    } else {
        console_note(_("Units %" PRIu32 "-%" PRIu32 " of batch %" PRId64 " are released; %" PRIu32 " of them are so "
                       "from now on."),
                     from, to, id, newly);
    }
    return EXIT_DONE;
}
