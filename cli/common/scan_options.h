/* scan_options.h: who scans, where, and by what: the options that say so. */
#ifndef TRC_COMMON_SCAN_OPTIONS_H
#define TRC_COMMON_SCAN_OPTIONS_H

#include <trc/judge.h>

#include "options.h"

/** As typed; NULL or 0 where nothing was given. */
struct scan_options {
    const char *place, *scanner, *id;
    int kind;
};

#define SCAN_OPTION_ROWS(o)                                                                                            \
    OPTION_TEXT_ROW("place", &(o)->place), OPTION_TEXT_ROW("scanner", &(o)->scanner),                                  \
        OPTION_TEXT_ROW("scan-id", &(o)->id), OPTION_CHOICE_ROW("as", &(o)->kind, scan_kinds)

/** What --as takes; the first is the usual one. */
extern const char *const scan_kinds[];

/** Turn them into what the library takes, but for the scanner. TRC_ERR_SYNTAX or TRC_ERR_RANGE for a place that is
 * none. */
TRC_MUST_USE enum trc_status scan_options_take(const struct scan_options *options, struct trc_scan *scan,
                                               struct trc_error *error);

/** Which device this is, unless it is said: this user on this machine. The name itself is not stored. */
uint64_t scan_options_scanner(const struct scan_options *options, const struct trc_keyring *ring);

/** An id that no other event has. */
int64_t scan_new_id(void);

#endif
