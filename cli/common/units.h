/* units.h: numbers of batches and units as people type them. */
#ifndef TRC_COMMON_UNITS_H
#define TRC_COMMON_UNITS_H

#include <stdint.h>
#include <trc/error.h>

/** The number of a batch. TRC_OK or TRC_ERR_RANGE. */
TRC_MUST_USE enum trc_status batch_id_parse(const char *text, int64_t *id, struct trc_error *error);

/** "A-B", a single unit, or "A-", which goes up to `end`; where that is 0 it is refused. TRC_OK or TRC_ERR_RANGE. */
TRC_MUST_USE enum trc_status units_parse(const char *text, uint32_t end, uint32_t *first, uint32_t *last,
                                         struct trc_error *error);

#endif
