/* canvas.h: the images of an animation, laid one over another on white paper as a viewer would see them. */
#ifndef TRC_SCAN_CANVAS_H
#define TRC_SCAN_CANVAS_H

#include "scanner/worker/codecs.h"

/* What becomes of an image's place when the next image comes. */
enum scan_disposal { SCAN_DISPOSAL_KEEP, SCAN_DISPOSAL_CLEAR, SCAN_DISPOSAL_RESTORE };

struct scan_canvas_place {
    uint32_t x, y, width_px, height_px;
    enum scan_disposal disposal;
};

struct scan_canvas {
    struct scan_decoding *decoding; /* whose frame is the canvas */
    uint32_t height_px;
    uint32_t rows_used;             /* no image has reached below, where nothing has been written yet */
    struct scan_canvas_place place; /* of the image at hand, within the canvas */
    uint8_t *saved;                 /* what lay there before, if it is to come back */
};

/** Begin a canvas of this size. @return false as scan_decoding_begin(). */
bool scan_canvas_begin(struct scan_canvas *canvas, struct scan_decoding *decoding, uint32_t width_px,
                       uint32_t height_px);

/** Begin the next image, once that before it is disposed of. @return false, with a result in the outcome, when there
 * may be no more. */
bool scan_canvas_place(struct scan_canvas *canvas, const struct scan_canvas_place *place);

/** Make the place of the image at hand white. */
void scan_canvas_clear(struct scan_canvas *canvas);

/** Lay a row of the image at hand down; what reaches over the canvas is cut off. @param alpha NULL: opaque. */
void scan_canvas_put(struct scan_canvas *canvas, uint32_t row, const uint8_t *grey, const uint8_t *alpha,
                     uint32_t count);

/** Show the canvas as it is now, and count one image on. */
void scan_canvas_show(struct scan_canvas *canvas);

/** Free what begin got, except for the frame. */
void scan_canvas_end(struct scan_canvas *canvas);

#endif
