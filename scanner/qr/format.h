/* format.h: format and version information of a sampled grid. */
#ifndef TRC_SCAN_QR_FORMAT_H
#define TRC_SCAN_QR_FORMAT_H

#include "scanner/qr/qr.h"

struct qr_format {
    enum qr_level level;
    uint8_t mask;
    uint8_t distance; /* bits, of the 30 in both copies, that disagree */
    int score;        /* how well the 30 modules agree, sure ones counting more: -30 * 127 to 30 * 127 */
};

/** The `count` most likely formats, best first. */
void qr_format_read(const struct qr_grid *grid, struct qr_format *out, unsigned count);

/** The version that the version information names best. @param[out] distance Bits of 36 that disagree. */
unsigned qr_version_read(const struct qr_grid *grid, unsigned *distance);

/** The 15 bits of the format information (0 to 31), masked; the 18 bits of the version information (7 to 40). */
uint32_t qr_format_word(unsigned data);
uint32_t qr_version_word(unsigned version);

#endif
