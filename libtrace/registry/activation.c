/* activation.c: releasing units for sale; each unit keeps the date of its first release. */
#include <string.h>

#include "base/error.h"
#include "registry/act.h"
#include "registry/batch.h"
#include "registry/registry.h"

/* A run of units; `last` can be TRC_UNIT_MAX, so cursors past it need more than 32 bits. */
struct run {
    int64_t first, last;
};

/* The first active run that ends at or after a unit; `first` past every unit when there is none. */
static enum trc_status next_run(struct trc_db *db, int64_t batch_id, int64_t unit, struct run *run,
                                struct trc_error *error)
{
    struct trc_db_rows rows;
    *run = (struct run){INT64_MAX, INT64_MAX};
    trc_db_query(db, &rows,
                 "SELECT first_unit, last_unit FROM activation WHERE batch_id = $1 AND last_unit >= $2"
                 " ORDER BY last_unit LIMIT 1",
                 DB_ARGS(DB_INT(batch_id), DB_INT(unit)), error);
    while (trc_db_next(&rows))
        *run = (struct run){trc_db_int(&rows, 0), trc_db_int(&rows, 1)};
    return trc_db_close_rows(&rows);
}

/* A run that goes on where one of the same second ends lengthens it: unit by unit costs no row a unit. */
static enum trc_status lengthen_run(struct trc_db *db, int64_t batch_id, struct run run, int64_t now_s, int64_t *first,
                                    struct trc_error *error)
{
    struct trc_db_rows rows;
    *first = run.first;
    trc_db_query(db, &rows,
                 "UPDATE activation SET last_unit = $1 WHERE batch_id = $2 AND last_unit = $3 AND at_s = $4"
                 " RETURNING first_unit",
                 DB_ARGS(DB_INT(run.last), DB_INT(batch_id), DB_INT(run.first - 1), DB_INT(now_s)), error);
    while (trc_db_next(&rows))
        *first = trc_db_int(&rows, 0);
    return trc_db_close_rows(&rows);
}

/* *first is where the row begins that holds the run now. */
static enum trc_status add_run(struct trc_db *db, int64_t batch_id, struct run run, int64_t now_s, int64_t *first,
                               struct trc_error *error)
{
    const enum trc_status status = lengthen_run(db, batch_id, run, now_s, first, error);
    if (status != TRC_OK || *first != run.first)
        return status;
    return trc_db_run(db, "INSERT INTO activation (batch_id, first_unit, last_unit, at_s) VALUES ($1, $2, $3, $4)",
                      DB_ARGS(DB_INT(batch_id), DB_INT(run.first), DB_INT(run.last), DB_INT(now_s)), NULL, error);
}

static enum trc_status add_gap(struct trc_db *db, int64_t batch_id, struct run gap, int64_t now_s,
                               struct trc_error *error)
{
    int64_t first;
    const enum trc_status status = add_run(db, batch_id, gap, now_s, &first, error);
    return status != TRC_OK
               ? status
               : trc_act_add(db, "", now_s, "activate", NULL, error, TRC_ACTIVATE_DETAIL, (long long)batch_id,
                             (unsigned long)gap.first, (unsigned long)gap.last, (unsigned long)first);
}

/* Fills the gaps that earlier activations left. */
static enum trc_status activate(struct trc_db *db, int64_t batch_id, struct run wanted, int64_t now_s, uint32_t *newly,
                                struct trc_error *error)
{
    enum trc_status status = trc_batch_check_units(db, batch_id, wanted.first, wanted.last, error);
    while (status == TRC_OK && wanted.first <= wanted.last) {
        struct run active;
        status = next_run(db, batch_id, wanted.first, &active, error);
        const struct run gap = {wanted.first, active.first > wanted.last ? wanted.last : active.first - 1};
        if (status == TRC_OK && gap.first <= gap.last) {
            *newly += (uint32_t)(gap.last - gap.first + 1);
            status = add_gap(db, batch_id, gap, now_s, error);
        }
        wanted.first = active.first > wanted.last ? wanted.last + 1 : active.last + 1;
    }
    return status;
}

enum trc_status trc_registry_activate(struct trc_registry *registry, int64_t batch_id, uint32_t first_unit,
                                      uint32_t last_unit, int64_t now_s, uint32_t *newly, struct trc_error *error)
{
    *newly = 0;
    if (now_s <= 0)
        return trc_error_set(error, TRC_ERR_RANGE, _("Units cannot be activated before 1970: check the clock."));
    enum trc_status status = trc_registry_begin(registry, error);
    if (status != TRC_OK)
        return status;
    uint32_t count = 0;
    status = activate(registry->db, batch_id, (struct run){first_unit, last_unit}, now_s, &count, error);
    status = trc_registry_end(registry, status, error);
    if (status == TRC_OK)
        *newly = count;
    return status;
}
