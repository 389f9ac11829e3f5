/* charset.h: the bytes of a symbol as UTF-8, whatever character set it names or seems to be written in. */
#ifndef TRC_SCAN_CHARSET_H
#define TRC_SCAN_CHARSET_H

#include <stddef.h>
#include <stdint.h>

#define SCAN_ECI_NONE UINT32_MAX
#define SCAN_ECI_SHIFT_JIS 20
#define SCAN_ECI_GB18030 32

#define SCAN_CHARSET_GROWTH 3 /* bytes of UTF-8 that one byte may become */

/**
 * Convert bytes to UTF-8.
 *
 * When the set that `eci` names does not fit the bytes, or none is named, the set is guessed: UTF-8 where that is
 * valid, then GB 2312, Shift-JIS or GB 18030 where the bytes look like it, and ISO-8859-1, in which no byte is lost.
 *
 * @param[in]  eci  Number of an extended channel interpretation, or SCAN_ECI_NONE.
 * @param[out] out  SCAN_CHARSET_GROWTH * len bytes.
 * @return Bytes written.
 * Source: AIM ITS/04-023 (ECI assignments); docs/decisions/0142.
 */
size_t scan_charset_to_utf8(uint32_t eci, const uint8_t *bytes, size_t len, char *out);

#endif
