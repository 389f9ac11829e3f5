/* many.c: one statement for many rows of arguments: where the database is far away, in one round trip a chunk. */
#include <assert.h>

#include "db/driver.h"

/* The answers to one chunk are held in memory. */
enum { CHUNK = 500 };

struct many {
    const struct trc_db_arg *args;
    size_t args_per_row;
    trc_db_visit *visit;
    void *context;
};

static void read_answer(const struct many *many, struct trc_db_rows *rows, size_t row)
{
    while (trc_db_next(rows))
        if (many->visit != NULL)
            rows->status = many->visit(many->context, row, rows);
}

static void ask_chunk(const struct many *many, struct trc_db_rows *rows, size_t start, size_t count)
{
    const struct trc_db_driver *driver = rows->db->driver;
    void *handle = trc_db_handle(rows);
    rows->status =
        driver->send(rows->db, handle, many->args + start * many->args_per_row, many->args_per_row, count, rows->error);
    for (size_t i = 0; rows->status == TRC_OK && i < count; i++) {
        driver->pick(handle, i);
        read_answer(many, rows, start + i);
    }
    driver->reset(handle);
}

static void ask_one(const struct many *many, struct trc_db_rows *rows, size_t row)
{
    const struct trc_db_driver *driver = rows->db->driver;
    void *handle = trc_db_handle(rows);
    rows->status =
        driver->bind(rows->db, handle, many->args + row * many->args_per_row, many->args_per_row, rows->error);
    read_answer(many, rows, row);
    driver->reset(handle);
}

enum trc_status trc_db_query_many(struct trc_db *db, const char *sql, const struct trc_db_arg *args,
                                  size_t args_per_row, size_t rows, trc_db_visit *visit, void *context,
                                  struct trc_error *error)
{
    const struct many many = {args, args_per_row, visit, context};
    const size_t chunk = db->driver->send != NULL ? CHUNK : 1;
    struct trc_db_rows answer;
    trc_db_take(db, &answer, sql, false, error);
    for (size_t start = 0; answer.status == TRC_OK && start < rows; start += chunk)
        if (chunk == 1)
            ask_one(&many, &answer, start);
        else
            ask_chunk(&many, &answer, start, rows - start < chunk ? rows - start : chunk);
    return trc_db_close_rows(&answer);
}

enum trc_status trc_db_run_many(struct trc_db *db, const char *sql, const struct trc_db_arg *args, size_t args_per_row,
                                size_t rows, struct trc_error *error)
{
    assert(db->in_transaction);
    return trc_db_query_many(db, sql, args, args_per_row, rows, NULL, NULL, error);
}
