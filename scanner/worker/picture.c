/* picture.c: which codec reads this picture? */
#include "scanner/worker/picture.h"

#include <string.h>

#include "scanner/protocol.h"
#include "scanner/worker/codecs.h"

static const struct {
    const char *magic;
    size_t len;
    void (*read)(struct scan_decoding *decoding);
} codecs[] = {
    {"\x89PNG\r\n\x1A\n", 8, scan_png_read},
    {"\xFF\xD8\xFF", 3, scan_jpeg_read},
};

enum { MAGIC_MAX = 8 };

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

void scan_picture_read(int fd, uint64_t max_pixels, struct scan_frame *frame, struct scan_outcome *outcome)
{
    struct scan_decoding decoding = {.max_pixels = max_pixels, .frame = frame, .outcome = outcome};
    *frame = (struct scan_frame){0};
    *outcome = (struct scan_outcome){.result = SCAN_READ};
    scan_input_init(&decoding.input, fd);

    const size_t len = scan_input_peek(&decoding.input, MAGIC_MAX);
    for (size_t i = 0; i < sizeof codecs / sizeof codecs[0]; i++) {
        if (len >= codecs[i].len && memcmp(decoding.input.buffer, codecs[i].magic, codecs[i].len) == 0) {
            codecs[i].read(&decoding);
            return;
        }
    }
    scan_decoding_fail(&decoding, len == 0 ? SCAN_EMPTY : SCAN_NOT_PICTURE, "");
}
