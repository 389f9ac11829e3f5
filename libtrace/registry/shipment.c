/* shipment.c: which market units were sent to. */
#include <stdio.h>
#include <string.h>
#include <trc/place.h>
#include <trc/recall.h>

#include "base/error.h"
#include "registry/act.h"
#include "registry/act_rows.h"
#include "registry/batch.h"
#include "registry/registry.h"
#include "registry/text.h"

/* The list with each code as it is stored in places. */
static enum trc_status fold_regions(char list[TRC_REGIONS_MAX + 1], struct trc_error *error)
{
    char folded[TRC_REGIONS_MAX + 1] = "";
    const char *at = list + strspn(list, ", ");
    while (*at != '\0') {
        const size_t len = strcspn(at, ", ");
        char text[TRC_PLACE_TEXT_SIZE] = "";
        struct trc_place place;
        snprintf(text, sizeof text, "%.*s", (int)len, at);
        enum trc_status status = trc_place_parse(text, &place, error);
        if (status == TRC_OK && (place.has_point || place.region[0] == '\0' || len >= sizeof text))
            status =
                trc_error_set(error, TRC_ERR_SYNTAX, _("\"%.*s\" is no region code, such as CN-31."), (int)len, at);
        if (status == TRC_OK && !trc_region_is_known(place.region))
            status =
                trc_error_set(error, TRC_ERR_SYNTAX,
                              _("\"%.*s\" is no country of ISO 3166 and no part of one: name each country, such as "
                                "CN,DE,FR."),
                              (int)len, at);
        if (status != TRC_OK)
            return status;
        const size_t used = strlen(folded);
        if (used + strlen(place.region) + 2 > sizeof folded)
            return trc_error_set(error, TRC_ERR_RANGE, _("These are too many regions."));
        snprintf(folded + used, sizeof folded - used, "%s%s", used > 0 ? "," : "", place.region);
        at += len;
        at += strspn(at, ", ");
    }
    if (folded[0] == '\0')
        return trc_error_set(error, TRC_ERR_SYNTAX, _("A shipment needs a region, such as CN-31."));
    memcpy(list, folded, sizeof folded);
    return TRC_OK;
}

/* The same one, and no later one has to do with its units: somebody could not know that it was recorded. */
static enum trc_status find_same(struct trc_db *db, struct trc_shipment *shipment, struct trc_error *error)
{
    struct trc_db_rows rows;
    trc_db_query(db, &rows,
                 "SELECT s.act, s.at_s FROM shipment s WHERE s.batch_id = $1 AND s.first_unit = $2"
                 " AND s.last_unit = $3 AND s.regions = $4 AND s.actor = $5 AND NOT EXISTS (SELECT 1 FROM shipment n"
                 " WHERE n.batch_id = s.batch_id AND n.act > s.act AND n.first_unit <= s.last_unit"
                 " AND n.last_unit >= s.first_unit) ORDER BY s.act LIMIT 1",
                 DB_ARGS(DB_INT(shipment->batch_id), DB_INT(shipment->first_unit), DB_INT(shipment->last_unit),
                         DB_TEXT(shipment->regions), DB_TEXT(shipment->actor)),
                 error);
    while (trc_db_next(&rows)) {
        shipment->repeated = true;
        shipment->act = trc_db_int(&rows, 0);
        shipment->at_s = trc_db_int(&rows, 1);
    }
    return trc_db_close_rows(&rows);
}

static enum trc_status insert(struct trc_db *db, struct trc_shipment *shipment, struct trc_error *error)
{
    enum trc_status status =
        trc_batch_check_units(db, shipment->batch_id, shipment->first_unit, shipment->last_unit, error);
    if (status == TRC_OK)
        status = find_same(db, shipment, error);
    if (status != TRC_OK || shipment->repeated)
        return status;
    status = trc_act_add(db, shipment->actor, shipment->at_s, "ship", &shipment->act, error, TRC_SHIPMENT_DETAIL,
                         (long long)shipment->batch_id, (unsigned long)shipment->first_unit,
                         (unsigned long)shipment->last_unit, shipment->regions);
    if (status != TRC_OK)
        return status;
    return trc_db_run(db, "INSERT INTO shipment (" TRC_SHIPMENT_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7)",
                      DB_ARGS(DB_INT(shipment->act), DB_INT(shipment->batch_id), DB_INT(shipment->first_unit),
                              DB_INT(shipment->last_unit), DB_TEXT(shipment->regions), DB_TEXT(shipment->actor),
                              DB_INT(shipment->at_s)),
                      NULL, error);
}

enum trc_status trc_registry_add_shipment(struct trc_registry *registry, struct trc_shipment *shipment,
                                          struct trc_error *error)
{
    shipment->repeated = false;
    if (shipment->at_s <= 0)
        return trc_error_set(error, TRC_ERR_RANGE, _("Nothing can be recorded before 1970: check the clock."));
    enum trc_status status = trc_text_check(shipment->actor, sizeof shipment->actor, "actor", error);
    if (status == TRC_OK)
        status = trc_text_check(shipment->regions, sizeof shipment->regions, "regions", error);
    if (status == TRC_OK)
        status = fold_regions(shipment->regions, error);
    if (status == TRC_OK)
        status = trc_registry_begin(registry, error);
    return status == TRC_OK ? trc_registry_end(registry, insert(registry->db, shipment, error), error) : status;
}

void trc_shipment_read(struct trc_db_rows *rows, struct trc_shipment *shipment)
{
    shipment->repeated = false;
    shipment->act = trc_db_int(rows, 0);
    shipment->batch_id = trc_db_int(rows, 1);
    shipment->first_unit = trc_db_uint(rows, 2, TRC_UNIT_MAX);
    shipment->last_unit = trc_db_uint(rows, 3, TRC_UNIT_MAX);
    trc_db_text(rows, 4, shipment->regions, sizeof shipment->regions);
    trc_db_text(rows, 5, shipment->actor, sizeof shipment->actor);
    shipment->at_s = trc_db_int(rows, 6);
}

static enum trc_status walk(struct trc_db_rows *rows, trc_shipment_visit *visit, void *context)
{
    while (trc_db_next(rows)) {
        struct trc_shipment shipment;
        trc_shipment_read(rows, &shipment);
        if (rows->status == TRC_OK)
            rows->status = visit(context, &shipment);
    }
    return trc_db_close_rows(rows);
}

enum trc_status trc_registry_each_shipment(struct trc_registry *registry, int64_t batch_id, trc_shipment_visit *visit,
                                           void *context, struct trc_error *error)
{
    struct trc_db_rows rows;
    if (batch_id == 0)
        trc_db_query(registry->db, &rows, "SELECT " TRC_SHIPMENT_COLUMNS " FROM shipment ORDER BY act", NULL, error);
    else
        trc_db_query(registry->db, &rows,
                     "SELECT " TRC_SHIPMENT_COLUMNS " FROM shipment WHERE batch_id = $1 ORDER BY act",
                     DB_ARGS(DB_INT(batch_id)), error);
    return walk(&rows, visit, context);
}

enum trc_status trc_registry_each_shipment_of(struct trc_registry *registry, uint8_t key_id,
                                              const char gtin[TRC_GTIN_SIZE], trc_shipment_visit *visit, void *context,
                                              struct trc_error *error)
{
    struct trc_db_rows rows;
    trc_db_query(registry->db, &rows,
                 "SELECT " TRC_SHIPMENT_COLUMNS " FROM shipment WHERE batch_id IN"
                 " (SELECT id FROM batch WHERE gtin = $1 AND key_id = $2) ORDER BY act",
                 DB_ARGS(DB_TEXT(gtin), DB_INT(key_id)), error);
    return walk(&rows, visit, context);
}
