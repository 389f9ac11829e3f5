/* bytes.c: a growing buffer. */
#include "issue/bytes.h"

#include <stdlib.h>
#include <string.h>

char *bytes_room(struct bytes *bytes, size_t len)
{
    if (bytes->failed)
        return NULL;
    if (bytes->room - bytes->len < len) {
        size_t room = bytes->room * 2 > 4096 ? bytes->room * 2 : 4096;
        while (room - bytes->len < len)
            room *= 2;
        char *data = realloc(bytes->data, room);
        if (data == NULL) {
            bytes->failed = true;
            return NULL;
        }
        bytes->data = data;
        bytes->room = room;
    }
    return bytes->data + bytes->len;
}

void bytes_add(struct bytes *bytes, const void *data, size_t len)
{
    char *to = bytes_room(bytes, len);
    if (to == NULL)
        return;
    memcpy(to, data, len);
    bytes->len += len;
}

void bytes_text(struct bytes *bytes, const char *text)
{
    bytes_add(bytes, text, strlen(text));
}

void bytes_number(struct bytes *bytes, unsigned long number)
{
    char digits[24], *at = digits + sizeof digits;
    do
        *--at = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    bytes_add(bytes, at, (size_t)(digits + sizeof digits - at));
}

bool bytes_sink(void *context, const void *data, size_t len)
{
    struct bytes *bytes = context;
    bytes_add(bytes, data, len);
    return !bytes->failed;
}

void bytes_clear(struct bytes *bytes)
{
    bytes->len = 0;
    bytes->failed = false;
}

void bytes_free(struct bytes *bytes)
{
    free(bytes->data);
    *bytes = (struct bytes){0};
}
