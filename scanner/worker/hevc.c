/* hevc.c: one HEVC image to its plane of brightness, through libde265 (docs/decisions/0123). */
#include <libde265/de265.h>
#include <stdint.h>

#include "scanner/worker/luma.h"

/* hvcC: where the size of lengths, the count of arrays, and the arrays of parameter sets lie */
enum { LENGTH_SIZE_AT = 21, ARRAY_COUNT_AT = 22, ARRAYS_AT = 23, ARRAY_HEADER = 3 };

/* What libde265 keeps of a picture, its planes included, for each pixel. */
enum { BYTES_PER_PIXEL = 4 };

struct budget {
    uint64_t left;
    bool exceeded;
};

/* libde265 asks here for the planes of a picture, before it takes any other memory for it. */
static int get_buffer(de265_decoder_context *decoder, struct de265_image_spec *spec, struct de265_image *image,
                      void *context)
{
    struct budget *budget = context;
    const uint64_t bytes = BYTES_PER_PIXEL * (uint64_t)(uint32_t)spec->width * (uint32_t)spec->height;
    if (bytes > budget->left) {
        budget->exceeded = true;
        return 0;
    }
    budget->left -= bytes;
    return de265_get_default_image_allocation_functions()->get_buffer(decoder, spec, image, NULL);
}

static void release_buffer(de265_decoder_context *decoder, struct de265_image *image, void *context)
{
    (void)context;
    de265_get_default_image_allocation_functions()->release_buffer(decoder, image, NULL);
}

static size_t number_at(const uint8_t *at, unsigned bytes)
{
    size_t number = 0;
    while (bytes-- > 0)
        number = number << 8 | *at++;
    return number;
}

/* Pushes the unit at *at, which has its length before it, and goes on behind it. */
static bool push_unit(de265_decoder_context *decoder, const uint8_t **at, const uint8_t *end, unsigned length_size)
{
    if ((size_t)(end - *at) < length_size)
        return false;
    const size_t len = number_at(*at, length_size);
    *at += length_size;
    if (len > (size_t)(end - *at) || len > INT32_MAX || !de265_isOK(de265_push_NAL(decoder, *at, (int)len, 0, NULL)))
        return false;
    *at += len;
    return true;
}

static bool push_parameters(de265_decoder_context *decoder, const uint8_t *config, size_t len)
{
    const uint8_t *at = config + ARRAYS_AT, *end = config + len;
    for (unsigned arrays = config[ARRAY_COUNT_AT]; arrays > 0; arrays--) {
        if (end - at < ARRAY_HEADER)
            return false;
        size_t units = number_at(at + 1, 2);
        for (at += ARRAY_HEADER; units > 0; units--)
            if (!push_unit(decoder, &at, end, 2))
                return false;
    }
    return true;
}

/* A damaged end is no reason not to show what came before. */
static void push_image(de265_decoder_context *decoder, const struct scan_coded *coded)
{
    const unsigned length_size = (coded->config[LENGTH_SIZE_AT] & 3) + 1u;
    const uint8_t *at = coded->data, *end = coded->data + coded->len;
    while (at < end && push_unit(decoder, &at, end, length_size))
        continue;
    de265_flush_data(decoder);
}

/* Decodes until there is a first picture. */
static const struct de265_image *first_picture(de265_decoder_context *decoder)
{
    const struct de265_image *picture = NULL;
    de265_error error = DE265_OK;
    for (int more = 1; more && picture == NULL && de265_isOK(error); picture = de265_peek_next_picture(decoder))
        error = de265_decode(decoder, &more);
    return picture;
}

static bool hand_over(const struct de265_image *picture, scan_luma_taker *take, void *context)
{
    int stride = 0;
    const struct scan_luma luma = {.plane = de265_get_image_plane(picture, 0, &stride),
                                   .stride = (size_t)stride,
                                   .width_px = (uint32_t)de265_get_image_width(picture, 0),
                                   .height_px = (uint32_t)de265_get_image_height(picture, 0),
                                   .bits = (unsigned)de265_get_bits_per_pixel(picture, 0),
                                   .full_range = de265_get_image_full_range_flag(picture)};
    if (luma.plane == NULL)
        return false;
    take(context, &luma);
    return true;
}

enum scan_result scan_hevc_decode(const struct scan_coded *coded, scan_luma_taker *take, void *context)
{
    struct de265_image_allocation allocation = {get_buffer, release_buffer};
    struct budget budget = {.left = coded->memory};
    if (coded->config_len < ARRAYS_AT)
        return SCAN_DAMAGED;
    de265_decoder_context *decoder = de265_new_decoder();
    if (decoder == NULL)
        return SCAN_NO_MEMORY;
    de265_set_image_allocation_functions(decoder, &allocation, &budget);
    const struct de265_image *picture = NULL;
    if (push_parameters(decoder, coded->config, coded->config_len)) {
        push_image(decoder, coded);
        picture = first_picture(decoder);
    }
    const bool shown = picture != NULL && hand_over(picture, take, context);
    de265_free_decoder(decoder);
    return shown ? SCAN_READ : budget.exceeded ? SCAN_NO_MEMORY : SCAN_DAMAGED;
}
