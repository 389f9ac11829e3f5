/* ini.h: "name = value" lines with # comments; the few settings of a home. */
#ifndef TRC_COMMON_INI_H
#define TRC_COMMON_INI_H

#include <trc/error.h>

/** Called for each setting in order; a status other than TRC_OK ends the reading. */
typedef enum trc_status ini_visit(void *context, const char *name, const char *value, struct trc_error *error);

/** Read a file. TRC_ERR_NOT_FOUND; TRC_ERR_SYNTAX with the line; TRC_ERR_IO. */
TRC_MUST_USE enum trc_status ini_read(const char *path, ini_visit *visit, void *context, struct trc_error *error);

#endif
