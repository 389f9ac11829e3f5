/* reed_solomon.h: correct one block of codewords. */
#ifndef TRC_SCAN_QR_REED_SOLOMON_H
#define TRC_SCAN_QR_REED_SOLOMON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define QR_BLOCK_MAX 153 /* codewords of one block */
#define QR_PARITY_MAX 30 /* of them for error correction */

/**
 * Correct a block in place.
 *
 * @param[in,out] block    `len` codewords, the last `parity` of them for error correction; left alone on failure.
 * @param[in]     erased   Places in the block that are not trusted, each once; they use up one parity codeword each.
 * @param[in]     reserve  Parity codewords that must stay unused: errors * 2 + erasures <= parity - reserve.
 * @param[out]    changed  Codewords that were corrected.
 * @return false when no codeword of the code lies that near.
 * Source: ISO/IEC 18004:2015, annex B; the algorithm is Berlekamp's and Massey's with Forney's.
 */
bool qr_reed_solomon_correct(uint8_t *block, size_t len, size_t parity, const uint8_t *erased, size_t erased_count,
                             size_t reserve, unsigned *changed);

#endif
