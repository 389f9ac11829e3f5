/* utf8.h: is this UTF-8, and if not, what would it be as ISO-8859-1? */
#ifndef TRC_SCAN_UTF8_H
#define TRC_SCAN_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * Read one code point. Overlong forms, surrogates and values over U+10FFFF are not UTF-8.
 *
 * @return Bytes used, 1 to 4; 0 when the bytes are not UTF-8 (or len is 0).
 * Source: RFC 3629 section 4.
 */
size_t scan_utf8_next(const char *text, size_t len, uint32_t *code_point);

/** Is this a character to be seen, and none that commands a terminal or turns the direction of writing? */
bool scan_utf8_is_shown(uint32_t code_point);

bool scan_utf8_valid(const char *text, size_t len);

/** Every byte as the code point of its number. @param[out] out 2 * len bytes. @return Bytes written. */
size_t scan_utf8_from_latin1(const char *text, size_t len, char *out);

#endif
