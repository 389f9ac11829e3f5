/* first_image.h: the first image of a picture file as one grey frame, in full, for tests that look at pixels. */
#ifndef TRC_TEST_FIRST_IMAGE_H
#define TRC_TEST_FIRST_IMAGE_H

#include <stdlib.h>
#include <string.h>

#include "scanner/worker/picture.h"

/* Copies the image that is shown, unless it is reduced or there is one already. */
static enum scan_look first_image_look(void *context, const struct scan_image *image)
{
    struct scan_frame *frame = context;
    const size_t len = (size_t)image->frame.width_px * image->frame.height_px;
    if (image->reduction != 1)
        return SCAN_LOOK_CLOSER;
    if (frame->pixels != NULL)
        return SCAN_LOOK_DONE;
    *frame = image->frame;
    frame->pixels = malloc(len);
    if (frame->pixels == NULL)
        return SCAN_LOOK_NO_MEMORY;
    memcpy(frame->pixels, image->frame.pixels, len);
    return SCAN_LOOK_DONE;
}

/* @return A frame whose pixels are from malloc, or NULL when nothing could be decoded. */
static inline struct scan_frame first_image_read(int fd, uint64_t max_pixels, struct scan_outcome *outcome)
{
    struct scan_frame frame = {0};
    scan_picture_read(fd, max_pixels, &(struct scan_viewer){.look = first_image_look, .context = &frame}, outcome);
    return frame;
}

#endif
