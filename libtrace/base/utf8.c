/* utf8.c: the characters of a UTF-8 text. */
#include "base/utf8.h"

static size_t length_by_lead(unsigned char lead)
{
    return lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
}

/* The second byte keeps out what could be written shorter, surrogates, and what is past U+10FFFF. */
static bool second_fits(unsigned char lead, unsigned char second)
{
    const unsigned char low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    const unsigned char high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    return second >= low && second <= high;
}

size_t trc_utf8_read(const char *text, size_t len, uint32_t *character)
{
    const unsigned char *bytes = (const unsigned char *)text;
    const size_t wanted = len > 0 ? length_by_lead(bytes[0]) : 0;
    if (wanted == 0 || wanted > len || (wanted > 1 && !second_fits(bytes[0], bytes[1])))
        return 0;
    uint32_t value = wanted == 1 ? bytes[0] : bytes[0] & (0x7fu >> wanted);
    for (size_t i = 1; i < wanted; i++) {
        if ((bytes[i] & 0xc0) != 0x80)
            return 0;
        value = value << 6 | (bytes[i] & 0x3f);
    }
    if (character != NULL)
        *character = value;
    return wanted;
}

bool trc_utf8_is_space(uint32_t character)
{
    return (character >= 0x09 && character <= 0x0d) || character == 0x20 || character == 0x85 || character == 0xa0 ||
           character == 0x1680 || (character >= 0x2000 && character <= 0x200a) || character == 0x2028 ||
           character == 0x2029 || character == 0x202f || character == 0x205f || character == 0x3000;
}
