/* utf8.h: the characters of a UTF-8 text. Internal. */
#ifndef TRC_BASE_UTF8_H
#define TRC_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * Read the character that a text of `len` bytes begins with.
 *
 * @param[out] character Its code point; may be NULL; untouched when there is none.
 * @return How many bytes it has; 0 when they are not UTF-8, or `len` is 0.
 * Source: Unicode 15, table 3-7.
 */
size_t trc_utf8_read(const char *text, size_t len, uint32_t *character);

/** Is it white space, such as U+0020, U+00A0 or U+3000? Source: Unicode 15, property White_Space. */
bool trc_utf8_is_space(uint32_t character);

#endif
