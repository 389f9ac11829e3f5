/* message.h: the exact bytes that seals cover. Internal. Source: docs/trace-code.md "Serials". */
#ifndef TRC_CODE_MESSAGE_H
#define TRC_CODE_MESSAGE_H

#include <trc/code.h>

/*
 * "trc1" kind key_id, then every AI with its value and a separator where the list has its NUL. t takes the place of
 * AI 21: it is written as any other AI, or is the shorter unit number.
 */
#define TRC_MESSAGE_MAX (6 + sizeof(((struct trc_elements *)NULL)->text) + TRC_ELEMENTS_MAX * TRC_AI_DIGITS_MAX)

/**
 * Write "trc1" kind key_id elements: every AI but 21, ascending by AI as text.
 *
 * @return The number of bytes; what differs from unit to unit (t) follows there.
 */
size_t trc_message_begin(const struct trc_elements *elements, char kind, uint8_t key_id, uint8_t *message);

/** Append t for a sealed serial: the unit number, 4 bytes big-endian. Returns the whole length. */
size_t trc_message_unit(uint8_t *message, size_t len, uint32_t unit);

/** Append t for an S seal: "21" serial 0x1D. Returns the whole length. */
size_t trc_message_serial(uint8_t *message, size_t len, const char *serial, size_t serial_len);

#endif
