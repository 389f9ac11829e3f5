/* range.c: the issued ranges of one (key id, GTIN) in memory, for deciding about many codes without the database. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "registry/batch.h"
#include "registry/registry.h"

/* One query, so that batches and activations are of one moment: a row for each activation, at least one a batch. */
static const char ranges_sql[] = "SELECT " TRC_BATCH_COLUMNS ", a.first_unit, a.last_unit, a.at_s"
                                 " FROM batch b LEFT JOIN activation a ON a.batch_id = b.id"
                                 " WHERE b.gtin = $1 AND b.key_id = $2 ORDER BY b.first_unit, a.last_unit";
enum { COLUMN_FIRST = TRC_BATCH_COLUMN_COUNT, COLUMN_LAST, COLUMN_AT };

/* An array that doubles, with room for one more element; NULL when memory ran out (the array is as it was). */
static void *grown(void *array, size_t count, size_t element_size)
{
    if ((count & (count - 1)) != 0) /* its room is the next power of two */
        return array;
    return realloc(array, (count == 0 ? 1 : 2 * count) * element_size);
}

static struct trc_range *add_range(struct trc_db_rows *rows, struct trc_ranges *ranges)
{
    struct trc_range *array = grown(ranges->range, ranges->count, sizeof *array);
    if (array == NULL)
        return NULL;
    ranges->range = array;
    struct trc_range *range = &array[ranges->count++];
    *range = (struct trc_range){0};
    trc_batch_read(rows, &range->batch);
    return range;
}

static bool add_activation(struct trc_db_rows *rows, struct trc_ranges *ranges, size_t count, struct trc_range *range)
{
    struct trc_activation *array = grown(ranges->activation, count, sizeof *array);
    if (array == NULL)
        return false;
    ranges->activation = array;
    array[count] = (struct trc_activation){
        .first_unit = trc_db_uint(rows, COLUMN_FIRST, TRC_UNIT_MAX),
        .last_unit = trc_db_uint(rows, COLUMN_LAST, TRC_UNIT_MAX),
        .at_s = trc_db_int(rows, COLUMN_AT),
    };
    range->activation_count++;
    range->batch.active_count += array[count].last_unit - array[count].first_unit + 1;
    return true;
}

static bool read_row(struct trc_db_rows *rows, struct trc_ranges *ranges, size_t *activation_count)
{
    struct trc_range *range = ranges->count == 0 ? NULL : &ranges->range[ranges->count - 1];
    if (range == NULL || range->batch.id != trc_db_int(rows, 0))
        range = add_range(rows, ranges);
    if (range == NULL)
        return false;
    return trc_db_is_null(rows, COLUMN_FIRST) || add_activation(rows, ranges, (*activation_count)++, range);
}

/* The array of activations no longer moves: let each range point at its own. */
static void link_activations(struct trc_ranges *ranges)
{
    struct trc_activation *next = ranges->activation;
    for (size_t i = 0; i < ranges->count; i++) {
        ranges->range[i].activation = next;
        next += ranges->range[i].activation_count;
    }
}

enum trc_status trc_registry_load_ranges(struct trc_registry *registry, uint8_t key_id, const char gtin[TRC_GTIN_SIZE],
                                         struct trc_ranges *ranges, struct trc_error *error)
{
    struct trc_db_rows rows;
    size_t activation_count = 0;
    *ranges = (struct trc_ranges){0};
    trc_db_query(registry->db, &rows, ranges_sql, DB_ARGS(DB_TEXT(gtin), DB_INT(key_id)), error);
    while (trc_db_next(&rows))
        if (!read_row(&rows, ranges, &activation_count))
            rows.status = trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out."));
    const enum trc_status status = trc_db_close_rows(&rows);
    if (status == TRC_OK)
        link_activations(ranges);
    else
        trc_ranges_free(ranges);
    return status;
}

void trc_ranges_free(struct trc_ranges *ranges)
{
    free(ranges->range);
    free(ranges->activation);
    *ranges = (struct trc_ranges){0};
}

const struct trc_range *trc_ranges_find(const struct trc_ranges *ranges, uint32_t unit)
{
    size_t low = 0, high = ranges->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const struct trc_batch *batch = &ranges->range[middle].batch;
        if (unit < batch->first_unit)
            high = middle;
        else if (unit - batch->first_unit >= batch->count)
            low = middle + 1;
        else
            return &ranges->range[middle];
    }
    return NULL;
}

int64_t trc_range_active_since(const struct trc_range *range, uint32_t unit)
{
    size_t low = 0, high = range->activation_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const struct trc_activation *activation = &range->activation[middle];
        if (unit < activation->first_unit)
            high = middle;
        else if (unit > activation->last_unit)
            low = middle + 1;
        else
            return activation->at_s;
    }
    return 0;
}
