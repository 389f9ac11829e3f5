/* test_picture_tiff.c: TIFF of every kind of sample, layout and compression becomes the grey it should. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <tiffio.h>

#include "all_images.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define PIXELS 1000000

enum { WIDTH = 75, HEIGHT = 53, TILE = 32, SAMPLES_MAX = 5 };

struct recipe {
    const char *name;
    uint16_t photometric, bits, samples;
    uint16_t extra; /* kind of the last sample; 0 for none */
    uint16_t compression, planes;
    bool tiled;
    uint32_t rows_per_strip;
    double tolerance;
};

/* --- a file in memory ------------------------------------------------------------------------------------------- */

struct memory {
    uint8_t bytes[1 << 20];
    size_t len, at;
};

static tmsize_t read_memory(thandle_t handle, void *out, tmsize_t len)
{
    struct memory *memory = handle;
    const size_t left = memory->at < memory->len ? memory->len - memory->at : 0,
                 part = (size_t)len < left ? (size_t)len : left;
    memcpy(out, memory->bytes + memory->at, part);
    memory->at += part;
    return (tmsize_t)part;
}

static tmsize_t write_memory(thandle_t handle, void *in, tmsize_t len)
{
    struct memory *memory = handle;
    assert_true(memory->at + (size_t)len <= sizeof memory->bytes);
    memcpy(memory->bytes + memory->at, in, (size_t)len);
    memory->at += (size_t)len;
    if (memory->at > memory->len)
        memory->len = memory->at;
    return len;
}

static toff_t seek_memory(thandle_t handle, toff_t offset, int whence)
{
    struct memory *memory = handle;
    memory->at = (size_t)(whence == SEEK_SET   ? offset
                          : whence == SEEK_CUR ? memory->at + offset
                                               : memory->len + offset);
    return memory->at;
}

static int close_memory(thandle_t handle)
{
    (void)handle;
    return 0;
}

static toff_t size_of_memory(thandle_t handle)
{
    return ((struct memory *)handle)->len;
}

static TIFF *open_memory(struct memory *memory, const char *mode)
{
    *memory = (struct memory){.len = 0};
    TIFF *tiff = TIFFClientOpen("test", mode, memory, read_memory, write_memory, seek_memory, close_memory,
                                size_of_memory, NULL, NULL);
    assert_non_null(tiff);
    return tiff;
}

/* --- samples and what they mean --------------------------------------------------------------------------------- */

/* A sample of full depth: smooth, or only black and white when it has one bit. */
static unsigned sample_at(const struct recipe *recipe, unsigned x, unsigned y, unsigned sample)
{
    static const unsigned slopes[SAMPLES_MAX][3] = {{40, 2, 1}, {200, 0, 1}, {60, 1, 2}, {10, 3, 0}, {90, 1, 1}};
    const unsigned smooth = (slopes[sample][0] + slopes[sample][1] * x + slopes[sample][2] * y) & 0xFF;
    const unsigned top = (1u << recipe->bits) - 1;
    return recipe->bits == 16 ? smooth * 257 + 3 : recipe->bits == 8 ? smooth : (x / 3 + y / 5 + smooth / 16) & top;
}

static uint16_t palette_at(unsigned index, unsigned channel)
{
    return (uint16_t)(index * 257 / (channel + 1) + 1000 * channel);
}

static double expected_at(const struct recipe *recipe, unsigned x, unsigned y)
{
    double v[SAMPLES_MAX];
    const double top = (double)((1u << recipe->bits) - 1);
    for (unsigned i = 0; i < recipe->samples; i++)
        v[i] = sample_at(recipe, x, y, i) * 255 / top;
    const unsigned colours = recipe->samples - (recipe->extra != 0);
    const double opacity = recipe->extra == 0 ? 1 : v[colours] / 255;
    const unsigned index = sample_at(recipe, x, y, 0);
    switch (recipe->photometric) {
    case PHOTOMETRIC_MINISWHITE:
        return all_images_grey(255 - v[0], 255 - v[0], 255 - v[0], opacity);
    case PHOTOMETRIC_PALETTE:
        return all_images_grey(palette_at(index, 0) / 257.0, palette_at(index, 1) / 257.0, palette_at(index, 2) / 257.0,
                               1);
    case PHOTOMETRIC_RGB:
    case PHOTOMETRIC_YCBCR:
        if (recipe->extra == EXTRASAMPLE_ASSOCALPHA) {
            const double mixed = all_images_grey(v[0], v[1], v[2], 1) + 255 * (1 - opacity);
            return mixed > 255 ? 255 : mixed;
        }
        return all_images_grey(v[0], v[1], v[2], opacity);
    case PHOTOMETRIC_SEPARATED:
        return all_images_grey(255 - v[0], 255 - v[1], 255 - v[2], 1) * (255 - v[3]) / 255;
    default:
        return all_images_grey(v[0], v[0], v[0], opacity);
    }
}

static void pack(const struct recipe *recipe, unsigned x0, unsigned y, unsigned width, uint16_t plane, uint8_t *out)
{
    const bool separate = recipe->planes == PLANARCONFIG_SEPARATE;
    const unsigned count = separate ? 1 : recipe->samples;
    memset(out, 0, (size_t)width * count * recipe->bits / 8 + 1);
    for (unsigned i = 0; i < width * count; i++) {
        const unsigned x = x0 + i / count;
        const unsigned value = x < WIDTH && y < HEIGHT ? sample_at(recipe, x, y, separate ? plane : i % count) : 0;
        if (recipe->bits == 16)
            memcpy(out + 2 * (size_t)i, &(uint16_t){(uint16_t)value}, 2);
        else
            out[i * recipe->bits / 8] |= (uint8_t)(value << (8 - recipe->bits - i * recipe->bits % 8));
    }
}

static void set_fields(TIFF *tiff, const struct recipe *recipe)
{
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, WIDTH);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, HEIGHT);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, recipe->bits);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, recipe->samples);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, recipe->photometric);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, recipe->planes);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, recipe->compression);
    TIFFSetField(tiff, TIFFTAG_ORIENTATION, ORIENTATION_BOTRIGHT); /* corners are told as stored */
    if (recipe->compression == COMPRESSION_JPEG) {
        TIFFSetField(tiff, TIFFTAG_JPEGQUALITY, 98);
        if (recipe->photometric == PHOTOMETRIC_YCBCR)
            TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    }
    if (recipe->extra != 0)
        TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &recipe->extra);
    if (recipe->photometric == PHOTOMETRIC_PALETTE) {
        static uint16_t palette[3][256];
        for (unsigned i = 0; i < 3 * 256; i++)
            palette[i / 256][i % 256] = palette_at(i % 256, i / 256);
        TIFFSetField(tiff, TIFFTAG_COLORMAP, palette[0], palette[1], palette[2]);
    }
    if (recipe->tiled) {
        TIFFSetField(tiff, TIFFTAG_TILEWIDTH, TILE);
        TIFFSetField(tiff, TIFFTAG_TILELENGTH, TILE);
    } else {
        TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, recipe->rows_per_strip != 0 ? recipe->rows_per_strip : 16);
    }
}

static void write_tiles(TIFF *tiff, const struct recipe *recipe, uint16_t plane)
{
    const unsigned channels = recipe->planes == PLANARCONFIG_SEPARATE ? 1 : recipe->samples;
    const size_t row_len = (size_t)TILE * channels * recipe->bits / 8;
    for (unsigned y = 0; y < HEIGHT; y += TILE)
        for (unsigned x = 0; x < WIDTH; x += TILE) {
            uint8_t tile[TILE * TILE * SAMPLES_MAX * 2 + 1];
            for (unsigned row = 0; row < TILE; row++)
                pack(recipe, x, y + row, TILE, plane, tile + row * row_len);
            assert_true(TIFFWriteTile(tiff, tile, x, y, 0, plane) >= 0);
        }
}

static void write_page(TIFF *tiff, const struct recipe *recipe)
{
    set_fields(tiff, recipe);
    for (uint16_t plane = 0; plane < (recipe->planes == PLANARCONFIG_SEPARATE ? recipe->samples : 1); plane++) {
        if (recipe->tiled)
            write_tiles(tiff, recipe, plane);
        for (unsigned y = 0; y < HEIGHT && !recipe->tiled; y++) {
            uint8_t row[WIDTH * SAMPLES_MAX * 2 + 1];
            pack(recipe, 0, y, WIDTH, plane, row);
            assert_true(TIFFWriteScanline(tiff, row, y, plane) >= 0);
        }
    }
    assert_true(TIFFWriteDirectory(tiff));
}

static void check_page(const struct recipe *recipe, const struct all_images *all, unsigned page)
{
    static double grey[WIDTH * HEIGHT];
    for (unsigned i = 0; i < WIDTH * HEIGHT; i++)
        grey[i] = expected_at(recipe, i % WIDTH, i / WIDTH);
    all_images_check(recipe->name, all, page, WIDTH, HEIGHT, grey, recipe->tolerance);
    assert_int_equal(all->image[page].page, page + 1);
}

static struct memory memory;

static void check(const struct recipe *recipe, const char *mode)
{
    TIFF *tiff = open_memory(&memory, mode);
    write_page(tiff, recipe);
    TIFFClose(tiff);
    struct all_images all = all_images_read(memory.bytes, memory.len, PIXELS);
    assert_int_equal(all.count, 1);
    check_page(recipe, &all, 0);
    all_images_free(&all);
}

#define EXACT 1.6
#define CONTIG PLANARCONFIG_CONTIG
#define ASSOC EXTRASAMPLE_ASSOCALPHA
#define UNASSOC EXTRASAMPLE_UNASSALPHA

static void samples_of_every_kind_become_their_grey(void **state)
{
    (void)state;
    static const struct recipe kinds[] = {
        {"bilevel", PHOTOMETRIC_MINISBLACK, 1, 1, 0, 1, CONTIG, false, 0, EXACT},
        {"bilevel inverted", PHOTOMETRIC_MINISWHITE, 1, 1, 0, 1, CONTIG, false, 0, EXACT},
        {"grey 2", PHOTOMETRIC_MINISBLACK, 2, 1, 0, 1, CONTIG, false, 0, EXACT},
        {"grey 4", PHOTOMETRIC_MINISBLACK, 4, 1, 0, 1, CONTIG, false, 0, EXACT},
        {"grey 8", PHOTOMETRIC_MINISBLACK, 8, 1, 0, 1, CONTIG, false, 0, EXACT},
        {"grey 16", PHOTOMETRIC_MINISBLACK, 16, 1, 0, 1, CONTIG, false, 0, EXACT},
        {"grey 8 inverted", PHOTOMETRIC_MINISWHITE, 8, 1, 0, 1, CONTIG, false, 0, EXACT},
        {"grey 16 inverted", PHOTOMETRIC_MINISWHITE, 16, 1, 0, 1, CONTIG, false, 0, EXACT},
        {"grey and alpha", PHOTOMETRIC_MINISBLACK, 8, 2, UNASSOC, 1, CONTIG, false, 0, EXACT},
        {"palette 1", PHOTOMETRIC_PALETTE, 1, 1, 0, 1, CONTIG, false, 0, EXACT},
        {"palette 4", PHOTOMETRIC_PALETTE, 4, 1, 0, 1, CONTIG, false, 0, EXACT},
        {"palette 8", PHOTOMETRIC_PALETTE, 8, 1, 0, 1, CONTIG, false, 0, EXACT},
        {"RGB 8", PHOTOMETRIC_RGB, 8, 3, 0, 1, CONTIG, false, 0, EXACT},
        {"RGB 16", PHOTOMETRIC_RGB, 16, 3, 0, 1, CONTIG, false, 0, EXACT},
        {"RGB 4", PHOTOMETRIC_RGB, 4, 3, 0, 1, CONTIG, false, 0, EXACT},
        {"RGB and alpha", PHOTOMETRIC_RGB, 8, 4, UNASSOC, 1, CONTIG, false, 0, EXACT},
        {"RGB 16 and alpha", PHOTOMETRIC_RGB, 16, 4, UNASSOC, 1, CONTIG, false, 0, EXACT},
        {"RGB by alpha", PHOTOMETRIC_RGB, 8, 4, ASSOC, 1, CONTIG, false, 0, EXACT},
        {"CMYK", PHOTOMETRIC_SEPARATED, 8, 4, 0, 1, CONTIG, false, 0, EXACT},
        {"CMYK 16", PHOTOMETRIC_SEPARATED, 16, 4, 0, 1, CONTIG, false, 0, EXACT},
        {"RGB in planes", PHOTOMETRIC_RGB, 8, 3, 0, 1, PLANARCONFIG_SEPARATE, false, 0, EXACT},
        {"RGB 16 in planes", PHOTOMETRIC_RGB, 16, 3, 0, 1, PLANARCONFIG_SEPARATE, false, 0, EXACT},
    };
    for (size_t i = 0; i < COUNT(kinds); i++)
        for (unsigned layout = 0; layout < 4; layout++) {
            struct recipe recipe = kinds[i];
            recipe.tiled = layout & 1;
            check(&recipe, layout & 2 ? "wb" : "wl");
            recipe.rows_per_strip = HEIGHT;
            check(&recipe, layout & 2 ? "wb8" : "wl8"); /* BigTIFF */
        }
}

static void every_compression_is_undone(void **state)
{
    (void)state;
    static const struct recipe kinds[] = {
        {"PackBits", PHOTOMETRIC_RGB, 8, 3, 0, COMPRESSION_PACKBITS, CONTIG, false, 0, EXACT},
        {"LZW", PHOTOMETRIC_RGB, 8, 3, 0, COMPRESSION_LZW, CONTIG, false, 0, EXACT},
        {"deflate", PHOTOMETRIC_RGB, 16, 3, 0, COMPRESSION_ADOBE_DEFLATE, CONTIG, false, 0, EXACT},
        {"LZMA", PHOTOMETRIC_MINISBLACK, 8, 1, 0, COMPRESSION_LZMA, CONTIG, false, 0, EXACT},
        {"zstd", PHOTOMETRIC_MINISBLACK, 8, 1, 0, COMPRESSION_ZSTD, CONTIG, false, 0, EXACT},
        {"LERC", PHOTOMETRIC_MINISBLACK, 8, 1, 0, COMPRESSION_LERC, CONTIG, false, 0, EXACT},
        {"WebP", PHOTOMETRIC_RGB, 8, 3, 0, COMPRESSION_WEBP, CONTIG, false, 0, 12},
        {"JPEG grey", PHOTOMETRIC_MINISBLACK, 8, 1, 0, COMPRESSION_JPEG, CONTIG, false, 0, 12},
        {"JPEG", PHOTOMETRIC_YCBCR, 8, 3, 0, COMPRESSION_JPEG, CONTIG, false, 0, 16},
        {"fax 3", PHOTOMETRIC_MINISWHITE, 1, 1, 0, COMPRESSION_CCITTFAX3, CONTIG, false, 0, EXACT},
        {"fax 4", PHOTOMETRIC_MINISWHITE, 1, 1, 0, COMPRESSION_CCITTFAX4, CONTIG, false, 0, EXACT},
        {"fax RLE", PHOTOMETRIC_MINISWHITE, 1, 1, 0, COMPRESSION_CCITTRLE, CONTIG, false, 0, EXACT},
    };
    unsigned checked = 0;
    for (size_t i = 0; i < COUNT(kinds); i++)
        for (unsigned tiled = 0; tiled < 2; tiled++) {
            struct recipe recipe = kinds[i];
            recipe.tiled = tiled;
            if (!TIFFIsCODECConfigured(recipe.compression))
                continue;
            check(&recipe, "wl");
            checked++;
        }
    print_message("%u of %zu compressions and layouts\n", checked, 2 * COUNT(kinds));
    assert_true(checked >= 16);
}

static const struct recipe plain = {"plain", PHOTOMETRIC_MINISBLACK, 8, 1, 0, COMPRESSION_LZW, CONTIG, false, 0, EXACT};
static const struct recipe second = {"second", PHOTOMETRIC_RGB, 8, 3, 0, COMPRESSION_NONE, CONTIG, true, 0, EXACT};

static void pages_are_numbered_and_thumbnails_passed_over(void **state)
{
    (void)state;
    TIFF *tiff = open_memory(&memory, "wl");
    write_page(tiff, &plain);
    TIFFSetField(tiff, TIFFTAG_SUBFILETYPE, FILETYPE_REDUCEDIMAGE);
    write_page(tiff, &plain);
    write_page(tiff, &second);
    TIFFClose(tiff);
    struct all_images all = all_images_read(memory.bytes, memory.len, PIXELS);
    assert_int_equal(all.count, 2);
    check_page(&plain, &all, 0);
    check_page(&second, &all, 1);
    all_images_free(&all);
}

static void there_may_be_a_thousand_pages_and_no_more(void **state)
{
    (void)state;
    static const unsigned counts[] = {1000, 1001};
    for (size_t i = 0; i < COUNT(counts); i++) {
        TIFF *tiff = open_memory(&memory, "wl");
        for (unsigned page = 0; page < counts[i]; page++) {
            TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, 1);
            TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, 1);
            TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 8);
            TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
            assert_true(TIFFWriteScanline(tiff, &(uint8_t){7}, 0, 0) >= 0);
            assert_true(TIFFWriteDirectory(tiff));
        }
        TIFFClose(tiff);
        struct all_images all = all_images_read(memory.bytes, memory.len, PIXELS);
        assert_int_equal(all.count, 1000);
        assert_int_equal(all.outcome.result, i == 0 ? SCAN_READ : SCAN_TOO_MANY);
        all_images_free(&all);
    }
}

static void pages_that_go_round_in_a_circle_end(void **state)
{
    (void)state;
    TIFF *tiff = open_memory(&memory, "wl");
    write_page(tiff, &plain);
    TIFFClose(tiff);
    /* The link to the next directory lies behind the last one's entries: 2 + 12 n bytes behind its offset. */
    uint32_t first;
    memcpy(&first, memory.bytes + 4, 4);
    const unsigned entries = memory.bytes[first] | (unsigned)memory.bytes[first + 1] << 8;
    memcpy(memory.bytes + first + 2 + 12 * entries, &first, 4);
    struct all_images all = all_images_read(memory.bytes, memory.len, PIXELS);
    assert_int_equal(all.count, 1);
    all_images_free(&all);
}

static void a_page_is_judged_by_its_size_before_its_pixels(void **state)
{
    (void)state;
    TIFF *tiff = open_memory(&memory, "wl");
    write_page(tiff, &plain);
    TIFFClose(tiff);
    struct all_images all = all_images_read(memory.bytes, memory.len, WIDTH * HEIGHT - 1);
    assert_int_equal(all.outcome.result, SCAN_TOO_LARGE);
    assert_int_equal(all.outcome.width_px, WIDTH);
    assert_int_equal(all.count, 0);
    all = all_images_read(memory.bytes, memory.len, WIDTH * HEIGHT);
    assert_int_equal(all.outcome.result, SCAN_READ);
    all_images_free(&all);
}

/* A tile of 4,096 x 4,096 for a picture of 64 x 64 is the usual waste; one of 64 Mi pixels is not. */
static void tiles_far_larger_than_the_page_are_refused(void **state)
{
    (void)state;
    static const struct {
        uint32_t side;
        enum scan_result result;
    } rows[] = {{512, SCAN_READ}, {16384, SCAN_DAMAGED}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        TIFF *tiff = open_memory(&memory, "wl");
        TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, 64);
        TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, 64);
        TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 1);
        TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
        TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_CCITTFAX4);
        TIFFSetField(tiff, TIFFTAG_TILEWIDTH, rows[i].side);
        TIFFSetField(tiff, TIFFTAG_TILELENGTH, rows[i].side);
        void *tile = calloc(rows[i].side, rows[i].side / 8);
        assert_non_null(tile);
        assert_true(TIFFWriteTile(tiff, tile, 0, 0, 0, 0) >= 0);
        free(tile);
        assert_true(TIFFWriteDirectory(tiff));
        TIFFClose(tiff);
        struct all_images all = all_images_read(memory.bytes, memory.len, PIXELS);
        assert_int_equal(all.outcome.result, rows[i].result);
        all_images_free(&all);
    }
}

static void every_shorter_prefix_is_told(void **state)
{
    (void)state;
    static const struct recipe *const kinds[] = {&plain, &second};
    for (size_t i = 0; i < COUNT(kinds); i++) {
        TIFF *tiff = open_memory(&memory, "wl");
        write_page(tiff, kinds[i]);
        TIFFClose(tiff);
        all_images_check_prefixes(kinds[i]->name, memory.bytes, memory.len, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_of_every_kind_become_their_grey),
        cmocka_unit_test(every_compression_is_undone),
        cmocka_unit_test(pages_are_numbered_and_thumbnails_passed_over),
        cmocka_unit_test(there_may_be_a_thousand_pages_and_no_more),
        cmocka_unit_test(pages_that_go_round_in_a_circle_end),
        cmocka_unit_test(a_page_is_judged_by_its_size_before_its_pixels),
        cmocka_unit_test(tiles_far_larger_than_the_page_are_refused),
        cmocka_unit_test(every_shorter_prefix_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
