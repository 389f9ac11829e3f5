/* draw.h: a grey picture with coloured marks on it, as a JPEG. */
#ifndef TRC_SCAN_DRAW_H
#define TRC_SCAN_DRAW_H

#include "scanner/frame.h"
#include "scanner/mark.h"

/**
 * Draw marks on a picture. The picture is grey, so that colour is the marks' alone; one too small for the labels to be
 * read is enlarged by a whole factor. Marks later in the list lie on top.
 *
 * @param reduction Pixels of the marks' corners along one side of a pixel of the frame.
 * @return false when memory ran out or the writer refused.
 */
bool scan_draw_jpeg(const struct scan_frame *frame, uint32_t reduction, const struct scan_mark *marks, size_t count,
                    const struct scan_writer *writer);

#endif
