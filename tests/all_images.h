/* all_images.h: every image of a picture file as a grey frame, and prefixes of files, for tests of codecs. */
#ifndef TRC_TESTS_ALL_IMAGES_H
#define TRC_TESTS_ALL_IMAGES_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "picture_fixture.h"
#include "scanner/worker/picture.h"

enum { ALL_IMAGES_MAX = 8 };

struct all_images {
    struct scan_outcome outcome;
    unsigned count; /* shown; the first ALL_IMAGES_MAX are kept */
    struct scan_image image[ALL_IMAGES_MAX];
};

static enum scan_look all_images_look(void *context, const struct scan_image *image)
{
    struct all_images *all = context;
    const size_t len = (size_t)image->frame.width_px * image->frame.height_px;
    if (all->count < ALL_IMAGES_MAX) {
        struct scan_image *copy = &all->image[all->count];
        *copy = *image;
        copy->frame.pixels = malloc(len);
        assert_non_null(copy->frame.pixels);
        memcpy(copy->frame.pixels, image->frame.pixels, len);
    }
    all->count++;
    return SCAN_LOOK_DONE;
}

static inline struct all_images all_images_read(const void *bytes, size_t len, uint64_t max_pixels)
{
    struct all_images all = {.count = 0};
    const int fd = memory_file(bytes, len);
    scan_picture_read(fd, max_pixels, &(struct scan_viewer){.look = all_images_look, .context = &all}, &all.outcome);
    close(fd);
    return all;
}

static inline void all_images_free(struct all_images *all)
{
    for (unsigned i = 0; i < all->count && i < ALL_IMAGES_MAX; i++)
        free(all->image[i].frame.pixels);
}

/* Grey of a colour on white paper, by the textbook. */
static inline double all_images_grey(double red, double green, double blue, double opacity)
{
    return (0.299 * red + 0.587 * green + 0.114 * blue) * opacity + 255 * (1 - opacity);
}

/* The image must be whole, of this size, and each pixel within `tolerance` of `grey`. */
static inline void all_images_check(const char *name, const struct all_images *all, unsigned i, uint32_t width,
                                    uint32_t height, const double *grey, double tolerance)
{
    if (all->outcome.result != SCAN_READ || i >= all->count)
        fail_msg("%s: result %d (%s), %u images", name, all->outcome.result, all->outcome.detail, all->count);
    const struct scan_frame *frame = &all->image[i].frame;
    assert_int_equal(frame->width_px, width);
    assert_int_equal(frame->height_px, height);
    for (size_t k = 0; k < (size_t)width * height; k++)
        if (fabs(grey[k] - frame->pixels[k]) > tolerance)
            fail_msg("%s: pixel %zu,%zu of image %u is %u, not %.1f", name, k % width, k / width, i, frame->pixels[k],
                     grey[k]);
}

/* Each shorter prefix must be answered, and none taken for whole, except for those that lack only the last `tail`
 * bytes.
 */
static inline void all_images_check_prefixes(const char *name, const uint8_t *bytes, size_t len, size_t tail)
{
    for (size_t prefix = 0; prefix < len; prefix++) {
        struct all_images all = all_images_read(bytes, prefix, 1 << 20);
        const enum scan_result result = all.outcome.result;
        if (prefix < len - tail && result != SCAN_EMPTY && result != SCAN_NOT_PICTURE && result != SCAN_TRUNCATED &&
            result != SCAN_DAMAGED)
            fail_msg("%s: of %zu bytes the first %zu give result %d (%s)", name, len, prefix, result,
                     all.outcome.detail);
        assert_true(all.outcome.offset <= prefix);
        all_images_free(&all);
    }
}

#endif
