/* picture.c: which codec reads this picture? */
#include "scanner/worker/picture.h"

#include <string.h>

#include "scanner/kind.h"
#include "scanner/protocol.h"
#include "scanner/worker/codecs.h"

/* Kinds without a reader are told to the user by their name. */
static void (*const readers[SCAN_KIND_COUNT])(struct scan_decoding *decoding) = {
    [SCAN_KIND_PNG] = scan_png_read,
    [SCAN_KIND_JPEG] = scan_jpeg_read,
};

void scan_decoding_fail(struct scan_decoding *decoding, enum scan_result result, const char *message)
{
    struct scan_outcome *outcome = decoding->outcome;
    if (outcome->result != SCAN_READ)
        return;
    outcome->result = result;
    outcome->offset = decoding->input.read - (decoding->input.end - decoding->input.start);
    scan_detail_set(outcome->detail, message);
    if (decoding->input.error != 0) {
        outcome->result = SCAN_IO;
        scan_detail_set(outcome->detail, strerrordesc_np(decoding->input.error));
    }
}

enum scan_look scan_decoding_show(struct scan_decoding *decoding)
{
    const struct scan_viewer *viewer = decoding->viewer;
    if (decoding->image.frame.pixels == NULL)
        return SCAN_LOOK_DONE;
    const enum scan_look look = viewer->look(viewer->context, &decoding->image);
    if (look == SCAN_LOOK_NO_MEMORY)
        decoding->outcome->result = SCAN_NO_MEMORY;
    return look;
}

void scan_picture_read(int fd, uint64_t max_pixels, const struct scan_viewer *viewer, struct scan_outcome *outcome)
{
    struct scan_decoding decoding = {
        .max_pixels = max_pixels, .image = {.page = 1, .reduction = 1}, .viewer = viewer, .outcome = outcome};
    *outcome = (struct scan_outcome){.result = SCAN_READ};
    scan_input_init(&decoding.input, fd);

    const size_t len = scan_input_peek(&decoding.input, SCAN_KIND_BYTES);
    const enum scan_kind kind = scan_kind_of(decoding.input.buffer, len);
    if (readers[kind] != NULL)
        readers[kind](&decoding);
    else
        scan_decoding_fail(&decoding, len == 0 ? SCAN_EMPTY : SCAN_NOT_PICTURE, scan_kind_name(kind));
    scan_frame_free(&decoding.image.frame);
}
