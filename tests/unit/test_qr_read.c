/* test_qr_read.c: symbols of every version, level and mask, turned, mirrored, inverted and bent, are read from frames.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "qr/standard.h"
#include "qr_render.h"
#include "random.h"
#include "scanner/qr/format.h"

enum { SEEN_MAX = 64 };

struct seen {
    unsigned count;
    struct qr_symbol symbol[SEEN_MAX];
    unsigned located;
    struct qr_grid grid; /* the last one located */
};

static void take(void *context, const struct qr_symbol *symbol)
{
    struct seen *seen = context;
    assert_in_range(seen->count, 0, SEEN_MAX - 1);
    seen->symbol[seen->count++] = *symbol;
}

static void note_located(void *context, const struct qr_grid *grid)
{
    struct seen *seen = context;
    assert_int_equal(grid->side, 17 + 4 * grid->version);
    seen->located++;
    seen->grid = *grid;
}

static void read_frame(const struct qr_frame *frame, struct seen *seen)
{
    const size_t len = qr_scratch_bytes(frame->width_px, frame->height_px);
    void *scratch = malloc(len);
    assert_non_null(scratch);
    seen->count = seen->located = 0;
    const struct qr_found found = qr_read(frame, &(struct qr_options){0}, scratch, len,
                                          &(struct qr_sink){.take = take, .located = note_located, .context = seen});
    assert_int_equal(found.symbols, seen->count);
    free(scratch);
}

static QRcode *encode(const char *text, int version, QRecLevel level)
{
    QRcode *code = QRcode_encodeString8bit(text, version, level);
    assert_non_null(code);
    return code;
}

static void square_corners(double left, double top, double size, struct qr_point corners[4])
{
    for (int i = 0; i < 4; i++)
        corners[i] = (struct qr_point){left + (i == 1 || i == 2 ? size : 0), top + (i >= 2 ? size : 0)};
}

/* An upright symbol with its quiet zone, in whole pixels. */
static struct qr_frame frame_of(const QRcode *code, uint32_t module_px, uint8_t dark, uint8_t light)
{
    const uint32_t side = (uint32_t)(code->width + 2 * RENDER_QUIET) * module_px, edge = RENDER_QUIET * module_px;
    struct qr_frame frame = render_blank(side, side, light);
    for (uint32_t y = 0; y < (uint32_t)code->width * module_px; y++)
        for (uint32_t x = 0; x < (uint32_t)code->width * module_px; x++)
            if (code->data[y / module_px * (uint32_t)code->width + x / module_px] & 1)
                render_row(&frame, edge + y)[edge + x] = dark;
    return frame;
}

static bool says(const struct qr_symbol *symbol, const char *text)
{
    return symbol->text.len == strlen(text) && memcmp(symbol->text.bytes, text, symbol->text.len) == 0;
}

static void check_one(const struct qr_frame *frame, const char *text, const char *what)
{
    static struct seen seen;
    read_frame(frame, &seen);
    if (seen.count != 1 || !says(&seen.symbol[0], text))
        fail_msg("%s: %u symbols, the first says %.40s", what, seen.count, (const char *)seen.symbol[0].text.bytes);
}

static void every_version_and_level_is_read(void **state)
{
    (void)state;
    static struct seen seen;
    for (int version = 1; version <= QR_VERSION_MAX; version++)
        for (QRecLevel level = QR_ECLEVEL_L; level <= QR_ECLEVEL_H; level++) {
            char text[32];
            snprintf(text, sizeof text, "%d-%d", version, (int)level);
            QRcode *code = encode(text, version, level);
            struct qr_frame frame = frame_of(code, 3, 20, 235);
            read_frame(&frame, &seen);
            if (seen.count != 1 || !says(&seen.symbol[0], text))
                fail_msg("version %d level %d: %u read", version, (int)level, seen.count);
            assert_int_equal(seen.symbol[0].version, version);
            assert_int_equal(seen.symbol[0].level, level);
            assert_int_equal(seen.symbol[0].errors_corrected, 0);
            assert_false(seen.symbol[0].mirrored);
            assert_false(seen.symbol[0].inverted);
            render_free(&frame);
            QRcode_free(code);
        }
}

static void full_symbols_are_read(void **state)
{
    (void)state;
    static char digits[QR_BYTES_MAX + 1];
    for (size_t i = 0; i < QR_BYTES_MAX; i++)
        digits[i] = (char)('0' + i * 7 % 10);
    QRinput *input = QRinput_new2(40, QR_ECLEVEL_L);
    assert_int_equal(QRinput_append(input, QR_MODE_NUM, QR_BYTES_MAX, (const unsigned char *)digits), 0);
    QRcode *code = QRcode_encodeInput(input);
    struct qr_frame frame = frame_of(code, 3, 0, 255);
    check_one(&frame, digits, "7089 digits");
    render_free(&frame);
    QRcode_free(code);
    QRinput_free(input);
}

/* libqrencode chooses the mask: take its away, put another on, and write the format information anew. */
static void remask(QRcode *code, unsigned from, unsigned to, unsigned format_data)
{
    static const uint8_t COLUMN[8] = {0, 1, 2, 3, 4, 5, 7, 8}, ROW[7] = {7, 5, 4, 3, 2, 1, 0};
    static uint8_t reserved[QR_SIDE_MAX * QR_SIDE_MAX];
    const unsigned side = (unsigned)code->width, word = qr_format_word(format_data);
    qr_reserved_modules((unsigned)code->version, reserved);
    for (unsigned i = 0; i < side * side; i++)
        if (!reserved[i] && qr_mask_flips(from, i % side, i / side) != qr_mask_flips(to, i % side, i / side))
            code->data[i] ^= 1;
    for (unsigned i = 0; i < 15; i++) {
        const unsigned char dark = word >> (14 - i) & 1;
        code->data[i < 8 ? 8 * side + COLUMN[i] : ROW[i - 8] * side + 8] = dark;
        code->data[i < 7 ? (side - 1 - i) * side + 8 : 8 * side + side - 15 + i] = dark;
    }
}

static void every_mask_is_read(void **state)
{
    (void)state;
    static struct seen seen;
    QRcode *code = encode("EVERY MASK", 2, QR_ECLEVEL_M);
    struct qr_frame first = frame_of(code, 3, 0, 255);
    read_frame(&first, &seen);
    assert_int_equal(seen.count, 1);
    render_free(&first);
    unsigned mask = seen.symbol[0].mask;
    for (unsigned to = 0; to < 8; mask = to++) {
        remask(code, mask, to, to); /* level M is 00 */
        struct qr_frame frame = frame_of(code, 3, 0, 255);
        check_one(&frame, "EVERY MASK", "another mask");
        read_frame(&frame, &seen);
        assert_int_equal(seen.symbol[0].mask, to);
        render_free(&frame);
    }
    QRcode_free(code);
}

/* Eight ways to lay a symbol, dark on light and light on dark; corners go round from the symbol's own top left. */
static void symbols_lie_any_way_round(void **state)
{
    (void)state;
    static struct seen seen;
    for (int version = 1; version <= 8; version += 7)
        for (int way = 0; way < 16; way++) {
            QRcode *code = encode("ANY WAY ROUND", version, QR_ECLEVEL_M);
            const double size = code->width * 4.3, left = 30.4, top = 41.7;
            struct qr_point corners[4], laid[4];
            square_corners(left, top, size, corners);
            for (int i = 0; i < 4; i++) { /* turned by quarters, then mirrored */
                laid[i] = corners[(i + way) % 4];
                if (way & 4)
                    laid[i].x = 2 * left + size - laid[i].x;
            }
            const bool inverted = way & 8;
            struct qr_frame frame = render_blank(300, 320, inverted ? 30 : 220);
            render_code(&frame, code, laid, inverted ? 220 : 30, inverted ? 30 : 220);
            read_frame(&frame, &seen);
            if (seen.count != 1 || !says(&seen.symbol[0], "ANY WAY ROUND"))
                fail_msg("version %d way %d: %u read", version, way, seen.count);
            assert_int_equal(seen.symbol[0].mirrored, (way & 4) != 0);
            assert_int_equal(seen.symbol[0].inverted, inverted);
            for (int i = 0; i < 4; i++)
                if (hypot(seen.symbol[0].corners[i].x - laid[i].x, seen.symbol[0].corners[i].y - laid[i].y) > 1.5)
                    fail_msg("version %d way %d corner %d: %.2f, %.2f instead of %.2f, %.2f", version, way, i,
                             seen.symbol[0].corners[i].x, seen.symbol[0].corners[i].y, laid[i].x, laid[i].y);
            render_free(&frame);
            QRcode_free(code);
        }
}

static double random_between(uint64_t *random, double low, double high)
{
    return low + (high - low) * random_below(random, 1000001) / 1e6;
}

/* Any turn and a strong tilt, on uneven light, with noise. */
static void tilted_symbols_are_read(void **state)
{
    (void)state;
    static struct seen seen;
    uint64_t random = random_seed();
    const unsigned rounds = 60;
    unsigned read = 0;
    for (unsigned round = 0; round < rounds; round++) {
        QRcode *code = encode("https://id.example.com/01/06901234567892/21/7Q4", (int)(3 + round % 6), QR_ECLEVEL_M);
        const double size = code->width * random_between(&random, 3.5, 6), turn = random_between(&random, 0, 2 * M_PI);
        struct qr_point corners[4];
        for (int i = 0; i < 4; i++) {
            const double angle = turn + M_PI / 2 * i;
            const double r = size * M_SQRT1_2 * random_between(&random, 0.8, 1.15);
            corners[i] = (struct qr_point){250 + r * cos(angle), 250 + r * sin(angle)};
        }
        struct qr_frame frame = render_blank(500, 500, 200);
        render_code(&frame, code, corners, 60, 200);
        for (uint32_t y = 0; y < 500; y++)
            for (uint32_t x = 0; x < 500; x++) {
                uint8_t *pixel = render_row(&frame, y) + x;
                *pixel = (uint8_t)(*pixel * (0.5 + 0.5 * x / 500) + random_below(&random, 20));
            }
        read_frame(&frame, &seen);
        read += seen.count == 1 && says(&seen.symbol[0], "https://id.example.com/01/06901234567892/21/7Q4");
        render_free(&frame);
        QRcode_free(code);
    }
    printf("# %u of %u tilted symbols read\n", read, rounds);
    assert_in_range(read, rounds - 2, rounds);
}

static void forty_symbols_are_told_apart(void **state)
{
    (void)state;
    static struct seen seen;
    struct qr_frame frame = render_blank(1280, 840, 255);
    for (int i = 0; i < 40; i++) {
        char text[] = "SYMBOL 00";
        text[7] = (char)('0' + i / 10);
        text[8] = (char)('0' + i % 10);
        QRcode *code = encode(text, 2, QR_ECLEVEL_M);
        struct qr_point corners[4];
        square_corners(30 + i % 8 * 155, 30 + i / 8 * 160, 25 * 4.6, corners);
        render_code(&frame, code, corners, 0, 255);
        QRcode_free(code);
    }
    read_frame(&frame, &seen);
    assert_int_equal(seen.count, 40);
    for (unsigned i = 0; i < 40; i++)
        for (unsigned k = 0; k < i; k++)
            assert_memory_not_equal(seen.symbol[i].text.bytes, seen.symbol[k].text.bytes, 9);
    render_free(&frame);
}

/* Damage within what error correction carries. */
static void stained_symbols_are_read(void **state)
{
    (void)state;
    static struct seen seen;
    QRcode *code = encode("STAINED BUT NOT LOST", 4, QR_ECLEVEL_H);
    struct qr_frame frame = frame_of(code, 5, 0, 255);
    for (uint32_t y = 100; y < 160; y++)
        memset(render_row(&frame, y) + 90, 128, 60);
    read_frame(&frame, &seen);
    assert_int_equal(seen.count, 1);
    assert_true(says(&seen.symbol[0], "STAINED BUT NOT LOST"));
    assert_in_range(seen.symbol[0].errors_corrected, 5, 100);
    render_free(&frame);
    QRcode_free(code);
}

/* Far more damage than error correction carries: located, its sure modules as they are, and nothing decoded. */
static void what_cannot_be_decoded_is_located(void **state)
{
    (void)state;
    static struct seen seen;
    QRcode *code =
        encode("Too much of this is lost to decode it, and no padding vouches for any guess.", 4, QR_ECLEVEL_L);
    struct qr_frame frame = frame_of(code, 5, 0, 255);
    for (uint32_t y = 75; y < 150; y++)
        memset(render_row(&frame, y) + 75, 0, 100);
    read_frame(&frame, &seen);
    assert_int_equal(seen.count, 0);
    assert_int_equal(seen.located, 1);
    assert_int_equal(seen.grid.version, 4);
    for (unsigned y = 0; y < 9; y++)
        for (unsigned x = 0; x < seen.grid.side; x++)
            assert_int_equal(seen.grid.soft[y * seen.grid.side + x] > 0, code->data[y * seen.grid.side + x] & 1);
    render_free(&frame);
    QRcode_free(code);
}

static void the_same_frame_gives_the_same_answer(void **state)
{
    (void)state;
    static struct seen first, again;
    uint64_t random = random_seed();
    QRcode *code = encode("TWICE THE SAME", 5, QR_ECLEVEL_L);
    struct qr_frame frame = frame_of(code, 4, 60, 190);
    for (uint32_t y = 0; y < frame.height_px; y++)
        for (uint32_t x = 0; x < frame.width_px; x++)
            render_row(&frame, y)[x] = (uint8_t)(render_row(&frame, y)[x] + random_below(&random, 60));
    read_frame(&frame, &first);
    assert_int_equal(first.count, 1);
    for (int i = 0; i < 5; i++) {
        read_frame(&frame, &again);
        assert_int_equal(again.count, 1);
        assert_memory_equal(again.symbol[0].corners, first.symbol[0].corners, sizeof first.symbol[0].corners);
        assert_int_equal(again.symbol[0].errors_corrected, first.symbol[0].errors_corrected);
    }
    render_free(&frame);
    QRcode_free(code);
}

static void no_frame_is_too_odd(void **state)
{
    (void)state;
    static const uint32_t SHAPES[][2] = {{1, 1}, {1, 5000}, {5000, 1}, {2, 2}, {3, 1000}, {20, 20}, {65535, 3}};
    uint64_t random = random_seed();
    for (size_t i = 0; i < sizeof SHAPES / sizeof SHAPES[0]; i++) {
        static struct seen seen;
        struct qr_frame frame = render_blank(SHAPES[i][0], SHAPES[i][1], 255);
        read_frame(&frame, &seen);
        assert_int_equal(seen.count, 0);
        for (uint32_t y = 0; y < frame.height_px; y++)
            for (uint32_t x = 0; x < frame.width_px; x++)
                render_row(&frame, y)[x] = (uint8_t)random_next(&random);
        read_frame(&frame, &seen);
        assert_int_equal(seen.count, 0);
        render_free(&frame);
    }
    assert_int_equal(qr_scratch_bytes(0, 5), 0);
    assert_int_equal(qr_scratch_bytes(5, 65536), 0);
    uint8_t pixel = 0, little[64];
    assert_int_equal(qr_read(&(struct qr_frame){&pixel, 1, 1, 1}, &(struct qr_options){0}, little, sizeof little,
                             &(struct qr_sink){.take = take})
                         .symbols,
                     0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_version_and_level_is_read),
        cmocka_unit_test(full_symbols_are_read),
        cmocka_unit_test(every_mask_is_read),
        cmocka_unit_test(symbols_lie_any_way_round),
        cmocka_unit_test(tilted_symbols_are_read),
        cmocka_unit_test(forty_symbols_are_told_apart),
        cmocka_unit_test(stained_symbols_are_read),
        cmocka_unit_test(what_cannot_be_decoded_is_located),
        cmocka_unit_test(the_same_frame_gives_the_same_answer),
        cmocka_unit_test(no_frame_is_too_odd),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
