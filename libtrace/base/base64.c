/* base64.c: the standard base64. Source: RFC 4648 section 4. */
#include "base/base64.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void trc_base64_encode(const uint8_t *bytes, size_t len, char *text)
{
    uint32_t window = 0;
    unsigned bits = 0, written = 0;
    for (size_t i = 0; i < len; i++) {
        window = window << 8 | bytes[i];
        for (bits += 8; bits >= 6; bits -= 6, written++)
            *text++ = alphabet[window >> (bits - 6) & 63];
    }
    if (bits > 0) {
        *text++ = alphabet[window << (6 - bits) & 63];
        written++;
    }
    for (; written % 4 != 0; written++)
        *text++ = '=';
}

/* Of a character of the alphabet, or -1. */
static int value_of(char c)
{
    return c >= 'A' && c <= 'Z'   ? c - 'A'
           : c >= 'a' && c <= 'z' ? c - 'a' + 26
           : c >= '0' && c <= '9' ? c - '0' + 52
           : c == '+'             ? 62
           : c == '/'             ? 63
                                  : -1;
}

bool trc_base64_decode(const char *text, size_t text_len, uint8_t *bytes, size_t size, size_t *len)
{
    *len = 0;
    if (text_len % 4 != 0)
        return false;
    size_t padding = 0;
    while (padding < 2 && padding < text_len && text[text_len - 1 - padding] == '=')
        padding++;

    uint32_t window = 0;
    unsigned bits = 0;
    for (size_t i = 0; i < text_len - padding; i++) {
        const int value = value_of(text[i]);
        if (value < 0)
            return false;
        window = window << 6 | (unsigned)value;
        bits += 6;
        if (bits < 8)
            continue;
        bits -= 8;
        if (*len < size)
            bytes[*len] = (uint8_t)(window >> bits);
        ++*len;
    }
    return (window & ((1u << bits) - 1)) == 0;
}
