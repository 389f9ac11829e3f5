/* bmp.c: Windows bitmaps of 1 to 32 bits to grey. Small and strict: what is unusual is told, not guessed at. */
#include "scanner/worker/bmp.h"

#include <stdlib.h>
#include <string.h>

static uint8_t value_of(uint32_t pixel, const struct bmp_channel *channel)
{
    const uint64_t value = (pixel & channel->mask) >> channel->shift;
    return channel->max == 0 ? 0 : (uint8_t)((value * 255 + channel->max / 2) / channel->max);
}

static uint8_t grey_of(const struct bmp *bmp, uint32_t pixel)
{
    const uint8_t grey =
        scan_grey(value_of(pixel, &bmp->red), value_of(pixel, &bmp->green), value_of(pixel, &bmp->blue));
    return bmp->alpha.mask == 0 ? grey : scan_flatten(grey, value_of(pixel, &bmp->alpha));
}

static void grey_row(const struct bmp *bmp, const uint8_t *in, uint8_t *out)
{
    for (uint32_t x = 0; x < bmp->width; x++)
        switch (bmp->bits) {
        case 16:
            out[x] = grey_of(bmp, (uint32_t)in[2 * x] | (uint32_t)in[2 * x + 1] << 8);
            break;
        case 24:
            out[x] = scan_grey(in[3 * x + 2], in[3 * x + 1], in[3 * x]);
            break;
        case 32:
            out[x] = grey_of(bmp, (uint32_t)in[4 * x] | (uint32_t)in[4 * x + 1] << 8 | (uint32_t)in[4 * x + 2] << 16 |
                                      (uint32_t)in[4 * x + 3] << 24);
            break;
        default: { /* 1, 4 or 8: the first pixel is in the highest bits */
            const unsigned bit = x % (8 / bmp->bits) * bmp->bits;
            out[x] = bmp->palette[in[x * bmp->bits / 8] >> (8 - bmp->bits - bit) & ((1u << bmp->bits) - 1)];
            break;
        }
        }
}

/* Rows lie in the file from the lowest up, unless the header says otherwise. */
static void read_rows(struct scan_decoding *decoding, const struct bmp *bmp)
{
    struct scan_frame *frame = &decoding->image.frame;
    const size_t row_len = ((size_t)bmp->width * bmp->bits + 31) / 32 * 4;
    const uint32_t height = bmp->height;
    uint8_t *row = malloc(row_len);
    uint32_t done = 0;
    if (row == NULL) {
        scan_decoding_fail(decoding, SCAN_NO_MEMORY, "");
    } else {
        scan_input_seek(&decoding->input, bmp->pixels_at);
        for (; done < height && scan_input_read(&decoding->input, row, row_len) == row_len; done++)
            grey_row(bmp, row, scan_frame_row(frame, bmp->top_down ? done : height - 1 - done));
        if (done < height)
            scan_decoding_fail(decoding, SCAN_TRUNCATED, "");
    }
    free(row);
    if (bmp->top_down)
        scan_frame_cut(frame, done);
    else
        memset(frame->pixels, 0xFF, (size_t)(height - done) * frame->width_px);
}

void scan_bmp_read(struct scan_decoding *decoding)
{
    struct bmp bmp;
    if (!scan_bmp_header_read(decoding, &bmp) || !scan_decoding_begin(decoding, bmp.width, bmp.height))
        return;
    if (bmp.coding == BMP_PLAIN)
        read_rows(decoding, &bmp);
    else
        scan_bmp_runs_read(decoding, &bmp);
    scan_decoding_show(decoding);
}
