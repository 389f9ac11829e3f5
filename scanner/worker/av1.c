/* av1.c: one AV1 image to its plane of brightness, through libdav1d (docs/decisions/0123). */
#include <dav1d/dav1d.h>
#include <errno.h>
#include <stdlib.h>

#include "scanner/worker/luma.h"

/* av1C: four bytes, then headers that need not be in the image itself */
enum { HEADERS_AT = 4 };

/* libdav1d writes beyond a picture, up to whole blocks of this, and reads so many bytes beyond its memory. */
enum { BLOCK_PX = 128 };

struct budget {
    uint64_t left;
    bool exceeded;
};

static size_t padded(int size)
{
    return ((size_t)size + BLOCK_PX - 1) / BLOCK_PX * BLOCK_PX;
}

/* Memory of a picture's planes. What is given back is not counted anew: a still image is one picture. */
static int get_planes(Dav1dPicture *picture, void *context)
{
    struct budget *budget = context;
    const size_t sample = picture->p.bpc > 8 ? 2 : 1;
    const bool colours = picture->p.layout != DAV1D_PIXEL_LAYOUT_I400;
    const bool half_wide = picture->p.layout != DAV1D_PIXEL_LAYOUT_I444;
    const bool half_high = picture->p.layout == DAV1D_PIXEL_LAYOUT_I420;
    const size_t stride = padded(picture->p.w) * sample, height = padded(picture->p.h);
    const size_t colour_stride = !colours ? 0 : half_wide ? stride / 2 : stride;
    const size_t colour_height = half_high ? height / 2 : height;
    const size_t len = stride * height + 2 * colour_stride * colour_height + DAV1D_PICTURE_ALIGNMENT;
    void *memory = NULL;
    budget->exceeded = len > budget->left || posix_memalign(&memory, DAV1D_PICTURE_ALIGNMENT, len) != 0;
    if (budget->exceeded)
        return DAV1D_ERR(ENOMEM);
    budget->left -= len;
    uint8_t *luma = memory;
    picture->data[0] = luma;
    picture->data[1] = colours ? luma + stride * height : NULL;
    picture->data[2] = colours ? luma + stride * height + colour_stride * colour_height : NULL;
    picture->stride[0] = (ptrdiff_t)stride;
    picture->stride[1] = (ptrdiff_t)colour_stride;
    picture->allocator_data = memory;
    return 0;
}

static void release_planes(Dav1dPicture *picture, void *context)
{
    (void)context;
    free(picture->allocator_data);
}

/* The bytes stay where they are, until the decoder is closed. */
static void keep(const uint8_t *bytes, void *context)
{
    (void)bytes;
    (void)context;
}

/* Feeds the bytes and takes the first picture that comes of them. @return false when there is none. */
static bool feed(Dav1dContext *decoder, const uint8_t *bytes, size_t len, Dav1dPicture *picture)
{
    Dav1dData data = {0};
    int got = DAV1D_ERR(EAGAIN), sent = 0;
    if (len == 0 || dav1d_data_wrap(&data, bytes, len, keep, NULL) != 0)
        return false;
    while (got == DAV1D_ERR(EAGAIN) && data.sz > 0 && (sent == 0 || sent == DAV1D_ERR(EAGAIN))) {
        sent = dav1d_send_data(decoder, &data);
        got = dav1d_get_picture(decoder, picture);
    }
    dav1d_data_unref(&data);
    return got == 0;
}

static void hand_over(const Dav1dPicture *picture, scan_luma_taker *take, void *context)
{
    const struct scan_luma luma = {.plane = picture->data[0],
                                   .stride = (size_t)picture->stride[0],
                                   .width_px = (uint32_t)picture->p.w,
                                   .height_px = (uint32_t)picture->p.h,
                                   .bits = (unsigned)picture->p.bpc,
                                   .full_range = picture->seq_hdr->color_range};
    take(context, &luma);
}

static Dav1dContext *open_decoder(struct budget *budget)
{
    Dav1dContext *decoder = NULL;
    Dav1dSettings settings;
    dav1d_default_settings(&settings);
    settings.n_threads = 1;
    settings.max_frame_delay = 1;
    settings.all_layers = 0;
    settings.apply_grain = 0;
    settings.logger = (Dav1dLogger){0};
    settings.allocator = (Dav1dPicAllocator){budget, get_planes, release_planes};
    return dav1d_open(&decoder, &settings) == 0 ? decoder : NULL;
}

enum scan_result scan_av1_decode(const struct scan_coded *coded, scan_luma_taker *take, void *context)
{
    struct budget budget = {.left = coded->memory};
    Dav1dPicture picture = {0};
    Dav1dContext *decoder = open_decoder(&budget);
    if (decoder == NULL)
        return SCAN_NO_MEMORY;
    bool shown = coded->config_len > HEADERS_AT &&
                 feed(decoder, coded->config + HEADERS_AT, coded->config_len - HEADERS_AT, &picture);
    shown = shown || feed(decoder, coded->data, coded->len, &picture);
    if (shown)
        hand_over(&picture, take, context);
    dav1d_picture_unref(&picture);
    dav1d_close(&decoder);
    return shown ? SCAN_READ : budget.exceeded ? SCAN_NO_MEMORY : SCAN_DAMAGED;
}
