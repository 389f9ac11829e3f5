/* jobs.c: statements that are run for many rows of arguments: where the database is far away, in as few round trips as
 * the answers leave room for.
 */
#include <assert.h>

#include "db/driver.h"

/* Rows of arguments, and jobs, in one round trip: the answers to them are held in memory. */
enum { ROWS_MAX = 500, PARTS_MAX = 8 };

/* What goes on the next trip. */
struct trip {
    struct trc_db *db;
    size_t count, rows;
    struct trc_db_part part[PARTS_MAX];
    struct trc_db_rows answer[PARTS_MAX]; /* a part's statement */
    const struct trc_db_job *job[PARTS_MAX];
    size_t start[PARTS_MAX]; /* of the job's rows */
};

static void read_answer(const struct trc_db_job *job, struct trc_db_rows *rows, size_t row)
{
    while (trc_db_next(rows))
        if (job->visit != NULL)
            rows->status = job->visit(job->context, row, rows);
}

static enum trc_status read_part(struct trip *trip, size_t index)
{
    struct trc_db_rows *answer = &trip->answer[index];
    for (size_t i = 0; answer->status == TRC_OK && i < trip->part[index].rows; i++) {
        trip->db->driver->pick(trip->part[index].stmt, i);
        read_answer(trip->job[index], answer, trip->start[index] + i);
    }
    return answer->status;
}

static enum trc_status go(struct trip *trip, bool commits, enum trc_status status, struct trc_error *error)
{
    if (status == TRC_OK)
        status = trip->db->driver->send(trip->db, trip->part, trip->count, commits, error);
    for (size_t i = 0; i < trip->count; i++) {
        if (status == TRC_OK)
            status = read_part(trip, i);
        (void)!trc_db_close_rows(&trip->answer[i]);
    }
    trip->count = trip->rows = 0;
    return status;
}

/* As many rows as there is room for, from `start`. */
static enum trc_status take(struct trip *trip, const struct trc_db_job *job, size_t start, struct trc_error *error)
{
    const size_t left = job->rows - start, room = ROWS_MAX - trip->rows, rows = left < room ? left : room;
    struct trc_db_rows *answer = &trip->answer[trip->count];
    trc_db_take(trip->db, answer, job->sql, false, error);
    if (answer->stmt == NULL)
        return answer->status;
    trip->part[trip->count] =
        (struct trc_db_part){trc_db_handle(answer), job->args + start * job->args_per_row, job->args_per_row, rows};
    trip->job[trip->count] = job;
    trip->start[trip->count++] = start;
    trip->rows += rows;
    return TRC_OK;
}

static enum trc_status travel(struct trc_db *db, const struct trc_db_job *jobs, size_t count, bool commits,
                              struct trc_error *error)
{
    struct trip trip = {.db = db};
    enum trc_status status = TRC_OK;
    for (size_t i = 0; i < count; i++)
        for (size_t start = 0; start < jobs[i].rows && status == TRC_OK;) {
            if (trip.rows == ROWS_MAX || trip.count == PARTS_MAX)
                status = go(&trip, false, status, error);
            const size_t before = trip.rows;
            if (status == TRC_OK)
                status = take(&trip, &jobs[i], start, error);
            start += trip.rows - before;
        }
    return trip.count > 0 || commits ? go(&trip, commits, status, error) : status;
}

static enum trc_status run_here(struct trc_db *db, const struct trc_db_job *job, struct trc_error *error)
{
    const struct trc_db_driver *driver = db->driver;
    struct trc_db_rows answer;
    trc_db_take(db, &answer, job->sql, false, error);
    for (size_t i = 0; i < job->rows && answer.status == TRC_OK; i++) {
        void *handle = trc_db_handle(&answer);
        answer.status = driver->bind(db, handle, job->args + i * job->args_per_row, job->args_per_row, error);
        read_answer(job, &answer, i);
        driver->reset(handle);
    }
    return trc_db_close_rows(&answer);
}

enum trc_status trc_db_run_jobs_to(struct trc_db *db, const struct trc_db_job *jobs, size_t count, bool commits,
                                   struct trc_error *error)
{
    enum trc_status status = TRC_OK;
    if (db->driver->send != NULL)
        return travel(db, jobs, count, commits, error);
    for (size_t i = 0; i < count && status == TRC_OK; i++)
        status = run_here(db, &jobs[i], error);
    return status == TRC_OK && commits ? db->driver->end(db, true, error) : status;
}

enum trc_status trc_db_run_jobs(struct trc_db *db, const struct trc_db_job *jobs, size_t count, struct trc_error *error)
{
    return trc_db_run_jobs_to(db, jobs, count, false, error);
}

enum trc_status trc_db_query_many(struct trc_db *db, const char *sql, const struct trc_db_arg *args,
                                  size_t args_per_row, size_t rows, trc_db_visit *visit, void *context,
                                  struct trc_error *error)
{
    return trc_db_run_jobs(db, &(struct trc_db_job){sql, args, args_per_row, rows, visit, context}, 1, error);
}

enum trc_status trc_db_run_many(struct trc_db *db, const char *sql, const struct trc_db_arg *args, size_t args_per_row,
                                size_t rows, struct trc_error *error)
{
    assert(db->in_transaction);
    return trc_db_query_many(db, sql, args, args_per_row, rows, NULL, NULL, error);
}
