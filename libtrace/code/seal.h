/* seal.h: the S seal as text, and its two algorithms. Internal. Source: docs/trace-code.md "The S seal". */
#ifndef TRC_CODE_SEAL_H
#define TRC_CODE_SEAL_H

#include <trc/code.h>

#define TRC_SEAL_H_BODY_LEN 16

/**
 * Read the value of the S parameter.
 *
 * @param pos Its offset in the caller's input, for the error.
 * @return TRC_OK, also for a type this program does not know (body_len 0: cannot be checked); TRC_ERR_SYNTAX for
 *         a wrong length, character or pad bit of a known type.
 */
TRC_MUST_USE enum trc_status trc_seal_parse(const char *text, size_t len, size_t pos, struct trc_seal *seal,
                                            struct trc_error *error);

/** Write a seal of type H or E, NUL-terminated; returns its length. */
size_t trc_seal_format(const struct trc_seal *seal, char text[TRC_SEAL_TEXT_SIZE]);

/**
 * Check a seal over a whole message.
 *
 * @param keys Keys of (seal key id, GTIN), or NULL when not at hand.
 * @param key  The slot of the seal's key id.
 * @return TRC_OK with *state decided, or TRC_ERR_CRYPTO.
 */
TRC_MUST_USE enum trc_status trc_seal_check(const struct trc_seal *seal, const struct trc_unit_keys *keys,
                                            const struct trc_key *key, const uint8_t *message, size_t message_len,
                                            enum trc_seal_state *state);

#endif
