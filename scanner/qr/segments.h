/* segments.h: from a symbol's data codewords to its text. */
#ifndef TRC_SCAN_QR_SEGMENTS_H
#define TRC_SCAN_QR_SEGMENTS_H

#include "scanner/qr/qr.h"

/**
 * Parse the bit stream of a symbol.
 *
 * @param[in]  data     `len` corrected data codewords.
 * @param[in]  version  1 to 40; it decides how long the character counts are.
 * @param[out] text     What it says; undefined on failure.
 * @return false when the stream is not one that the standard allows.
 * Source: ISO/IEC 18004:2015, 7.4; Hanzi mode: GB/T 18284.
 */
bool qr_segments_parse(const uint8_t *data, size_t len, unsigned version, struct qr_text *text);

#endif
