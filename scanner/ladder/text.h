/* text.h: what a symbol says, as UTF-8. */
#ifndef TRC_SCAN_TEXT_H
#define TRC_SCAN_TEXT_H

#include "scanner/ladder/charset.h"
#include "scanner/qr/qr.h"

#define SCAN_GS1_IDENTIFIER "]Q3" /* ISO/IEC 15424: QR code with FNC1 in first position */

#define SCAN_QR_TEXT_MAX (sizeof SCAN_GS1_IDENTIFIER + SCAN_CHARSET_GROWTH * (size_t)QR_BYTES_MAX)

/**
 * Put the segments of a symbol together: each in its own character set, after the identifier "]Q3" when FNC1 stands in
 * first position. An application indicator of FNC1 in second position comes first, as the standard transmits it.
 *
 * @param[out] out  SCAN_QR_TEXT_MAX bytes.
 * @return Bytes written.
 */
size_t scan_text_from_qr(const struct qr_text *text, char *out);

#endif
