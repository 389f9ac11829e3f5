/* pnm.c: binary PGM and PPM of at most 8 bits to grey: how frames of a video and pages of a document come. */
#include <stdlib.h>

#include "scanner/worker/codecs.h"

enum { NUMBER_LIMIT = 1000000, SAMPLE_MAX = 255 };

/* The next byte of the header; 0, which has no place in it, at the end of the file. */
static uint8_t next_byte(struct scan_input *input)
{
    uint8_t byte = 0;
    scan_input_read(input, &byte, 1);
    return byte;
}

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

/* From '#' to the end of the line. */
static void skip_comment(struct scan_input *input)
{
    uint8_t byte = '#';
    while (byte != '\n' && byte != '\r' && byte != '\0')
        byte = next_byte(input);
}

/* A number with the one blank behind it; blanks and comments may come before. @return 0 when there is none. */
static uint32_t next_number(struct scan_input *input)
{
    uint8_t byte = next_byte(input);
    for (; is_blank(byte) || byte == '#'; byte = next_byte(input))
        if (byte == '#')
            skip_comment(input);
    uint32_t number = 0;
    for (; byte >= '0' && byte <= '9' && number < NUMBER_LIMIT; byte = next_byte(input))
        number = number * 10 + (byte - '0');
    return is_blank(byte) ? number : 0;
}

static void grey_row(const uint8_t *in, unsigned channels, const uint8_t scale[256], uint32_t count, uint8_t *out)
{
    if (channels == 1)
        for (uint32_t i = 0; i < count; i++)
            out[i] = scale[in[i]];
    else
        for (uint32_t i = 0; i < count; i++, in += 3)
            out[i] = scan_grey(scale[in[0]], scale[in[1]], scale[in[2]]);
}

/* @return How many rows came. */
static uint32_t read_rows(struct scan_decoding *decoding, unsigned channels, uint32_t sample_max)
{
    const struct scan_frame *frame = &decoding->image.frame;
    const size_t row_len = (size_t)frame->width_px * channels;
    uint8_t scale[256], *row = malloc(row_len);
    uint32_t y = 0;
    if (row == NULL) {
        scan_decoding_fail(decoding, SCAN_NO_MEMORY, "");
        return 0;
    }
    for (uint32_t i = 0; i < 256; i++)
        scale[i] = i < sample_max ? (uint8_t)((i * 255 + sample_max / 2) / sample_max) : 255;
    for (; y < frame->height_px && scan_input_read(&decoding->input, row, row_len) == row_len; y++)
        grey_row(row, channels, scale, frame->width_px, scan_frame_row(frame, y));
    free(row);
    if (y < frame->height_px)
        scan_decoding_fail(decoding, SCAN_TRUNCATED, "");
    return y;
}

void scan_pnm_read(struct scan_decoding *decoding)
{
    struct scan_input *input = &decoding->input;
    uint8_t magic[2] = {0};
    scan_input_read(input, magic, sizeof magic);
    const bool apart = is_blank(next_byte(input));
    const uint32_t width = next_number(input), height = next_number(input), sample_max = next_number(input);
    if (!apart || width == 0 || height == 0 || sample_max == 0 || sample_max > SAMPLE_MAX) {
        scan_decoding_fail_here(decoding, sample_max > SAMPLE_MAX ? "more than 8 bits a sample" : "no PNM header");
        return;
    }
    if (!scan_decoding_begin(decoding, width, height))
        return;
    scan_frame_cut(&decoding->image.frame, read_rows(decoding, magic[1] == '6' ? 3 : 1, sample_max));
    scan_decoding_show(decoding);
}
