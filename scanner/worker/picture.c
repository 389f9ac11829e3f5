/* picture.c: which codec reads this picture? */
#include "scanner/worker/picture.h"

#include "scanner/kind.h"
#include "scanner/worker/codecs.h"

/* Kinds without a reader are told to the user by their name. */
static void (*const readers[SCAN_KIND_COUNT])(struct scan_decoding *decoding) = {
    [SCAN_KIND_PNG] = scan_png_read,   [SCAN_KIND_JPEG] = scan_jpeg_read, [SCAN_KIND_BMP] = scan_bmp_read,
    [SCAN_KIND_GIF] = scan_gif_read,   [SCAN_KIND_PGM] = scan_pnm_read,   [SCAN_KIND_PPM] = scan_pnm_read,
    [SCAN_KIND_TIFF] = scan_tiff_read, [SCAN_KIND_WEBP] = scan_webp_read, [SCAN_KIND_HEIC] = scan_heif_read,
    [SCAN_KIND_AVIF] = scan_heif_read,
};

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
