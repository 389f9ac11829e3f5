/* verify.h: the judge of trc-scan when a home is at hand: keys and registry of an issuer. */
#ifndef TRC_SCAN_VERIFY_H
#define TRC_SCAN_VERIFY_H

#include <trc/registry.h>

#include "common/options.h"
#include "scanner/judge.h"
#include "scanner/recover.h"

struct scan_verify;

/** Open home, keys and registry. TRC_OK, or what home and key file answer. */
TRC_MUST_USE enum trc_status scan_verify_open(const struct common_options *common, struct scan_verify **out,
                                              struct trc_error *error);

/** Wipes the keys. NULL-safe. */
void scan_verify_close(struct scan_verify *verify);

/** The seam to hand to the output; borrowed from *verify. */
const struct scan_judge *scan_verify_judge(struct scan_verify *verify);

/** A batch of the home, and which of its units `units` names: all when it is NULL. TRC_ERR_NOT_FOUND, TRC_ERR_RANGE. */
TRC_MUST_USE enum trc_status scan_verify_find_units(struct scan_verify *verify, int64_t batch_id, const char *units,
                                                    struct trc_batch *batch, uint32_t *first, uint32_t *last,
                                                    struct trc_error *error);

/** What the home knows of codes that could not be read; borrowed from *verify. */
struct scan_recover *scan_verify_recover(struct scan_verify *verify);

#endif
