/* format.h: format and version information of a sampled grid. */
#ifndef TRC_SCAN_QR_FORMAT_H
#define TRC_SCAN_QR_FORMAT_H

#include "scanner/qr/qr.h"

struct qr_format {
    enum qr_level level;
    uint8_t mask;
    uint8_t distance; /* bits that disagree, of 15 for each copy looked at */
    int score;        /* how well the modules agree, sure ones counting more: up to 127 for each bit */
};

/* Which of the two copies to look at: one may be destroyed, or drawn wrongly. */
enum qr_format_copies { QR_FORMAT_FIRST = 1, QR_FORMAT_SECOND = 2, QR_FORMAT_BOTH = 3 };

/** The most likely format. */
struct qr_format qr_format_read(const struct qr_grid *grid, enum qr_format_copies copies);

/** The version that the version information names best. @param[out] distance Bits of 36 that disagree. */
unsigned qr_version_read(const struct qr_grid *grid, unsigned *distance);

#endif
