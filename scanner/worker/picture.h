/* picture.h: from a picture file of any kind to grey frames. */
#ifndef TRC_SCAN_PICTURE_H
#define TRC_SCAN_PICTURE_H

#include "scanner/frame.h"
#include "scanner/ladder/ladder.h"

/* One image of a picture file. */
struct scan_image {
    struct scan_frame frame; /* borrowed */
    uint32_t page;           /* of a document, from 1 */
    uint32_t number;         /* of an animation's frame, from 0 */
    uint32_t reduction;      /* pixels of the picture along one side of a pixel of the frame: 1, 2, 4 or 8 */
};

/* Whoever looks at images: CLOSER asks to be shown the same one with more pixels, which a codec may not be able to. */
struct scan_viewer {
    enum scan_look (*look)(void *context, const struct scan_image *image);
    void *context;
    bool close; /* with as many pixels as there is room for, from the first look on */
};

/**
 * Decode the picture behind a descriptor and show each of its images. Its kind is told by its first bytes, never by a
 * name.
 *
 * A truncated or damaged picture is decoded as far as it goes; what is missing is white. `max_pixels` is checked right
 * after the header, before any memory for the picture is asked for.
 *
 * @param[in]  fd      A seekable file, read from its beginning; borrowed.
 * @param[out] outcome READ when the picture is whole.
 */
void scan_picture_read(int fd, uint64_t max_pixels, const struct scan_viewer *viewer, struct scan_outcome *outcome);

#endif
