/* test_picture_heif.c: HEIC and AVIF as their own encoders write them become the grey they should. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "all_images.h"
#include "temp_folder.h"

#define PIXELS 1000000

enum { WIDTH = 160, HEIGHT = 128 };

static double grey[WIDTH * HEIGHT];

/* Smooth, so that what lossy coding loses stays small. */
static void write_source(const char *path, bool alpha)
{
    static uint8_t rgba[WIDTH * HEIGHT * 4];
    for (unsigned i = 0; i < WIDTH * HEIGHT; i++) {
        const unsigned x = i % WIDTH, y = i / WIDTH;
        const uint8_t v[4] = {(uint8_t)(40 + x), (uint8_t)(220 - y), (uint8_t)(30 + x / 2 + y), (uint8_t)(255 - x)};
        memcpy(rgba + i * (alpha ? 4 : 3), v, alpha ? 4 : 3);
        grey[i] = all_images_grey(v[0], v[1], v[2], alpha ? v[3] / 255.0 : 1);
    }
    const struct png_recipe recipe = {.width = WIDTH,
                                      .height = HEIGHT,
                                      .colour_type = alpha ? PNG_COLOR_TYPE_RGB_ALPHA : PNG_COLOR_TYPE_RGB,
                                      .depth = 8,
                                      .level = 1};
    struct picture_file file = png_make(&recipe, rgba, WIDTH * (alpha ? 4 : 3));
    temp_folder_write(path, file.bytes, file.len);
    free(file.bytes);
}

static struct picture_file read_whole(const char *path)
{
    struct picture_file file = {malloc(1 << 20), 0};
    FILE *in = fopen(path, "rb");
    assert_true(file.bytes != NULL && in != NULL);
    file.len = fread(file.bytes, 1, 1 << 20, in);
    fclose(in);
    return file;
}

/* Runs an encoder on source.png. @return What it wrote to `path`. */
static struct picture_file encode(const char *command, const char *path)
{
    char line[256];
    snprintf(line, sizeof line, "%s >encoder.log 2>&1", command);
    if (system(line) != 0)
        fail_msg("%s failed", command);
    return read_whole(path);
}

static bool is_there(const char *program)
{
    char line[64];
    snprintf(line, sizeof line, "command -v %s >encoder.log 2>&1", program);
    return system(line) == 0;
}

struct kind {
    const char *command, *path;
    bool alpha;
    double tolerance;
};

static const struct kind kinds[] = {
    {"heif-enc -q 95 -p preset=ultrafast source.png -o a.heic", "a.heic", false, 8},
    {"heif-enc -q 95 -p preset=ultrafast --no-alpha source.png -o b.heic", "b.heic", false, 8},
    {"heif-enc -q 95 -p preset=ultrafast source.png -o c.heic", "c.heic", true, 12},
    {"avifenc -s 9 --min 4 --max 8 source.png a.avif", "a.avif", false, 8},
    {"avifenc -s 9 --min 4 --max 8 -y 444 -d 10 source.png b.avif", "b.avif", false, 8},
    {"avifenc -s 9 --min 4 --max 8 -r limited -y 422 -d 12 source.png c.avif", "c.avif", false, 8},
    {"avifenc -s 9 --min 4 --max 8 --grid 2x2 source.png d.avif", "d.avif", false, 8},
    {"avifenc -s 9 --min 4 --max 8 source.png e.avif", "e.avif", true, 12},
    {"avifenc -s 9 --min 4 --max 8 --grid 2x2 --premultiply source.png f.avif", "f.avif", true, 14},
};

static void skip_without_encoders(void)
{
    if (!is_there("heif-enc") || !is_there("avifenc")) {
        print_message("heif-enc or avifenc is absent: ");
        skip();
    }
}

static void what_encoders_write_becomes_its_grey(void **state)
{
    (void)state;
    skip_without_encoders();
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        write_source("source.png", kinds[i].alpha);
        struct picture_file file = encode(kinds[i].command, kinds[i].path);
        struct all_images all = all_images_read(file.bytes, file.len, PIXELS);
        assert_int_equal(all.count, 1);
        all_images_check(kinds[i].command, &all, 0, WIDTH, HEIGHT, grey, kinds[i].tolerance);
        all_images_free(&all);
        all = all_images_read(file.bytes, file.len, WIDTH * HEIGHT - 1);
        assert_int_equal(all.outcome.result, SCAN_TOO_LARGE);
        free(file.bytes);
    }
}

static void several_images_are_pages(void **state)
{
    (void)state;
    skip_without_encoders();
    write_source("source.png", false);
    struct picture_file file =
        encode("heif-enc -q 95 -t 64 -p preset=ultrafast source.png source.png source.png -o all.heic", "all.heic");
    struct all_images all = all_images_read(file.bytes, file.len, PIXELS);
    assert_int_equal(all.count, 3); /* their thumbnails are no pages */
    for (unsigned i = 0; i < 3; i++) {
        all_images_check("pages", &all, i, WIDTH, HEIGHT, grey, 8);
        assert_int_equal(all.image[i].page, i + 1);
    }
    all_images_free(&all);
    free(file.bytes);
}

static void every_shorter_prefix_is_told(void **state)
{
    (void)state;
    skip_without_encoders();
    write_source("source.png", false);
    static const char *const commands[][2] = {
        {"heif-enc -q 20 -p preset=ultrafast source.png -o p.heic", "p.heic"},
        {"avifenc -s 9 --min 50 --max 60 source.png p.avif", "p.avif"},
    };
    for (size_t i = 0; i < 2; i++) {
        struct picture_file file = encode(commands[i][0], commands[i][1]);
        all_images_check_prefixes(commands[i][1], file.bytes, file.len, 0);
        free(file.bytes);
    }
}

/* Under a sanitizer a decoder takes twenty times as long to begin. */
#ifdef __SANITIZE_ADDRESS__
enum { TURN_STEP = 17 };
#else
enum { TURN_STEP = 1 };
#endif

/* Every bit of the lists is turned once: nothing may come of it but an answer. */
static void turned_bits_are_answered(void **state)
{
    (void)state;
    skip_without_encoders();
    write_source("source.png", true);
    struct picture_file file = encode("avifenc -s 9 --min 50 --max 60 --grid 2x2 source.png g.avif", "g.avif");
    unsigned answered[SCAN_RESULT_COUNT] = {0};
    for (size_t bit = 0; bit < file.len * 8 && bit < 1500 * 8; bit += TURN_STEP) {
        file.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        struct all_images all = all_images_read(file.bytes, file.len, PIXELS);
        assert_in_range(all.outcome.result, SCAN_READ, SCAN_IO);
        answered[all.outcome.result]++;
        all_images_free(&all);
        file.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    print_message("read %u, damaged %u, truncated %u, too large %u\n", answered[SCAN_READ], answered[SCAN_DAMAGED],
                  answered[SCAN_TRUNCATED], answered[SCAN_TOO_LARGE]);
    assert_true(answered[SCAN_READ] > 0 && answered[SCAN_DAMAGED] > 0);
    free(file.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_encoders_write_becomes_its_grey),
        cmocka_unit_test(several_images_are_pages),
        cmocka_unit_test(every_shorter_prefix_is_told),
        cmocka_unit_test(turned_bits_are_answered),
    };
    return cmocka_run_group_tests(tests, temp_folder_enter, temp_folder_leave);
}
