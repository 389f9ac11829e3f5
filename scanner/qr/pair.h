/* pair.h: symbols of which one finder pattern is covered or gone. */
#ifndef TRC_SCAN_QR_PAIR_H
#define TRC_SCAN_QR_PAIR_H

#include "scanner/qr/group.h"

/**
 * Take two clear, unused finder patterns for two of a symbol's three, and add the third where it should be.
 *
 * @param[in,out] finders  Grows by patterns that nobody saw, `guessed`.
 * @param[out]    triples  Most plausible first. @return How many, at most QR_TRIPLES_MAX.
 */
unsigned qr_pair(struct qr_finders *finders, struct qr_triple *triples);

#endif
