/* prop_encoder.c: the bulk encoder makes libqrencode's symbols, bit for bit, and chooses the mask that the standard
 * asks for: whatever the text, the version, the level and the kind of processor. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "label/encoder.h"
#include "label/plan.h"
#include "label/weave.h"
#include "qr/standard.h"
#include "random.h"

static uint64_t seed;
static uint64_t codes = 20000; /* --count N */

static const struct {
    const char *name;
    trc_penalty_kernel *score;
} kernels[] = {
    {"portable", trc_penalty_portable},
#ifdef TRC_X86
    {"avx2", trc_penalty_avx2},
    {"avx512", trc_penalty_avx512},
#endif
};
enum { KERNELS = sizeof kernels / sizeof *kernels };

/* Slower ones run everywhere that a faster one does. */
static size_t kernels_here(void)
{
    for (size_t i = 0; i < KERNELS; i++)
        if (strcmp(kernels[i].name, trc_encoder_simd()) == 0)
            return i + 1;
    fail_msg("%s is no kernel of this test", trc_encoder_simd());
    return 0;
}

/* ---- the rule, once more, as one reads it: module by module ---- */

static bool dark(const struct trc_symbol *symbol, bool column, int line, int i)
{
    return column ? trc_symbol_is_dark(symbol, line, i) : trc_symbol_is_dark(symbol, i, line);
}

/* A pattern's five runs begin with the run `at`. Beyond the first and last run lies the quiet zone, which is light. */
static bool is_pattern(const int *run, int count, int at)
{
    const int unit = run[at];
    return at + 4 < count && run[at + 1] == unit && run[at + 2] == 3 * unit && run[at + 3] == unit &&
           run[at + 4] == unit && (at <= 1 || run[at - 1] >= 4 * unit || at + 6 >= count || run[at + 5] >= 4 * unit);
}

static int score_runs(const struct trc_symbol *symbol, bool column, int line)
{
    int run[TRC_SYMBOL_SIDE_MAX + 2] = {0}, count = 1, points = 0;
    for (int i = 0; i < symbol->side; i++) { /* light runs at even places, the first perhaps of no module */
        if (dark(symbol, column, line, i) != (count % 2 == 0))
            count++;
        run[count - 1]++;
    }
    for (int i = 0; i < count; i++)
        points += run[i] >= 5 ? run[i] - 2 : 0;
    for (int i = 1; i < count; i += 2)
        points += is_pattern(run, count, i) ? 40 : 0;
    return points;
}

/* Points but for the proportion of dark modules. */
static int score_shape(const struct trc_symbol *symbol, int *dark_count)
{
    int points = 0;
    *dark_count = 0;
    for (int y = 0; y < symbol->side; y++) {
        points += score_runs(symbol, false, y) + score_runs(symbol, true, y);
        for (int x = 0; x < symbol->side; x++) {
            const int four = dark(symbol, false, y, x) + dark(symbol, false, y, x + 1) + dark(symbol, false, y + 1, x) +
                             dark(symbol, false, y + 1, x + 1);
            const bool inside = x + 1 < symbol->side && y + 1 < symbol->side;
            points += inside && (four == 0 || four == 4) ? 3 : 0;
            *dark_count += dark(symbol, false, y, x);
        }
    }
    return points;
}

/* libqrencode rounds the percentage before it looks how many fives it is off. */
static int score(const struct trc_symbol *symbol, bool rounded)
{
    int dark_count;
    const int area = symbol->side * symbol->side, points = score_shape(symbol, &dark_count);
    const int percent = (200 * dark_count + area) / area / 2;
    return points + 10 * (rounded ? abs(percent - 50) / 5 : abs(20 * dark_count - 10 * area) / area);
}

/* ---- the symbol under another mask: all that carries data turned over, and the format information written anew ----
 */

static void remask(const struct trc_symbol *from, unsigned mask, struct trc_symbol *to)
{
    uint8_t reserved[QR_SIDE_MAX * QR_SIDE_MAX];
    uint16_t format[2][15];
    const unsigned side = from->side;
    *to = *from;
    to->mask = (uint8_t)mask;
    qr_reserved_modules(from->version, reserved);
    for (unsigned place = 0; place < side * side; place++) {
        const unsigned x = place % side, y = place / side;
        if (!reserved[place] && qr_mask_flips(from->mask, x, y) != qr_mask_flips(mask, x, y))
            to->row[y][0] ^= (uint64_t)1 << x;
    }
    qr_format_places(side, format);
    const uint32_t change = qr_format_word(qr_format_data((enum qr_level)from->ec, from->mask)) ^
                            qr_format_word(qr_format_data((enum qr_level)from->ec, mask));
    for (unsigned i = 0; i < 30; i++)
        if (change >> i % 15 & 1)
            to->row[format[i / 15][i % 15] / side][0] ^= (uint64_t)1 << format[i / 15][i % 15] % side;
}

static unsigned best_mask(const struct trc_symbol *symbol, bool rounded)
{
    struct trc_symbol other;
    int lowest = INT32_MAX;
    unsigned best = 0;
    for (unsigned mask = 0; mask < 8; mask++) {
        remask(symbol, mask, &other);
        const int points = score(&other, rounded);
        if (points < lowest) {
            lowest = points;
            best = mask;
        }
    }
    return best;
}

static bool same_modules(const struct trc_symbol *a, const struct trc_symbol *b)
{
    if (a->version != b->version || a->side != b->side || a->mask != b->mask || a->ec != b->ec)
        return false;
    for (unsigned y = 0; y < a->side; y++)
        if (a->row[y][0] != b->row[y][0] ||
            (a->version > TRC_WEAVE_VERSION_MAX && (a->row[y][1] != b->row[y][1] || a->row[y][2] != b->row[y][2])))
            return false;
    return true;
}

/* Against libqrencode with the same segments. Where the two readings of the proportion of dark modules part, so may the
 * masks; then the symbol is compared under libqrencode's. True when they parted. */
static bool assert_equals_reference(const struct trc_symbol *symbol, const char *text, size_t len, const uint8_t *mode)
{
    struct trc_symbol reference, other;
    assert_int_equal(trc_symbol_draw(text, len, mode, symbol->version, symbol->ec, &reference, NULL), TRC_OK);
    if (same_modules(symbol, &reference))
        return false;
    assert_true(symbol->version <= TRC_WEAVE_VERSION_MAX && symbol->mask != reference.mask);
    remask(symbol, reference.mask, &other);
    assert_true(same_modules(&other, &reference));
    assert_int_equal(best_mask(symbol, false), symbol->mask);
    assert_int_equal(best_mask(symbol, true), reference.mask);
    return true;
}

/* ---- what is encoded ---- */

static const char base32[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static void fill(uint64_t *random, char *into, size_t len, const char *set, size_t set_len)
{
    for (size_t i = 0; i < len; i++)
        into[i] = set != NULL ? set[random_below(random, (uint32_t)set_len)] : (char)random_below(random, 256);
}

/* A pattern of each kind of batch: no seal, lot and expiry, an H seal, an E seal. */
static const char *const patterns[] = {
    "HTTPS://ID.ACME.CN/01/06901234567892/21/AAAAAAAAAAAAAAAAAAAA",
    "HTTPS://ID.ACME.CN/01/06901234567892/10/LOT2409A/21/AAAAAAAAAAAAAAAAAAAA?17=271231",
    "HTTPS://ID.ACME.CN/01/06901234567892/10/LOT2409A/21/AAAAAAAAAAAAAAAAAAAA?17=271231&S=AAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "https://id.acme.cn/01/06901234567892/21/AAAAAAAAAAAAAAAAAAAA?S=AAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "HTTPS://ID.ACME.CN/01/06901234567892/21/"
    "AAAAAAAAAAAAAAAAAAAA?S=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
};

/* Random letters for every A of the pattern, but those of its words. */
static size_t like_pattern(uint64_t *random, const char *pattern, char *text)
{
    const size_t len = strlen(pattern);
    memcpy(text, pattern, len + 1);
    for (size_t i = 0; i < len; i++)
        if (strncmp(text + i, "AAAA", 4) == 0)
            while (pattern[i] == 'A')
                fill(random, text + i++, 1, base32, 32);
    return len;
}

static void codes_of_batches(void **state)
{
    (void)state;
    uint64_t random = seed, parted = 0, made = 0;
    const size_t kinds = sizeof patterns / sizeof *patterns, here = kernels_here();
    for (size_t kind = 0; kind < kinds; kind++)
        for (enum trc_ec ec = 0; ec < TRC_EC_COUNT; ec++) {
            struct trc_encoder *encoder;
            uint8_t mode[TRC_SYMBOL_TEXT_MAX];
            const size_t len = strlen(patterns[kind]);
            assert_int_equal(trc_encoder_new(patterns[kind], len, ec, &encoder, NULL), TRC_OK);
            const unsigned version = trc_plan(patterns[kind], len, ec, mode);
            for (uint64_t i = 0; i < codes / (kinds * TRC_EC_COUNT); i++, made++) {
                char text[512];
                struct trc_symbol symbol;
                like_pattern(&random, patterns[kind], text);
                trc_encoder_use(encoder, kernels[i % here].score);
                assert_int_equal(trc_encoder_encode(encoder, text, len, &symbol, NULL), TRC_OK);
                assert_int_equal(symbol.version, version);
                parted += assert_equals_reference(&symbol, text, len, mode);
            }
            trc_encoder_free(encoder);
        }
    assert_true(made + kinds * TRC_EC_COUNT > codes);
    printf("%llu codes, %llu of them with another mask than libqrencode's\n", (unsigned long long)made,
           (unsigned long long)parted);
}

/* Texts of all modes and lengths, as own serials bring them, for every version that the encoder weaves, and the next.
 */
static void texts_of_every_version(void **state)
{
    (void)state;
    uint64_t random = seed;
    unsigned seen[TRC_EC_COUNT][TRC_WEAVE_VERSION_MAX + 2] = {{0}};
    const size_t here = kernels_here();
    for (enum trc_ec ec = 0; ec < TRC_EC_COUNT; ec++) {
        struct trc_encoder *encoder;
        char none_like_it[390];
        memset(none_like_it, '0', sizeof none_like_it);
        assert_int_equal(trc_encoder_new(none_like_it, sizeof none_like_it, ec, &encoder, NULL), TRC_OK);
        for (uint64_t i = 0; i < codes / 10; i++) {
            char text[400];
            uint8_t mode[TRC_SYMBOL_TEXT_MAX];
            struct trc_symbol symbol;
            size_t len = 1 + random_below(&random, 380);
            if (random_below(&random, 2) == 0)
                len = 1 + len / 10;
            for (size_t start = 0, part; start < len; start += part) {
                const uint32_t set = random_below(&random, 3);
                part = 1 + random_below(&random, (uint32_t)(len - start));
                fill(&random, text + start, part,
                     set == 0   ? base32
                     : set == 1 ? "0123456789"
                                : NULL,
                     set == 0 ? 32 : 10);
            }
            trc_encoder_use(encoder, kernels[i % here].score);
            assert_int_equal(trc_encoder_encode(encoder, text, len, &symbol, NULL), TRC_OK);
            assert_int_equal(trc_plan(text, len, ec, mode), symbol.version);
            assert_equals_reference(&symbol, text, len, mode);
            seen[ec][symbol.version <= TRC_WEAVE_VERSION_MAX ? symbol.version : TRC_WEAVE_VERSION_MAX + 1]++;
        }
        trc_encoder_free(encoder);
        for (unsigned version = 1; version <= TRC_WEAVE_VERSION_MAX + 1; version++)
            assert_true(seen[ec][version] > 0 || (ec == TRC_EC_L && version > 9));
    }
}

static void masks_are_those_of_the_rule(void **state)
{
    (void)state;
    uint64_t random = seed;
    unsigned chosen[8] = {0};
    struct trc_encoder *encoder;
    assert_int_equal(trc_encoder_new(patterns[0], strlen(patterns[0]), TRC_EC_M, &encoder, NULL), TRC_OK);
    for (uint64_t i = 0; i < codes / 20; i++) {
        char text[512];
        struct trc_symbol symbol;
        const size_t len = like_pattern(&random, patterns[i % 2], text);
        assert_int_equal(trc_encoder_encode(encoder, text, len, &symbol, NULL), TRC_OK);
        assert_int_equal(best_mask(&symbol, false), symbol.mask);
        chosen[symbol.mask]++;
    }
    for (unsigned mask = 0; mask < 8; mask++)
        assert_true(chosen[mask] > 0);
    trc_encoder_free(encoder);
}

/* Control: one module turned over, one mask exchanged, is not equal. */
static void a_single_module_is_noticed(void **state)
{
    (void)state;
    struct trc_symbol symbol, other;
    uint8_t mode[TRC_SYMBOL_TEXT_MAX];
    const size_t len = strlen(patterns[0]);
    const unsigned version = trc_plan(patterns[0], len, TRC_EC_M, mode);
    assert_int_equal(trc_symbol_draw(patterns[0], len, mode, version, TRC_EC_M, &symbol, NULL), TRC_OK);
    other = symbol;
    assert_true(same_modules(&symbol, &other));
    other.row[symbol.side - 1][0] ^= 1;
    assert_false(same_modules(&symbol, &other));
    remask(&symbol, symbol.mask ^ 1, &other);
    assert_false(same_modules(&symbol, &other));
    assert_true(score(&other, false) > score(&symbol, false));
}

static void what_no_symbol_holds_is_refused(void **state)
{
    (void)state;
    static char text[TRC_SYMBOL_TEXT_MAX + 1];
    struct trc_encoder *encoder;
    struct trc_symbol symbol;
    struct trc_error error = TRC_ERROR_INIT;
    memset(text, 'x', sizeof text);
    assert_int_equal(trc_encoder_new(text, sizeof text, TRC_EC_H, &encoder, &error), TRC_ERR_RANGE);
    assert_null(encoder);
    assert_int_equal(error.pos, 1273); /* bytes in a 40-H */
    assert_int_equal(trc_encoder_new("", 0, TRC_EC_H, &encoder, &error), TRC_ERR_RANGE);
    assert_int_equal(trc_encoder_new("A", 1, TRC_EC_H, &encoder, &error), TRC_OK);
    assert_int_equal(trc_encoder_encode(encoder, text, 1274, &symbol, &error), TRC_ERR_RANGE);
    assert_int_equal(symbol.side, 0);
    assert_int_equal(trc_encoder_encode(encoder, text, 1273, &symbol, &error), TRC_OK); /* control */
    assert_int_equal(symbol.version, 40);
    trc_encoder_free(encoder);
    trc_encoder_free(NULL);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_of_batches),
        cmocka_unit_test(texts_of_every_version),
        cmocka_unit_test(masks_are_those_of_the_rule),
        cmocka_unit_test(a_single_module_is_noticed),
        cmocka_unit_test(what_no_symbol_holds_is_refused),
    };
    if (argc == 3 && strcmp(argv[1], "--count") == 0)
        codes = strtoull(argv[2], NULL, 10);
    seed = random_seed();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
