/* copy_rows.c: the rows of one table on their way from one database to another, some hundred at a time. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "registry/copy.h"

enum { CHUNK_ROWS = 500, CHUNK_BYTES = 1 << 20 };

/* Rows that wait to be inserted. Their bytes lie in one heap that may move: until then an argument has its offset in
 * `number`. */
struct chunk {
    struct trc_db_arg args[CHUNK_ROWS * TRC_TABLE_COLUMNS_MAX];
    size_t rows, columns;
    unsigned char *heap;
    size_t used, room;
};

/* An address for values without bytes too: NULL would be SQL's. */
static bool reserve(struct chunk *chunk, size_t len)
{
    if (chunk->heap != NULL && chunk->room - chunk->used >= len)
        return true;
    const size_t room = 2 * chunk->room + len + 4096;
    unsigned char *heap = realloc(chunk->heap, room);
    if (heap == NULL)
        return false;
    chunk->heap = heap;
    chunk->room = room;
    return true;
}

static bool keep_bytes(struct chunk *chunk, struct trc_db_arg *arg, const void *bytes, size_t len)
{
    if (!reserve(chunk, len))
        return false;
    arg->number = (int64_t)chunk->used;
    arg->len = len;
    arg->bytes = chunk->heap; /* for now: not NULL */
    if (len > 0)
        memcpy(chunk->heap + chunk->used, bytes, len);
    chunk->used += len;
    return true;
}

static bool keep_row(struct chunk *chunk, const struct trc_table *table, struct trc_db_rows *rows)
{
    struct trc_db_arg *args = &chunk->args[chunk->rows * chunk->columns];
    for (size_t i = 0; i < chunk->columns; i++) {
        const char type = table->types[i];
        args[i] = (struct trc_db_arg){.type = type == 't' ? TRC_DB_TEXT : TRC_DB_BLOB}; /* NULL of any type */
        if (trc_db_is_null(rows, (int)i))
            continue;
        if (type == 'i') {
            args[i] = (struct trc_db_arg)DB_INT(trc_db_int(rows, (int)i));
            continue;
        }
        size_t len;
        const void *bytes = trc_db_bytes(rows, (int)i, &len);
        if (!keep_bytes(chunk, &args[i], bytes, len))
            return false;
    }
    chunk->rows++;
    return true;
}

static enum trc_status insert_chunk(struct trc_copy *copy, struct chunk *chunk, struct trc_error *error)
{
    for (size_t i = 0; i < chunk->rows * chunk->columns; i++)
        if (chunk->args[i].type != TRC_DB_INT && chunk->args[i].bytes != NULL)
            chunk->args[i].bytes = chunk->heap + chunk->args[i].number;
    const enum trc_status status =
        trc_db_run_many(copy->to, copy->table->insert_sql, chunk->args, chunk->columns, chunk->rows, error);
    const int64_t rows = (int64_t)chunk->rows;
    chunk->rows = 0;
    chunk->used = 0;
    return status == TRC_OK ? trc_copy_tell(copy, rows) : status;
}

enum trc_status trc_copy_rows(struct trc_copy *copy, struct trc_error *error)
{
    struct trc_db_rows rows;
    struct chunk *chunk = calloc(1, sizeof *chunk);
    if (chunk == NULL)
        return trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out."));
    chunk->columns = strlen(copy->table->types);
    assert(chunk->columns <= TRC_TABLE_COLUMNS_MAX);
    trc_db_walk(copy->from, &rows, copy->table->select_sql, NULL, error);
    while (trc_db_next(&rows)) {
        if (!keep_row(chunk, copy->table, &rows))
            rows.status = trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out."));
        else if (chunk->rows == CHUNK_ROWS || chunk->used >= CHUNK_BYTES)
            rows.status = insert_chunk(copy, chunk, error);
    }
    enum trc_status status = trc_db_close_rows(&rows);
    if (status == TRC_OK)
        status = insert_chunk(copy, chunk, error);
    free(chunk->heap);
    free(chunk);
    return status;
}
