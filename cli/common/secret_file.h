/* secret_file.h: a key's roots as hex lines, as they rest in a safe. */
#ifndef TRC_COMMON_SECRET_FILE_H
#define TRC_COMMON_SECRET_FILE_H

#include <stdio.h>
#include <trc/keys.h>

/**
 * Bring existing roots: the root secret as 64 hex digits on the first line and, if wanted, the PIN root on the second.
 * A PIN root that the file does not hold stays as it is in *secret.
 *
 * @return TRC_OK; TRC_ERR_SYNTAX when the file holds anything else; TRC_ERR_IO or TRC_ERR_PERMISSION.
 */
TRC_MUST_USE enum trc_status secret_file_read(const char *path, struct trc_secret *secret, struct trc_error *error);

/** Write both lines. The caller flushes, and makes sure that nobody else may read. */
void secret_file_write(FILE *file, const struct trc_secret *secret);

#endif
