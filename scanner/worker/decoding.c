/* decoding.c: what every codec does: begin an image within the limits, show it, and say what went wrong. */
#include <stdlib.h>
#include <string.h>

#include "scanner/protocol.h"
#include "scanner/worker/codecs.h"

/* A file of many images costs as much as they have pixels, but at most as much as ten of the largest size. */
enum { IMAGES_MAX = 1000, LARGEST_MAX = 10 };

/* Of a codec, beside its frame: twice the frame of the largest picture, and enough for any small one. */
#define CODEC_MEMORY_BASE (16u << 20)
enum { CODEC_MEMORY_PER_PIXEL = 2 };

bool scan_decoding_count(struct scan_decoding *decoding, uint32_t width_px, uint32_t height_px)
{
    decoding->image_count++;
    decoding->pixel_count += (uint64_t)width_px * height_px;
    if (decoding->image_count <= IMAGES_MAX && decoding->pixel_count / LARGEST_MAX <= decoding->max_pixels)
        return true;
    scan_decoding_fail(decoding, SCAN_TOO_MANY, "");
    return false;
}

bool scan_decoding_begin(struct scan_decoding *decoding, uint32_t width_px, uint32_t height_px)
{
    scan_frame_free(&decoding->image.frame);
    if (!scan_frame_allowed(width_px, height_px, decoding->max_pixels, decoding->outcome) ||
        !scan_decoding_count(decoding, width_px, height_px))
        return false;
    const uint32_t reduction = decoding->image.reduction;
    return scan_frame_alloc(&decoding->image.frame, (width_px + reduction - 1) / reduction,
                            (height_px + reduction - 1) / reduction, decoding->outcome);
}

uint64_t scan_decoding_memory(const struct scan_decoding *decoding)
{
    return CODEC_MEMORY_BASE + CODEC_MEMORY_PER_PIXEL * decoding->max_pixels;
}

bool scan_decoding_may_have(struct scan_decoding *decoding, uint64_t bytes)
{
    if (bytes <= scan_decoding_memory(decoding))
        return true;
    scan_decoding_fail(decoding, SCAN_NO_MEMORY, "");
    return false;
}

void scan_decoding_fail(struct scan_decoding *decoding, enum scan_result result, const char *message)
{
    struct scan_outcome *outcome = decoding->outcome;
    if (outcome->result != SCAN_READ)
        return;
    outcome->result = result;
    outcome->offset = scan_input_tell(&decoding->input);
    scan_detail_set(outcome->detail, message);
    if (decoding->input.error != 0) {
        outcome->result = SCAN_IO;
        scan_detail_set(outcome->detail, strerrordesc_np(decoding->input.error));
    }
}

void scan_decoding_fail_here(struct scan_decoding *decoding, const char *message)
{
    const struct scan_input *input = &decoding->input;
    scan_decoding_fail(decoding, input->ended && input->start == input->end ? SCAN_TRUNCATED : SCAN_DAMAGED, message);
}

uint8_t *scan_decoding_slurp(struct scan_decoding *decoding, size_t *len)
{
    const uint64_t size = scan_input_size(&decoding->input);
    if (!scan_decoding_may_have(decoding, size))
        return NULL;
    uint8_t *bytes = malloc((size_t)size + 1); /* never of no length */
    if (bytes == NULL) {
        scan_decoding_fail(decoding, SCAN_NO_MEMORY, "");
        return NULL;
    }
    scan_input_seek(&decoding->input, 0);
    *len = scan_input_read(&decoding->input, bytes, (size_t)size);
    return bytes;
}

static enum scan_look look(const struct scan_decoding *decoding, const struct scan_image *image)
{
    return decoding->viewer->look(decoding->viewer->context, image);
}

static enum scan_look look_at_half(const struct scan_decoding *decoding)
{
    struct scan_image half = decoding->image;
    if (!scan_frame_halve(&decoding->image.frame, &half.frame))
        return SCAN_LOOK_NO_MEMORY;
    half.reduction *= 2;
    const enum scan_look seen = look(decoding, &half);
    scan_frame_free(&half.frame);
    return seen;
}

enum scan_look scan_decoding_show(struct scan_decoding *decoding)
{
    const struct scan_frame *frame = &decoding->image.frame;
    if (frame->pixels == NULL)
        return SCAN_LOOK_DONE;
    const bool large = (uint64_t)frame->width_px * frame->height_px > SCAN_FRAME_PIXELS_MAX;
    const enum scan_look seen = large ? look_at_half(decoding) : look(decoding, &decoding->image);
    if (seen == SCAN_LOOK_NO_MEMORY)
        decoding->outcome->result = SCAN_NO_MEMORY;
    return seen;
}
