/* test_zbar.c: QR codes and barcodes in a frame come out with text, corners and identifier, the same each time. */
#include "scanner/ladder/zbar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <qrencode.h>

#include "ean_draw.h"
#include "random.h"

enum { MODULE = 4, QUIET = 4, READ_MAX = 8 };

/* What the sink was given. */
struct seen {
    size_t count;
    struct scan_symbol symbol[READ_MAX];
    char text[READ_MAX][8192];
};

static void note(void *context, const struct scan_symbol *symbol)
{
    struct seen *seen = context;
    assert_in_range(seen->count, 0, READ_MAX - 1);
    assert_in_range(symbol->text_len, 0, sizeof seen->text[0]);
    memcpy(seen->text[seen->count], symbol->text, symbol->text_len);
    seen->symbol[seen->count++] = *symbol;
}

static void read_frame(const struct scan_frame *frame, struct seen *seen)
{
    seen->count = 0;
    assert_true(scan_zbar_qr(frame, &(struct scan_sink){.take = note, .context = seen}));
}

static struct scan_frame new_frame(uint32_t width, uint32_t height)
{
    struct scan_frame frame = {malloc((size_t)width * height), width, height};
    assert_non_null(frame.pixels);
    memset(frame.pixels, 255, (size_t)width * height);
    return frame;
}

static void draw(const QRcode *code, struct scan_frame *frame, uint32_t left, uint32_t top)
{
    for (int y = 0; y < code->width * MODULE; y++)
        for (int x = 0; x < code->width * MODULE; x++)
            if (code->data[y / MODULE * code->width + x / MODULE] & 1)
                frame->pixels[(top + (uint32_t)y) * frame->width_px + left + (uint32_t)x] = 0;
}

/* One code with its quiet zone. Frees `code`. */
static struct scan_frame frame_of(QRcode *code)
{
    assert_non_null(code);
    const uint32_t side = (uint32_t)(code->width + 2 * QUIET) * MODULE;
    struct scan_frame frame = new_frame(side, side);
    draw(code, &frame, QUIET * MODULE, QUIET * MODULE);
    QRcode_free(code);
    return frame;
}

static QRcode *encode_bytes(const void *bytes, size_t len)
{
    return QRcode_encodeData((int)len, bytes, 0, QR_ECLEVEL_M);
}

static void corners_go_clockwise_from_the_symbols_top_left(void **state)
{
    (void)state;
    struct seen seen;
    struct scan_frame frame = frame_of(encode_bytes("HTTPS://ID.ACME.CN/01/06901234567892", 36));
    const int low = QUIET * MODULE, high = (int)frame.width_px - low;
    const int expected[4][2] = {{low, low}, {high, low}, {high, high}, {low, high}};
    for (int turn = 0; turn < 4; turn++) {
        read_frame(&frame, &seen);
        assert_int_equal(seen.count, 1);
        assert_int_equal(seen.symbol[0].text_len, 36);
        assert_memory_equal(seen.text[0], "HTTPS://ID.ACME.CN/01/06901234567892", 36);
        assert_int_equal(seen.symbol[0].page, 1);
        for (int i = 0; i < 4; i++) { /* the symbol's top left is at the next corner after each quarter turn */
            assert_in_range(seen.symbol[0].quad[i].x + 100, expected[(i + turn) % 4][0] + 100 - 3,
                            expected[(i + turn) % 4][0] + 100 + 3);
            assert_in_range(seen.symbol[0].quad[i].y + 100, expected[(i + turn) % 4][1] + 100 - 3,
                            expected[(i + turn) % 4][1] + 100 + 3);
        }
        struct scan_frame turned = new_frame(frame.width_px, frame.height_px);
        for (uint32_t y = 0; y < frame.height_px; y++)
            for (uint32_t x = 0; x < frame.width_px; x++)
                turned.pixels[x * frame.width_px + frame.width_px - 1 - y] = frame.pixels[y * frame.width_px + x];
        free(frame.pixels);
        frame = turned;
    }
    free(frame.pixels);
}

static void texts_become_utf8(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t len;
        const char *text;
        size_t text_len;
    } rows[] = {
        {"plain", 5, "plain", 5},
        {"a\0b", 3, "a\0b", 3},
        {"\xE7\xA0\x81\xE4\xB8\xBA\xE7\x9C\x9F", 9, "\xE7\xA0\x81\xE4\xB8\xBA\xE7\x9C\x9F", 9}, /* UTF-8 stays */
        {"caf\xE9", 4, "caf\xC3\xA9", 5},                                                       /* ISO-8859-1 */
        {"\x80\xFF", 2, "\xC2\x80\xC3\xBF", 4},
        {"\xEF\xBB\xBFx", 4, "\xEF\xBB\xBFx", 4},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct seen seen;
        struct scan_frame frame = frame_of(encode_bytes(rows[i].bytes, rows[i].len));
        read_frame(&frame, &seen);
        assert_int_equal(seen.count, 1);
        assert_int_equal(seen.symbol[0].text_len, rows[i].text_len);
        assert_memory_equal(seen.text[0], rows[i].text, rows[i].text_len);
        free(frame.pixels);
    }
}

/* Every character set that a symbol can name: no converter is loaded for it, and its bytes come through. */
static void an_eci_loads_nothing_and_loses_nothing(void **state)
{
    (void)state;
    for (unsigned eci = 0; eci < 40; eci++) {
        struct seen seen;
        QRinput *input = QRinput_new2(0, QR_ECLEVEL_M);
        assert_int_equal(QRinput_appendECIheader(input, eci), 0);
        assert_int_equal(QRinput_append(input, QR_MODE_8, 6, (const unsigned char *)"code\xC3\xA9"), 0);
        struct scan_frame frame = frame_of(QRcode_encodeInput(input));
        QRinput_free(input);
        read_frame(&frame, &seen);
        assert_int_equal(seen.count, 1);
        assert_int_equal(seen.symbol[0].text_len, 6);
        assert_memory_equal(seen.text[0], "code\xC3\xA9", 6);
        free(frame.pixels);
    }
}

/* (01)06901234567892(10)LOT(21)SER, drawn by bwip-js 4.11.4: libqrencode cannot write FNC1 in first position. */
static void fnc1_in_first_position_is_named(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "#######....#..###.#######", "#.....#.####......#.....#", "#.###.#..#..#..##.#.###.#",
        "#.###.#.#..##...#.#.###.#", "#.###.#.###.#.##..#.###.#", "#.....#....#...#..#.....#",
        "#######.#.#.#.#.#.#######", "........##...#..#........", ".#.####.##..##..###.##.#.",
        "#.#.##.##.#..#...##.##...", "#.#..###.##.##.####.##.#.", "#.#..#.....#.#.#.#..#..#.",
        "##....##.#####.....#####.", "#.####..#...#.#..#.#.#..#", "####..###.#.......##....#",
        "#...#...###.#####..##...#", "#.#...#...#####.#####.##.", "........##.#.#.##...#####",
        "#######..###.#.##.#.#...#", "#.....#.#.###.###...#...#", "#.###.#.###..#.#######..#",
        "#.###.#.#..##...####..###", "#.###.#...#.#.####..#.###", "#.....#.##.#.###.#.#..#.#",
        "#######..###.#....#.#.#.#",
    };
    enum { WIDTH = sizeof rows / sizeof rows[0] };
    struct seen seen;
    unsigned char modules[WIDTH * WIDTH];
    for (size_t i = 0; i < sizeof modules; i++)
        modules[i] = rows[i / WIDTH][i % WIDTH] == '#';
    struct scan_frame frame = new_frame((WIDTH + 2 * QUIET) * MODULE, (WIDTH + 2 * QUIET) * MODULE);
    draw(&(QRcode){.width = WIDTH, .data = modules}, &frame, QUIET * MODULE, QUIET * MODULE);
    read_frame(&frame, &seen);
    static const char expected[] = "]Q3010690123456789210LOT\x1D"
                                   "21SER";
    assert_int_equal(seen.count, 1);
    assert_int_equal(seen.symbol[0].text_len, sizeof expected - 1);
    assert_memory_equal(seen.text[0], expected, sizeof expected - 1);
    free(frame.pixels);
}

static void the_longest_text_fits(void **state)
{
    (void)state;
    struct seen seen;
    char digits[7089];
    for (size_t i = 0; i < sizeof digits; i++)
        digits[i] = (char)('0' + i * 7 % 10);
    QRinput *input = QRinput_new2(40, QR_ECLEVEL_L);
    assert_int_equal(QRinput_append(input, QR_MODE_NUM, sizeof digits, (const unsigned char *)digits), 0);
    struct scan_frame frame = frame_of(QRcode_encodeInput(input));
    QRinput_free(input);
    read_frame(&frame, &seen);
    assert_int_equal(seen.count, 1);
    assert_int_equal(seen.symbol[0].text_len, sizeof digits);
    assert_memory_equal(seen.text[0], digits, sizeof digits);
    free(frame.pixels);
}

/* Noise upon several codes, so that libzbar's guesses matter; other frames in between, so that its state would. */
static void the_same_frame_gives_the_same_answer(void **state)
{
    (void)state;
    uint64_t random = random_seed();
    static struct seen first, again, other;
    struct scan_frame frame = new_frame(600, 400), noise = new_frame(300, 300);
    for (int i = 0; i < 6; i++) {
        char text[] = "CODE 0 WITH SOME MORE TEXT";
        text[5] = (char)('0' + i);
        QRcode *code = encode_bytes(text, sizeof text - 1);
        draw(code, &frame, 40 + (uint32_t)(i % 3) * 180, 40 + (uint32_t)(i / 3) * 180);
        QRcode_free(code);
    }
    for (size_t i = 0; i < 600 * 400; i++)
        if (random_below(&random, 100) < 3)
            frame.pixels[i] ^= 0xFF;
    for (size_t i = 0; i < 300 * 300; i++)
        noise.pixels[i] = (uint8_t)random_next(&random);
    read_frame(&frame, &first);
    assert_in_range(first.count, 1, 6);
    for (int round = 0; round < 20; round++) {
        read_frame(&noise, &other);
        assert_int_equal(other.count, 0);
        read_frame(&frame, &again);
        assert_int_equal(again.count, first.count);
        for (size_t i = 0; i < first.count; i++) {
            assert_memory_equal(again.symbol[i].quad, first.symbol[i].quad, sizeof first.symbol[i].quad);
            assert_memory_equal(again.text[i], first.text[i], first.symbol[i].text_len);
        }
    }
    free(frame.pixels);
    free(noise.pixels);
}

static void a_frame_of_any_shape_is_survived(void **state)
{
    (void)state;
    static const uint32_t shapes[][2] = {{1, 1}, {1, 5000}, {5000, 1}, {2, 2}, {3, 1000}, {65535, 3}};
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        struct seen seen;
        struct scan_frame frame = new_frame(shapes[i][0], shapes[i][1]);
        read_frame(&frame, &seen);
        assert_int_equal(seen.count, 0);
        free(frame.pixels);
    }
}

static void read_barcodes(const struct scan_frame *frame, struct seen *seen)
{
    seen->count = 0;
    assert_true(scan_zbar_barcodes(frame, &(struct scan_sink){.take = note, .context = seen}));
}

/* As they lie and after each quarter turn. */
static void barcodes_are_named_and_boxed(void **state)
{
    (void)state;
    static const struct {
        const char *digits;
        enum scan_symbology symbology;
        const char *text;
    } rows[] = {{"6901234567892", SCAN_SYMBOLOGY_EAN_13, "6901234567892"},
                {"96385074", SCAN_SYMBOLOGY_EAN_8, "96385074"},
                {"0036000291452", SCAN_SYMBOLOGY_UPC_A, "036000291452"},
                {"E01234565", SCAN_SYMBOLOGY_UPC_E, "01234565"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char modules[EAN_MODULES_MAX + 1];
        struct seen seen;
        struct scan_frame frame = new_frame(500, 500);
        if (rows[i].digits[0] == 'E')
            upc_e_modules(rows[i].digits + 1, modules);
        else
            ean_modules(rows[i].digits, modules);
        ean_draw(&frame, modules, 60, 100, 3, 90);
        for (int turn = 0; turn < 4; turn++) {
            read_barcodes(&frame, &seen);
            assert_int_equal(seen.count, 1);
            assert_int_equal(seen.symbol[0].symbology, rows[i].symbology);
            assert_int_equal(seen.symbol[0].text_len, strlen(rows[i].text));
            assert_memory_equal(seen.text[0], rows[i].text, strlen(rows[i].text));
            const struct scan_point *quad = seen.symbol[0].quad;
            const int32_t width = quad[2].x - quad[0].x, height = quad[2].y - quad[0].y;
            assert_in_range(turn % 2 == 0 ? width : height, 3 * strlen(modules) - 6, 3 * strlen(modules) + 6);
            assert_in_range(turn % 2 == 0 ? height : width, 60, 90);
            struct scan_frame turned = new_frame(500, 500);
            for (uint32_t y = 0; y < 500; y++)
                for (uint32_t x = 0; x < 500; x++)
                    turned.pixels[x * 500 + 499 - y] = frame.pixels[y * 500 + x];
            free(frame.pixels);
            frame = turned;
        }
        free(frame.pixels);
    }
}

static void put_bars(struct scan_frame *frame, const char *digits, uint32_t top, uint32_t height)
{
    char modules[EAN_MODULES_MAX + 1];
    for (uint32_t y = top; y < top + height; y++)
        memset(scan_frame_row(frame, y), 255, frame->width_px);
    ean_modules(digits, modules);
    ean_draw(frame, modules, 60, top, 3, height);
}

/* Too few lines meet bars that are two pixels high; of two barcodes at one place, the one with more lines counts. */
static void barcodes_need_lines_that_agree(void **state)
{
    (void)state;
    struct seen seen;
    struct scan_frame frame = new_frame(500, 500);
    put_bars(&frame, "6901234567892", 100, 2);
    read_barcodes(&frame, &seen);
    assert_int_equal(seen.count, 0);
    put_bars(&frame, "6901234567892", 100, 15);
    read_barcodes(&frame, &seen);
    assert_int_equal(seen.count, 1);
    put_bars(&frame, "4006381333931", 115, 40);
    put_bars(&frame, "6901234567892", 120, 15);
    memset(scan_frame_row(&frame, 100), 255, 15 * (size_t)frame.width_px);
    read_barcodes(&frame, &seen);
    assert_int_equal(seen.count, 1);
    assert_memory_equal(seen.text[0], "4006381333931", 13);
    free(frame.pixels);
}

/* A QR pass reads no barcodes, and the other way round. */
static void each_pass_keeps_to_its_kind(void **state)
{
    (void)state;
    char modules[EAN_MODULES_MAX + 1];
    struct seen seen;
    struct scan_frame frame = new_frame(600, 300);
    QRcode *code = encode_bytes("QR", 2);
    draw(code, &frame, 20, 20);
    QRcode_free(code);
    ean_modules("6901234567892", modules);
    ean_draw(&frame, modules, 200, 100, 3, 90);
    read_frame(&frame, &seen);
    assert_int_equal(seen.count, 1);
    assert_int_equal(seen.symbol[0].symbology, SCAN_SYMBOLOGY_QR);
    read_barcodes(&frame, &seen);
    assert_int_equal(seen.count, 1);
    assert_int_equal(seen.symbol[0].symbology, SCAN_SYMBOLOGY_EAN_13);
    free(frame.pixels);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(corners_go_clockwise_from_the_symbols_top_left),
        cmocka_unit_test(texts_become_utf8),
        cmocka_unit_test(an_eci_loads_nothing_and_loses_nothing),
        cmocka_unit_test(fnc1_in_first_position_is_named),
        cmocka_unit_test(the_longest_text_fits),
        cmocka_unit_test(the_same_frame_gives_the_same_answer),
        cmocka_unit_test(a_frame_of_any_shape_is_survived),
        cmocka_unit_test(barcodes_are_named_and_boxed),
        cmocka_unit_test(barcodes_need_lines_that_agree),
        cmocka_unit_test(each_pass_keeps_to_its_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
