/* zbar.h: QR codes and product barcodes in a grey frame, read by libzbar. */
#ifndef TRC_SCAN_ZBAR_H
#define TRC_SCAN_ZBAR_H

#include "scanner/frame.h"
#include "scanner/sink.h"

/**
 * Read every QR code that one pass of libzbar finds, in its order.
 *
 * The answer depends on the frame alone: libzbar's random numbers begin anew for each. libzbar keeps to itself which
 * character set a symbol names, so it is always guessed. A symbol with FNC1 in first position begins with the
 * identifier "]Q3".
 *
 * @return false when memory ran out.
 */
bool scan_zbar_qr(const struct scan_frame *frame, const struct scan_sink *sink);

/**
 * Read EAN-13, EAN-8, UPC-A and UPC-E along some of the frame's rows and columns. A barcode counts when several of them
 * agree on it, short ones when more do. Its quad is the upright box around it; two of one number are taken for one.
 *
 * @return false when memory ran out.
 */
bool scan_zbar_barcodes(const struct scan_frame *frame, const struct scan_sink *sink);

#endif
