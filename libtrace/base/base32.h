/* base32.h: Crockford's base32, upper case, without check symbols or hyphens. Internal. */
#ifndef TRC_BASE_BASE32_H
#define TRC_BASE_BASE32_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Characters that hold `bytes` bytes. */
#define TRC_BASE32_LEN(bytes) (((bytes)*8 + 4) / 5)

/** The 32 characters in order of value: 0-9 A-Z less I L O U. */
extern const char trc_base32_alphabet[33];

/** Value of a canonical (upper-case) character, or -1. */
int trc_base32_value(char c);

/** Big-endian, zero pad bits at the end; writes TRC_BASE32_LEN(len) characters and no NUL. */
void trc_base32_encode(const uint8_t *bytes, size_t len, char *text);

/** The reverse; false for a character outside the alphabet or a pad bit that is not zero. Reads TRC_BASE32_LEN(len). */
bool trc_base32_decode(const char *text, uint8_t *bytes, size_t len);

#endif
