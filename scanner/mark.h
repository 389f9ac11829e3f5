/* mark.h: what is to be drawn on a picture: symbols' outlines in colours, with a word beside each. */
#ifndef TRC_SCAN_MARK_H
#define TRC_SCAN_MARK_H

#include "scanner/answer.h"

#define SCAN_MARK_LABEL_MAX 60 /* bytes, without the NUL */

struct scan_mark {
    struct scan_point quad[4];           /* in pixels of the picture; any part of it may lie outside */
    uint8_t colour[3];                   /* red, green, blue */
    char label[SCAN_MARK_LABEL_MAX + 1]; /* UTF-8; characters that scanner/draw/glyphs.c lacks are left out */
};

/* The marks on one image of a picture. */
struct scan_drawing {
    uint32_t page, number; /* as in struct scan_symbol: which image */
    const struct scan_mark *marks;
    size_t mark_count;
};

/* Takes the next bytes of the file that is drawn, borrowed for the call. @return false to be given no more. */
struct scan_writer {
    bool (*write)(void *context, const uint8_t *bytes, size_t len);
    void *context;
};

#endif
