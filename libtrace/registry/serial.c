/* serial.c: looking up own serials, by unit and by text. */
#include <string.h>

#include "base/error.h"
#include "registry/registry.h"

enum trc_status trc_registry_each_serial(struct trc_registry *registry, int64_t batch_id, uint32_t first_unit,
                                         trc_serial_visit *visit, void *context, struct trc_error *error)
{
    struct trc_db_rows rows;
    trc_db_walk(registry->db, &rows,
                "SELECT unit, serial FROM own_serial WHERE batch_id = $1 AND unit >= $2 ORDER BY unit",
                DB_ARGS(DB_INT(batch_id), DB_INT(first_unit)), error);
    while (trc_db_next(&rows)) {
        char serial[TRC_SERIAL_MAX + 1];
        const uint32_t unit = trc_db_uint(&rows, 0, TRC_UNIT_MAX);
        trc_db_text(&rows, 1, serial, sizeof serial);
        if (rows.status == TRC_OK)
            rows.status = visit(context, unit, serial);
    }
    return trc_db_close_rows(&rows);
}

enum trc_status trc_registry_find_serial(struct trc_registry *registry, const char gtin[TRC_GTIN_SIZE],
                                         const char *serial, int64_t *batch_id, uint32_t *unit, struct trc_error *error)
{
    uint8_t key[TRC_CODE_KEY_LEN];
    *batch_id = 0;
    *unit = 0;
    enum trc_status status = trc_code_key(gtin, serial, key);
    if (status != TRC_OK)
        return status;
    struct trc_db_rows rows;
    trc_db_query(registry->db, &rows, "SELECT batch_id, unit FROM own_serial WHERE code_key = $1 AND serial = $2",
                 DB_ARGS(DB_BLOB(key, sizeof key), DB_TEXT(serial)), error);
    while (trc_db_next(&rows)) {
        *batch_id = trc_db_int(&rows, 0);
        *unit = trc_db_uint(&rows, 1, TRC_UNIT_MAX);
    }
    status = trc_db_close_rows(&rows);
    if (status == TRC_OK && *batch_id == 0)
        return trc_error_set(error, TRC_ERR_NOT_FOUND, _("Serial %s was not issued for %s."), serial, gtin);
    return status;
}
