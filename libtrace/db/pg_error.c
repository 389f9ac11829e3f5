/* pg_error.c: what libpq and the server report, made into statuses. Source: PostgreSQL 15, appendix A (SQLSTATE). */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "db/pg.h"

enum cause { BUSY, DISK_FULL, TROUBLE, RIGHTS, NO_DATABASE, LOST, MEMORY, DAMAGED, BAD_TEXT, UNFIT };

/* The first that the code begins with. */
static const struct {
    const char *code;
    enum cause cause;
} causes[] = {
    {"55P03", BUSY},    {"57014", BUSY},        {"40001", BUSY},     {"40P01", BUSY},   {"53100", DISK_FULL},
    {"53200", MEMORY},  {"53", TROUBLE},        {"58", TROUBLE},     {"42501", RIGHTS}, {"28", RIGHTS},
    {"25006", RIGHTS},  {"3D000", NO_DATABASE}, {"08", LOST},        {"57P", LOST},     {"25P03", LOST},
    {"XX001", DAMAGED}, {"XX002", DAMAGED},     {"22021", BAD_TEXT},
};

static enum cause cause_of(const char *code)
{
    for (size_t i = 0; i < sizeof causes / sizeof *causes; i++)
        if (strncmp(code, causes[i].code, strlen(causes[i].code)) == 0)
            return causes[i].cause;
    return UNFIT;
}

/* The first line of a message, without a full stop. */
static const char *first_line(const char *message, char *line, size_t size)
{
    size_t len = strcspn(message, "\n");
    while (len > 0 && (message[len - 1] == '.' || message[len - 1] == ' '))
        len--;
    snprintf(line, size, "%.*s", (int)len, message);
    return line;
}

static enum trc_status fail_lost(const struct trc_pg *db, const char *said, struct trc_error *error)
{
    if (said[0] == '\0')
        return trc_error_set(error, TRC_ERR_IO, _("The connection to %s was lost: try again."), db->base.name);
    return trc_error_set(error, TRC_ERR_IO, _("The connection to %s was lost: %s."), db->base.name, said);
}

static enum trc_status explain(const struct trc_pg *db, enum cause cause, const char *said, struct trc_error *error)
{
    const char *name = db->base.name;
    switch (cause) {
    case BUSY:
        return trc_error_set(error, TRC_ERR_BUSY, _("%s is locked by another program: let it finish, then try again."),
                             name);
    case DISK_FULL:
        return trc_error_set(error, TRC_ERR_IO, _("The disk that holds %s is full: make room, then try again."), name);
    case TROUBLE:
        return trc_error_set(error, TRC_ERR_IO, _("%s could not be read or written: %s."), name, said);
    case RIGHTS:
        return trc_error_set(error, TRC_ERR_PERMISSION, _("%s does not let this user in or do this: %s."), name, said);
    case NO_DATABASE:
        return trc_error_set(error, TRC_ERR_NOT_FOUND,
                             _("There is no database at %s: make it with createdb, or check the name."), name);
    case LOST:
        return fail_lost(db, said, error);
    case MEMORY:
        return trc_error_set(error, TRC_ERR_MEMORY, _("The server of %s ran out of memory."), name);
    case DAMAGED:
        return trc_error_set(error, TRC_ERR_DAMAGED, _("%s is damaged: restore it from a backup."), name);
    case BAD_TEXT:
        return trc_error_set(error, TRC_ERR_RANGE,
                             _("A text is not UTF-8 or holds a NUL byte: PostgreSQL cannot keep it."));
    case UNFIT:
        break;
    }
    return trc_error_set(error, TRC_ERR_DAMAGED, _("%s is not as this program made it: %s."), name, said);
}

enum trc_status trc_pg_fail(const struct trc_pg *db, const PGresult *result, struct trc_error *error)
{
    char line[160];
    const char *code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    if (code != NULL && primary != NULL)
        return explain(db, cause_of(code), first_line(primary, line, sizeof line), error);
    if (PQstatus(db->conn) == CONNECTION_BAD)
        return fail_lost(db, first_line(PQerrorMessage(db->conn), line, sizeof line), error);
    if (result == NULL)
        return trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out."));
    return explain(db, TROUBLE, first_line(PQresultErrorMessage(result), line, sizeof line), error);
}

/* The server's own words begin with "FATAL:  28P01: ", in any language: two spaces and a code. */
enum trc_status trc_pg_fail_connect(const struct trc_pg *db, PGconn *conn, struct trc_error *error)
{
    char line[160];
    const char *message = PQerrorMessage(conn), *code = strstr(message, ":  ");
    if (code != NULL && strspn(code + 3, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 5) {
        const enum cause cause = cause_of(code + 3);
        first_line(code + 3 + strlen("28P01: "), line, sizeof line);
        if (cause != LOST && cause != UNFIT)
            return explain(db, cause, line, error);
    } else {
        first_line(message, line, sizeof line);
    }
    if (PQconnectionNeedsPassword(conn))
        return explain(db, RIGHTS, line, error);
    return trc_error_set(error, TRC_ERR_IO, _("%s cannot be reached: %s."), db->base.name, line);
}

enum trc_status trc_pg_done(const struct trc_pg *db, PGresult *result, struct trc_error *error)
{
    const ExecStatusType outcome = PQresultStatus(result);
    const enum trc_status status =
        outcome == PGRES_COMMAND_OK || outcome == PGRES_TUPLES_OK ? TRC_OK : trc_pg_fail(db, result, error);
    PQclear(result);
    return status;
}
