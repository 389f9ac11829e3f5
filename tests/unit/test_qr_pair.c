/* test_qr_pair.c: symbols of which one finder pattern is covered are found by the other two. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "qr_render.h"

static const char TEXT[] = "HTTPS://EXAMPLE.ORG/01/09506000134352/21/7";

struct seen {
    unsigned count, right, located;
    enum qr_look look;
};

static void take(void *context, const struct qr_symbol *symbol)
{
    struct seen *seen = context;
    seen->count++;
    seen->look = symbol->look;
    seen->right += symbol->text.len == strlen(TEXT) && memcmp(symbol->text.bytes, TEXT, symbol->text.len) == 0;
}

static void note_located(void *context, const struct qr_grid *grid)
{
    struct seen *seen = context;
    (void)grid;
    seen->located++;
}

static struct seen read_frame(const struct qr_frame *frame, unsigned looks)
{
    const size_t len = qr_scratch_bytes(frame->width_px, frame->height_px);
    void *scratch = malloc(len);
    struct seen seen = {0};
    assert_non_null(scratch);
    qr_read(frame, &(struct qr_options){.looks = looks}, scratch, len, &(struct qr_sink){take, note_located, &seen});
    free(scratch);
    return seen;
}

/* A turned and tilted symbol, some of its finder patterns covered: bit 0 top left, 1 top right, 2 bottom left. */
static struct qr_frame draw(int version, double angle, unsigned covered, uint8_t tone)
{
    QRcode *code = QRcode_encodeString8bit(TEXT, version, QR_ECLEVEL_M);
    assert_non_null(code);
    struct qr_frame frame = render_blank(400, 400, 200);
    struct qr_point corners[4];
    for (int i = 0; i < 4; i++) {
        const double turn = angle + 1.5707963267949 * i, far = 170 + (i == 2 ? 15 : 0);
        corners[i] = (struct qr_point){200 + far * cos(turn), 200 + far * sin(turn)};
    }
    render_code(&frame, code, corners, 30, 220);
    for (int i = 0; i < 3; i++)
        for (uint32_t p = 0; p < 400 * 400 && covered >> i & 1; p++) {
            const struct qr_point corner = corners[i == 2 ? 3 : i];
            if (hypot(p % 400 - corner.x, p / 400 - corner.y) < 8.5 * 240 / code->width)
                render_row(&frame, p / 400)[p % 400] = tone;
        }
    QRcode_free(code);
    return frame;
}

static void two_patterns_suffice(void **state)
{
    (void)state;
    for (int version = 3; version <= 7; version += 2)
        for (unsigned missing = 0; missing < 3; missing++)
            for (int turn = 0; turn < 8; turn++) {
                struct qr_frame frame = draw(version, 0.2 + 0.7853981634 * turn, 1u << missing, turn % 2 ? 25 : 215);
                const struct seen seen = read_frame(&frame, 0);
                if (seen.count != 1 || seen.right != 1 || seen.look != QR_LOOK_PAIRS)
                    fail_msg("version %d, pattern %u, turn %d: %u read", version, missing, turn, seen.count);
                const struct seen without = read_frame(&frame, QR_LOOKS_ALL & ~(1u << QR_LOOK_PAIRS));
                assert_int_equal(without.count, 0); /* the control */
                render_free(&frame);
            }
}

static void whole_symbols_need_no_guess(void **state)
{
    (void)state;
    struct qr_frame frame = draw(3, 0.3, 0, 0);
    const struct seen seen = read_frame(&frame, 0);
    assert_true(seen.right == 1 && seen.look == QR_LOOK_WIDE);
    render_free(&frame);
}

static void one_pattern_does_not(void **state)
{
    (void)state;
    for (unsigned left = 0; left < 3; left++) {
        struct qr_frame frame = draw(3, 0.3, 7u & ~(1u << left), 215);
        const struct seen seen = read_frame(&frame, 0);
        assert_true(seen.count == 0 && seen.located == 0);
        render_free(&frame);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_patterns_suffice),
        cmocka_unit_test(whole_symbols_need_no_guess),
        cmocka_unit_test(one_pattern_does_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
