/* utf8.c: keeping text whole where bytes are counted. */
#include "utf8.h"

#include <string.h>

/* Goes to the end whatever it meets, so that the compiler looks at many bytes at once. */
bool utf8_is_plain(const char *text, size_t len)
{
    unsigned char odd = 0;
    for (size_t i = 0; i < len; i++) {
        const unsigned char c = (unsigned char)text[i];
        odd |= (unsigned char)((c < 0x20) | (c >= 0x7f) | (c == '"') | (c == '\\'));
    }
    return odd == 0;
}

static bool is_tail(unsigned char c)
{
    return (c & 0xc0) == 0x80;
}

size_t utf8_len(const char *text, size_t len)
{
    const unsigned char *c = (const unsigned char *)text;
    if (len == 0)
        return 0;
    if (c[0] < 0x80)
        return 1;
    if (c[0] >= 0xc2 && c[0] < 0xe0)
        return len >= 2 && is_tail(c[1]) ? 2 : 0;
    if (c[0] >= 0xe0 && c[0] < 0xf0) { /* neither over-long (E0) nor a surrogate (ED) */
        const bool fits = len >= 3 && is_tail(c[1]) && is_tail(c[2]);
        return fits && !(c[0] == 0xe0 && c[1] < 0xa0) && !(c[0] == 0xed && c[1] >= 0xa0) ? 3 : 0;
    }
    if (c[0] >= 0xf0 && c[0] < 0xf5) { /* neither over-long (F0) nor past U+10FFFF (F4) */
        const bool fits = len >= 4 && is_tail(c[1]) && is_tail(c[2]) && is_tail(c[3]);
        return fits && !(c[0] == 0xf0 && c[1] < 0x90) && !(c[0] == 0xf4 && c[1] >= 0x90) ? 4 : 0;
    }
    return 0;
}

size_t utf8_valid_len(const char *text, size_t len)
{
    size_t at = 0, step;
    for (; at < len && (step = utf8_len(text + at, len - at)) > 0; at += step)
        ;
    return at;
}

void utf8_trim(char *text)
{
    const size_t len = strlen(text);
    size_t start = len;
    while (start > 0 && len - start < 3 && ((unsigned char)text[start - 1] & 0xc0) == 0x80)
        start--;
    const unsigned char lead = start > 0 ? (unsigned char)text[--start] : 0;
    const size_t wanted = lead < 0xc0 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (len - start < wanted)
        text[start] = '\0';
}
