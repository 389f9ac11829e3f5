/* units.h: ranges of unit numbers as people type them. */
#ifndef TRC_COMMON_UNITS_H
#define TRC_COMMON_UNITS_H

#include <stdint.h>
#include <trc/error.h>

/** "A-B", a single unit, or "A-", which goes up to `end`; where that is 0 it is refused. TRC_OK or TRC_ERR_RANGE. */
TRC_MUST_USE enum trc_status units_parse(const char *text, uint32_t end, uint32_t *first, uint32_t *last,
                                         struct trc_error *error);

#endif
