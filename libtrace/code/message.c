/* message.c: the exact bytes that seals cover. */
#include "code/message.h"

#include <string.h>

/* Order of element indexes by AI as text. Codes carry a handful of AIs, nearly always sorted: insertion sort. */
static size_t sort_elements(const struct trc_elements *elements, uint8_t order[TRC_ELEMENTS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < elements->count; i++) {
        const char *digits = elements->element[i].ai->digits;
        if (strcmp(digits, "21") == 0)
            continue;
        size_t at = count++;
        for (; at > 0 && strcmp(elements->element[order[at - 1]].ai->digits, digits) > 0; at--)
            order[at] = order[at - 1];
        order[at] = (uint8_t)i;
    }
    return count;
}

size_t trc_message_begin(const struct trc_elements *elements, char kind, uint8_t key_id, uint8_t *message)
{
    uint8_t order[TRC_ELEMENTS_MAX];
    const size_t count = sort_elements(elements, order);
    memcpy(message, "trc1", 4);
    message[4] = (uint8_t)kind;
    message[5] = key_id;
    size_t len = 6;
    for (size_t i = 0; i < count; i++) {
        const struct trc_element *element = &elements->element[order[i]];
        memcpy(message + len, element->ai->digits, element->ai->digits_len);
        len += element->ai->digits_len;
        memcpy(message + len, elements->text + element->value, element->value_len);
        len += element->value_len;
        message[len++] = TRC_FNC1;
    }
    return len;
}

size_t trc_message_unit(uint8_t *message, size_t len, uint32_t unit)
{
    message[len++] = (uint8_t)(unit >> 24);
    message[len++] = (uint8_t)(unit >> 16);
    message[len++] = (uint8_t)(unit >> 8);
    message[len++] = (uint8_t)unit;
    return len;
}

size_t trc_message_serial(uint8_t *message, size_t len, const char *serial, size_t serial_len)
{
    message[len++] = '2';
    message[len++] = '1';
    memcpy(message + len, serial, serial_len);
    len += serial_len;
    message[len++] = TRC_FNC1;
    return len;
}
