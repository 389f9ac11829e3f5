/* hex.h: bytes written as hexadecimal text, as test vectors have them. */
#ifndef TRC_TESTS_HEX_H
#define TRC_TESTS_HEX_H

#include <ctype.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Reads whole pairs up to the first character that is no hex digit. A vector that does not fit is a broken test. */
static inline size_t hex_bytes(const char *text, uint8_t *bytes, size_t size)
{
    size_t len = 0;
    for (; isxdigit((unsigned char)text[0]); text += 2) {
        unsigned value = 0;
        if (len == size || sscanf(text, "%2x", &value) != 1 || !isxdigit((unsigned char)text[1])) {
            fprintf(stderr, "hex_bytes: a vector of more than %zu bytes, or an odd digit\n", size);
            abort();
        }
        bytes[len++] = (uint8_t)value;
    }
    return len;
}

#endif
