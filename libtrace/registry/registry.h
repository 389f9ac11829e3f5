/* registry.h: the open registry, as the files of registry/ share it. Internal. */
#ifndef TRC_REGISTRY_REGISTRY_H
#define TRC_REGISTRY_REGISTRY_H

#include <trc/registry.h>

#include "db/db.h"

struct trc_registry {
    struct trc_db *db;
    bool read_only;
};

/** trc_registry_open() with every setting of the connection: tests wait less. */
TRC_MUST_USE enum trc_status trc_registry_open_config(const char *url, const struct trc_db_config *config,
                                                      struct trc_registry **out, struct trc_error *error);

/** trc_db_begin(), and make sure that no newer program has migrated the schema since. End with trc_registry_end(). */
TRC_MUST_USE enum trc_status trc_registry_begin(struct trc_registry *registry, struct trc_error *error);

/** The same without keeping other writers out: what is read must be locked. End with trc_registry_end_rows(). */
TRC_MUST_USE enum trc_status trc_registry_begin_rows(struct trc_registry *registry, struct trc_error *error);

/** trc_db_end(), once the version is still the same: it may have changed while a lock was waited for. */
TRC_MUST_USE enum trc_status trc_registry_end_rows(struct trc_registry *registry, enum trc_status status,
                                                   struct trc_error *error);

/** trc_db_begin_read(), with the same check. End with trc_db_end(). */
TRC_MUST_USE enum trc_status trc_registry_begin_read(struct trc_registry *registry, struct trc_error *error);

/** trc_db_end(); when `status` is TRC_OK, the generation becomes another one with the commit. */
TRC_MUST_USE enum trc_status trc_registry_end(struct trc_registry *registry, enum trc_status status,
                                              struct trc_error *error);

#endif
