/* jpeg.c: JPEG to grey through libjpeg-turbo: baseline, progressive, grey, YCbCr, RGB, CMYK and YCCK. */
#include <setjmp.h>
#include <stdio.h> /* jpeglib.h needs it before */
#include <stdlib.h>

#include <jpeglib.h>

#include <jerror.h> /* after jpeglib.h, on whose configuration the numbers of its messages depend */

#include "scanner/worker/codecs.h"

/* A progressive picture is gone through once a scan. Encoders write about 10; a hostile file may hold thousands. */
enum { SCANS_MAX = 100 };

/* Photographs of so many pixels are looked at smaller first, which libjpeg decodes in a fraction of the time: so small
 * that the longer side is at most this and the shorter one at least that (docs/decisions/0122). */
enum { PHOTOGRAPH_PX = 7500000, LONGER_SIDE_MAX = 3200, SHORTER_SIDE_MIN = 600, REDUCTION_MAX = 8 };

struct jpeg_job {
    struct scan_decoding *decoding;
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    struct jpeg_source_mgr source;
    struct jpeg_progress_mgr progress;
    jmp_buf failed;
    bool closer;  /* as large as can be */
    uint8_t *row; /* of four inks; only for CMYK */
    uint32_t rows_done;
    uint32_t rows_max; /* there are no more: the file has ended */
};

static struct jpeg_job *job_of(j_common_ptr jpeg)
{
    return jpeg->client_data;
}

static void fail(j_common_ptr jpeg, enum scan_result result)
{
    struct jpeg_job *job = job_of(jpeg);
    struct scan_input *input = &job->decoding->input;
    const size_t start = input->start;
    char message[JMSG_LENGTH_MAX];
    jpeg->err->format_message(jpeg, message);
    input->start = input->end - job->source.bytes_in_buffer; /* where libjpeg stands in the buffer it was lent */
    scan_decoding_fail(job->decoding, result, message);
    input->start = start;
}

static _Noreturn void on_error(j_common_ptr jpeg)
{
    fail(jpeg, jpeg->err->msg_code == JERR_OUT_OF_MEMORY ? SCAN_NO_MEMORY : SCAN_DAMAGED);
    longjmp(job_of(jpeg)->failed, 1);
}

/* libjpeg goes on after a warning. Those that mean missing pixels are noted; the others are about manners. */
static void on_message(j_common_ptr jpeg, int level)
{
    if (level >= 0)
        return;
    switch (jpeg->err->msg_code) {
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_MUST_RESYNC:
        fail(jpeg, SCAN_DAMAGED);
        break;
    default:
        break;
    }
}

static void on_progress(j_common_ptr jpeg)
{
    struct jpeg_job *job = job_of(jpeg);
    if (job->jpeg.input_scan_number > SCANS_MAX) {
        scan_decoding_fail(job->decoding, SCAN_DAMAGED, "too many scans");
        longjmp(job->failed, 1);
    }
}

static void source_begin(j_decompress_ptr jpeg)
{
    (void)jpeg;
}

static boolean source_fill(j_decompress_ptr jpeg)
{
    static const JOCTET end_of_image[] = {0xFF, JPEG_EOI};
    struct jpeg_job *job = jpeg->client_data;
    struct scan_input *input = &job->decoding->input;
    const size_t len = scan_input_peek(input, 1);
    if (len > 0) {
        job->source.next_input_byte = input->buffer + input->start;
        job->source.bytes_in_buffer = len;
        input->start = input->end;
    } else {
        /* The decoder completes the picture with what it has when it meets an end. Of a picture in a single scan that
         * is grey from the rows at hand on. */
        scan_decoding_fail(job->decoding, SCAN_TRUNCATED, "");
        if (!jpeg_has_multiple_scans(jpeg) && job->rows_max == UINT32_MAX)
            job->rows_max = job->rows_done + 2 * (uint32_t)(jpeg->max_v_samp_factor * DCTSIZE);
        job->source.next_input_byte = end_of_image;
        job->source.bytes_in_buffer = sizeof end_of_image;
    }
    return TRUE;
}

static void source_skip(j_decompress_ptr jpeg, long count)
{
    struct jpeg_source_mgr *source = jpeg->src;
    while (count > (long)source->bytes_in_buffer) {
        count -= (long)source->bytes_in_buffer;
        source_fill(jpeg);
    }
    if (count > 0) {
        source->next_input_byte += count;
        source->bytes_in_buffer -= (size_t)count;
    }
}

static void source_end(j_decompress_ptr jpeg)
{
    (void)jpeg;
}

/* Adobe's programs, which write nearly all CMYK pictures, store the inks inverted: 255 is none. */
static void grey_from_inks(const uint8_t *inks, uint32_t count, bool inverted, uint8_t *out)
{
    const uint8_t flip = inverted ? 0 : 0xFF;
    for (uint32_t i = 0; i < count; i++, inks += 4)
        out[i] = scan_grey_of_inks(inks[0] ^ flip, inks[1] ^ flip, inks[2] ^ flip, inks[3] ^ flip);
}

static void read_rows(struct jpeg_job *job)
{
    struct scan_frame *frame = &job->decoding->image.frame;
    while (job->rows_done < frame->height_px && job->rows_done < job->rows_max) {
        JSAMPROW out = scan_frame_row(frame, job->rows_done);
        JSAMPROW row = job->row != NULL ? job->row : out;
        if (jpeg_read_scanlines(&job->jpeg, &row, 1) != 1)
            return;
        if (job->row != NULL)
            grey_from_inks(job->row, frame->width_px, job->jpeg.saw_Adobe_marker, out);
        job->rows_done++;
    }
}

/* So many pixels of the picture shall be one of the frame, along each side. */
static uint32_t choose_reduction(const struct jpeg_job *job)
{
    const uint32_t width = job->jpeg.image_width, height = job->jpeg.image_height;
    const uint32_t longer = width > height ? width : height, shorter = width > height ? height : width;
    const uint64_t pixels = (uint64_t)width * height;
    uint32_t reduction = pixels > SCAN_FRAME_PIXELS_MAX ? 2 : 1;
    if (!job->closer && pixels >= PHOTOGRAPH_PX)
        while (longer / reduction > LONGER_SIDE_MAX && shorter / reduction / 2 >= SHORTER_SIDE_MIN &&
               reduction < REDUCTION_MAX)
            reduction *= 2;
    return reduction;
}

/* The coefficients of a whole picture, which libjpeg keeps when they come in several scans. */
static uint64_t coefficient_bytes(struct jpeg_decompress_struct *jpeg)
{
    uint64_t bytes = 0;
    for (int i = 0; jpeg_has_multiple_scans(jpeg) && i < jpeg->num_components; i++)
        bytes += (uint64_t)jpeg->comp_info[i].width_in_blocks * jpeg->comp_info[i].height_in_blocks * sizeof(JBLOCK);
    return bytes;
}

/* Everything that may end in on_error(), which comes back here. */
static void decode(struct jpeg_job *job)
{
    struct jpeg_decompress_struct *jpeg = &job->jpeg;
    if (setjmp(job->failed) != 0)
        return;
    jpeg_create_decompress(jpeg);
    jpeg->src = &job->source;
    jpeg->progress = &job->progress;
    jpeg_read_header(jpeg, TRUE);
    jpeg->scale_denom = job->decoding->image.reduction = choose_reduction(job);
    if (!scan_decoding_begin(job->decoding, jpeg->image_width, jpeg->image_height) ||
        !scan_decoding_may_have(job->decoding, coefficient_bytes(jpeg)))
        return;

    const bool inks = jpeg->jpeg_color_space == JCS_CMYK || jpeg->jpeg_color_space == JCS_YCCK;
    jpeg->out_color_space = inks ? JCS_CMYK : JCS_GRAYSCALE;
    if (inks)
        job->row = jpeg->mem->alloc_large((j_common_ptr)jpeg, JPOOL_IMAGE, 4 * (size_t)jpeg->image_width);
    jpeg_start_decompress(jpeg);
    read_rows(job);
}

/* Decodes the picture, from its first byte on, and shows it. */
static enum scan_look read_picture(struct scan_decoding *decoding, bool closer)
{
    struct jpeg_job job = {
        .decoding = decoding,
        .source = {.init_source = source_begin,
                   .fill_input_buffer = source_fill,
                   .skip_input_data = source_skip,
                   .resync_to_restart = jpeg_resync_to_restart,
                   .term_source = source_end},
        .progress = {.progress_monitor = on_progress},
        .closer = closer,
        .rows_max = UINT32_MAX,
    };
    job.jpeg.err = jpeg_std_error(&job.errors);
    job.jpeg.client_data = &job;
    job.errors.error_exit = on_error;
    job.errors.emit_message = on_message;
    decode(&job);
    scan_frame_cut(&decoding->image.frame, job.rows_done);
    jpeg_destroy_decompress(&job.jpeg);
    return scan_decoding_show(decoding);
}

void scan_jpeg_read(struct scan_decoding *decoding)
{
    const enum scan_look seen = read_picture(decoding, decoding->viewer->close);
    const uint64_t pixels = (uint64_t)decoding->outcome->width_px * decoding->outcome->height_px;
    if (seen != SCAN_LOOK_CLOSER || decoding->image.reduction == (pixels > SCAN_FRAME_PIXELS_MAX ? 2 : 1))
        return;
    decoding->outcome->result = SCAN_READ;
    scan_input_seek(&decoding->input, 0);
    read_picture(decoding, true);
}
