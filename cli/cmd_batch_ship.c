/* cmd_batch_ship.c: trc batch ship: to which market a batch, or some of its units, goes. */
#include <inttypes.h>
#include <stdio.h>
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
#include "common/regions.h"
#include "common/take.h"
#include "common/text.h"
#include "common/units.h"

/* --to may be given again, and each may be a list. */
static enum trc_status take_regions(const struct text_list *list, char regions[TRC_REGIONS_MAX + 1],
                                    struct trc_error *error)
{
    char codes[TRC_REGIONS_MAX + 1];
    size_t used = 0;
    for (size_t i = 0; i < list->count; i++) {
        const enum trc_status status = regions_take(list->item[i], "--to", codes, sizeof codes, error);
        if (status != TRC_OK)
            return status;
        used += (size_t)snprintf(regions + used, TRC_REGIONS_MAX + 1 - used, "%s%s", i > 0 ? "," : "", codes);
        if (used > TRC_REGIONS_MAX)
            return fail(error, TRC_ERR_RANGE, _("These are too many regions."));
    }
    return list->count > 0 ? TRC_OK : fail(error, TRC_ERR_SYNTAX, _("Say where it goes, with --to REGION."));
}

static enum trc_status ship(struct home *home, const char *units, struct trc_shipment *shipment,
                            struct trc_error *error)
{
    struct trc_batch batch;
    enum trc_status status = trc_registry_get_batch(home->registry, shipment->batch_id, &batch, error);
    if (status != TRC_OK)
        return status;
    const uint32_t last = batch.first_unit + (batch.count - 1);
    shipment->first_unit = batch.first_unit;
    shipment->last_unit = last;
    if (units != NULL)
        status = units_parse(units, last, &shipment->first_unit, &shipment->last_unit, error);
    return status == TRC_OK ? trc_registry_add_shipment(home->registry, shipment, error) : status;
}

static void tell(bool json, const struct trc_shipment *shipment)
{
    char time[TIME_TEXT_SIZE];
    if (!json && shipment->repeated) {
        console_note(
            _("Units %" PRIu32 "-%" PRIu32 " of batch %" PRId64 " were sent to %s before. Nothing is recorded again."),
            shipment->first_unit, shipment->last_unit, shipment->batch_id, shipment->regions);
        return;
    }
    if (!json) {
        console_note(_("Units %" PRIu32 "-%" PRIu32 " of batch %" PRId64 " go to %s."), shipment->first_unit,
                     shipment->last_unit, shipment->batch_id, shipment->regions);
        return;
    }
    struct json_out out;
    json_out_begin(&out, stdout);
    json_out_number(&out, "id", shipment->act);
    json_out_number(&out, "batch", shipment->batch_id);
    json_out_number(&out, "first_unit", shipment->first_unit);
    json_out_number(&out, "last_unit", shipment->last_unit);
    json_out_text(&out, "to", shipment->regions);
    json_out_text(&out, "actor", shipment->actor);
    json_out_text(&out, "at", time_format(shipment->at_s, time));
    json_out_bool(&out, "repeated", shipment->repeated);
    json_out_end(&out);
}

int cmd_batch_ship(struct cli *cli, int argc, char **argv)
{
    struct text_list to = {0};
    const char *units = NULL, *actor = NULL;
    const struct option_row rows[] = {OPTION_LIST_ROW("to", &to), OPTION_TEXT_ROW("units", &units),
                                      OPTION_TEXT_ROW("actor", &actor)};
    int exit_code;
    const int first = command_options(cli, argc, argv, rows, sizeof rows / sizeof *rows, 1, TEXT_LIST_MAX, &exit_code);
    if (first < 0)
        return exit_code;
    /* --to CN-31 CN-32: what follows the first region are more of them. */
    for (int i = first + 1; i < argc && to.count < TEXT_LIST_MAX; i++)
        to.item[to.count++] = argv[i];
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_shipment shipment = {.at_s = time(NULL)};
    struct home home = {0};
    enum trc_status status = batch_id_parse(argv[first], &shipment.batch_id, &error);
    if (status == TRC_OK)
        status = take_regions(&to, shipment.regions, &error);
    if (status == TRC_OK)
        status = take_text(actor_name(actor), "--actor", shipment.actor, sizeof shipment.actor, &error);
    if (status == TRC_OK)
        status = home_open(&cli->common, &home, &error);
    if (status == TRC_OK)
        status = ship(&home, units, &shipment, &error);
    home_close(&home);
    if (status != TRC_OK)
        return console_fail(status, &error);
    tell(cli->common.json, &shipment);
    return EXIT_DONE;
}
