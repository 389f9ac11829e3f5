/* pin.h: the two halves of deriving a PIN, so that a batch keys itself once. Internal. */
#ifndef TRC_CODE_PIN_H
#define TRC_CODE_PIN_H

#include <trc/code.h>

/** The PIN key of one (key id, GTIN). Secret. */
void trc_pin_key(const struct trc_key *key, uint8_t key_id, const char gtin[TRC_GTIN_SIZE], struct trc_hmac_key *pin);

/** The PIN of one serial of at most TRC_SERIAL_MAX characters. */
void trc_pin_format(const struct trc_hmac_key *pin_key, const char gtin[TRC_GTIN_SIZE], const char *serial,
                    size_t serial_len, char pin[TRC_PIN_SIZE]);

#endif
