/* event.c: reading what happened to a unit, and forgetting who scanned it. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "registry/event_row.h"
#include "registry/registry.h"
#include "registry/unit_row.h"

enum trc_status trc_registry_get_unit(struct trc_registry *registry, const uint8_t code_key[TRC_CODE_KEY_LEN],
                                      struct trc_unit *unit, struct trc_error *error)
{
    struct trc_db_rows rows;
    memset(unit, 0, sizeof *unit);
    memcpy(unit->code_key, code_key, TRC_CODE_KEY_LEN);
    trc_db_query(registry->db, &rows, TRC_UNIT_SELECT, DB_ARGS(DB_BLOB(code_key, TRC_CODE_KEY_LEN)), error);
    while (trc_db_next(&rows))
        trc_unit_row_read(&rows, unit);
    return trc_db_close_rows(&rows);
}

enum trc_status trc_registry_each_event(struct trc_registry *registry, const uint8_t code_key[TRC_CODE_KEY_LEN],
                                        trc_event_visit *visit, void *context, struct trc_error *error)
{
    struct trc_db_rows rows;
    trc_db_query(registry->db, &rows, "SELECT " TRC_EVENT_COLUMNS " FROM event WHERE code_key = $1 ORDER BY position",
                 DB_ARGS(DB_BLOB(code_key, TRC_CODE_KEY_LEN)), error);
    while (trc_db_next(&rows)) {
        struct trc_event event;
        uint8_t kept[TRC_LINK_KEPT];
        trc_event_row_read(&rows, &event, kept);
        if (rows.status == TRC_OK)
            rows.status = visit(context, &event);
    }
    return trc_db_close_rows(&rows);
}

enum trc_status trc_registry_has_events(struct trc_registry *registry, bool *has_events, struct trc_error *error)
{
    struct trc_db_rows rows;
    *has_events = false;
    trc_db_query(registry->db, &rows, "SELECT COUNT(*) FROM chain WHERE number < $1 AND length > 0",
                 DB_ARGS(DB_INT(TRC_CHAINS)), error);
    while (trc_db_next(&rows))
        *has_events = trc_db_int(&rows, 0) > 0;
    return trc_db_close_rows(&rows);
}
