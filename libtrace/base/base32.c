/* base32.c: Crockford's base32. Source: docs/trace-code.md "Serials". */
#include "base/base32.h"

const char trc_base32_alphabet[33] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* Value + 1 of each canonical character, so that the zeros of the initialiser mean "none". */
static const uint8_t value_plus_1[256] = {
    ['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,
    ['8'] = 9,  ['9'] = 10, ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
    ['G'] = 17, ['H'] = 18, ['J'] = 19, ['K'] = 20, ['M'] = 21, ['N'] = 22, ['P'] = 23, ['Q'] = 24,
    ['R'] = 25, ['S'] = 26, ['T'] = 27, ['V'] = 28, ['W'] = 29, ['X'] = 30, ['Y'] = 31, ['Z'] = 32,
};

int trc_base32_value(char c)
{
    return value_plus_1[(unsigned char)c] - 1;
}

void trc_base32_encode(const uint8_t *bytes, size_t len, char *text)
{
    unsigned window = 0, bits = 0;
    for (size_t i = 0; i < len; i++) {
        window = window << 8 | bytes[i];
        for (bits += 8; bits >= 5; bits -= 5)
            *text++ = trc_base32_alphabet[window >> (bits - 5) & 31];
    }
    if (bits > 0)
        *text = trc_base32_alphabet[window << (5 - bits) & 31];
}

bool trc_base32_decode(const char *text, uint8_t *bytes, size_t len)
{
    unsigned window = 0, bits = 0;
    for (size_t i = TRC_BASE32_LEN(len); i > 0; i--) {
        const int value = trc_base32_value(*text++);
        if (value < 0)
            return false;
        window = window << 5 | (unsigned)value;
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            *bytes++ = (uint8_t)(window >> bits);
        }
    }
    return (window & ((1u << bits) - 1)) == 0;
}
