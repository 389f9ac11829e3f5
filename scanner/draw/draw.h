/* draw.h: a grey picture with coloured marks on it, as a JPEG. */
#ifndef TRC_SCAN_DRAW_H
#define TRC_SCAN_DRAW_H

#include <stdbool.h>

#include "scanner/answer.h"
#include "scanner/frame.h"

#define SCAN_MARK_LABEL_MAX 60 /* bytes, without the NUL */

/* A symbol's outline and a word beside it. */
struct scan_mark {
    struct scan_point quad[4];           /* in pixels of the frame; any part of it may lie outside */
    uint8_t colour[3];                   /* red, green, blue */
    char label[SCAN_MARK_LABEL_MAX + 1]; /* UTF-8; characters that glyphs.c lacks are left out */
};

/* Takes the next bytes of the file, borrowed for the call. @return false to be given no more. */
struct scan_writer {
    bool (*write)(void *context, const uint8_t *bytes, size_t len);
    void *context;
};

/**
 * Draw marks on a picture. The picture is grey, so that colour is the marks' alone; one too small for the labels to be
 * read is enlarged by a whole factor. Marks later in the list lie on top.
 *
 * @return false when memory ran out or the writer refused.
 */
bool scan_draw_jpeg(const struct scan_frame *frame, const struct scan_mark *marks, size_t count,
                    const struct scan_writer *writer);

#endif
