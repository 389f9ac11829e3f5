/* pg_params.c: values on their way to the server and back, in PostgreSQL's binary formats. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "db/pg.h"

/* OIDs of built-in types, which never change. Source: pg_type.dat. */
enum { BOOL = 16, BYTEA = 17, NAME = 19, INT8 = 20, INT2 = 21, INT4 = 23, TEXT = 25, VARCHAR = 1043 };

static int int_width(Oid type)
{
    return type == INT8 ? 8 : type == INT4 ? 4 : type == INT2 ? 2 : 0;
}

static bool is_text(Oid type)
{
    return type == TEXT || type == VARCHAR || type == NAME;
}

static enum trc_status describe(struct trc_pg_stmt *stmt, struct trc_error *error)
{
    PGresult *result = PQdescribePrepared(stmt->db->conn, stmt->name);
    stmt->params = (size_t)PQnparams(result);
    for (size_t i = 0; i < stmt->params && i < TRC_PG_PARAMS_MAX; i++)
        stmt->type[i] = PQparamtype(result, (int)i);
    return trc_pg_done(stmt->db, result, error);
}

enum trc_status trc_pg_prepare(struct trc_pg_stmt *stmt, struct trc_error *error)
{
    struct trc_pg *db = stmt->db;
    if (stmt->connection == db->connection)
        return TRC_OK;
    const char *sql = stmt->cursor_sql != NULL ? stmt->cursor_sql : stmt->sql;
    enum trc_status status = trc_pg_done(db, PQprepare(db->conn, stmt->name, sql, 0, NULL), error);
    if (status == TRC_OK)
        status = describe(stmt, error);
    if (status == TRC_OK)
        stmt->connection = db->connection;
    return status;
}

static enum trc_status refuse_parameter(const struct trc_pg_stmt *stmt, size_t number, Oid type,
                                        struct trc_error *error)
{
    return trc_error_set(error, TRC_ERR_UNSUPPORTED,
                         _("%s takes parameter %zu of a statement for another type (%u) than it is."),
                         stmt->db->base.name, number, type);
}

static enum trc_status refuse_column(const struct trc_pg_stmt *stmt, int number, Oid type, struct trc_error *error)
{
    return trc_error_set(error, TRC_ERR_UNSUPPORTED,
                         _("%s answers column %d of a statement in a type (%u) that is not read."), stmt->db->base.name,
                         number, type);
}

static bool encode_number(int64_t number, Oid type, unsigned char bytes[8], int *len)
{
    *len = int_width(type);
    const int64_t max = *len == 8 ? INT64_MAX : *len == 4 ? INT32_MAX : INT16_MAX;
    for (int i = 0; i < *len; i++)
        bytes[i] = (unsigned char)((uint64_t)number >> (8 * (*len - 1 - i)));
    return *len > 0 && number <= max && number >= -max - 1;
}

enum trc_status trc_pg_encode(const struct trc_pg_stmt *stmt, const struct trc_db_arg *args, size_t count,
                              struct trc_pg_params *params, struct trc_error *error)
{
    if (count != stmt->params || count > TRC_PG_PARAMS_MAX)
        return refuse_parameter(stmt, stmt->params, 0, error);
    for (size_t i = 0; i < count; i++) {
        const Oid type = stmt->type[i];
        bool fits = args[i].type == TRC_DB_TEXT ? is_text(type) : type == BYTEA;
        params->format[i] = 1;
        params->value[i] = args[i].bytes;
        params->len[i] = (int)args[i].len;
        if (args[i].type == TRC_DB_INT) {
            params->value[i] = (const char *)params->number[i];
            fits = encode_number(args[i].number, type, params->number[i], &params->len[i]);
        }
        if (!fits)
            return refuse_parameter(stmt, i + 1, type, error);
    }
    return TRC_OK;
}

enum trc_status trc_pg_take_result(struct trc_pg_stmt *stmt, PGresult *result, struct trc_error *error)
{
    stmt->result = result;
    stmt->row = -1;
    const ExecStatusType outcome = PQresultStatus(result);
    if (outcome != PGRES_COMMAND_OK && outcome != PGRES_TUPLES_OK)
        return trc_pg_fail(stmt->db, result, error);
    for (int i = 0; i < PQnfields(result); i++) {
        const Oid type = PQftype(result, i);
        if (int_width(type) == 0 && !is_text(type) && type != BYTEA && type != BOOL)
            return refuse_column(stmt, i + 1, type, error);
    }
    return TRC_OK;
}

char trc_pg_type(void *handle, int column)
{
    const struct trc_pg_stmt *stmt = handle;
    const Oid type = PQftype(stmt->result, column);
    if (PQgetisnull(stmt->result, stmt->row, column) != 0)
        return '0';
    return int_width(type) > 0 ? 'i' : is_text(type) ? 't' : type == BYTEA ? 'b' : '?';
}
