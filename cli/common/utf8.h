/* utf8.h: keeping text whole where bytes are counted. */
#ifndef TRC_COMMON_UTF8_H
#define TRC_COMMON_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/** Nothing but printable ASCII without quotes and backslashes, as codes are? Such text needs no further care. Fast. */
bool utf8_is_plain(const char *text, size_t len);

/** Length of the well-formed UTF-8 character (RFC 3629) that begins the text; 0 when none does. */
size_t utf8_len(const char *text, size_t len);

/** How much of the text is well-formed, from its beginning on. */
size_t utf8_valid_len(const char *text, size_t len);

/** Take a character off the end of `text` that a full buffer has cut in two. */
void utf8_trim(char *text);

#endif
