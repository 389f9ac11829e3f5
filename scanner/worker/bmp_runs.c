/* bmp_runs.c: the run-length coded pixels of a Windows bitmap. */
#include <string.h>

#include "scanner/worker/bmp.h"

/* After a count of 0 */
enum { END_OF_LINE, END_OF_PICTURE, MOVE };

struct pen {
    const struct bmp *bmp;
    struct scan_frame *frame;
    uint32_t x, y; /* from the lower left corner */
};

static void put(struct pen *pen, unsigned colour)
{
    if (pen->x < pen->frame->width_px && pen->y < pen->frame->height_px)
        scan_frame_row(pen->frame, pen->frame->height_px - 1 - pen->y)[pen->x] = pen->bmp->palette[colour];
    pen->x++;
}

/* `count` pixels, whose colours lie in `bytes`; of a run these are only as many as one byte holds. */
static void put_pixels(struct pen *pen, unsigned count, const uint8_t *bytes, bool run)
{
    const bool nibbles = pen->bmp->coding == BMP_RLE4;
    for (unsigned i = 0; i < count; i++) {
        const uint8_t byte = run ? bytes[0] : bytes[nibbles ? i / 2 : i];
        put(pen, !nibbles ? byte : i % 2 == 0 ? byte >> 4 : byte & 15);
    }
}

enum step { GO_ON, FINISHED, CUT_SHORT };

/* What follows a count of 0. */
static enum step escape(struct scan_input *input, struct pen *pen, unsigned code)
{
    uint8_t bytes[256];
    switch (code) {
    case END_OF_LINE:
        pen->x = 0;
        pen->y++;
        return GO_ON;
    case END_OF_PICTURE:
        return FINISHED;
    case MOVE:
        if (scan_input_read(input, bytes, 2) < 2)
            return CUT_SHORT;
        pen->x += bytes[0];
        pen->y += bytes[1];
        return GO_ON;
    default: {
        const size_t len = pen->bmp->coding == BMP_RLE4 ? (code + 1) / 2 : code;
        const size_t padded = len + len % 2;
        if (scan_input_read(input, bytes, padded) < padded)
            return CUT_SHORT;
        put_pixels(pen, code, bytes, false);
        return GO_ON;
    }
    }
}

void scan_bmp_runs_read(struct scan_decoding *decoding, const struct bmp *bmp)
{
    struct scan_frame *frame = &decoding->image.frame;
    struct pen pen = {.bmp = bmp, .frame = frame};
    struct scan_input *input = &decoding->input;
    uint8_t pair[2];
    enum step step = GO_ON;
    memset(frame->pixels, 0xFF, (size_t)frame->width_px * frame->height_px);
    scan_input_seek(input, bmp->pixels_at);
    while (step == GO_ON && pen.y < frame->height_px) {
        if (scan_input_read(input, pair, 2) < 2)
            step = CUT_SHORT;
        else if (pair[0] == 0)
            step = escape(input, &pen, pair[1]);
        else
            put_pixels(&pen, pair[0], pair + 1, true);
    }
    if (step == CUT_SHORT)
        scan_decoding_fail(decoding, SCAN_TRUNCATED, "");
}
