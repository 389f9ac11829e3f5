/* zbar.h: QR codes in a grey frame, read by libzbar in one pass. */
#ifndef TRC_SCAN_ZBAR_H
#define TRC_SCAN_ZBAR_H

#include "scanner/frame.h"
#include "scanner/sink.h"

/**
 * Read every QR code that one pass of libzbar finds, in its order.
 *
 * The answer depends on the frame alone: libzbar's random numbers begin anew for each. Text is UTF-8; bytes that are
 * not UTF-8 are taken for ISO-8859-1. A symbol with FNC1 in first position begins with the identifier "]Q3".
 *
 * @return false when memory ran out.
 */
bool scan_zbar_read(const struct scan_frame *frame, const struct scan_sink *sink);

#endif
