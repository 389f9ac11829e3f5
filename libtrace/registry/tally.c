/* tally.c: events added up by day, batch, region, verdict and kind of scanner, in steps that each end with a commit.
 *
 * A chain is locked while a step of it is added, and how far it is added up is kept in its row: so of two who do it at
 * once the second finds what is left. Counts of one step are written in the order of their keys, so that steps of two
 * chains never wait for each other in a circle.
 */
#include <stdlib.h>
#include <string.h>
#include <trc/stats.h>

#include "base/error.h"
#include "registry/chain.h"
#include "registry/registry.h"

enum { STEP = 20000, SECONDS_A_DAY = 86400, ARGS = 7, ROWS = 500 };

/* A row of table tally: its key, and what is added to it. */
struct cell {
    int64_t day, batch_id;
    char region[TRC_REGION_MAX + 1];
    uint8_t verdict, scanner_kind;
    int64_t scans, counted;
};

struct step {
    size_t count;
    struct cell cell[STEP];
    struct trc_db_arg args[ROWS * ARGS];
};

static int order(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int by_key(const void *x, const void *y)
{
    const struct cell *a = x, *b = y;
    int found = order(a->day, b->day);
    if (found == 0)
        found = order(a->batch_id, b->batch_id);
    if (found == 0)
        found = strcmp(a->region, b->region);
    if (found == 0)
        found = order(a->verdict, b->verdict);
    return found != 0 ? found : order(a->scanner_kind, b->scanner_kind);
}

/* The region of a place as it is stored, which its point follows: "CN-31+31.2+121.5". */
static void read_region(struct trc_db_rows *rows, int column, char region[TRC_REGION_MAX + 1])
{
    struct trc_place place;
    char text[TRC_PLACE_TEXT_SIZE];
    trc_db_text(rows, column, text, sizeof text);
    if (trc_place_parse(text, &place, NULL) != TRC_OK)
        trc_db_damaged(rows);
    memcpy(region, place.region, sizeof place.region);
}

static enum trc_status read_events(struct trc_db *db, uint32_t chain, int64_t after, struct step *step,
                                   struct trc_error *error)
{
    struct trc_db_rows rows;
    step->count = 0;
    trc_db_walk(db, &rows,
                "SELECT at_s, batch_id, place, verdict, scanner_kind, weight FROM event"
                " WHERE chain = $1 AND position > $2 AND position <= $3 AND kind = $4",
                DB_ARGS(DB_INT(chain), DB_INT(after), DB_INT(after + STEP), DB_INT(TRC_EVENT_SCAN)), error);
    while (trc_db_next(&rows)) {
        if (step->count == STEP) { /* two events at one position */
            trc_db_damaged(&rows);
            break;
        }
        struct cell *cell = &step->cell[step->count++];
        *cell = (struct cell){
            .day = trc_db_int(&rows, 0) / SECONDS_A_DAY,
            .batch_id = trc_db_int(&rows, 1),
            .verdict = (uint8_t)trc_db_uint(&rows, 3, UINT8_MAX),
            .scanner_kind = (uint8_t)trc_db_uint(&rows, 4, TRC_SCANNER_KIND_COUNT - 1),
            .scans = 1,
            .counted = trc_db_uint(&rows, 5, TRC_WEIGHT_COUNT - 1) > TRC_WEIGHT_REPEAT,
        };
        read_region(&rows, 2, cell->region);
    }
    return trc_db_close_rows(&rows);
}

static void add_up(struct step *step)
{
    size_t kept = 0;
    qsort(step->cell, step->count, sizeof *step->cell, by_key);
    for (size_t i = 0; i < step->count; i++) {
        struct cell *last = kept > 0 ? &step->cell[kept - 1] : NULL;
        if (last != NULL && by_key(last, &step->cell[i]) == 0) {
            last->scans += step->cell[i].scans;
            last->counted += step->cell[i].counted;
        } else {
            step->cell[kept++] = step->cell[i];
        }
    }
    step->count = kept;
}

static enum trc_status write_some(struct trc_db *db, struct step *step, size_t first, size_t count,
                                  struct trc_error *error)
{
    for (size_t i = 0; i < count; i++) {
        const struct cell *cell = &step->cell[first + i];
        const struct trc_db_arg row[ARGS] = {
            DB_INT(cell->day),          DB_INT(cell->batch_id), DB_TEXT(cell->region), DB_INT(cell->verdict),
            DB_INT(cell->scanner_kind), DB_INT(cell->scans),    DB_INT(cell->counted),
        };
        memcpy(&step->args[ARGS * i], row, sizeof row);
    }
    return trc_db_run_many(
        db,
        "INSERT INTO tally (day, batch_id, region, verdict, scanner_kind, scans, counted)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (day, batch_id, region, verdict, scanner_kind)"
        " DO UPDATE SET scans = tally.scans + excluded.scans, counted = tally.counted + excluded.counted",
        step->args, ARGS, count, error);
}

static enum trc_status write_cells(struct trc_db *db, struct step *step, struct trc_error *error)
{
    enum trc_status status = TRC_OK;
    for (size_t i = 0; i < step->count && status == TRC_OK; i += ROWS)
        status = write_some(db, step, i, step->count - i < ROWS ? step->count - i : ROWS, error);
    return status;
}

static enum trc_status read_tallied(struct trc_db *db, uint32_t chain, int64_t *tallied, struct trc_error *error)
{
    struct trc_db_rows rows;
    trc_db_query(db, &rows, "SELECT tallied FROM chain WHERE number = $1", DB_ARGS(DB_INT(chain)), error);
    while (trc_db_next(&rows))
        *tallied = trc_db_int(&rows, 0);
    if (rows.status == TRC_OK && *tallied < 0)
        trc_db_damaged(&rows);
    return trc_db_close_rows(&rows);
}

/* Chains have no gaps. One that claims to be longer than it is would be followed for ever. */
static enum trc_status check_there(struct trc_db *db, uint32_t chain, int64_t position, struct trc_error *error)
{
    struct trc_db_rows rows;
    bool found = false;
    trc_db_query(db, &rows, "SELECT 1 FROM event WHERE chain = $1 AND position = $2",
                 DB_ARGS(DB_INT(chain), DB_INT(position)), error);
    while (trc_db_next(&rows))
        found = true;
    if (rows.status == TRC_OK && !found)
        trc_db_damaged(&rows);
    return trc_db_close_rows(&rows);
}

/* *tallied: how far it is added up then. */
static enum trc_status tally_step(struct trc_db *db, uint32_t chain, struct step *step, int64_t *tallied,
                                  struct trc_error *error)
{
    struct trc_chain end;
    enum trc_status status = trc_chain_lock(db, chain, &end, error);
    if (status == TRC_OK)
        status = read_tallied(db, chain, tallied, error);
    if (status != TRC_OK || *tallied >= end.length)
        return status;
    status = read_events(db, chain, *tallied, step, error);
    if (status != TRC_OK)
        return status;
    add_up(step);
    status = write_cells(db, step, error);
    if (status != TRC_OK)
        return status;
    *tallied = end.length - *tallied < STEP ? end.length : *tallied + STEP;
    status = check_there(db, chain, *tallied, error);
    if (status != TRC_OK)
        return status;
    return trc_db_run(db, "UPDATE chain SET tallied = $1 WHERE number = $2", DB_ARGS(DB_INT(*tallied), DB_INT(chain)),
                      NULL, error);
}

/* Up to where the chain ends now: others may lengthen it for ever. */
static enum trc_status tally_chain(struct trc_registry *registry, uint32_t chain, struct step *step,
                                   struct trc_error *error)
{
    struct trc_chain end;
    int64_t tallied = 0;
    enum trc_status status = trc_chain_read(registry->db, chain, &end, error);
    if (status == TRC_OK)
        status = read_tallied(registry->db, chain, &tallied, error);
    while (status == TRC_OK && tallied < end.length) {
        status = trc_registry_begin_rows(registry, error);
        if (status == TRC_OK)
            status = trc_registry_end_rows(registry, tally_step(registry->db, chain, step, &tallied, error), error);
    }
    return status;
}

enum trc_status trc_registry_tally(struct trc_registry *registry, struct trc_error *error)
{
    struct step *step = malloc(sizeof *step);
    enum trc_status status = TRC_OK;
    if (step == NULL)
        return trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out."));
    for (uint32_t i = 0; i < TRC_CHAINS && status == TRC_OK; i++)
        status = tally_chain(registry, i, step, error);
    free(step);
    return status;
}
