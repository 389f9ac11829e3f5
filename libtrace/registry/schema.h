/* schema.h: the tables, and the steps that lead to them. Internal to registry/. Source: docs/registry.md. */
#ifndef TRC_REGISTRY_SCHEMA_H
#define TRC_REGISTRY_SCHEMA_H

#include "db/db.h"

/** Bring a database to the present schema. TRC_ERR_NOT_FOUND when it is empty and may not be made. */
TRC_MUST_USE enum trc_status trc_schema_open(struct trc_db *db, bool create, struct trc_error *error);

/** The same for any list of steps: step i leads to version i + 1, as SQL statements with a NULL at their end. */
TRC_MUST_USE enum trc_status trc_schema_migrate(struct trc_db *db, bool create, const char *const *const *steps,
                                                int64_t count, struct trc_error *error);

/** Has the database the present schema already, so that it can be read? TRC_ERR_NOT_FOUND when it is empty,
 * TRC_ERR_VERSION when it has another. */
TRC_MUST_USE enum trc_status trc_schema_require(struct trc_db *db, struct trc_error *error);

/** Is the schema still the one this program knows? TRC_ERR_VERSION when a newer program has migrated it. */
TRC_MUST_USE enum trc_status trc_schema_check(struct trc_db *db, struct trc_error *error);

/** The same for who only reads: a registry that was given up will do. */
TRC_MUST_USE enum trc_status trc_schema_check_read(struct trc_db *db, struct trc_error *error);

/** Within a transaction: from its end on nobody writes to this registry, nor opens it to do so (TRC_ERR_VERSION). */
TRC_MUST_USE enum trc_status trc_schema_give_up(struct trc_db *db, struct trc_error *error);

/** trc_schema_check() together with other work: the job that asks, and what its answer means. */
struct trc_db_job trc_schema_job(int64_t *version);
TRC_MUST_USE enum trc_status trc_schema_check_version(struct trc_db *db, int64_t version, struct trc_error *error);

#endif
