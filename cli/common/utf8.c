/* utf8.c: keeping text whole where bytes are counted. */
#include "utf8.h"

#include <string.h>

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
