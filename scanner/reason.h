/* reason.h: why a picture could not be read, as a sentence for a person. */
#ifndef TRC_SCAN_REASON_H
#define TRC_SCAN_REASON_H

#include "scanner/answer.h"

#define SCAN_REASON_MAX 400

/** What was in force when the outcome came about. */
struct scan_limits {
    uint64_t max_pixels;
    unsigned timeout_s;
};

/**
 * What was wrong, where, and what to do, in the user's language; empty for READ. Always UTF-8.
 *
 * @param[out] text SCAN_REASON_MAX bytes.
 */
void scan_reason_format(const struct scan_outcome *outcome, const struct scan_limits *limits, char *text);

#endif
