/* pg_pipeline.c: one statement for many rows of arguments in one round trip, by libpq's pipeline mode. */
#include <stdlib.h>

#include "base/error.h"
#include "db/pg.h"

static void clear_answers(struct trc_pg_stmt *stmt)
{
    for (size_t i = 0; i < stmt->answers_count; i++)
        PQclear(stmt->answers[i]);
    stmt->answers_count = 0;
}

void trc_pg_drop_answers(struct trc_pg_stmt *stmt)
{
    clear_answers(stmt);
    free(stmt->answers);
    stmt->answers = NULL;
}

/* libpq copies each row at once. While the server's answers wait to be read it reads them, so that neither side can
 * wait for the other. */
static enum trc_status send_rows(struct trc_pg_stmt *stmt, const struct trc_db_arg *args, size_t args_per_row,
                                 size_t rows, size_t *sent, struct trc_error *error)
{
    PGconn *conn = stmt->db->conn;
    for (*sent = 0; *sent < rows; ++*sent) {
        struct trc_pg_params params;
        const enum trc_status status = trc_pg_encode(stmt, args + *sent * args_per_row, args_per_row, &params, error);
        if (status != TRC_OK)
            return status;
        if (!PQsendQueryPrepared(conn, stmt->name, (int)args_per_row, params.value, params.len, params.format, 1))
            return trc_pg_fail(stmt->db, NULL, error);
    }
    return TRC_OK;
}

/* The first failure is the cause; what follows it was not run. */
static enum trc_status receive_rows(struct trc_pg_stmt *stmt, size_t sent, struct trc_error *error)
{
    PGconn *conn = stmt->db->conn;
    enum trc_status status = TRC_OK;
    for (size_t i = 0; i < sent; i++) {
        PGresult *result = stmt->answers[i] = PQgetResult(conn);
        stmt->answers_count = i + 1;
        const ExecStatusType outcome = PQresultStatus(result);
        if (status == TRC_OK && outcome != PGRES_COMMAND_OK && outcome != PGRES_TUPLES_OK)
            status = trc_pg_fail(stmt->db, result, error);
        if (result != NULL)
            PQclear(PQgetResult(conn)); /* the NULL that ends each answer */
    }
    PQclear(PQgetResult(conn)); /* the end of the pipeline */
    return status;
}

static enum trc_status run_pipeline(struct trc_pg_stmt *stmt, const struct trc_db_arg *args, size_t args_per_row,
                                    size_t rows, struct trc_error *error)
{
    PGconn *conn = stmt->db->conn;
    size_t sent;
    enum trc_status status = trc_pg_prepare(stmt, error);
    if (status != TRC_OK)
        return status;
    if (!PQenterPipelineMode(conn))
        return trc_pg_fail(stmt->db, NULL, error);
    status = send_rows(stmt, args, args_per_row, rows, &sent, error);
    if (!PQpipelineSync(conn) && status == TRC_OK)
        status = trc_pg_fail(stmt->db, NULL, error);
    const enum trc_status received = receive_rows(stmt, sent, status == TRC_OK ? error : NULL);
    if (!PQexitPipelineMode(conn) && status == TRC_OK && received == TRC_OK)
        status = trc_pg_fail(stmt->db, NULL, error);
    return status == TRC_OK ? received : status;
}

enum trc_status trc_pg_send(struct trc_db *base, void *handle, const struct trc_db_arg *args, size_t args_per_row,
                            size_t rows, struct trc_error *error)
{
    struct trc_pg_stmt *stmt = handle;
    (void)base;
    trc_pg_drop_answers(stmt);
    stmt->answers = calloc(rows, sizeof(PGresult *));
    if (stmt->answers == NULL)
        return trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out."));
    enum trc_status status = run_pipeline(stmt, args, args_per_row, rows, error);
    if (trc_pg_recovered(stmt->db, &status, error)) {
        clear_answers(stmt);
        status = run_pipeline(stmt, args, args_per_row, rows, error);
    }
    return status;
}

void trc_pg_pick(void *handle, size_t row)
{
    struct trc_pg_stmt *stmt = handle;
    PQclear(stmt->result);
    stmt->result = stmt->answers[row];
    stmt->answers[row] = NULL;
    stmt->row = -1;
}
