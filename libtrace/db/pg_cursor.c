/* pg_cursor.c: walks over any number of rows, a few at a time, through a cursor of the server. */
#include <stdio.h>

#include "db/pg.h"

enum { FETCH_FIRST = 50, FETCH_MAX = 1000, FETCH_BYTES = 1 << 20 };

/*
 * A cursor lives in a transaction. When none is open, the first walk begins one that reads, and the last walk ends it:
 * what a visitor reads meanwhile is then of the same moment, as it is on SQLite.
 */
static enum trc_status begin_reading(const struct trc_pg *db, struct trc_error *error)
{
    if (db->base.in_transaction || db->cursors > 0)
        return TRC_OK;
    return trc_pg_done(db, PQexec(db->conn, "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"), error);
}

static void end_reading(const struct trc_pg *db)
{
    if (!db->base.in_transaction && db->cursors == 0)
        PQclear(PQexec(db->conn, "COMMIT")); /* nothing was written; a lost connection shows at the next statement */
}

enum trc_status trc_pg_cursor_open(struct trc_pg_stmt *stmt, const struct trc_pg_params *params,
                                   struct trc_error *error)
{
    struct trc_pg *db = stmt->db;
    enum trc_status status = begin_reading(db, error);
    if (status != TRC_OK)
        return status;
    status = trc_pg_done(
        db, PQexecPrepared(db->conn, stmt->name, (int)stmt->params, params->value, params->len, params->format, 1),
        error);
    if (status != TRC_OK) {
        end_reading(db);
        return status;
    }
    db->cursors++;
    stmt->cursor_open = true;
    stmt->fetch = FETCH_FIRST;
    stmt->row = -1;
    return TRC_OK;
}

/* Rows whose size the last ones tell, so that wide ones do not fill the memory. */
static int next_fetch(const struct trc_pg_stmt *stmt)
{
    const size_t row_size = PQresultMemorySize(stmt->result) / (size_t)stmt->fetch + 1;
    const size_t wanted = FETCH_BYTES / row_size + 1;
    return wanted < FETCH_MAX ? (int)wanted : FETCH_MAX;
}

enum trc_status trc_pg_cursor_fetch(struct trc_pg_stmt *stmt, struct trc_error *error)
{
    char sql[32 + TRC_PG_NAME_SIZE];
    snprintf(sql, sizeof sql, "FETCH %d FROM %s", stmt->fetch, stmt->name);
    PQclear(stmt->result);
    const enum trc_status status =
        trc_pg_take_result(stmt, PQexecParams(stmt->db->conn, sql, 0, NULL, NULL, NULL, NULL, 1), error);
    if (status != TRC_OK)
        return status;
    if (PQntuples(stmt->result) < stmt->fetch)
        trc_pg_cursor_close(stmt); /* at once: a short walk holds no transaction while its rows are visited */
    else
        stmt->fetch = next_fetch(stmt);
    return TRC_OK;
}

void trc_pg_cursor_close(struct trc_pg_stmt *stmt)
{
    struct trc_pg *db = stmt->db;
    char sql[8 + TRC_PG_NAME_SIZE];
    if (!stmt->cursor_open)
        return;
    stmt->cursor_open = false;
    db->cursors--;
    snprintf(sql, sizeof sql, "CLOSE %s", stmt->name);
    if (db->base.in_transaction || db->cursors > 0)
        PQclear(PQexec(db->conn, sql));
    end_reading(db);
}
