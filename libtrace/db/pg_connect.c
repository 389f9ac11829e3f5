/* pg_connect.c: connecting to a PostgreSQL server, and again when the connection was lost. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "db/pg.h"

enum { SERVER_VERSION_MIN = 120000 };

/* The library never prints. */
static void ignore_notice(void *context, const char *message)
{
    (void)context, (void)message;
}

/* Before the URL stand defaults for it, behind it what it cannot change. */
static PGconn *connect_url(const char *url)
{
    static const char *const keyword[] = {"connect_timeout",
                                          "application_name",
                                          "keepalives_idle",
                                          "keepalives_interval",
                                          "keepalives_count",
                                          "tcp_user_timeout",
                                          "dbname",
                                          "client_encoding",
                                          NULL};
    const char *const value[] = {"10", "trc", "30", "10", "3", "30000", url, "UTF8", NULL};
    PGconn *conn = PQconnectdbParams(keyword, value, 1);
    if (conn == NULL)
        return NULL;
    PQsetNoticeProcessor(conn, ignore_notice, NULL);
    /* A server that refuses gives its reason a code, which libpq passes on only when it is asked before. */
    if (PQstatus(conn) == CONNECTION_BAD && strstr(PQerrorMessage(conn), ":  ") != NULL) {
        PQsetErrorVerbosity(conn, PQERRORS_VERBOSE);
        PQreset(conn);
        PQsetErrorVerbosity(conn, PQERRORS_DEFAULT);
    }
    return conn;
}

static enum trc_status check_server(const struct trc_pg *db, struct trc_error *error)
{
    const int version = PQserverVersion(db->conn);
    if (version < SERVER_VERSION_MIN)
        return trc_error_set(error, TRC_ERR_UNSUPPORTED,
                             _("The server of %s is PostgreSQL %d and at least %d is needed: use a newer one."),
                             db->base.name, version / 10000, SERVER_VERSION_MIN / 10000);
    const char *encoding = PQparameterStatus(db->conn, "server_encoding");
    if (encoding == NULL || strcmp(encoding, "UTF8") != 0)
        return trc_error_set(
            error, TRC_ERR_UNSUPPORTED,
            _("%s is kept in %s, not in UTF-8: make another with createdb --encoding=UTF8 --template=template0."),
            db->base.name, encoding != NULL ? encoding : "?");
    return TRC_OK;
}

/* Settings of the session. A commit that is answered before it is on disk would give numbers twice after a crash. */
static enum trc_status set_up(const struct trc_pg *db, struct trc_error *error)
{
    char sql[512];
    snprintf(sql, sizeof sql,
             "SET lock_timeout = %d; SET standard_conforming_strings = on;"
             "SELECT current_schema(), set_config('synchronous_commit', CASE current_setting('synchronous_commit')"
             " WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false)",
             db->busy_timeout_ms > 0 ? db->busy_timeout_ms : 1); /* 0 would be for ever */
    PGresult *result = PQexec(db->conn, sql);
    const bool has_schema = PQntuples(result) == 1 && !PQgetisnull(result, 0, 0);
    const enum trc_status status = trc_pg_done(db, result, error);
    if (status == TRC_OK && !has_schema)
        return trc_error_set(error, TRC_ERR_UNSUPPORTED,
                             _("%s has no schema for new tables: make one, or correct the search_path of this user."),
                             db->base.name);
    return status;
}

enum trc_status trc_pg_connect(struct trc_pg *db, struct trc_error *error)
{
    PQfinish(db->conn);
    db->connection++;
    db->conn = connect_url(db->url);
    if (db->conn == NULL)
        return trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out."));
    if (PQstatus(db->conn) == CONNECTION_BAD)
        return trc_pg_fail_connect(db, db->conn, error);
    enum trc_status status = check_server(db, error);
    if (status == TRC_OK)
        status = set_up(db, error);
    if (status != TRC_OK)
        trc_pg_disconnect(db);
    return status;
}

void trc_pg_disconnect(struct trc_pg *db)
{
    PQfinish(db->conn);
    db->conn = NULL;
}

bool trc_pg_recovered(struct trc_pg *db, enum trc_status *status, struct trc_error *error)
{
    const bool in_transaction = db->base.in_transaction && !db->begins;
    if (*status == TRC_OK || PQstatus(db->conn) != CONNECTION_BAD || in_transaction || db->cursors > 0)
        return false;
    *status = trc_pg_connect(db, error);
    return *status == TRC_OK;
}
