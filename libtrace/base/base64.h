/* base64.h: the standard base64 with padding, strict: each byte string has one text. Internal. */
#ifndef TRC_BASE_BASE64_H
#define TRC_BASE_BASE64_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Characters that hold `bytes` bytes. */
#define TRC_BASE64_LEN(bytes) (((bytes) + 2) / 3 * 4)

/** Writes TRC_BASE64_LEN(len) characters and no NUL. Source: RFC 4648 section 4. */
void trc_base64_encode(const uint8_t *bytes, size_t len, char *text);

/**
 * The reverse. Refuses white space, padding that is missing or too much, and pad bits that are not zero (RFC 4648
 * section 3.5).
 *
 * @param[out] bytes The first `size` bytes of what the text holds; the rest is checked and dropped. Undefined on false.
 * @param[out] len   How many bytes the text holds, which may be more than `size`.
 */
bool trc_base64_decode(const char *text, size_t text_len, uint8_t *bytes, size_t size, size_t *len);

#endif
