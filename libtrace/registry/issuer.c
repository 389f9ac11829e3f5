/* issuer.c: who issues: a name, hosts, GS1 Company Prefixes. */
#include <assert.h>
#include <string.h>

#include "base/error.h"
#include "registry/registry.h"
#include "registry/set.h"
#include "registry/text.h"

static enum trc_status check_host(const char *host, struct trc_error *error)
{
    const enum trc_status status = trc_text_check(host, TRC_HOST_MAX + 1, "host", error);
    if (status != TRC_OK)
        return status;
    const size_t good = strspn(host, "abcdefghijklmnopqrstuvwxyz0123456789.-");
    if (good == 0 || host[good] != '\0')
        return trc_error_rule(error, "host", good,
                              _("The host \"%s\" is wrong at byte %zu: write it in lower case, as id.example.com."),
                              host, good);
    return TRC_OK;
}

static enum trc_status check_issuer(const struct trc_issuer *issuer, struct trc_error *error)
{
    assert(issuer->host_count <= TRC_ISSUER_HOSTS_MAX && issuer->prefix_count <= TRC_ISSUER_PREFIXES_MAX);
    enum trc_status status = trc_text_check(issuer->name, sizeof issuer->name, "name", error);
    if (status == TRC_OK && issuer->name[0] == '\0')
        status = trc_error_rule(error, "issuer-name", 0, _("The issuer has no name: give one."));
    for (size_t i = 0; status == TRC_OK && i < issuer->host_count; i++)
        status = check_host(issuer->host[i], error);
    for (size_t i = 0; status == TRC_OK && i < issuer->prefix_count; i++) {
        char prefix[TRC_PREFIX_SIZE];
        status = trc_text_check(issuer->prefix[i], TRC_PREFIX_SIZE, "prefix", error);
        if (status == TRC_OK)
            status = trc_gtin_prefix_parse(issuer->prefix[i], prefix, error);
    }
    return status;
}

static enum trc_status insert_value(struct trc_db *db, const char *sql, size_t position, const char *value,
                                    struct trc_error *error)
{
    int64_t changed;
    const enum trc_status status =
        trc_db_run(db, sql, DB_ARGS(DB_INT((int64_t)position), DB_TEXT(value)), &changed, error);
    if (status == TRC_OK && changed == 0)
        return trc_error_set(error, TRC_ERR_EXISTS, _("%s is given twice: leave one out."), value);
    return status;
}

static enum trc_status write_issuer(struct trc_db *db, const struct trc_issuer *issuer, struct trc_error *error)
{
    enum trc_status status = trc_db_run(db,
                                        "INSERT INTO issuer (id, name) VALUES (1, $1)"
                                        " ON CONFLICT (id) DO UPDATE SET name = excluded.name",
                                        DB_ARGS(DB_TEXT(issuer->name)), NULL, error);
    if (status == TRC_OK)
        status = trc_db_run(db, "DELETE FROM issuer_host", NULL, NULL, error);
    for (size_t i = 0; status == TRC_OK && i < issuer->host_count; i++)
        status = insert_value(db, "INSERT INTO issuer_host (position, host) VALUES ($1, $2) ON CONFLICT DO NOTHING", i,
                              issuer->host[i], error);
    if (status == TRC_OK)
        status = trc_db_run(db, "DELETE FROM issuer_prefix", NULL, NULL, error);
    for (size_t i = 0; status == TRC_OK && i < issuer->prefix_count; i++)
        status = insert_value(db, "INSERT INTO issuer_prefix (position, prefix) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                              i, issuer->prefix[i], error);
    return status;
}

enum trc_status trc_registry_set_issuer(struct trc_registry *registry, const struct trc_issuer *issuer,
                                        struct trc_error *error)
{
    enum trc_status status = check_issuer(issuer, error);
    if (status == TRC_OK)
        status = trc_registry_begin(registry, error);
    if (status != TRC_OK)
        return status;
    status = write_issuer(registry->db, issuer, error);
    if (status == TRC_OK)
        status = trc_set_add(registry->db, TRC_SET_ISSUER, (struct trc_set_key){0}, "", 0, error);
    return trc_registry_end(registry, status, error);
}

enum row_kind { ROW_NAME, ROW_HOST, ROW_PREFIX };

/* One query, so that name, hosts and prefixes are of one moment. */
static const char issuer_sql[] = "SELECT 0 AS kind, 0 AS position, name AS value FROM issuer"
                                 " UNION ALL SELECT 1, position, host FROM issuer_host"
                                 " UNION ALL SELECT 2, position, prefix FROM issuer_prefix"
                                 " ORDER BY kind, position";

static void read_value(struct trc_db_rows *rows, struct trc_issuer *issuer)
{
    const enum row_kind kind = trc_db_uint(rows, 0, ROW_PREFIX);
    if (kind == ROW_NAME)
        trc_db_text(rows, 2, issuer->name, sizeof issuer->name);
    else if (kind == ROW_HOST && issuer->host_count < TRC_ISSUER_HOSTS_MAX)
        trc_db_text(rows, 2, issuer->host[issuer->host_count++], TRC_HOST_MAX + 1);
    else if (kind == ROW_PREFIX && issuer->prefix_count < TRC_ISSUER_PREFIXES_MAX)
        trc_db_text(rows, 2, issuer->prefix[issuer->prefix_count++], TRC_PREFIX_SIZE);
    else
        trc_db_damaged(rows);
}

enum trc_status trc_registry_get_issuer(struct trc_registry *registry, struct trc_issuer *issuer,
                                        struct trc_error *error)
{
    struct trc_db_rows rows;
    memset(issuer, 0, sizeof *issuer);
    trc_db_query(registry->db, &rows, issuer_sql, NULL, error);
    while (trc_db_next(&rows))
        read_value(&rows, issuer);
    const enum trc_status status = trc_db_close_rows(&rows);
    if (status == TRC_OK && issuer->name[0] == '\0')
        return trc_error_set(error, TRC_ERR_NOT_FOUND, _("The registry names no issuer yet: record one first."));
    return status;
}

bool trc_issuer_owns_gtin(const struct trc_issuer *issuer, const char gtin[TRC_GTIN_SIZE])
{
    for (size_t i = 0; i < issuer->prefix_count; i++)
        if (trc_gtin_has_prefix(gtin, issuer->prefix[i]))
            return true;
    return false;
}

bool trc_issuer_has_host(const struct trc_issuer *issuer, const char *host)
{
    for (size_t i = 0; i < issuer->host_count; i++)
        if (strcmp(issuer->host[i], host) == 0)
            return true;
    return false;
}
