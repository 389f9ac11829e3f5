/* bits.h: a text in segments becomes the data codewords of a symbol. Internal. */
#ifndef TRC_LABEL_BITS_H
#define TRC_LABEL_BITS_H

#include <trc/label.h>

/**
 * Write all segments, the terminator and the padding.
 *
 * @param[in]  mode    What trc_plan() gave for this text or one that it may stand for.
 * @param[out] data    `data_len` codewords, as many as the version and level have.
 * Source: ISO/IEC 18004:2015, 7.4.
 */
void trc_bits_write(const char *text, size_t len, const uint8_t *mode, unsigned version, uint8_t *data,
                    size_t data_len);

#endif
