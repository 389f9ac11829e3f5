/* locate.h: from three finder patterns to a symbol's version and its place in the frame. */
#ifndef TRC_SCAN_QR_LOCATE_H
#define TRC_SCAN_QR_LOCATE_H

#include "scanner/qr/finder.h"
#include "scanner/qr/group.h"
#include "scanner/qr/warp.h"

#define QR_MATCHES_MAX 64

/* Where a symbol may be, if it has this version. */
struct qr_place {
    unsigned version;
    struct qr_warp warp;
    double timing; /* how well both timing patterns show, -1 to 1 */
    float dark, light;
    double module_px;
    struct qr_match matches[QR_MATCHES_MAX];
    unsigned match_count;
};

/** The `max` best versions for a triple, best first. @return How many are plausible. */
unsigned qr_locate(const struct qr_frame *frame, const struct qr_finders *finders, const struct qr_triple *triple,
                   struct qr_place *places, unsigned max);

/** The place of a triple that is known to have a version. @return false when no projection fits. */
bool qr_locate_version(const struct qr_frame *frame, const struct qr_finders *finders, const struct qr_triple *triple,
                       unsigned version, struct qr_place *place);

/** Look for the alignment pattern in the fourth corner, and fit the projection anew when it is there. */
bool qr_locate_alignment(const struct qr_frame *frame, struct qr_place *place);

#endif
