/* segment.h: which QR mode each byte of a text takes, so that the whole takes the fewest bits. Internal. */
#ifndef TRC_LABEL_SEGMENT_H
#define TRC_LABEL_SEGMENT_H

#include <stddef.h>
#include <stdint.h>

enum trc_segment_mode { TRC_SEGMENT_NUMERIC, TRC_SEGMENT_ALNUM, TRC_SEGMENT_BYTE, TRC_SEGMENT_MODE_COUNT };

/**
 * Choose the mode of every byte; a run of one mode becomes one segment.
 *
 * The result is optimal among numeric, alphanumeric and byte segments for all versions with the same width of character
 * counts as `version`: 1 to 9, 10 to 26, 27 to 40.
 *
 * @param[in]  text `len` bytes, at most TRC_TEXT_MAX.
 * @param[out] mode `len` values of enum trc_segment_mode.
 * @return the bits of all segments with their headers, without a terminator.
 * Source: ISO/IEC 18004 clauses 7.4.3 to 7.4.6 (bits of a segment) and annex J, done exactly instead of by rules of
 * thumb.
 */
size_t trc_segment_plan(const char *text, size_t len, unsigned version, uint8_t *mode);

#endif
