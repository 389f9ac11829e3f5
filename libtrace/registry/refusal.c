/* refusal.c: counts of refused codes, added up in memory until somebody writes them.
 *
 * Forged codes cost their maker nothing. So they must cost little here: no commit each, and no row each.
 */
#include "registry/refusal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "registry/registry.h"

enum { SECONDS_A_DAY = 86400, KEPT_FOR_NO_REGION = 128, COUNTRY_LEN = 2, ARGS = 4, ROWS = 256 };

void trc_refusal_init(struct trc_refusal *row, int64_t now_s, const char *region, const char *finding)
{
    *row = (struct trc_refusal){.day = now_s / SECONDS_A_DAY, .scans = 1};
    snprintf(row->region, sizeof row->region, "%s", region);
    if (trc_region_name(row->region, false) == NULL)
        row->region[COUNTRY_LEN] = '\0';
    if (trc_region_name(row->region, false) == NULL)
        row->region[0] = '\0';
    snprintf(row->finding, sizeof row->finding, "%s", finding);
}

static int by_key(const void *x, const void *y)
{
    const struct trc_refusal *a = x, *b = y;
    int order = (a->day > b->day) - (a->day < b->day);
    order = order != 0 ? order : strcmp(a->region, b->region);
    return order != 0 ? order : strcmp(a->finding, b->finding);
}

static struct trc_refusal *find(struct trc_refusals *refusals, const struct trc_refusal *row)
{
    for (size_t i = 0; i < refusals->count; i++)
        if (by_key(&refusals->row[i], row) == 0)
            return &refusals->row[i];
    return NULL;
}

static bool add(struct trc_refusals *refusals, const struct trc_refusal *row, size_t max)
{
    struct trc_refusal *found = find(refusals, row);
    if (found != NULL)
        found->scans += row->scans;
    else if (refusals->count < max)
        refusals->row[refusals->count++] = *row;
    else
        return false;
    return true;
}

void trc_refusals_add(struct trc_refusals *refusals, const struct trc_refusal *row)
{
    struct trc_refusal anywhere = *row;
    anywhere.region[0] = '\0';
    if (!add(refusals, row, TRC_REFUSALS_MAX - KEPT_FOR_NO_REGION))
        (void)add(refusals, &anywhere, TRC_REFUSALS_MAX);
}

static enum trc_status write_some(struct trc_db *db, const struct trc_refusal *row, size_t count,
                                  struct trc_error *error)
{
    struct trc_db_arg args[ROWS * ARGS];
    for (size_t i = 0; i < count; i++) {
        const struct trc_db_arg bound[ARGS] = {DB_INT(row[i].day), DB_TEXT(row[i].region), DB_TEXT(row[i].finding),
                                               DB_INT(row[i].scans)};
        memcpy(&args[ARGS * i], bound, sizeof bound);
    }
    return trc_db_run_many(db,
                           "INSERT INTO refusal (day, region, finding, scans) VALUES ($1, $2, $3, $4)"
                           " ON CONFLICT (day, region, finding) DO UPDATE SET scans = refusal.scans + excluded.scans",
                           args, ARGS, count, error);
}

enum trc_status trc_refusals_write(struct trc_registry *registry, struct trc_refusal *row, size_t count,
                                   struct trc_error *error)
{
    if (count == 0)
        return TRC_OK;
    qsort(row, count, sizeof *row, by_key);
    enum trc_status status = trc_registry_begin_rows(registry, error);
    if (status != TRC_OK)
        return status;
    for (size_t i = 0; i < count && status == TRC_OK; i += ROWS)
        status = write_some(registry->db, &row[i], count - i < ROWS ? count - i : ROWS, error);
    return trc_registry_end_rows(registry, status, error);
}
