/* cmd_batch.c: trc batch list, show, activate. */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <trc/trc.h>

#include "commands.h"
#include "common/console.h"
#include "common/convert.h"
#include "common/failure.h"
#include "common/home.h"
#include "common/text.h"
#include "common/verdict_out.h"

static uint32_t last_unit(const struct trc_batch *batch)
{
    return batch->first_unit + (batch->count - 1);
}

/* One word for where a batch stands. */
static const char *stage_of(const struct trc_batch *batch)
{
    if (batch->completed_at_s == 0)
        return "writing";
    if (batch->active_count == 0)
        return "printed";
    return batch->active_count < batch->count ? "partly_active" : "active";
}

static json_t *batch_object(const struct trc_batch *batch)
{
    char created[TIME_TEXT_SIZE], completed[TIME_TEXT_SIZE];
    time_format(batch->created_at_s, created);
    time_format(batch->completed_at_s, completed);
    json_t *object = json_pack("{s:I, s:s, s:i, s:s, s:b, s:I, s:I, s:I, s:I, s:s}", "id", (json_int_t)batch->id,
                               "gtin", batch->gtin, "key_id", batch->key_id, "seal", trc_seal_kind_name(batch->seal),
                               "own_serials", batch->own_serials, "first_unit", (json_int_t)batch->first_unit,
                               "last_unit", (json_int_t)last_unit(batch), "count", (json_int_t)batch->count, "active",
                               (json_int_t)batch->active_count, "stage", stage_of(batch));
    const char *const fields[][2] = {{"lot", batch->lot},   {"expiry", batch->expiry}, {"produced", batch->produced},
                                     {"host", batch->host}, {"created", created},      {"completed", completed}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        json_object_set_new(object, fields[i][0], fields[i][1][0] != '\0' ? json_string(fields[i][1]) : json_null());
    return object;
}

static enum trc_status print_row(void *context, const struct trc_batch *batch)
{
    const bool *json = context;
    char created[TIME_TEXT_SIZE];
    if (*json)
        json_print_line(batch_object(batch));
    else
        printf("%6" PRId64 "  %s  %10" PRIu32 "  %10" PRIu32 "-%-10" PRIu32 "  %-7s  %-20s  %-13s  %s\n", batch->id,
               batch->gtin, batch->count, batch->first_unit, last_unit(batch), trc_seal_kind_name(batch->seal),
               time_format(batch->created_at_s, created), stage_of(batch), batch->lot);
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
    status = home_open(&cli->common, &home, &error);
    if (status == TRC_OK && !cli->common.json)
        printf("%6s  %-14s  %10s  %-21s  %-7s  %-20s  %-13s  %s\n", "id", "GTIN", _("count"), _("units"), _("seal"),
               _("created"), _("stage"), _("lot"));
    if (status == TRC_OK)
        status = trc_registry_each_batch(home.registry, gtin_text != NULL ? gtin : NULL, print_row, &cli->common.json,
                                         &error);
    home_close(&home);
    return status == TRC_OK ? EXIT_DONE : console_fail(status, &error);
}

static enum trc_status parse_batch_id(const char *text, int64_t *id, struct trc_error *error)
{
    char *end;
    *id = strtoll(text, &end, 10);
    if (end == text || *end != '\0' || *id < 1)
        return fail(error, TRC_ERR_RANGE, _("A batch is named by its number, not \"%s\"; `trc batch list` shows them."),
                    text);
    return TRC_OK;
}

static void print_batch(const struct trc_batch *batch)
{
    char created[TIME_TEXT_SIZE], completed[TIME_TEXT_SIZE];
    time_format(batch->completed_at_s, completed);
    printf("%-12s %" PRId64 "\n%-12s %s\n", _("batch"), batch->id, "GTIN", batch->gtin);
    printf("%-12s %" PRIu32 " (%" PRIu32 "-%" PRIu32 ")\n", _("units"), batch->count, batch->first_unit,
           last_unit(batch));
    printf("%-12s %" PRIu32 "\n%-12s %s\n", _("active"), batch->active_count, _("stage"), stage_of(batch));
    printf("%-12s %d\n%-12s %s\n", _("key id"), batch->key_id, _("seal"), trc_seal_kind_name(batch->seal));
    printf("%-12s %s\n", _("serials"), batch->own_serials ? _("own") : _("sealed"));
    printf("%-12s %s\n%-12s %s\n%-12s %s\n", _("lot"), batch->lot, _("produced"), batch->produced, _("expiry"),
           batch->expiry);
    printf("%-12s %s\n%-12s %s\n%-12s %s\n", _("host"), batch->host, _("created"),
           time_format(batch->created_at_s, created), _("completed"), completed);
}

int cmd_batch_show(struct cli *cli, int argc, char **argv)
{
    int exit_code;
    const int first = command_options(cli, argc, argv, NULL, 0, 1, 1, &exit_code);
    if (first < 0)
        return exit_code;
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_batch batch;
    struct home home;
    int64_t id;
    enum trc_status status = parse_batch_id(argv[first], &id, &error);
    if (status != TRC_OK)
        return console_fail(status, &error);
    status = home_open(&cli->common, &home, &error);
    if (status == TRC_OK)
        status = trc_registry_get_batch(home.registry, id, &batch, &error);
    home_close(&home);
    if (status != TRC_OK)
        return console_fail(status, &error);
    if (cli->common.json)
        json_print_line(batch_object(&batch));
    else
        print_batch(&batch);
    return EXIT_DONE;
}

/* "A-B" or a single unit. */
static enum trc_status parse_units(const char *text, uint32_t *first, uint32_t *last, struct trc_error *error)
{
    char *end;
    const long long from = strtoll(text, &end, 10);
    const bool has_from = end != text;
    const char *rest = *end == '-' ? end + 1 : end;
    const long long to = *end == '-' ? strtoll(rest, &end, 10) : from;
    if (!has_from || end == text || *end != '\0' || (rest != text && *rest == '\0' && rest[-1] == '-') || from < 0 ||
        to < from || to > TRC_UNIT_MAX)
        return fail(error, TRC_ERR_RANGE, _("--units takes numbers such as 1-500, not \"%s\"."), text);
    *first = (uint32_t)from;
    *last = (uint32_t)to;
    return TRC_OK;
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
    enum trc_status status = parse_batch_id(argv[first], &id, &error);
    if (status == TRC_OK && units != NULL)
        status = parse_units(units, &from, &to, &error);
    if (status == TRC_OK)
        status = home_open(&cli->common, &home, &error);
    if (status == TRC_OK)
        status = trc_registry_get_batch(home.registry, id, &batch, &error);
    if (status == TRC_OK && units == NULL) {
        from = batch.first_unit;
        to = last_unit(&batch);
    }
    if (status == TRC_OK)
        status = trc_registry_activate(home.registry, id, from, to, time(NULL), &newly, &error);
    home_close(&home);
    if (status != TRC_OK)
        return console_fail(status, &error);
    if (cli->common.json)
        json_print_line(json_pack("{s:I, s:I, s:I, s:I}", "id", (json_int_t)id, "first_unit", (json_int_t)from,
                                  "last_unit", (json_int_t)to, "activated", (json_int_t)newly));
    else
        console_note(_("%" PRIu32 " units of batch %" PRId64 " are released now (%" PRIu32 "-%" PRIu32 ")."), newly, id,
                     from, to);
    return EXIT_DONE;
}
