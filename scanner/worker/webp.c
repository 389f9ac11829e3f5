/* webp.c: WebP, still and animated, to grey through libwebp. */
#include <stdlib.h>
#include <webp/decode.h>
#include <webp/demux.h>

#include "scanner/worker/canvas.h"

/* libwebp hands out luma as video has it: black is 16 and white 235. */
enum { LUMA_BLACK = 16, LUMA_WHITE = 235 };

enum { LOSSLESS = 2 }; /* WebPBitstreamFeatures.format */

struct webp_job {
    struct scan_decoding *decoding;
    struct scan_canvas canvas;
    uint8_t grey[256]; /* of each luma */
};

static void fail_of(struct scan_decoding *decoding, VP8StatusCode status)
{
    if (status == VP8_STATUS_SUSPENDED || status == VP8_STATUS_NOT_ENOUGH_DATA)
        scan_decoding_fail(decoding, SCAN_TRUNCATED, "");
    else if (status == VP8_STATUS_OUT_OF_MEMORY)
        scan_decoding_fail(decoding, SCAN_NO_MEMORY, "");
    else if (status != VP8_STATUS_OK)
        scan_decoding_fail(decoding, SCAN_DAMAGED, "no WebP image that is known");
}

static uint32_t reduced(const struct webp_job *job, int size)
{
    const uint32_t reduction = job->decoding->image.reduction;
    return ((uint32_t)size + reduction - 1) / reduction;
}

/* Where libwebp shall decode to, at the size that the image has on the canvas. The planes of colour, which nobody looks
 * at, share their memory. @return What all planes lie in, from malloc; NULL when that is more than there may be. */
static uint8_t *get_planes(const struct webp_job *job, WebPDecoderConfig *config)
{
    const size_t width = reduced(job, config->input.width), height = reduced(job, config->input.height);
    const size_t half_width = (width + 1) / 2, luma = width * height, colour = half_width * ((height + 1) / 2);
    const size_t alpha = config->input.has_alpha ? luma : 0;
    /* Beside these, a lossless image is kept with four bytes a pixel. */
    const uint64_t pixels = (uint64_t)config->input.width * (uint64_t)config->input.height;
    const uint64_t own = config->input.format == LOSSLESS ? 4 * pixels : 0;
    if (!scan_decoding_may_have(job->decoding, luma + colour + alpha + own))
        return NULL;
    uint8_t *memory = malloc(luma + colour + alpha);
    if (memory == NULL) {
        scan_decoding_fail(job->decoding, SCAN_NO_MEMORY, "");
        return NULL;
    }
    config->options.use_scaling = job->decoding->image.reduction > 1;
    config->options.scaled_width = (int)width;
    config->options.scaled_height = (int)height;
    config->output.colorspace = alpha > 0 ? MODE_YUVA : MODE_YUV;
    config->output.is_external_memory = 1;
    config->output.u.YUVA = (WebPYUVABuffer){.y = memory,
                                             .u = memory + luma,
                                             .v = memory + luma,
                                             .a = alpha > 0 ? memory + luma + colour : NULL,
                                             .y_stride = (int)width,
                                             .u_stride = (int)half_width,
                                             .v_stride = (int)half_width,
                                             .a_stride = alpha > 0 ? (int)width : 0,
                                             .y_size = luma,
                                             .u_size = colour,
                                             .v_size = colour,
                                             .a_size = alpha};
    return memory;
}

static void put_rows(struct webp_job *job, const WebPYUVABuffer *planes, int count)
{
    const uint32_t width = (uint32_t)planes->y_stride;
    for (int row = 0; row < count; row++) {
        uint8_t *luma = planes->y + (size_t)row * width;
        for (uint32_t x = 0; x < width; x++)
            luma[x] = job->grey[luma[x]];
        scan_canvas_put(&job->canvas, (uint32_t)row, luma, planes->a != NULL ? planes->a + (size_t)row * width : NULL,
                        width);
    }
}

/* Decodes one image onto the canvas, as far as it goes. */
static void decode(struct webp_job *job, const WebPData *data)
{
    WebPDecoderConfig config;
    WebPInitDecoderConfig(&config);
    VP8StatusCode status = WebPGetFeatures(data->bytes, data->size, &config.input);
    uint8_t *memory = status == VP8_STATUS_OK ? get_planes(job, &config) : NULL;
    if (memory != NULL) {
        int rows = 0;
        WebPIDecoder *decoder = WebPIDecode(NULL, 0, &config);
        status = decoder != NULL ? WebPIUpdate(decoder, data->bytes, data->size) : VP8_STATUS_OUT_OF_MEMORY;
        WebPIDecodedArea(decoder, NULL, NULL, NULL, &rows);
        put_rows(job, &config.output.u.YUVA, rows);
        WebPIDelete(decoder);
        free(memory);
    }
    fail_of(job->decoding, status);
}

/* @return false when there may be no more. */
static bool read_frame(struct webp_job *job, const WebPIterator *frame)
{
    const uint32_t reduction = job->decoding->image.reduction;
    const struct scan_canvas_place place = {
        .x = (uint32_t)frame->x_offset / reduction,
        .y = (uint32_t)frame->y_offset / reduction,
        .width_px = reduced(job, frame->width),
        .height_px = reduced(job, frame->height),
        .disposal = frame->dispose_method == WEBP_MUX_DISPOSE_BACKGROUND ? SCAN_DISPOSAL_CLEAR : SCAN_DISPOSAL_KEEP};
    if (!scan_canvas_place(&job->canvas, &place))
        return false;
    if (frame->blend_method == WEBP_MUX_NO_BLEND)
        scan_canvas_clear(&job->canvas);
    decode(job, &frame->fragment);
    scan_canvas_show(&job->canvas);
    return job->decoding->outcome->result == SCAN_READ;
}

/* Half as many pixels along each side where frames would be too large otherwise, or leave too little memory. */
static uint32_t choose_reduction(const struct scan_decoding *decoding, uint64_t pixels, const WebPData *first)
{
    WebPBitstreamFeatures features;
    const bool lossless =
        WebPGetFeatures(first->bytes, first->size, &features) == VP8_STATUS_OK && features.format == LOSSLESS;
    return pixels > SCAN_FRAME_PIXELS_MAX || (lossless && 6 * pixels > scan_decoding_memory(decoding)) ? 2 : 1;
}

static void read_frames(struct webp_job *job, const WebPDemuxer *demuxer)
{
    const uint32_t width = WebPDemuxGetI(demuxer, WEBP_FF_CANVAS_WIDTH);
    const uint32_t height = WebPDemuxGetI(demuxer, WEBP_FF_CANVAS_HEIGHT);
    WebPIterator frame;
    if (!WebPDemuxGetFrame(demuxer, 1, &frame))
        return;
    job->decoding->image.reduction = choose_reduction(job->decoding, (uint64_t)width * height, &frame.fragment);
    if (scan_canvas_begin(&job->canvas, job->decoding, width, height))
        while (read_frame(job, &frame) && WebPDemuxNextFrame(&frame))
            continue;
    WebPDemuxReleaseIterator(&frame);
}

void scan_webp_read(struct scan_decoding *decoding)
{
    struct webp_job job = {.decoding = decoding};
    WebPData data = {NULL, 0};
    WebPDemuxState state = WEBP_DEMUX_PARSE_ERROR;
    for (int luma = 0; luma < 256; luma++)
        job.grey[luma] = luma <= LUMA_BLACK ? 0
                         : luma >= LUMA_WHITE
                             ? 255
                             : (uint8_t)(((luma - LUMA_BLACK) * 255 + 109) / (LUMA_WHITE - LUMA_BLACK));
    uint8_t *bytes = scan_decoding_slurp(decoding, &data.size);
    if (bytes == NULL)
        return;
    data.bytes = bytes;
    WebPDemuxer *demuxer = WebPDemuxPartial(&data, &state);
    if (demuxer != NULL && state != WEBP_DEMUX_PARSING_HEADER)
        read_frames(&job, demuxer);
    if (state == WEBP_DEMUX_PARSE_ERROR)
        scan_decoding_fail(decoding, SCAN_DAMAGED, "no WebP container");
    else if (state != WEBP_DEMUX_DONE)
        scan_decoding_fail(decoding, SCAN_TRUNCATED, "");
    WebPDemuxDelete(demuxer);
    scan_canvas_end(&job.canvas);
    free(bytes);
}
