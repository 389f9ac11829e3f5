/* group.h: which three finder patterns belong to one symbol. */
#ifndef TRC_SCAN_QR_GROUP_H
#define TRC_SCAN_QR_GROUP_H

#include "scanner/qr/finder.h"

#define QR_CORNER_TRIPLES_MAX 12 /* of one corner: all but one of them are false */
#define QR_TRIPLES_MAX (QR_CORNER_TRIPLES_MAX * QR_FINDERS_MAX)

/* Top left, top right and bottom left of a symbol that is not mirrored; of a mirrored one the last two are swapped. */
struct qr_triple {
    uint16_t corner, right, below;
    uint8_t turns; /* quarter turns from the corner's first axis to the symbol's */
    float modules; /* between the middles of two neighbouring patterns, as both sides guess it */
    float cost;    /* how badly they fit together */
};

/** The most plausible triples of unused patterns for each corner, most plausible first. @return How many. */
unsigned qr_group(const struct qr_finders *finders, struct qr_triple *triples);

#endif
