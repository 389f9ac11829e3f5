/* test_picture_webp.c: WebP, lossy and lossless, with and without alpha, still and animated, becomes the grey it
 * should. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <webp/demux.h>
#include <webp/encode.h>
#include <webp/mux.h>

#include "all_images.h"

#define PIXELS 1000000

enum { WIDTH = 75, HEIGHT = 53 };

/* Smooth, so that what lossy coding loses stays small. */
static void fill(uint8_t *rgba, double *grey, bool alpha, unsigned shift)
{
    for (unsigned y = 0; y < HEIGHT; y++)
        for (unsigned x = 0; x < WIDTH; x++, rgba += 4, grey++) {
            const uint8_t v[4] = {(uint8_t)(40 + 2 * x), (uint8_t)(200 - 2 * y), (uint8_t)(60 + x + y + shift),
                                  alpha ? (uint8_t)(255 - 3 * x) : 255};
            memcpy(rgba, v, 4);
            *grey = all_images_grey(v[0], v[1], v[2], v[3] / 255.0);
        }
}

static struct picture_file encode(const uint8_t *rgba, bool lossless)
{
    struct picture_file file = {NULL, 0};
    file.len = lossless ? WebPEncodeLosslessRGBA(rgba, WIDTH, HEIGHT, 4 * WIDTH, &file.bytes)
                        : WebPEncodeRGBA(rgba, WIDTH, HEIGHT, 4 * WIDTH, 98, &file.bytes);
    assert_true(file.len > 0);
    return file;
}

static void a_still_image_becomes_its_grey(void **state)
{
    (void)state;
    for (int kind = 0; kind < 4; kind++) {
        static uint8_t rgba[WIDTH * HEIGHT * 4];
        static double grey[WIDTH * HEIGHT];
        const bool lossless = kind & 1, alpha = kind & 2;
        fill(rgba, grey, alpha, 0);
        struct picture_file file = encode(rgba, lossless);
        struct all_images all = all_images_read(file.bytes, file.len, PIXELS);
        assert_int_equal(all.count, 1);
        all_images_check(lossless ? "lossless" : "lossy", &all, 0, WIDTH, HEIGHT, grey, lossless ? 2 : 6);
        all_images_free(&all);

        all = all_images_read(file.bytes, file.len, WIDTH * HEIGHT - 1);
        assert_int_equal(all.outcome.result, SCAN_TOO_LARGE);
        assert_int_equal(all.outcome.height_px, HEIGHT);
        all_images_check_prefixes("WebP", file.bytes, file.len, 1);
        WebPFree(file.bytes);
    }
}

/* Frame by frame what libwebp itself makes of the animation: its encoder leaves out, as transparent, what would not be
 * seen, and at times what would. */
static unsigned decode_by_libwebp(const WebPData *data, double grey[][WIDTH * HEIGHT], unsigned max)
{
    WebPAnimDecoder *decoder = WebPAnimDecoderNew(data, NULL);
    unsigned count = 0;
    assert_non_null(decoder);
    for (; count < max && WebPAnimDecoderHasMoreFrames(decoder); count++) {
        uint8_t *rgba;
        int at_ms;
        assert_true(WebPAnimDecoderGetNext(decoder, &rgba, &at_ms));
        for (size_t i = 0; i < WIDTH * HEIGHT; i++)
            grey[count][i] = all_images_grey(rgba[4 * i], rgba[4 * i + 1], rgba[4 * i + 2], rgba[4 * i + 3] / 255.0);
    }
    WebPAnimDecoderDelete(decoder);
    return count;
}

static void an_animation_is_shown_frame_by_frame(void **state)
{
    (void)state;
    enum { FRAMES = 3 };
    static uint8_t rgba[WIDTH * HEIGHT * 4];
    static double grey[FRAMES][WIDTH * HEIGHT];
    WebPAnimEncoderOptions options;
    WebPConfig config;
    WebPData data;
    assert_true(WebPAnimEncoderOptionsInit(&options) && WebPConfigInit(&config));
    config.lossless = 1;
    WebPAnimEncoder *encoder = WebPAnimEncoderNew(WIDTH, HEIGHT, &options);
    for (unsigned i = 0; i < FRAMES; i++) {
        WebPPicture picture;
        assert_true(WebPPictureInit(&picture));
        picture.use_argb = 1;
        picture.width = WIDTH;
        picture.height = HEIGHT;
        fill(rgba, grey[i], false, 0);
        for (unsigned k = 0; k < 400; k++) { /* a square that moves */
            const size_t at = (10 + 12 * i + k / 20) * WIDTH + 20 + k % 20;
            memset(rgba + 4 * at, 0, 3);
        }
        assert_true(WebPPictureImportRGBA(&picture, rgba, 4 * WIDTH));
        assert_true(WebPAnimEncoderAdd(encoder, &picture, (int)i * 100, &config));
        WebPPictureFree(&picture);
    }
    assert_true(WebPAnimEncoderAdd(encoder, NULL, FRAMES * 100, NULL));
    assert_true(WebPAnimEncoderAssemble(encoder, &data));
    WebPAnimEncoderDelete(encoder);

    struct all_images all = all_images_read(data.bytes, data.size, PIXELS);
    assert_int_equal(decode_by_libwebp(&data, grey, FRAMES), FRAMES);
    assert_int_equal(all.count, FRAMES);
    for (unsigned i = 0; i < FRAMES; i++) {
        all_images_check("animated", &all, i, WIDTH, HEIGHT, grey[i], 2);
        assert_int_equal(all.image[i].number, i);
        assert_int_equal(all.image[i].page, 1);
    }
    all_images_free(&all);
    all_images_check_prefixes("animated", data.bytes, data.size, 1);
    WebPDataClear(&data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_still_image_becomes_its_grey),
        cmocka_unit_test(an_animation_is_shown_frame_by_frame),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
