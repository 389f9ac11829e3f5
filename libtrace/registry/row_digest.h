/* row_digest.h: rows of any table as bytes of a digest. Internal to registry/. */
#ifndef TRC_REGISTRY_ROW_DIGEST_H
#define TRC_REGISTRY_ROW_DIGEST_H

#include <trc/digest.h>

#include "db/db.h"

/**
 * Add the first `columns` values of the present row.
 *
 * Each begins with its type (i, t or b; 0 for NULL), texts and blobs go on with their length, and numbers and lengths
 * have 8 bytes, the highest first: no two rows add the same. Source: docs/ledger.md.
 */
void trc_row_digest_add(struct trc_digest *digest, struct trc_db_rows *rows, int columns);

#endif
