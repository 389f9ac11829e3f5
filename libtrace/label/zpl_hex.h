/* zpl_hex.h: pictures in ZPL's compressed hexadecimal. Internal. */
#ifndef TRC_LABEL_ZPL_HEX_H
#define TRC_LABEL_ZPL_HEX_H

#include "label/output.h"

/**
 * Write one row of a picture, 1 = dark, `len` bytes.
 *
 * @param[in] before The row above, or NULL.
 * Source: ZPL II Programming Guide, "Alternative Data Compression Scheme for ~DG and ~DB Commands".
 */
void trc_zpl_hex_row(struct trc_output *output, const uint8_t *row, const uint8_t *before, size_t len);

#endif
