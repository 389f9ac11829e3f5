/* registry.c: opening, creating and closing a registry. */
#include "registry/registry.h"

#include <stdlib.h>

#include "base/error.h"
#include "registry/schema.h"

enum trc_status trc_registry_open_config(const char *url, const struct trc_db_config *config, struct trc_registry **out,
                                         struct trc_error *error)
{
    *out = NULL;
    struct trc_registry *registry = calloc(1, sizeof *registry);
    if (registry == NULL)
        return trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out."));
    registry->read_only = config->read_only;
    enum trc_status status = trc_db_open(url, config, &registry->db, error);
    if (status == TRC_OK)
        status = config->read_only ? trc_schema_require(registry->db, error)
                                   : trc_schema_open(registry->db, config->create, error);
    if (status == TRC_OK)
        *out = registry;
    else
        trc_registry_close(registry);
    return status;
}

enum trc_status trc_registry_open(const char *url, unsigned flags, struct trc_registry **out, struct trc_error *error)
{
    const struct trc_db_config config = {
        .create = (flags & TRC_REGISTRY_CREATE) != 0,
        .busy_timeout_ms = TRC_DB_BUSY_TIMEOUT_MS,
        .read_only = (flags & TRC_REGISTRY_READ_ONLY) != 0,
    };
    return trc_registry_open_config(url, &config, out, error);
}

void trc_registry_close(struct trc_registry *registry)
{
    if (registry == NULL)
        return;
    trc_db_close(registry->db);
    free(registry);
}

const char *trc_registry_name(const struct trc_registry *registry)
{
    return trc_db_name(registry->db);
}

static enum trc_status no_generation(struct trc_registry *registry, struct trc_error *error)
{
    return trc_error_set(error, TRC_ERR_DAMAGED, _("%s has lost its generation number: restore it from a backup."),
                         trc_db_name(registry->db));
}

enum trc_status trc_registry_generation(struct trc_registry *registry, int64_t *generation, struct trc_error *error)
{
    struct trc_db_rows rows;
    int64_t version = 0;
    trc_db_query(registry->db, &rows, "SELECT value, version FROM counter, trc_schema WHERE name = 'generation'", NULL,
                 error);
    while (trc_db_next(&rows)) {
        *generation = trc_db_int(&rows, 0);
        version = trc_db_int(&rows, 1);
    }
    const enum trc_status status = trc_db_close_rows(&rows);
    if (status == TRC_OK && version == 0)
        return no_generation(registry, error);
    return status == TRC_OK ? trc_schema_check_version(registry->db, version, error) : status;
}

typedef enum trc_status check_schema(struct trc_db *db, struct trc_error *error);

static enum trc_status check_begun(struct trc_registry *registry, enum trc_status begun, check_schema *check,
                                   struct trc_error *error)
{
    if (begun != TRC_OK)
        return begun;
    const enum trc_status version = check(registry->db, error);
    return version == TRC_OK ? TRC_OK : trc_db_end(registry->db, version, error);
}

enum trc_status trc_registry_begin(struct trc_registry *registry, struct trc_error *error)
{
    return check_begun(registry, trc_db_begin(registry->db, error), trc_schema_check, error);
}

enum trc_status trc_registry_begin_rows(struct trc_registry *registry, struct trc_error *error)
{
    return check_begun(registry, trc_db_begin_rows(registry->db, error), trc_schema_check, error);
}

enum trc_status trc_registry_end_rows(struct trc_registry *registry, enum trc_status status, struct trc_error *error)
{
    if (status == TRC_OK)
        status = trc_schema_check(registry->db, error);
    return trc_db_end(registry->db, status, error);
}

enum trc_status trc_registry_begin_read(struct trc_registry *registry, struct trc_error *error)
{
    return check_begun(registry, trc_db_begin_read(registry->db, error), trc_schema_check_read, error);
}

enum trc_status trc_registry_end(struct trc_registry *registry, enum trc_status status, struct trc_error *error)
{
    int64_t changed = 0;
    if (status == TRC_OK)
        status = trc_db_run(registry->db, "UPDATE counter SET value = value + 1 WHERE name = 'generation'", NULL,
                            &changed, error);
    if (status == TRC_OK && changed != 1)
        status = no_generation(registry, error);
    return trc_db_end(registry->db, status, error);
}
