/* huffman.h: the lengths of the codes that say the most frequent symbols in the fewest bits. Internal. */
#ifndef TRC_LABEL_HUFFMAN_H
#define TRC_LABEL_HUFFMAN_H

#include <stddef.h>
#include <stdint.h>

#define TRC_HUFFMAN_MAX 288 /* the literals and lengths of deflate */

/**
 * @param[in]  frequency Of `count` symbols; at least two are not 0.
 * @param[in]  limit     Bits that no code may exceed, at least 7.
 * @param[out] length    Bits of each symbol's code; 0 for those that do not occur. The code is complete.
 */
void trc_huffman_lengths(const uint64_t *frequency, size_t count, unsigned limit, uint8_t *length);

/** The codes of these lengths, in deflate's order, their first bit lowest. Source: RFC 1951 section 3.2.2. */
void trc_huffman_codes(const uint8_t *length, size_t count, uint16_t *code);

#endif
