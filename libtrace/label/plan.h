/* plan.h: how a text is cut into segments, and the version that holds them. Internal. */
#ifndef TRC_LABEL_PLAN_H
#define TRC_LABEL_PLAN_H

#include <trc/label.h>

/**
 * The smallest version that holds a text, and its split into segments.
 *
 * @param[out] mode `len` values of enum trc_segment_mode.
 * @return 1 to 40, or 0 when no version holds it.
 */
unsigned trc_plan(const char *text, size_t len, enum trc_ec ec, uint8_t *mode);

/** Whether a byte can stand in a segment of this mode. */
bool trc_mode_holds(enum trc_segment_mode mode, char c);

/** The bits of a segment's count of characters. */
unsigned trc_count_bits(enum trc_segment_mode mode, unsigned version);

/** The symbol of a text cut like this, by libqrencode. TRC_OK or TRC_ERR_MEMORY. */
TRC_MUST_USE enum trc_status trc_symbol_draw(const char *text, size_t len, const uint8_t *mode, unsigned version,
                                             enum trc_ec ec, struct trc_symbol *symbol, struct trc_error *error);

/** What trc_symbol_encode() says of a text that no version holds. */
TRC_MUST_USE enum trc_status trc_symbol_too_long(const char *text, size_t len, enum trc_ec ec, struct trc_error *error);

#endif
