/* serial.c: the sealed serial. A synthetic-IV construction: the tag authenticates the unit number and masks it. */
#include "code/serial.h"

#include <string.h>

#include "base/base32.h"
#include "code/message.h"
#include "crypto/hmac.h"

/* 100 bits in two words: 5 of key id, 31 of masked unit and the first 4 of the tag; then its other 60. */
#define HEAD_LEN 8
#define TAIL_LEN 12

static bool read_characters(const char *text, size_t count, uint64_t *bits)
{
    *bits = 0;
    for (size_t i = 0; i < count; i++) {
        const int value = trc_base32_value(text[i]);
        if (value < 0)
            return false;
        *bits = *bits << 5 | (unsigned)value;
    }
    return true;
}

static void write_characters(uint64_t bits, size_t count, char *text)
{
    for (; count > 0; bits >>= 5)
        text[--count] = trc_base32_alphabet[bits & 31];
}

bool trc_serial_decode(const char *text, size_t len, struct trc_sealed_serial *sealed)
{
    uint64_t head, tail;
    if (len != TRC_SEALED_SERIAL_LEN || !read_characters(text, HEAD_LEN, &head) ||
        !read_characters(text + HEAD_LEN, TAIL_LEN, &tail))
        return false;
    const uint64_t tag = head << 60 | tail;
    sealed->key_id = (uint8_t)(head >> 35);
    sealed->masked_unit = (uint32_t)(head >> 4) & TRC_UNIT_MAX;
    for (size_t i = 0; i < TRC_TAG_LEN; i++)
        sealed->tag[i] = (uint8_t)(tag >> (56 - 8 * i));
    return true;
}

void trc_serial_read(struct trc_code *code)
{
    const struct trc_elements *elements = &code->link.elements;
    const struct trc_element *serial = trc_elements_find(elements, "21");
    code->sealed = (struct trc_sealed_serial){0};
    code->gtin = trc_elements_value(elements, "01");
    code->serial = serial != NULL ? elements->text + serial->value : NULL;
    code->serial_kind = serial == NULL                                                      ? TRC_SERIAL_NONE
                        : trc_serial_decode(code->serial, serial->value_len, &code->sealed) ? TRC_SERIAL_SEALED
                                                                                            : TRC_SERIAL_OWN;
}

void trc_serial_encode(const struct trc_sealed_serial *sealed, char text[TRC_SEALED_SERIAL_LEN + 1])
{
    uint64_t tag = 0;
    for (size_t i = 0; i < TRC_TAG_LEN; i++)
        tag = tag << 8 | sealed->tag[i];
    write_characters((uint64_t)sealed->key_id << 35 | (uint64_t)sealed->masked_unit << 4 | tag >> 60, HEAD_LEN, text);
    write_characters(tag, TAIL_LEN, text + HEAD_LEN);
    text[TRC_SEALED_SERIAL_LEN] = '\0';
}

uint32_t trc_serial_mask(const struct trc_hmac_key *mask_key, const uint8_t tag[TRC_TAG_LEN], uint32_t unit)
{
    uint8_t mac[TRC_MAC_LEN];
    trc_hmac(mask_key, tag, TRC_TAG_LEN, mac);
    const uint32_t first = (uint32_t)mac[0] << 24 | (uint32_t)mac[1] << 16 | (uint32_t)mac[2] << 8 | mac[3];
    return unit ^ first >> 1;
}

bool trc_serial_check(const struct trc_sealed_serial *sealed, const struct trc_unit_keys *keys, uint8_t *message,
                      size_t message_len, uint32_t *unit)
{
    uint8_t mac[TRC_MAC_LEN];
    const uint32_t claimed = trc_serial_mask(&keys->mask, sealed->tag, sealed->masked_unit);
    trc_hmac(&keys->serial, message, trc_message_unit(message, message_len, claimed), mac);
    if (!trc_equal(mac, sealed->tag, TRC_TAG_LEN))
        return false;
    *unit = claimed;
    return true;
}

void trc_serial_seal(const struct trc_unit_keys *keys, uint8_t *message, size_t message_len, uint32_t unit,
                     struct trc_sealed_serial *sealed)
{
    uint8_t mac[TRC_MAC_LEN];
    trc_hmac(&keys->serial, message, trc_message_unit(message, message_len, unit), mac);
    sealed->key_id = keys->key_id;
    memcpy(sealed->tag, mac, TRC_TAG_LEN);
    sealed->masked_unit = trc_serial_mask(&keys->mask, sealed->tag, unit);
}

bool trc_serial_looks_sealed(const char *serial, size_t len)
{
    struct trc_sealed_serial sealed;
    return trc_serial_decode(serial, len, &sealed);
}

enum trc_status trc_code_key(const char gtin[TRC_GTIN_SIZE], const char *serial, uint8_t key[TRC_CODE_KEY_LEN])
{
    uint8_t message[TRC_GTIN_DIGITS + TRC_SERIAL_MAX], digest[TRC_MAC_LEN];
    const size_t serial_len = strlen(serial);
    if (serial_len > TRC_SERIAL_MAX)
        return TRC_ERR_RANGE;
    memcpy(message, gtin, TRC_GTIN_DIGITS);
    memcpy(message + TRC_GTIN_DIGITS, serial, serial_len);
    trc_sha256(message, TRC_GTIN_DIGITS + serial_len, digest);
    memcpy(key, digest, TRC_CODE_KEY_LEN);
    return TRC_OK;
}
