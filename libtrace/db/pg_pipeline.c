/* pg_pipeline.c: statements for many rows of arguments in one round trip, by libpq's pipeline mode. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "db/pg.h"

void trc_pg_drop_answers(struct trc_pg_stmt *stmt)
{
    for (size_t i = 0; i < stmt->answers_count; i++)
        PQclear(stmt->answers[i]);
    free(stmt->answers);
    stmt->answers = NULL;
    stmt->answers_count = 0;
}

/* What goes through the pipeline, and how far it was sent. */
struct flow {
    struct trc_pg *db;
    const struct trc_db_part *parts;
    size_t count;
    bool commits;
    bool sent_begin, sent_commit;
    size_t sent_rows; /* of all parts together */
};

static enum trc_status send_command(struct trc_pg *db, const char *sql, bool *sent, struct trc_error *error)
{
    *sent = PQsendQueryParams(db->conn, sql, 0, NULL, NULL, NULL, NULL, 1) != 0;
    return *sent ? TRC_OK : trc_pg_fail(db, NULL, error);
}

static enum trc_status send_rows(struct flow *flow, const struct trc_db_part *part, struct trc_error *error)
{
    const struct trc_pg_stmt *stmt = part->stmt;
    for (size_t i = 0; i < part->rows; i++) {
        struct trc_pg_params params;
        const enum trc_status status =
            trc_pg_encode(stmt, part->args + i * part->args_per_row, part->args_per_row, &params, error);
        if (status != TRC_OK)
            return status;
        if (!PQsendQueryPrepared(flow->db->conn, stmt->name, (int)part->args_per_row, params.value, params.len,
                                 params.format, 1))
            return trc_pg_fail(flow->db, NULL, error);
        flow->sent_rows++;
    }
    return TRC_OK;
}

/* libpq copies each row at once. While the server's answers wait to be read it reads them, so that neither side can
 * wait for the other. */
static enum trc_status send_all(struct flow *flow, struct trc_error *error)
{
    enum trc_status status = TRC_OK;
    if (flow->db->begins) {
        status = send_command(flow->db, TRC_PG_BEGIN, &flow->sent_begin, error);
        flow->db->begins = !flow->sent_begin;
    }
    for (size_t i = 0; i < flow->count && status == TRC_OK; i++)
        status = send_rows(flow, &flow->parts[i], error);
    return status == TRC_OK && flow->commits ? send_command(flow->db, "COMMIT", &flow->sent_commit, error) : status;
}

/* The first failure is the cause; what follows it was not run. */
static PGresult *receive(struct trc_pg *db, enum trc_status *status, struct trc_error *error)
{
    PGresult *result = PQgetResult(db->conn);
    const ExecStatusType outcome = PQresultStatus(result);
    if (*status == TRC_OK && outcome != PGRES_COMMAND_OK && outcome != PGRES_TUPLES_OK)
        *status = trc_pg_fail(db, result, error);
    if (result != NULL)
        PQclear(PQgetResult(db->conn)); /* the NULL that ends each answer */
    return result;
}

static enum trc_status receive_all(struct flow *flow, struct trc_error *error)
{
    struct trc_pg *db = flow->db;
    enum trc_status status = TRC_OK;
    if (flow->sent_begin)
        PQclear(receive(db, &status, error));
    for (size_t i = 0; i < flow->count; i++) {
        struct trc_pg_stmt *stmt = flow->parts[i].stmt;
        for (; flow->sent_rows > 0 && stmt->answers_count < flow->parts[i].rows; flow->sent_rows--)
            stmt->answers[stmt->answers_count++] = receive(db, &status, error);
    }
    if (flow->sent_commit) {
        PGresult *result = receive(db, &status, error);
        if (status == TRC_OK || PQstatus(db->conn) == CONNECTION_BAD)
            status = trc_pg_committed(db, result, status, error);
        PQclear(result);
    }
    PQclear(PQgetResult(db->conn)); /* the end of the pipeline */
    return status;
}

static enum trc_status prepare(const struct flow *flow, struct trc_error *error)
{
    enum trc_status status = TRC_OK;
    for (size_t i = 0; i < flow->count && status == TRC_OK; i++) {
        struct trc_pg_stmt *stmt = flow->parts[i].stmt;
        trc_pg_drop_answers(stmt);
        stmt->answers = calloc(flow->parts[i].rows, sizeof(PGresult *));
        status = stmt->answers == NULL ? trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out."))
                                       : trc_pg_prepare(stmt, error);
    }
    return status;
}

/* A pipeline that has no end would be waited for, one that is not left is in the way of everything else. */
static enum trc_status fail_pipeline(struct trc_pg *db, enum trc_status status, struct trc_error *error)
{
    if (status == TRC_OK)
        status = trc_pg_fail(db, NULL, error);
    if (PQstatus(db->conn) == CONNECTION_OK)
        trc_pg_disconnect(db);
    return status;
}

static enum trc_status run_pipeline(struct flow flow, struct trc_error *error)
{
    struct trc_pg *db = flow.db;
    enum trc_status status = prepare(&flow, error);
    if (status != TRC_OK)
        return status;
    if (!PQenterPipelineMode(db->conn))
        return trc_pg_fail(db, NULL, error);
    status = send_all(&flow, error);
    if (!PQpipelineSync(db->conn) && PQstatus(db->conn) == CONNECTION_OK)
        return fail_pipeline(db, status, error);
    const enum trc_status received = receive_all(&flow, status == TRC_OK ? error : NULL);
    if (status == TRC_OK)
        status = received;
    return PQexitPipelineMode(db->conn) ? status : fail_pipeline(db, status, error);
}

enum trc_status trc_pg_send(struct trc_db *base, const struct trc_db_part *parts, size_t count, bool commits,
                            struct trc_error *error)
{
    struct trc_pg *db = (struct trc_pg *)base;
    const struct flow flow = {.db = db, .parts = parts, .count = count, .commits = commits};
    const bool begins = db->begins;
    enum trc_status status = run_pipeline(flow, error);
    /* What a lost connection had begun is gone. */
    if (status != TRC_OK && PQstatus(db->conn) == CONNECTION_BAD)
        db->begins = begins && !commits;
    if (trc_pg_recovered(db, &status, error))
        status = run_pipeline(flow, error);
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
