/* test_picture_gif.c: GIF, still, interlaced and animated with every way to dispose of an image. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <gif_lib.h>

#include "all_images.h"

#define PIXELS 1000000

enum { WIDTH = 40, HEIGHT = 30, COLOURS = 16, CLEAR = 15 };

struct memory {
    uint8_t bytes[1 << 16];
    size_t len;
};

static int write_memory(GifFileType *gif, const GifByteType *bytes, int len)
{
    struct memory *memory = gif->UserData;
    assert_true(memory->len + (size_t)len <= sizeof memory->bytes);
    memcpy(memory->bytes + memory->len, bytes, (size_t)len);
    memory->len += (size_t)len;
    return len;
}

static GifColorType colour_of(unsigned index)
{
    return (GifColorType){(uint8_t)(index * 16), (uint8_t)(index * 15), (uint8_t)(255 - index * 12)};
}

static double grey_of(unsigned index)
{
    const GifColorType colour = colour_of(index);
    return all_images_grey(colour.Red, colour.Green, colour.Blue, 1);
}

struct image {
    int left, top, width, height;
    bool interlaced;
    int disposal;
    unsigned colour; /* of all pixels; from COLOURS on a pattern of all colours, in which CLEAR is transparent */
};

static unsigned index_at(const struct image *image, int x, int y)
{
    return image->colour < COLOURS ? image->colour : (unsigned)(x + 3 * y) % COLOURS;
}

static void put_image(GifFileType *gif, const struct image *image)
{
    static const int starts[] = {0, 4, 2, 1}, steps[] = {8, 8, 4, 2};
    GifByteType block[4];
    const GraphicsControlBlock control = {.DisposalMode = image->disposal, .TransparentColor = CLEAR};
    assert_int_equal(EGifGCBToExtension(&control, block), sizeof block);
    assert_int_equal(EGifPutExtension(gif, GRAPHICS_EXT_FUNC_CODE, sizeof block, block), GIF_OK);
    assert_int_equal(
        EGifPutImageDesc(gif, image->left, image->top, image->width, image->height, image->interlaced, NULL), GIF_OK);
    for (int pass = 0; pass < (image->interlaced ? 4 : 1); pass++)
        for (int y = image->interlaced ? starts[pass] : 0; y < image->height;
             y += image->interlaced ? steps[pass] : 1) {
            GifPixelType row[WIDTH * 2];
            for (int x = 0; x < image->width; x++)
                row[x] = (GifPixelType)index_at(image, x, y);
            assert_int_equal(EGifPutLine(gif, row, image->width), GIF_OK);
        }
}

static void make(struct memory *memory, const struct image *images, size_t count)
{
    int error;
    GifColorType colours[COLOURS];
    memory->len = 0;
    for (unsigned i = 0; i < COLOURS; i++)
        colours[i] = colour_of(i);
    ColorMapObject *map = GifMakeMapObject(COLOURS, colours);
    GifFileType *gif = EGifOpen(memory, write_memory, &error);
    assert_true(map != NULL && gif != NULL);
    EGifSetGifVersion(gif, true);
    assert_int_equal(EGifPutScreenDesc(gif, WIDTH, HEIGHT, 4, 0, map), GIF_OK);
    for (size_t i = 0; i < count; i++)
        put_image(gif, &images[i]);
    assert_int_equal(EGifCloseFile(gif, &error), GIF_OK);
    GifFreeMapObject(map);
}

/* What a viewer shows. */
static void lay(double *canvas, const struct image *image)
{
    for (int y = 0; y < image->height; y++)
        for (int x = 0; x < image->width; x++) {
            const int column = image->left + x, row = image->top + y;
            if (column < WIDTH && row < HEIGHT && index_at(image, x, y) != CLEAR)
                canvas[row * WIDTH + column] = grey_of(index_at(image, x, y));
        }
}

static void dispose(double *canvas, const double *before, const struct image *image)
{
    for (int y = image->top; y < image->top + image->height && y < HEIGHT; y++)
        for (int x = image->left; x < image->left + image->width && x < WIDTH; x++)
            if (image->disposal == DISPOSE_BACKGROUND)
                canvas[y * WIDTH + x] = 255;
            else if (image->disposal == DISPOSE_PREVIOUS)
                canvas[y * WIDTH + x] = before[y * WIDTH + x];
}

static struct memory memory;

static void a_still_image_becomes_its_grey(void **state)
{
    (void)state;
    for (int interlaced = 0; interlaced < 2; interlaced++) {
        const struct image image = {0, 0, WIDTH, HEIGHT, interlaced, 0, COLOURS};
        double canvas[WIDTH * HEIGHT];
        for (int i = 0; i < WIDTH * HEIGHT; i++)
            canvas[i] = 255;
        lay(canvas, &image);
        make(&memory, &image, 1);
        struct all_images all = all_images_read(memory.bytes, memory.len, PIXELS);
        assert_int_equal(all.count, 1);
        all_images_check(interlaced ? "interlaced" : "still", &all, 0, WIDTH, HEIGHT, canvas, 1);
        all_images_free(&all);
        all = all_images_read(memory.bytes, memory.len, WIDTH * HEIGHT - 1);
        assert_int_equal(all.outcome.result, SCAN_TOO_LARGE);
        all_images_check_prefixes("GIF", memory.bytes, memory.len, 1);
    }
}

static void an_animation_is_laid_and_disposed_of_as_it_says(void **state)
{
    (void)state;
    static const struct image images[] = {
        {0, 0, WIDTH, HEIGHT, false, DISPOSE_DO_NOT, 14},
        {5, 5, 20, 10, false, DISPOSE_BACKGROUND, COLOURS},
        {10, 8, 20, 10, true, DISPOSE_PREVIOUS, COLOURS},
        {30, 20, 20, 20, false, DISPOSAL_UNSPECIFIED, 2}, /* over the edge */
        {0, 0, 3, 3, false, DISPOSE_DO_NOT, 5},
    };
    enum { COUNT = sizeof images / sizeof images[0] };
    double canvas[WIDTH * HEIGHT], before[WIDTH * HEIGHT];
    for (int i = 0; i < WIDTH * HEIGHT; i++)
        canvas[i] = 255;
    make(&memory, images, COUNT);
    struct all_images all = all_images_read(memory.bytes, memory.len, PIXELS);
    assert_int_equal(all.count, COUNT);
    for (unsigned i = 0; i < COUNT; i++) {
        memcpy(before, canvas, sizeof canvas);
        lay(canvas, &images[i]);
        all_images_check("animated", &all, i, WIDTH, HEIGHT, canvas, 1);
        assert_int_equal(all.image[i].number, i);
        dispose(canvas, before, &images[i]);
    }
    all_images_free(&all);
    all_images_check_prefixes("animated", memory.bytes, memory.len, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_still_image_becomes_its_grey),
        cmocka_unit_test(an_animation_is_laid_and_disposed_of_as_it_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
