/* png.c: PNG of every colour type, depth and interlace to grey, through libpng. */
#include <endian.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "scanner/worker/codecs.h"

/* Signature, then the IHDR chunk: length, type, width, height. Read by hand, so that the size is judged before libpng
 * has allocated anything, and before any chunk that lies between IHDR and the pixels. */
enum { HEADER_LEN = 24, WIDTH_AT = 16, HEIGHT_AT = 20 };

/* How much compressed data libpng asks for at a time. It uses none of a request that fails, which is what is lost of a
 * picture that is cut short: with libpng's own 8 KiB often all of it. Near the end it asks for single bytes. */
enum { REQUEST_LEN = 256, NEAR_END_LEN = 2 * REQUEST_LEN };

struct png_job {
    struct scan_decoding *decoding;
    png_structp png;
    png_infop info;
    png_bytep row;
    uint32_t rows_done; /* of the frame; all of them once the first pass of an interlaced picture is through */
};

/* Adam7: where a pass starts, how far apart its pixels lie, and the block that a pixel stands for until later passes
 * fill it in. A picture that is cut short is thus complete at a lower resolution. */
struct pass {
    uint8_t x, y, step_x, step_y, block_x, block_y;
};
static const struct pass whole = {0, 0, 1, 1, 1, 1};
static const struct pass adam7[] = {{0, 0, 8, 8, 8, 8}, {4, 0, 8, 8, 4, 8}, {0, 4, 4, 8, 4, 4}, {2, 0, 4, 4, 2, 4},
                                    {0, 2, 2, 4, 2, 2}, {1, 0, 2, 2, 1, 2}, {0, 1, 1, 2, 1, 1}};

static _Noreturn void on_error(png_structp png, png_const_charp message)
{
    struct png_job *job = png_get_error_ptr(png);
    scan_decoding_fail(job->decoding, SCAN_DAMAGED, message);
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

static void read_bytes(png_structp png, png_bytep out, size_t len)
{
    struct png_job *job = png_get_io_ptr(png);
    if (scan_input_read(&job->decoding->input, out, len) == len)
        return;
    scan_decoding_fail(job->decoding, SCAN_TRUNCATED, "");
    png_error(png, "truncated");
}

static void grey_row(const uint8_t *in, unsigned channels, uint32_t count, uint8_t *out)
{
    switch (channels) {
    case 1:
        memmove(out, in, count);
        break;
    case 2:
        for (uint32_t i = 0; i < count; i++)
            out[i] = scan_flatten(in[2 * i], in[2 * i + 1]);
        break;
    case 3:
        for (uint32_t i = 0; i < count; i++)
            out[i] = scan_grey(in[3 * i], in[3 * i + 1], in[3 * i + 2]);
        break;
    default:
        for (uint32_t i = 0; i < count; i++)
            out[i] = scan_flatten(scan_grey(in[4 * i], in[4 * i + 1], in[4 * i + 2]), in[4 * i + 3]);
        break;
    }
}

static uint32_t pass_count(uint32_t size, uint8_t start, uint8_t step)
{
    return size > start ? (size - start - 1) / step + 1 : 0;
}

/* Lays one row of a pass, already grey, over its blocks of the frame. */
static void spread_row(struct scan_frame *frame, const struct pass *pass, uint32_t top, const uint8_t *grey,
                       uint32_t count)
{
    for (uint32_t y = top; y < frame->height_px && y < top + pass->block_y; y++) {
        uint8_t *row = scan_frame_row(frame, y);
        for (uint32_t i = 0, x = pass->x; i < count; i++, x += pass->step_x) {
            const uint32_t right = frame->width_px - x;
            memset(row + x, grey[i], right < pass->block_x ? right : pass->block_x);
        }
    }
}

static void read_pass(struct png_job *job, const struct pass *pass, unsigned channels)
{
    struct scan_frame *frame = &job->decoding->image.frame;
    const uint32_t columns = pass_count(frame->width_px, pass->x, pass->step_x);
    const uint32_t rows = pass_count(frame->height_px, pass->y, pass->step_y);
    if (columns == 0)
        return;
    for (uint32_t i = 0; i < rows; i++) {
        const uint32_t y = pass->y + i * pass->step_y;
        if (scan_input_peek(&job->decoding->input, NEAR_END_LEN) < NEAR_END_LEN)
            png_set_compression_buffer_size(job->png, 1);
        png_read_row(job->png, job->row, NULL);
        if (pass == &whole) {
            grey_row(job->row, channels, columns, scan_frame_row(frame, y));
        } else {
            grey_row(job->row, channels, columns, job->row); /* in place: never ahead of what it reads */
            spread_row(frame, pass, y, job->row, columns);
        }
        if (y + pass->block_y > job->rows_done)
            job->rows_done = y + pass->block_y;
    }
}

/* Everything that may end in on_error(). */
static void decode(struct png_job *job)
{
    png_structp png = job->png;
    png_set_read_fn(png, job, read_bytes);
    png_set_compression_buffer_size(png, REQUEST_LEN);
    png_set_chunk_cache_max(png, 16);
    png_set_chunk_malloc_max(png, 1 << 20);
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1); /* texts, profiles: skipped, never inflated */
    png_set_crc_action(png, PNG_CRC_WARN_USE, PNG_CRC_QUIET_USE);       /* a flipped bit is not the end of a code */
    png_set_benign_errors(png, 1);
    png_read_info(png, job->info);
    if (!scan_decoding_begin(job->decoding, png_get_image_width(png, job->info), png_get_image_height(png, job->info)))
        return;

    png_set_expand(png); /* palette to RGB, few bits to 8, transparent colour to alpha */
    png_set_scale_16(png);
    png_read_update_info(png, job->info);
    job->row = png_malloc(png, png_get_rowbytes(png, job->info));
    const unsigned channels = png_get_channels(png, job->info);
    if (png_get_interlace_type(png, job->info) == PNG_INTERLACE_NONE) {
        read_pass(job, &whole, channels);
    } else {
        for (size_t i = 0; i < sizeof adam7 / sizeof adam7[0]; i++)
            read_pass(job, &adam7[i], channels);
    }
}

static uint32_t big_endian_at(const uint8_t *at)
{
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return be32toh(value);
}

static bool header_allows(struct scan_decoding *decoding)
{
    const uint8_t *header = decoding->input.buffer;
    if (scan_input_peek(&decoding->input, HEADER_LEN) < HEADER_LEN) {
        decoding->input.start = decoding->input.end;
        scan_decoding_fail(decoding, SCAN_TRUNCATED, "");
        return false;
    }
    return scan_frame_allowed(big_endian_at(header + WIDTH_AT), big_endian_at(header + HEIGHT_AT), decoding->max_pixels,
                              decoding->outcome);
}

/* on_error() comes back here; apart from its caller, whose variables must survive that. */
static void guard(struct png_job *job)
{
    if (setjmp(png_jmpbuf(job->png)) == 0)
        decode(job);
}

void scan_png_read(struct scan_decoding *decoding)
{
    struct png_job job = {.decoding = decoding};
    if (!header_allows(decoding))
        return;
    job.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &job, on_error, on_warning);
    if (job.png != NULL)
        job.info = png_create_info_struct(job.png);
    if (job.info == NULL) {
        scan_decoding_fail(decoding, SCAN_NO_MEMORY, "");
    } else {
        guard(&job);
        scan_frame_cut(&decoding->image.frame, job.rows_done);
        png_free(job.png, job.row);
    }
    png_destroy_read_struct(&job.png, &job.info, NULL);
    scan_decoding_show(decoding);
}
