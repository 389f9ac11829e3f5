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

/** Where the bits of both copies lie, least significant first: at[copy][bit] = y * side + x. */
void qr_format_places(unsigned side, uint16_t at[2][15]);

/** The 15 bits of the format information (0 to 31), masked; the 18 bits of the version information (7 to 40). */
uint32_t qr_format_word(unsigned data);
uint32_t qr_version_word(unsigned version);

#endif
