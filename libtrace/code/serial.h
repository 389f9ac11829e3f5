/* serial.h: the sealed serial: key id, masked unit number and tag in 20 characters. Internal. */
#ifndef TRC_CODE_SERIAL_H
#define TRC_CODE_SERIAL_H

#include <trc/code.h>

/** Read 20 canonical Crockford characters; false when the text is not that. */
bool trc_serial_decode(const char *text, size_t len, struct trc_sealed_serial *sealed);

/** Set what a code says of its unit (GTIN, serial and the sealed of a sealed one) from its AIs. */
void trc_serial_read(struct trc_code *code);

/** Write 20 characters and a NUL. */
void trc_serial_encode(const struct trc_sealed_serial *sealed, char text[TRC_SEALED_SERIAL_LEN + 1]);

/** The unit number behind the mask, or the mask over a unit number: XOR is its own inverse. */
uint32_t trc_serial_mask(const struct trc_hmac_key *mask_key, const uint8_t tag[TRC_TAG_LEN], uint32_t unit);

/**
 * Does the tag seal its unit number over these elements?
 *
 * @param[in,out] message From trc_message_begin(..., 'N', ...); 4 bytes are appended.
 * @param[out]    unit    The unit number when the tag holds; untouched otherwise.
 */
bool trc_serial_check(const struct trc_sealed_serial *sealed, const struct trc_unit_keys *keys, uint8_t *message,
                      size_t message_len, uint32_t *unit);

/** Seal a unit number. */
void trc_serial_seal(const struct trc_unit_keys *keys, uint8_t *message, size_t message_len, uint32_t unit,
                     struct trc_sealed_serial *sealed);

#endif
