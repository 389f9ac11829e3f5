/* picture.c: which codec reads this picture? */
#include "scanner/worker/picture.h"

#include <string.h>

#include "scanner/protocol.h"
#include "scanner/worker/codecs.h"

/* How files of a kind begin; '.' stands for any byte. */
static const struct kind {
    const char *name; /* for a person; kinds without a reader are told by it */
    const char *magic;
    size_t len;
    void (*read)(struct scan_decoding *decoding);
} kinds[] = {
#define KIND(name, magic, read)                                                                                        \
    {                                                                                                                  \
        name, magic, sizeof(magic) - 1, read                                                                           \
    }
    KIND("PNG", "\x89PNG\r\n\x1A\n", scan_png_read),
    KIND("JPEG", "\xFF\xD8\xFF", scan_jpeg_read),
    KIND("WebP", "RIFF....WEBP", NULL),
    KIND("GIF", "GIF8", NULL),
    KIND("TIFF", "II*\0", NULL),
    KIND("TIFF", "MM\0*", NULL),
    KIND("BMP", "BM....\0\0\0\0", NULL),
    KIND("HEIC", "....ftyphei", NULL),
    KIND("HEIC", "....ftypmif1", NULL),
    KIND("AVIF", "....ftypavi", NULL),
    KIND("MP4", "....ftyp", NULL),
    KIND("PDF", "%PDF-", NULL),
#undef KIND
};

enum { MAGIC_MAX = 12 };

static const struct kind *kind_of(const uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        size_t same = 0;
        while (same < kinds[i].len && same < len &&
               (kinds[i].magic[same] == '.' || (uint8_t)kinds[i].magic[same] == bytes[same]))
            same++;
        if (same == kinds[i].len)
            return &kinds[i];
    }
    return NULL;
}

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

    const size_t len = scan_input_peek(&decoding.input, MAGIC_MAX);
    const struct kind *kind = kind_of(decoding.input.buffer, len);
    if (kind != NULL && kind->read != NULL)
        kind->read(&decoding);
    else
        scan_decoding_fail(&decoding, len == 0 ? SCAN_EMPTY : SCAN_NOT_PICTURE, kind != NULL ? kind->name : "");
    scan_frame_free(&decoding.image.frame);
}
