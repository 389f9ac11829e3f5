/* pin.c: the scratch PIN, the second factor that no copied label shows. Source: docs/trace-code.md "PIN". */
#include <stdio.h>
#include <string.h>

#include "code/keyring.h"
#include "code/pin.h"
#include "crypto/hmac.h"

void trc_pin_key(const struct trc_key *key, uint8_t key_id, const char gtin[TRC_GTIN_SIZE], struct trc_hmac_key *pin)
{
    trc_keyring_derive(&key->pin_prk, "pin", key_id, gtin, pin);
}

void trc_pin_format(const struct trc_hmac_key *pin_key, const char gtin[TRC_GTIN_SIZE], const char *serial,
                    size_t serial_len, char pin[TRC_PIN_SIZE])
{
    uint8_t message[TRC_GTIN_DIGITS + TRC_SERIAL_MAX], mac[TRC_MAC_LEN];
    memcpy(message, gtin, TRC_GTIN_DIGITS);
    memcpy(message + TRC_GTIN_DIGITS, serial, serial_len);
    trc_hmac(pin_key, message, TRC_GTIN_DIGITS + serial_len, mac);
    uint64_t rest = 0; /* the first 16 bytes as one number, modulo 10^8 */
    for (size_t i = 0; i < 16; i++)
        rest = (rest << 8 | mac[i]) % 100000000u;
    snprintf(pin, TRC_PIN_SIZE, "%08u", (unsigned)rest);
    trc_wipe(mac, sizeof mac);
}

bool trc_pin_derive(const struct trc_keyring *ring, uint8_t key_id, const char gtin[TRC_GTIN_SIZE], const char *serial,
                    char pin[TRC_PIN_SIZE])
{
    const size_t serial_len = strlen(serial);
    pin[0] = '\0';
    if (key_id >= TRC_KEY_IDS || !ring->key[key_id].has_pin || serial_len > TRC_SERIAL_MAX)
        return false;
    struct trc_hmac_key pin_key;
    trc_pin_key(&ring->key[key_id], key_id, gtin, &pin_key);
    trc_pin_format(&pin_key, gtin, serial, serial_len, pin);
    trc_wipe(&pin_key, sizeof pin_key);
    return true;
}

bool trc_pin_equal(const char pin[TRC_PIN_SIZE], const char *typed)
{
    return strlen(typed) == TRC_PIN_SIZE - 1 && trc_equal(pin, typed, TRC_PIN_SIZE - 1);
}
