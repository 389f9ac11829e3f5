/* bytes.c: text that grows while it is written, with numbers free of the locale. */
#include "sheet/bytes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_ROOM 4096

void trc_bytes_free(struct trc_bytes *bytes)
{
    free(bytes->at);
    *bytes = (struct trc_bytes){0};
}

char *trc_bytes_reserve(struct trc_bytes *bytes, size_t len)
{
    if (bytes->failed)
        return NULL;
    if (bytes->room - bytes->len < len) {
        size_t room = bytes->room > 0 ? bytes->room : FIRST_ROOM;
        while (room - bytes->len < len)
            room *= 2;
        char *grown = realloc(bytes->at, room);
        if (grown == NULL) {
            bytes->failed = true;
            return NULL;
        }
        bytes->at = grown;
        bytes->room = room;
    }
    return bytes->at + bytes->len;
}

void trc_bytes_put(struct trc_bytes *bytes, const void *from, size_t len)
{
    char *to = trc_bytes_reserve(bytes, len);
    if (to == NULL)
        return;
    memcpy(to, from, len);
    bytes->len += len;
}

void trc_bytes_text(struct trc_bytes *bytes, const char *text)
{
    trc_bytes_put(bytes, text, strlen(text));
}

void trc_bytes_uint(struct trc_bytes *bytes, uint64_t value)
{
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    trc_bytes_put(bytes, digits + at, sizeof digits - at);
}

void trc_bytes_decimal(struct trc_bytes *bytes, int64_t value, unsigned digits)
{
    if (value < 0)
        trc_bytes_put(bytes, "-", 1);
    uint64_t whole = value < 0 ? -(uint64_t)value : (uint64_t)value, scale = 1;
    for (unsigned i = 0; i < digits; i++)
        scale *= 10;
    uint64_t rest = whole % scale;
    trc_bytes_uint(bytes, whole / scale);
    if (rest == 0)
        return;
    trc_bytes_put(bytes, ".", 1);
    for (; rest > 0; rest %= scale) {
        scale /= 10;
        trc_bytes_put(bytes, &"0123456789"[rest / scale], 1);
    }
}

void trc_bytes_milli(struct trc_bytes *bytes, double value)
{
    trc_bytes_decimal(bytes, llround(value * 1000), 3);
    trc_bytes_put(bytes, " ", 1);
}

void trc_bytes_hex(struct trc_bytes *bytes, unsigned byte)
{
    const char digits[2] = {"0123456789abcdef"[byte >> 4 & 15], "0123456789abcdef"[byte & 15]};
    trc_bytes_put(bytes, digits, 2);
}
