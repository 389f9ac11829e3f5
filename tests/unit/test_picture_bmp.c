/* test_picture_bmp.c: Windows bitmaps of every depth and coding, and PGM and PPM, become the grey they should. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "all_images.h"
#include "random.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define PIXELS 1000000

enum { WIDTH = 37, HEIGHT = 23, FILE_MAX = 1 << 16 };

struct file {
    uint8_t bytes[FILE_MAX];
    size_t len;
};

static void put(struct file *file, uint32_t value, unsigned bytes)
{
    assert_true(file->len + bytes <= FILE_MAX);
    for (; bytes > 0; bytes--, value >>= 8)
        file->bytes[file->len++] = (uint8_t)value;
}

/* --- plain bitmaps ------------------------------------------------------------------------------------------------ */

struct recipe {
    const char *name;
    uint32_t header_len, bits, compression;
    bool top_down;
    uint32_t masks[4]; /* red, green, blue, alpha; only with a compression of 3 or 6, or a long header */
    uint32_t colours;  /* in the palette; 0 for all */
};

static uint32_t field_max(uint32_t mask)
{
    return mask == 0 ? 0 : mask >> __builtin_ctz(mask);
}

static uint32_t field_at(uint32_t pixel, uint32_t mask)
{
    return mask == 0 ? 0 : (pixel & mask) >> __builtin_ctz(mask);
}

static double expected(const struct recipe *recipe, uint32_t pixel)
{
    static const uint32_t of_16[4] = {0x7C00, 0x3E0, 0x1F, 0}, of_32[4] = {0xFF0000, 0xFF00, 0xFF, 0};
    const uint32_t *masks = recipe->masks[0] != 0 ? recipe->masks : recipe->bits == 16 ? of_16 : of_32;
    double v[4];
    if (recipe->bits <= 8) /* palette_at() */
        return recipe->colours != 0 && pixel >= recipe->colours
                   ? 0
                   : all_images_grey(pixel * 7 & 255, pixel * 3 & 255, 255 - pixel, 1);
    for (int i = 0; i < 4; i++)
        v[i] = masks[i] == 0 ? 255 : field_at(pixel, masks[i]) * 255.0 / field_max(masks[i]);
    return all_images_grey(v[0], v[1], v[2], v[3] / 255);
}

static void put_header(struct file *file, const struct recipe *recipe)
{
    const uint32_t colours = recipe->bits > 8 ? 0 : recipe->colours != 0 ? recipe->colours : 1u << recipe->bits;
    const bool masked = recipe->masks[0] != 0;
    const uint32_t behind = masked && recipe->header_len == 40 ? recipe->compression == 6 ? 16 : 12 : 0;
    const uint32_t entry = recipe->header_len == 12 ? 3 : 4;
    file->len = 0;
    put(file, 'B' | 'M' << 8, 2);
    put(file, 0, 4); /* the file's length, which many get wrong */
    put(file, 0, 4);
    put(file, 14 + recipe->header_len + behind + colours * entry, 4);
    put(file, recipe->header_len, 4);
    if (recipe->header_len == 12) {
        put(file, WIDTH, 2);
        put(file, HEIGHT, 2);
    } else {
        put(file, WIDTH, 4);
        put(file, recipe->top_down ? (uint32_t)-HEIGHT : HEIGHT, 4);
    }
    put(file, 1, 2);
    put(file, recipe->bits, 2);
    if (recipe->header_len > 12) {
        put(file, recipe->compression, 4);
        for (int i = 0; i < 3; i++)
            put(file, 0, 4);
        put(file, recipe->colours, 4);
        put(file, 0, 4);
    }
    for (uint32_t i = 0; i < (behind > 0 ? behind : recipe->header_len - 40) / 4 && recipe->header_len >= 40; i++)
        put(file, i < 4 ? recipe->masks[i] : 0, 4);
    for (uint32_t i = 0; i < colours; i++)
        put(file, (255 - i) | (i * 3 & 255) << 8 | (i * 7 & 255) << 16, entry);
}

static void check(const struct recipe *recipe, uint64_t *random)
{
    static struct file file;
    static uint32_t pixel[WIDTH * HEIGHT];
    static double grey[WIDTH * HEIGHT];
    for (size_t i = 0; i < WIDTH * HEIGHT; i++) {
        pixel[i] = (uint32_t)random_next(random) & (uint32_t)((UINT64_C(1) << recipe->bits) - 1);
        grey[i] = expected(recipe, pixel[i]);
    }
    put_header(&file, recipe);
    for (uint32_t row = 0; row < HEIGHT; row++) {
        const uint32_t *line = pixel + (recipe->top_down ? row : HEIGHT - 1 - row) * WIDTH;
        uint8_t packed[WIDTH * 4 + 4] = {0};
        for (uint32_t x = 0; x < WIDTH; x++)
            for (uint32_t bit = 0; bit < recipe->bits; bit++) {
                const uint32_t at =
                    recipe->bits >= 8 ? x * recipe->bits + bit : x * recipe->bits + recipe->bits - 1 - bit;
                const uint32_t shift = recipe->bits >= 8 ? at % 8 : 7 - at % 8;
                packed[at / 8] |= (uint8_t)((line[x] >> bit & 1) << shift);
            }
        for (uint32_t i = 0; i < (WIDTH * recipe->bits + 31) / 32 * 4; i++)
            put(&file, packed[i], 1);
    }
    struct all_images all = all_images_read(file.bytes, file.len, PIXELS);
    assert_int_equal(all.count, 1);
    all_images_check(recipe->name, &all, 0, WIDTH, HEIGHT, grey, 1.6);
    all_images_free(&all);
    all = all_images_read(file.bytes, file.len, WIDTH * HEIGHT - 1);
    assert_int_equal(all.outcome.result, SCAN_TOO_LARGE);
    all_images_check_prefixes(recipe->name, file.bytes, file.len, 0);
}

static void bitmaps_of_every_depth_become_their_grey(void **state)
{
    (void)state;
    static const struct recipe recipes[] = {
        {"1 bit", 40, 1, 0, false, {0}, 0},
        {"4 bits", 40, 4, 0, false, {0}, 0},
        {"8 bits", 40, 8, 0, false, {0}, 0},
        {"8 bits of few colours", 40, 8, 0, false, {0}, 100},
        {"16 bits", 40, 16, 0, false, {0}, 0},
        {"24 bits", 40, 24, 0, false, {0}, 0},
        {"32 bits", 40, 32, 0, false, {0}, 0},
        {"1 bit from the top", 40, 1, 0, true, {0}, 0},
        {"24 bits from the top", 40, 24, 0, true, {0}, 0},
        {"OS/2, 1 bit", 12, 1, 0, false, {0}, 0},
        {"OS/2, 8 bits", 12, 8, 0, false, {0}, 0},
        {"OS/2, 24 bits", 12, 24, 0, false, {0}, 0},
        {"5:6:5", 40, 16, 3, false, {0xF800, 0x7E0, 0x1F, 0}, 0},
        {"10:10:10", 40, 32, 3, true, {0x3FF00000, 0xFFC00, 0x3FF, 0}, 0},
        {"with alpha", 40, 32, 6, false, {0xFF0000, 0xFF00, 0xFF, 0xFF000000}, 0},
        {"version 3", 56, 32, 3, false, {0xFF, 0xFF00, 0xFF0000, 0xFF000000}, 0},
        {"version 4", 108, 32, 3, false, {0xFF0000, 0xFF00, 0xFF, 0xFF000000}, 0},
        {"version 5", 124, 16, 3, false, {0xF00, 0xF0, 0xF, 0xF000}, 0},
    };
    uint64_t random = random_seed();
    for (size_t i = 0; i < COUNT(recipes); i++)
        check(&recipes[i], &random);
}

static void bitmaps_that_make_no_sense_are_told(void **state)
{
    (void)state;
    static const struct recipe recipes[] = {
        {"3 bits", 40, 3, 0, false, {0}, 1},         {"JPEG", 40, 24, 4, false, {0}, 0},
        {"RLE8 of 4 bits", 40, 4, 1, false, {0}, 0}, {"RLE4 from the top", 40, 4, 2, true, {0}, 0},
        {"short header", 16, 24, 0, false, {0}, 0},
    };
    for (size_t i = 0; i < COUNT(recipes); i++) {
        static struct file file;
        put_header(&file, &recipes[i]);
        file.len = FILE_MAX;
        struct all_images all = all_images_read(file.bytes, file.len, PIXELS);
        assert_int_equal(all.outcome.result, SCAN_DAMAGED);
        assert_int_equal(all.count, 0);
    }
}

/* --- run lengths -------------------------------------------------------------------------------------------------- */

static void run_lengths_are_undone(void **state)
{
    (void)state;
    static const uint8_t runs[2][40] = {
        /* bottom row: a run, a literal of three and its padding; above it a move over two rows; the end */
        {5, 9, 0, 3, 1, 2, 3, 0, 0, 0, 0, 2, 4, 1, 2, 7, 0, 1},
        {5, 0x9A, 0, 3, 0x12, 0x30, 0, 0, 0, 2, 4, 1, 3, 0x78, 0, 1},
    };
    static const size_t lens[2] = {18, 16};
    static const unsigned bottom[2][8] = {{9, 9, 9, 9, 9, 1, 2, 3}, {9, 10, 9, 10, 9, 1, 2, 3}};
    static const unsigned above[2][3] = {{7, 7, 256}, {7, 8, 7}};
    for (int four = 0; four < 2; four++) {
        const struct recipe recipe = {"RLE", 40, four ? 4 : 8, four ? 2 : 1, false, {0}, 0};
        static struct file file;
        static double grey[WIDTH * HEIGHT];
        for (size_t i = 0; i < WIDTH * HEIGHT; i++)
            grey[i] = 255; /* nothing is said of it */
        for (size_t x = 0; x < 8; x++)
            grey[(HEIGHT - 1) * WIDTH + x] = expected(&recipe, bottom[four][x]);
        for (size_t x = 0; x < 3 && above[four][x] < 256; x++)
            grey[(HEIGHT - 3) * WIDTH + 4 + x] = expected(&recipe, above[four][x]);
        put_header(&file, &recipe);
        for (size_t i = 0; i < lens[four]; i++)
            put(&file, runs[four][i], 1);
        struct all_images all = all_images_read(file.bytes, file.len, PIXELS);
        all_images_check(recipe.name, &all, 0, WIDTH, HEIGHT, grey, 1.6);
        all_images_free(&all);
        all_images_check_prefixes(recipe.name, file.bytes, file.len, 1);
    }
}

/* --- PGM and PPM -------------------------------------------------------------------------------------------------- */

static void pgm_and_ppm_become_their_grey(void **state)
{
    (void)state;
    static const struct {
        const char *head;
        unsigned channels, top;
    } rows[] = {
        {"P5\n37 23\n255\n", 1, 255}, {"P6\n37 23\n255\n", 3, 255},
        {"P5 37 23 100 ", 1, 100},    {"P5 # a comment\n#\n37\t#x\r23\n#\n 255\n", 1, 255},
        {"P6\n37 23 1\n", 3, 1},
    };
    uint64_t random = random_seed();
    for (size_t i = 0; i < COUNT(rows); i++) {
        static struct file file;
        static double grey[WIDTH * HEIGHT];
        file.len = strlen(rows[i].head);
        memcpy(file.bytes, rows[i].head, file.len);
        for (size_t k = 0; k < WIDTH * HEIGHT; k++) {
            double v[3];
            for (unsigned c = 0; c < rows[i].channels; c++) {
                const unsigned sample = random_below(&random, rows[i].top + 1);
                put(&file, sample, 1);
                v[c] = sample * 255.0 / rows[i].top;
            }
            grey[k] = rows[i].channels == 1 ? v[0] : all_images_grey(v[0], v[1], v[2], 1);
        }
        struct all_images all = all_images_read(file.bytes, file.len, PIXELS);
        assert_int_equal(all.count, 1);
        all_images_check(rows[i].head, &all, 0, WIDTH, HEIGHT, grey, 1.1);
        all_images_free(&all);
        all_images_check_prefixes(rows[i].head, file.bytes, file.len, 0);
    }
}

static void headers_that_are_no_pgm_are_told(void **state)
{
    (void)state;
    static const struct {
        const char *head;
        enum scan_result result;
    } rows[] = {
        {"P5 0 5 255 xxxxxxxxxx", SCAN_DAMAGED},
        {"P5 5 5 0 xxxxxxxxxx", SCAN_DAMAGED},
        {"P5 5 5 65535 xxxxxxxxxx", SCAN_DAMAGED},
        {"P5 -5 5 255 xxxxxxx", SCAN_DAMAGED},
        {"P55 5 255 xxxxxxxxx", SCAN_DAMAGED},
        {"P5 5x5 255 xxxxxxxxx", SCAN_DAMAGED},
        {"P5 99999999 99999999 255 xxxxxxxx", SCAN_DAMAGED},
        {"P5 70000 1 255 ", SCAN_TOO_LARGE},
        {"P5 1001 1000 255 ", SCAN_TOO_LARGE},
        {"P5 #", SCAN_TRUNCATED},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct all_images all = all_images_read(rows[i].head, strlen(rows[i].head), PIXELS);
        if (all.outcome.result != rows[i].result)
            fail_msg("%s: result %d", rows[i].head, all.outcome.result);
        assert_int_equal(all.count, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bitmaps_of_every_depth_become_their_grey),
        cmocka_unit_test(bitmaps_that_make_no_sense_are_told),
        cmocka_unit_test(run_lengths_are_undone),
        cmocka_unit_test(pgm_and_ppm_become_their_grey),
        cmocka_unit_test(headers_that_are_no_pgm_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
