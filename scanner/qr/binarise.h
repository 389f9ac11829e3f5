/* binarise.h: dark or light, pixel by pixel; and smaller frames. */
#ifndef TRC_SCAN_QR_BINARISE_H
#define TRC_SCAN_QR_BINARISE_H

#include "scanner/qr/qr.h"

/**
 * Compare each pixel with the mean of the square around it.
 *
 * @param[in]  half     Half the square's side, at least 1 and at most 1000: it reaches so many pixels each way, cut off
 * at the edges.
 * @param[in]  columns  Scratch: 2 * width_px values.
 * @param[out] mask     width_px * height_px: 1 where darker than the mean, 0 elsewhere.
 */
void qr_binarise(const struct qr_frame *frame, uint32_t half, uint32_t *columns, uint8_t *mask);

/** Average squares of factor * factor pixels; what is left over at the right and below is dropped. */
void qr_shrink(const struct qr_frame *frame, uint32_t factor, uint8_t *out);

/** The negative. */
void qr_invert(const struct qr_frame *frame, uint8_t *out);

#endif
