/* picture.h: from a picture file of any kind to a grey frame. */
#ifndef TRC_SCAN_PICTURE_H
#define TRC_SCAN_PICTURE_H

#include "scanner/worker/frame.h"

/**
 * Decode the picture behind a descriptor. Its kind is told by its first bytes, never by a name.
 *
 * A truncated or damaged picture is decoded as far as it goes; what is missing is white. `max_pixels` is checked right
 * after the header, before any memory for the picture is asked for.
 *
 * @param[in]  fd      Read from its present position on; borrowed.
 * @param[out] frame   The picture, from malloc; free(frame->pixels). pixels is NULL when nothing could be decoded.
 * @param[out] outcome READ when the picture is whole.
 */
void scan_picture_read(int fd, uint64_t max_pixels, struct scan_frame *frame, struct scan_outcome *outcome);

#endif
