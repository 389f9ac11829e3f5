/* test_png.c: a PNG holds exactly the modules, one bit each dot, the resolution, and nothing else. */
#include "label_render.h"

#include <png.h>
#include <sys/resource.h>

struct reader {
    const struct memory_sink *from;
    size_t pos;
};

static void on_read(png_structp png, png_bytep bytes, size_t len)
{
    struct reader *reader = png_get_io_ptr(png);
    assert_true(len <= reader->from->len - reader->pos);
    memcpy(bytes, reader->from->bytes + reader->pos, len);
    reader->pos += len;
}

static void assert_row_is(const uint8_t *row, const struct trc_symbol *symbol, unsigned side, unsigned dots, unsigned y)
{
    for (unsigned x = 0; x < side; x++) {
        const bool white = row[x / 8] >> (7 - x % 8) & 1;
        if (white == label_is_dark(symbol, (int)(x / dots), (int)(y / dots)))
            fail_msg("side %u, %u dots: x %u, y %u", side, dots, x, y);
    }
}

/* libpng's default error handling ends the program, which is right for a test. */
static void assert_png_is(const struct memory_sink *file, const struct trc_symbol *symbol, unsigned dots,
                          unsigned dots_a_metre)
{
    struct reader reader = {file, 0};
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    png_set_read_fn(png, &reader, on_read);
    png_read_info(png, info);
    const unsigned side = (symbol->side + 8u) * dots;
    assert_int_equal(png_get_image_width(png, info), side);
    assert_int_equal(png_get_image_height(png, info), side);
    assert_int_equal(png_get_bit_depth(png, info), 1);
    assert_int_equal(png_get_color_type(png, info), PNG_COLOR_TYPE_GRAY);
    png_uint_32 x_per_unit, y_per_unit;
    int unit;
    assert_true(png_get_pHYs(png, info, &x_per_unit, &y_per_unit, &unit) != 0);
    assert_int_equal(unit, PNG_RESOLUTION_METER);
    assert_int_equal(x_per_unit, dots_a_metre);
    assert_int_equal(y_per_unit, dots_a_metre);

    const size_t row_len = png_get_rowbytes(png, info);
    uint8_t *row = calloc(2, row_len), *repeated = row + row_len;
    assert_non_null(row);
    for (unsigned y = 0; y < side; y++) {
        png_read_row(png, y % dots == 0 ? row : repeated, NULL);
        if (y % dots != 0)
            assert_memory_equal(repeated, row, row_len);
        else
            assert_row_is(row, symbol, side, dots, y);
    }
    png_read_end(png, NULL);
    assert_int_equal(reader.pos, file->len);
    png_destroy_read_struct(&png, &info, NULL);
    free(row);
}

static void reads_back_as_the_same_modules(void **state)
{
    (void)state;
    static const struct {
        size_t len;
        unsigned dpi, dots, dots_a_metre;
    } rows[] = {
        {10, 72, 1, 2835},     {60, 203, 3, 7992}, {60, 300, 8, 11811},     {60, 600, 13, 23622},
        {500, 1200, 4, 47244}, {60, 96, 24, 3780}, {60, 4800, 100, 188976}, {2900, 300, 2, 11811},
    };
    uint64_t random = random_seed();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trc_symbol symbol;
        random_symbol(&random, rows[i].len, TRC_EC_L, &symbol);
        const struct trc_print print = {.dpi = rows[i].dpi, .dots_a_module = rows[i].dots};
        struct memory_sink sink = MEMORY_SINK_INIT, again = MEMORY_SINK_INIT;
        assert_int_equal(trc_png_write(&symbol, &print, memory_sink, &sink, NULL), TRC_OK);
        assert_png_is(&sink, &symbol, rows[i].dots, rows[i].dots_a_metre);
        assert_int_equal(trc_png_write(&symbol, &print, memory_sink, &again, NULL), TRC_OK);
        assert_int_equal(again.len, sink.len);
        assert_memory_equal(again.bytes, sink.bytes, sink.len);
        free(sink.bytes);
        free(again.bytes);
    }
}

/* Shapes as random as a symbol's and some that no symbol has, in every version. */
static void draw(uint64_t *random, unsigned version, struct trc_symbol *symbol)
{
    *symbol = (struct trc_symbol){.version = (uint8_t)version, .side = (uint8_t)(17 + 4 * version)};
    const unsigned kind = random_below(random, 8);
    for (unsigned y = 0; y < symbol->side; y++)
        for (unsigned word = 0; word < 3; word++) /* bits beyond the side are whatever they are */
            symbol->row[y][word] = kind == 0   ? 0
                                   : kind == 1 ? UINT64_MAX
                                   : kind == 2 ? UINT64_C(0x5555555555555555) << y % 2
                                               : random_next(random);
}

static void every_version_at_every_kind_of_width(void **state)
{
    (void)state;
    static const unsigned dots[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 24};
    uint64_t random = random_seed();
    for (unsigned version = 1; version <= TRC_VERSION_MAX; version++) {
        for (size_t i = 0; i < sizeof dots / sizeof *dots; i++) {
            struct trc_symbol symbol;
            draw(&random, version, &symbol);
            const struct trc_print print = {.dpi = 300, .dots_a_module = dots[i]};
            struct memory_sink sink = MEMORY_SINK_INIT;
            assert_int_equal(trc_png_write(&symbol, &print, memory_sink, &sink, NULL), TRC_OK);
            assert_png_is(&sink, &symbol, dots[i], 11811);
            free(sink.bytes);
        }
    }
}

/* Rows of more than 32 kB, the farthest that a match of deflate points back. The whole would be 8 GB of dots. */
static void giant_starts_with_its_dots(void **state)
{
    (void)state;
    uint64_t random = random_seed();
    struct trc_symbol symbol;
    draw(&random, TRC_VERSION_MAX, &symbol);
    const unsigned dots = 1417, side = (TRC_SYMBOL_SIDE_MAX + 8u) * dots;
    const struct trc_print print = {.dpi = 4800, .dots_a_module = dots};
    struct memory_sink sink = MEMORY_SINK_INIT;
    sink.limit = 3 << 20;
    assert_int_equal(trc_png_write(&symbol, &print, memory_sink, &sink, NULL), TRC_ERR_IO);

    struct reader reader = {&sink, 0};
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    png_set_user_limits(png, side, side);
    png_set_read_fn(png, &reader, on_read);
    png_read_info(png, info);
    assert_int_equal(png_get_rowbytes(png, info), 32769);
    uint8_t row[32769];
    for (unsigned y = 0; y < 6 * dots; y++) {
        png_read_row(png, row, NULL);
        if (y % dots == 0 || y % dots == dots - 1)
            assert_row_is(row, &symbol, side, dots, y);
    }
    png_destroy_read_struct(&png, &info, NULL);
    free(sink.bytes);
}

static void on_png_error(png_structp png, png_const_charp message)
{
    (void)message;
    png_longjmp(png, 1);
}

/* Does libpng read all of it without complaint? */
static bool is_sound(const struct memory_sink *file, unsigned side)
{
    struct reader reader = {file, 0};
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, on_png_error, on_png_error);
    png_infop info = png_create_info_struct(png);
    uint8_t row[512];
    if (setjmp(png_jmpbuf(png)) != 0) {
        png_destroy_read_struct(&png, &info, NULL);
        return false;
    }
    png_set_read_fn(png, &reader, on_read);
    png_read_info(png, info);
    for (unsigned y = 0; y < side; y++)
        png_read_row(png, row, NULL);
    png_read_end(png, NULL);
    png_destroy_read_struct(&png, &info, NULL);
    return true;
}

/* The control of all of the above: a sum that were wrong would be noticed. */
static void flipped_bit_is_noticed(void **state)
{
    (void)state;
    uint64_t random = random_seed();
    struct trc_symbol symbol;
    random_symbol(&random, 60, TRC_EC_M, &symbol);
    const struct trc_print print = {.dpi = 300, .dots_a_module = 8};
    struct memory_sink sink = MEMORY_SINK_INIT;
    assert_int_equal(trc_png_write(&symbol, &print, memory_sink, &sink, NULL), TRC_OK);
    const unsigned side = (symbol.side + 8u) * 8;
    assert_true(is_sound(&sink, side));
    for (size_t at = 62 + 8; at < sink.len - 16; at++) { /* the data of IDAT: after the signature, IHDR and pHYs */
        sink.bytes[at] ^= (char)(1 << random_below(&random, 8));
        assert_false(is_sound(&sink, side));
        sink.bytes[at] ^= (char)0xff; /* anything else */
        assert_false(is_sound(&sink, side));
        struct memory_sink again = MEMORY_SINK_INIT;
        assert_int_equal(trc_png_write(&symbol, &print, memory_sink, &again, NULL), TRC_OK);
        sink.bytes[at] = again.bytes[at];
        free(again.bytes);
    }
    assert_true(is_sound(&sink, side));
    free(sink.bytes);
}

static void holds_no_time_and_no_text(void **state)
{
    (void)state;
    uint64_t random = 1;
    struct trc_symbol symbol;
    random_symbol(&random, 60, TRC_EC_M, &symbol);
    const struct trc_print print = {.dpi = 300, .dots_a_module = 8};
    struct memory_sink sink = MEMORY_SINK_INIT;
    assert_int_equal(trc_png_write(&symbol, &print, memory_sink, &sink, NULL), TRC_OK);
    char chunks[64] = "";
    for (size_t pos = 8; pos < sink.len;) {
        strncat(chunks, sink.bytes + pos + 4, 4);
        pos += 12 + png_get_uint_32((png_const_bytep)sink.bytes + pos);
    }
    assert_string_equal(chunks, "IHDRpHYsIDATIEND");
    free(sink.bytes);
}

static bool discard(void *context, const void *bytes, size_t len)
{
    (void)bytes;
    size_t *largest = context;
    *largest = len > *largest ? len : *largest;
    return true;
}

static long peak_kb(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

static void largest_symbol_is_streamed(void **state)
{
    (void)state;
    uint64_t random = 1;
    struct trc_symbol symbol;
    random_symbol(&random, 2950, TRC_EC_L, &symbol);
    assert_int_equal(symbol.side, TRC_SYMBOL_SIDE_MAX);
    const struct trc_print print = {.dpi = 4800, .dots_a_module = 100}; /* 18,500 x 18,500 dots: 43 MB of bits */
    const long limit_kb = 8 * 1024, before = peak_kb();
    size_t largest_write = 0;
    assert_int_equal(trc_png_write(&symbol, &print, discard, &largest_write, NULL), TRC_OK);
    assert_true(largest_write <= 4096);
    assert_true(peak_kb() - before < limit_kb);
    /* The control: the measure does see a buffer of that size. */
    const size_t bits_len = 18500 / 8 * 18500;
    uint8_t *bits = malloc(bits_len);
    assert_non_null(bits);
    memset(bits, 1, bits_len);
    assert_int_equal(bits[random_below(&random, (unsigned)bits_len)], 1);
    assert_true(peak_kb() - before > limit_kb);
    free(bits);
}

static enum trc_status render(const struct trc_symbol *symbol, struct memory_sink *sink, struct trc_error *error)
{
    const struct trc_print print = {.dpi = 300, .dots_a_module = 5}; /* several buffers full */
    return trc_png_write(symbol, &print, memory_sink, sink, error);
}

static void full_disk_is_an_io_error(void **state)
{
    (void)state;
    refusal_at_any_byte_is_an_io_error(render);
}

static void impossible_print(void **state)
{
    (void)state;
    impossible_print_is_refused(trc_png_write);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(largest_symbol_is_streamed), /* first, while the peak of memory is still low */
        cmocka_unit_test(reads_back_as_the_same_modules),
        cmocka_unit_test(every_version_at_every_kind_of_width),
        cmocka_unit_test(giant_starts_with_its_dots),
        cmocka_unit_test(flipped_bit_is_noticed),
        cmocka_unit_test(holds_no_time_and_no_text),
        cmocka_unit_test(full_disk_is_an_io_error),
        cmocka_unit_test(impossible_print),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
