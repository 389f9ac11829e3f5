/* regions.h: regions as people write them: codes, or the names that trc itself prints. */
#ifndef TRC_COMMON_REGIONS_H
#define TRC_COMMON_REGIONS_H

#include <stddef.h>
#include <trc/error.h>

/**
 * A comma-separated list, with each name in it made a code; what else is written stays as it is.
 *
 * @param[out] list Cleared on error.
 * @return TRC_OK; TRC_ERR_SYNTAX, naming the option and the entry, for one that is no country of ISO 3166 and no part
 * of one; TRC_ERR_RANGE when the list is too long.
 */
TRC_MUST_USE enum trc_status regions_take(const char *text, const char *option, char *list, size_t size,
                                          struct trc_error *error);

#endif
