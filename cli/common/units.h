/* units.h: which units of a batch an option names. */
#ifndef TRC_COMMON_UNITS_H
#define TRC_COMMON_UNITS_H

#include <stdint.h>
#include <trc/error.h>

/** Read what --units takes: "A-B", or a single unit. TRC_ERR_RANGE. */
TRC_MUST_USE enum trc_status units_parse(const char *text, uint32_t *first, uint32_t *last, struct trc_error *error);

#endif
