/* test_picture.c: every kind of PNG and JPEG becomes the grey it should; what is cut, bent or too large is told. */
#include "scanner/worker/picture.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "first_image.h"
#include "picture_fixture.h"
#include "random.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define PIXELS 1000000

static struct scan_frame read_bytes(const void *bytes, size_t len, struct scan_outcome *outcome)
{
    const int fd = memory_file(bytes, len);
    const struct scan_frame frame = first_image_read(fd, PIXELS, outcome);
    close(fd);
    return frame;
}

/* Grey of a colour on white paper, by the textbook. */
static double grey_of(double red, double green, double blue, double opacity)
{
    const double light = 0.299 * red + 0.587 * green + 0.114 * blue;
    return light * opacity + 255 * (1 - opacity);
}

/* --- PNG --------------------------------------------------------------------------------------------------------- */

static unsigned channels_of(int colour_type)
{
    switch (colour_type) {
    case PNG_COLOR_TYPE_GRAY_ALPHA:
        return 2;
    case PNG_COLOR_TYPE_RGB:
        return 3;
    case PNG_COLOR_TYPE_RGB_ALPHA:
        return 4;
    default:
        return 1;
    }
}

/* Samples as numbers beside the packed rows that libpng is given. */
struct samples {
    uint16_t *value; /* height * width * channels */
    uint8_t *rows;
    size_t row_len;
    unsigned channels;
};

static struct samples random_samples(const struct png_recipe *recipe, uint64_t *random)
{
    struct samples samples = {.channels = channels_of(recipe->colour_type)};
    const size_t in_row = (size_t)recipe->width * samples.channels;
    samples.row_len = (in_row * (unsigned)recipe->depth + 7) / 8;
    samples.value = malloc(in_row * recipe->height * sizeof *samples.value);
    samples.rows = calloc(recipe->height, samples.row_len);
    assert_true(samples.value != NULL && samples.rows != NULL);
    for (size_t i = 0; i < in_row * recipe->height; i++) {
        const unsigned value = random_below(random, 1u << recipe->depth);
        uint8_t *row = samples.rows + i / in_row * samples.row_len;
        const size_t bit = i % in_row * (unsigned)recipe->depth;
        samples.value[i] = (uint16_t)value;
        if (recipe->depth == 16) {
            row[bit / 8] = (uint8_t)(value >> 8);
            row[bit / 8 + 1] = (uint8_t)value;
        } else {
            row[bit / 8] |= (uint8_t)(value << (8 - (unsigned)recipe->depth - bit % 8));
        }
    }
    return samples;
}

static double expected_grey(const struct png_recipe *recipe, const uint16_t *v)
{
    const double top = (double)((1u << recipe->depth) - 1), scale = 255 / top;
    const png_color_16 *clear = recipe->clear;
    switch (recipe->colour_type) {
    case PNG_COLOR_TYPE_GRAY:
        return clear != NULL && clear->gray == v[0] ? 255 : v[0] * scale;
    case PNG_COLOR_TYPE_GRAY_ALPHA:
        return grey_of(v[0] * scale, v[0] * scale, v[0] * scale, v[1] / top);
    case PNG_COLOR_TYPE_PALETTE: {
        const png_color *colour = &recipe->palette[v[0]];
        const double opacity = recipe->opacity != NULL ? recipe->opacity[v[0]] / 255.0 : 1;
        return grey_of(colour->red, colour->green, colour->blue, opacity);
    }
    case PNG_COLOR_TYPE_RGB:
        if (clear != NULL && clear->red == v[0] && clear->green == v[1] && clear->blue == v[2])
            return 255;
        return grey_of(v[0] * scale, v[1] * scale, v[2] * scale, 1);
    default:
        return grey_of(v[0] * scale, v[1] * scale, v[2] * scale, v[3] / top);
    }
}

static void check_png(const struct png_recipe *recipe, uint64_t *random)
{
    struct samples samples = random_samples(recipe, random);
    struct picture_file file = png_make(recipe, samples.rows, samples.row_len);
    struct scan_outcome outcome;
    struct scan_frame frame = read_bytes(file.bytes, file.len, &outcome);
    assert_int_equal(outcome.result, SCAN_READ);
    assert_int_equal(frame.width_px, recipe->width);
    assert_int_equal(frame.height_px, recipe->height);
    for (size_t i = 0; i < (size_t)recipe->width * recipe->height; i++) {
        const double expected = expected_grey(recipe, samples.value + i * samples.channels);
        if (fabs(expected - frame.pixels[i]) > 1.6)
            fail_msg("type %d depth %d interlace %d %ux%u: pixel %zu is %u, not %.1f", recipe->colour_type,
                     recipe->depth, recipe->interlace, recipe->width, recipe->height, i, frame.pixels[i], expected);
    }
    free(frame.pixels);
    free(file.bytes);
    free(samples.value);
    free(samples.rows);
}

static void png_of_every_type_depth_and_interlace_becomes_its_grey(void **state)
{
    (void)state;
    static const struct {
        int colour_type, depth;
    } kinds[] = {{PNG_COLOR_TYPE_GRAY, 1},        {PNG_COLOR_TYPE_GRAY, 2},      {PNG_COLOR_TYPE_GRAY, 4},
                 {PNG_COLOR_TYPE_GRAY, 8},        {PNG_COLOR_TYPE_GRAY, 16},     {PNG_COLOR_TYPE_GRAY_ALPHA, 8},
                 {PNG_COLOR_TYPE_GRAY_ALPHA, 16}, {PNG_COLOR_TYPE_PALETTE, 1},   {PNG_COLOR_TYPE_PALETTE, 2},
                 {PNG_COLOR_TYPE_PALETTE, 4},     {PNG_COLOR_TYPE_PALETTE, 8},   {PNG_COLOR_TYPE_RGB, 8},
                 {PNG_COLOR_TYPE_RGB, 16},        {PNG_COLOR_TYPE_RGB_ALPHA, 8}, {PNG_COLOR_TYPE_RGB_ALPHA, 16}};
    static const uint32_t sizes[][2] = {{1, 1}, {2, 9}, {9, 2}, {5, 5}, {33, 47}, {64, 64}};
    uint64_t random = random_seed();
    png_color palette[256];
    png_byte opacity[256];
    for (size_t i = 0; i < 256; i++) {
        palette[i] = (png_color){(png_byte)random_below(&random, 256), (png_byte)random_below(&random, 256),
                                 (png_byte)random_below(&random, 256)};
        opacity[i] = (png_byte)random_below(&random, 256);
    }
    unsigned checked = 0;
    for (size_t kind = 0; kind < COUNT(kinds); kind++)
        for (size_t size = 0; size < COUNT(sizes); size++)
            for (int variant = 0; variant < 4; variant++) { /* interlaced or not, with a tRNS chunk or without */
                struct png_recipe recipe = {.width = sizes[size][0],
                                            .height = sizes[size][1],
                                            .colour_type = kinds[kind].colour_type,
                                            .depth = kinds[kind].depth,
                                            .interlace = variant & 1 ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
                                            .level = 6};
                const png_color_16 clear = {.red = 1, .green = 1, .blue = 1, .gray = 1};
                if (recipe.colour_type == PNG_COLOR_TYPE_PALETTE) {
                    recipe.palette = palette;
                    recipe.opacity = variant & 2 ? opacity : NULL;
                } else if ((recipe.colour_type & PNG_COLOR_MASK_ALPHA) == 0) {
                    recipe.clear = variant & 2 ? &clear : NULL;
                }
                check_png(&recipe, &random);
                checked++;
            }
    assert_int_equal(checked, 15 * 6 * 4);
}

enum { SIDE = 64 };

static void fill_gradient(uint8_t grey[SIDE * SIDE])
{
    for (int i = 0; i < SIDE * SIDE; i++)
        grey[i] = (uint8_t)(i % SIDE + 2 * (i / SIDE));
}

static struct picture_file gradient_png(int interlace)
{
    uint8_t grey[SIDE * SIDE];
    const struct png_recipe recipe = {.width = SIDE,
                                      .height = SIDE,
                                      .colour_type = PNG_COLOR_TYPE_GRAY,
                                      .depth = 8,
                                      .interlace = interlace,
                                      .level = 0}; /* stored: half of the file is half of the picture */
    fill_gradient(grey);
    return png_make(&recipe, grey, SIDE);
}

static void a_png_cut_short_keeps_the_rows_that_came(void **state)
{
    (void)state;
    uint8_t grey[SIDE * SIDE];
    struct picture_file file = gradient_png(PNG_INTERLACE_NONE);
    fill_gradient(grey);
    for (size_t sixteenth = 0; sixteenth < 16; sixteenth++) {
        struct scan_outcome outcome;
        const size_t len = file.len * sixteenth / 16;
        struct scan_frame frame = read_bytes(file.bytes, len, &outcome);
        if (sixteenth == 0) {
            assert_int_equal(outcome.result, SCAN_EMPTY);
            assert_null(frame.pixels);
            continue;
        }
        assert_int_equal(outcome.result, SCAN_TRUNCATED);
        assert_int_equal(outcome.offset, len);
        assert_int_equal(outcome.width_px, SIDE);
        const size_t lost = 64 + 128; /* headers, and a request that libpng got no full answer to */
        const size_t rows = len > lost ? (len - lost) / (SIDE + 1) : 0;
        assert_non_null(frame.pixels);
        assert_memory_equal(frame.pixels, grey, rows * SIDE);
        assert_int_equal(frame.pixels[SIDE * SIDE - 1], 255);
        free(frame.pixels);
    }
    free(file.bytes);
}

static void an_interlaced_png_cut_short_is_complete_but_coarse(void **state)
{
    (void)state;
    uint8_t grey[SIDE * SIDE];
    struct picture_file file = gradient_png(PNG_INTERLACE_ADAM7);
    struct scan_outcome outcome;
    fill_gradient(grey);
    struct scan_frame frame = read_bytes(file.bytes, file.len / 3, &outcome);
    assert_int_equal(outcome.result, SCAN_TRUNCATED);
    assert_non_null(frame.pixels);
    for (size_t i = 0; i < SIDE * SIDE; i++) /* at worst the value of the corner of a 4 x 4 block */
        assert_in_range(frame.pixels[i] + 16, grey[i] + 16 - 9, grey[i] + 16);
    free(frame.pixels);
    free(file.bytes);
}

static void a_png_with_flipped_bits_is_read_or_told_damaged(void **state)
{
    (void)state;
    struct picture_file file = gradient_png(PNG_INTERLACE_NONE);
    unsigned answered[SCAN_RESULT_COUNT] = {0};
    for (size_t bit = 0; bit < file.len * 8; bit += 7) {
        struct scan_outcome outcome;
        file.bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
        struct scan_frame frame = read_bytes(file.bytes, file.len, &outcome);
        assert_in_range(outcome.result, SCAN_READ, SCAN_IO);
        answered[outcome.result]++;
        free(frame.pixels);
        file.bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
    assert_true(answered[SCAN_READ] > 0 && answered[SCAN_DAMAGED] > 0 && answered[SCAN_NOT_PICTURE] > 0);
    free(file.bytes);
}

static void a_huge_text_in_a_png_is_never_unpacked(void **state)
{
    (void)state;
    uint8_t grey[SIDE * SIDE];
    const struct png_recipe recipe = {.width = SIDE,
                                      .height = SIDE,
                                      .colour_type = PNG_COLOR_TYPE_GRAY,
                                      .depth = 8,
                                      .level = 9,
                                      .text_len = 64 << 20};
    struct scan_outcome outcome;
    fill_gradient(grey);
    struct picture_file file = png_make(&recipe, grey, SIDE);
    assert_in_range(file.len, 1, 1 << 20);
    struct scan_frame frame = read_bytes(file.bytes, file.len, &outcome);
    assert_int_equal(outcome.result, SCAN_READ);
    assert_memory_equal(frame.pixels, grey, sizeof grey);
    free(frame.pixels);
    free(file.bytes);
}

/* --- JPEG -------------------------------------------------------------------------------------------------------- */

enum { WIDE = 75, HIGH = 53 }; /* no multiple of a block */

/* Smooth, so that what JPEG loses stays small. Inks: how much white is left, as Adobe stores them. */
static void fill_smooth(uint8_t *rows, unsigned channels, double *grey)
{
    for (unsigned y = 0; y < HIGH; y++)
        for (unsigned x = 0; x < WIDE; x++, rows += channels, grey++) {
            const uint8_t v[4] = {(uint8_t)(40 + 2 * x), (uint8_t)(200 - 2 * y), (uint8_t)(60 + x + y),
                                  (uint8_t)(255 - x)};
            memcpy(rows, v, channels);
            *grey = channels == 1 ? v[0] : grey_of(v[0], v[1], v[2], 1) * (channels == 4 ? v[3] / 255.0 : 1);
        }
}

static void jpeg_of_every_kind_becomes_its_grey(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct jpeg_recipe recipe;
    } kinds[] = {
        {"grey", {WIDE, HIGH, JCS_GRAYSCALE, JCS_GRAYSCALE, false, false, false, 0}},
        {"YCbCr 4:4:4", {WIDE, HIGH, JCS_RGB, JCS_YCbCr, false, false, false, 0}},
        {"YCbCr 4:2:0", {WIDE, HIGH, JCS_RGB, JCS_YCbCr, false, false, true, 0}},
        {"RGB", {WIDE, HIGH, JCS_RGB, JCS_RGB, false, false, false, 0}},
        {"CMYK", {WIDE, HIGH, JCS_CMYK, JCS_CMYK, false, false, false, 0}},
        {"YCCK", {WIDE, HIGH, JCS_CMYK, JCS_YCCK, false, false, false, 0}},
        {"progressive grey", {WIDE, HIGH, JCS_GRAYSCALE, JCS_GRAYSCALE, true, false, false, 0}},
        {"progressive YCbCr", {WIDE, HIGH, JCS_RGB, JCS_YCbCr, true, false, true, 0}},
        {"progressive CMYK", {WIDE, HIGH, JCS_CMYK, JCS_CMYK, true, false, false, 0}},
        {"arithmetic", {WIDE, HIGH, JCS_RGB, JCS_YCbCr, false, true, true, 0}},
        {"restart markers", {WIDE, HIGH, JCS_RGB, JCS_YCbCr, false, false, true, 1}},
    };
    for (size_t i = 0; i < COUNT(kinds); i++) {
        uint8_t rows[WIDE * HIGH * 4];
        double grey[WIDE * HIGH];
        struct scan_outcome outcome;
        fill_smooth(rows, kinds[i].recipe.in == JCS_GRAYSCALE ? 1 : kinds[i].recipe.in == JCS_CMYK ? 4 : 3, grey);
        struct picture_file file = jpeg_make(&kinds[i].recipe, rows);
        struct scan_frame frame = read_bytes(file.bytes, file.len, &outcome);
        assert_int_equal(outcome.result, SCAN_READ);
        assert_int_equal(frame.width_px, WIDE);
        assert_int_equal(frame.height_px, HIGH);
        for (size_t k = 0; k < WIDE * HIGH; k++)
            if (fabs(grey[k] - frame.pixels[k]) > 8)
                fail_msg("%s: pixel %zu is %u, not %.1f", kinds[i].name, k, frame.pixels[k], grey[k]);
        free(frame.pixels);
        free(file.bytes);
    }
}

/* Without Adobe's marker the inks are what they seem: 255 is full. */
static void cmyk_without_adobes_marker_is_not_inverted(void **state)
{
    (void)state;
    uint8_t rows[WIDE * HIGH * 4];
    double grey[WIDE * HIGH];
    const struct jpeg_recipe recipe = {WIDE, HIGH, JCS_CMYK, JCS_CMYK, false, false, false, 0};
    struct scan_outcome outcome;
    fill_smooth(rows, 4, grey);
    for (size_t i = 0; i < sizeof rows; i++)
        rows[i] = (uint8_t)(255 - rows[i]);
    struct picture_file file = jpeg_make(&recipe, rows);
    unsigned char *marker = memmem(file.bytes, file.len, "\xFF\xEE", 2);
    assert_non_null(marker);
    marker[1] = 0xEF; /* some other program's segment */
    struct scan_frame frame = read_bytes(file.bytes, file.len, &outcome);
    assert_int_equal(outcome.result, SCAN_READ);
    for (size_t k = 0; k < WIDE * HIGH; k++)
        if (fabs(grey[k] - frame.pixels[k]) > 8)
            fail_msg("pixel %zu is %u, not %.1f", k, frame.pixels[k], grey[k]);
    free(frame.pixels);
    free(file.bytes);
}

static void a_jpeg_cut_short_is_read_as_far_as_it_goes(void **state)
{
    (void)state;
    for (int progressive = 0; progressive < 2; progressive++) {
        uint8_t rows[WIDE * HIGH];
        double grey[WIDE * HIGH];
        const struct jpeg_recipe recipe = {WIDE, HIGH, JCS_GRAYSCALE, JCS_GRAYSCALE, progressive != 0, false, false, 0};
        fill_smooth(rows, 1, grey);
        struct picture_file file = jpeg_make(&recipe, rows);
        for (size_t sixteenth = 1; sixteenth < 16; sixteenth++) {
            struct scan_outcome outcome;
            const size_t len = file.len * sixteenth / 16;
            struct scan_frame frame = read_bytes(file.bytes, len, &outcome);
            assert_int_equal(outcome.result, SCAN_TRUNCATED);
            assert_int_equal(outcome.offset, len);
            if (sixteenth == 15 && !progressive) { /* a progressive one may be cut in a table, which ends it */
                assert_non_null(frame.pixels);
                assert_in_range(frame.pixels[0], (unsigned)grey[0] - 16, (unsigned)grey[0] + 16);
            }
            free(frame.pixels);
        }
        free(file.bytes);
    }
}

static void a_jpeg_with_flipped_bits_is_read_or_told_damaged(void **state)
{
    (void)state;
    uint8_t rows[WIDE * HIGH * 3];
    double grey[WIDE * HIGH];
    const struct jpeg_recipe recipe = {WIDE, HIGH, JCS_RGB, JCS_YCbCr, false, false, true, 0};
    unsigned answered[SCAN_RESULT_COUNT] = {0};
    fill_smooth(rows, 3, grey);
    struct picture_file file = jpeg_make(&recipe, rows);
    for (size_t bit = 0; bit < file.len * 8; bit += 5) {
        struct scan_outcome outcome;
        file.bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
        struct scan_frame frame = read_bytes(file.bytes, file.len, &outcome);
        assert_in_range(outcome.result, SCAN_READ, SCAN_IO);
        answered[outcome.result]++;
        free(frame.pixels);
        file.bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
    assert_true(answered[SCAN_READ] > 0 && answered[SCAN_DAMAGED] > 0 && answered[SCAN_NOT_PICTURE] > 0);
    free(file.bytes);
}

static void a_jpeg_with_thousands_of_scans_is_stopped(void **state)
{
    (void)state;
    uint8_t rows[WIDE * HIGH];
    double grey[WIDE * HIGH];
    const struct jpeg_recipe recipe = {WIDE, HIGH, JCS_GRAYSCALE, JCS_GRAYSCALE, true, false, false, 0};
    fill_smooth(rows, 1, grey);
    struct picture_file file = jpeg_make(&recipe, rows);

    /* The first scan again and again: it is followed by the tables of the second. */
    const unsigned char *scan = memmem(file.bytes, file.len, "\xFF\xDA", 2);
    assert_non_null(scan);
    const unsigned char *next = memmem(scan, file.len - (size_t)(scan - file.bytes), "\xFF\xC4", 2);
    assert_non_null(next);
    const size_t before = (size_t)(next - file.bytes), scan_len = (size_t)(next - scan);
    for (unsigned repeats = 50; repeats <= 3000; repeats += 2950) {
        struct scan_outcome outcome;
        unsigned char *bomb = malloc(file.len + repeats * scan_len), *at = bomb;
        at = mempcpy(at, file.bytes, before);
        for (unsigned i = 0; i < repeats; i++)
            at = mempcpy(at, scan, scan_len);
        at = mempcpy(at, next, file.len - before);
        struct scan_frame frame = read_bytes(bomb, (size_t)(at - bomb), &outcome);
        assert_int_equal(outcome.result, repeats > 100 ? SCAN_DAMAGED : SCAN_READ);
        if (repeats > 100)
            assert_string_equal(outcome.detail, "too many scans");
        free(frame.pixels);
        free(bomb);
    }
    free(file.bytes);
}

/* --- the gate ---------------------------------------------------------------------------------------------------- */

static void put_be32(unsigned char *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (unsigned char)(value >> (24 - 8 * i));
}

static void png_is_judged_by_its_size_before_anything_else(void **state)
{
    (void)state;
    static const struct {
        uint32_t width, height;
        enum scan_result result;
    } sizes[] = {{1000, 1000, SCAN_TRUNCATED}, /* as many as allowed; the pixels are missing */
                 {1001, 1000, SCAN_TOO_LARGE},
                 {30000, 30000, SCAN_TOO_LARGE},
                 {65536, 1, SCAN_TOO_LARGE},
                 {1, 65536, SCAN_TOO_LARGE},
                 {UINT32_MAX, 1, SCAN_TOO_LARGE},
                 {UINT32_MAX, UINT32_MAX, SCAN_TOO_LARGE},
                 {0, 5, SCAN_DAMAGED},
                 {5, 0, SCAN_DAMAGED}};
    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct picture_file file = gradient_png(PNG_INTERLACE_NONE);
        struct scan_outcome outcome;
        put_be32(file.bytes + 16, sizes[i].width);
        put_be32(file.bytes + 20, sizes[i].height);
        struct scan_frame frame = read_bytes(file.bytes, file.len, &outcome);
        /* IHDR's checksum is wrong now, which libpng would object to first. */
        if (outcome.result == SCAN_DAMAGED && sizes[i].result == SCAN_TRUNCATED)
            outcome.result = SCAN_TRUNCATED;
        assert_int_equal(outcome.result, sizes[i].result);
        if (outcome.result == SCAN_TOO_LARGE) {
            assert_null(frame.pixels);
            assert_int_equal(outcome.width_px, sizes[i].width);
            assert_int_equal(outcome.height_px, sizes[i].height);
        }
        free(frame.pixels);
        free(file.bytes);
    }
}

static void jpeg_is_judged_by_its_size_before_its_pixels(void **state)
{
    (void)state;
    uint8_t rows[WIDE * HIGH];
    double grey[WIDE * HIGH];
    const struct jpeg_recipe recipe = {WIDE, HIGH, JCS_GRAYSCALE, JCS_GRAYSCALE, false, false, false, 0};
    struct scan_outcome outcome;
    fill_smooth(rows, 1, grey);
    struct picture_file file = jpeg_make(&recipe, rows);
    unsigned char *frame_header = memmem(file.bytes, file.len, "\xFF\xC0", 2);
    assert_non_null(frame_header);
    memcpy(frame_header + 5, "\xEA\x60\xEA\x60", 4); /* 60,000 x 60,000 */
    struct scan_frame frame = read_bytes(file.bytes, file.len, &outcome);
    assert_int_equal(outcome.result, SCAN_TOO_LARGE);
    assert_int_equal(outcome.width_px, 60000);
    assert_null(frame.pixels);
    free(file.bytes);
}

static void what_is_no_picture_is_told_by_its_first_bytes(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t len;
        enum scan_result result;
        const char *kind; /* NULL: not looked at */
    } rows[] = {{"", 0, SCAN_EMPTY, ""},
                {"\x89", 1, SCAN_NOT_PICTURE, ""},
                {"\x89PNG\r\n\x1A", 7, SCAN_NOT_PICTURE, ""},
                {"\x89PNG\n\n\x1A\n____________________________", 36, SCAN_NOT_PICTURE, ""},
                {"\x89PNG\r\n\x1A\n", 8, SCAN_TRUNCATED, NULL},
                {"\xFF\xD8", 2, SCAN_NOT_PICTURE, ""},
                {"\xFF\xD8\xFF", 3, SCAN_TRUNCATED, NULL},
                {"GIF89a", 6, SCAN_TRUNCATED, NULL},
                {"GIF", 3, SCAN_NOT_PICTURE, ""},
                {"RIFF\x24\0\0\0WEBPVP8 ", 16, SCAN_TRUNCATED, NULL},
                {"RIFF\x24\0\0\0WAVEfmt ", 16, SCAN_NOT_PICTURE, ""},
                {"II*\0\x08\0\0\0", 8, SCAN_TRUNCATED, NULL},
                {"MM\0*\0\0\0\x08", 8, SCAN_TRUNCATED, NULL},
                {"BM\x36\x10\0\0\0\0\0\0\x36", 11, SCAN_TRUNCATED, NULL},
                {"BMW makes motor cars", 20, SCAN_NOT_PICTURE, ""},
                {"\0\0\0\x18"
                 "ftypheic\0\0\0\0",
                 16, SCAN_TRUNCATED, NULL},
                {"\0\0\0\x18"
                 "ftypmif1\0\0\0\0",
                 16, SCAN_TRUNCATED, NULL},
                {"\0\0\0\x1C"
                 "ftypavif\0\0\0\0",
                 16, SCAN_TRUNCATED, NULL},
                {"\0\0\0\x20"
                 "ftypisom\0\0\x02\0",
                 16, SCAN_NOT_PICTURE, "MP4"},
                {"%PDF-1.7\n", 9, SCAN_NOT_PICTURE, "PDF"},
                {"a picture of a QR code, in words", 32, SCAN_NOT_PICTURE, ""}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct scan_outcome outcome;
        struct scan_frame frame = read_bytes(rows[i].bytes, rows[i].len, &outcome);
        assert_int_equal(outcome.result, rows[i].result);
        if (rows[i].kind != NULL)
            assert_string_equal(outcome.detail, rows[i].kind);
        assert_null(frame.pixels);
    }
}

static void a_failing_read_is_no_damage_of_the_picture(void **state)
{
    (void)state;
    struct scan_outcome outcome;
    const struct scan_frame frame = first_image_read(-1, PIXELS, &outcome);
    assert_int_equal(outcome.result, SCAN_IO);
    assert_string_equal(outcome.detail, "Bad file descriptor");
    assert_null(frame.pixels);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(png_of_every_type_depth_and_interlace_becomes_its_grey),
        cmocka_unit_test(a_png_cut_short_keeps_the_rows_that_came),
        cmocka_unit_test(an_interlaced_png_cut_short_is_complete_but_coarse),
        cmocka_unit_test(a_png_with_flipped_bits_is_read_or_told_damaged),
        cmocka_unit_test(a_huge_text_in_a_png_is_never_unpacked),
        cmocka_unit_test(jpeg_of_every_kind_becomes_its_grey),
        cmocka_unit_test(cmyk_without_adobes_marker_is_not_inverted),
        cmocka_unit_test(a_jpeg_cut_short_is_read_as_far_as_it_goes),
        cmocka_unit_test(a_jpeg_with_flipped_bits_is_read_or_told_damaged),
        cmocka_unit_test(a_jpeg_with_thousands_of_scans_is_stopped),
        cmocka_unit_test(png_is_judged_by_its_size_before_anything_else),
        cmocka_unit_test(jpeg_is_judged_by_its_size_before_its_pixels),
        cmocka_unit_test(what_is_no_picture_is_told_by_its_first_bytes),
        cmocka_unit_test(a_failing_read_is_no_damage_of_the_picture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
