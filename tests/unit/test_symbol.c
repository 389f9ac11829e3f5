/* test_symbol.c: symbols are as small as promised, never larger than libqrencode's own, and read back by zbar. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <qrencode.h>
#include <trc/label.h>
#include <zbar.h>

#include "label/capacity.h"
#include "random.h"

#define STEM "HTTPS://ID.ACME.CN/01/06901234567892"
#define BASE32_20 "60E6419MKAS0Q6064TT1"
#define SERIAL "/21/" BASE32_20
#define SEAL_H "H6XSKYW6FJWVKY988FMQ79VMT44W"
#define SEAL_E "E6" BASE32_20 BASE32_20 BASE32_20 BASE32_20 BASE32_20 "60E"

/* docs/decisions/0040 prints this table; docs/trace-code.md and the README quote it. */
static void sizes_of_trace_codes(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned version[TRC_EC_COUNT]; /* at L, M, Q, H */
    } rows[] = {
        {STEM SERIAL, {3, 3, 4, 5}},
        {STEM "/10/LOT2409A" SERIAL, {3, 4, 5, 6}},
        {STEM SERIAL "?17=271231", {3, 4, 5, 6}},
        {STEM "/10/LOT2409A" SERIAL "?17=271231", {4, 4, 5, 7}},
        {STEM "/21/A1B2C3D4?S=" SEAL_H, {4, 4, 5, 6}},
        {STEM SERIAL "?S=" SEAL_H, {4, 5, 6, 8}},
        {STEM "/10/LOT2409A" SERIAL "?17=271231&S=" SEAL_H, {5, 5, 7, 8}},
        {STEM "/21/A1B2C3D4?S=" SEAL_E, {6, 7, 9, 10}},
        {STEM SERIAL "?S=" SEAL_E, {6, 7, 9, 11}},
        {STEM "/10/LOT2409A" SERIAL "?17=271231&S=" SEAL_E, {7, 8, 10, 12}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (enum trc_ec ec = 0; ec < TRC_EC_COUNT; ec++) {
            struct trc_symbol symbol;
            assert_int_equal(trc_symbol_encode(rows[i].text, strlen(rows[i].text), ec, &symbol, NULL), TRC_OK);
            if (symbol.version != rows[i].version[ec])
                fail_msg("%s is a %u-%c", rows[i].text, symbol.version, "LMQH"[ec]);
            assert_int_equal(symbol.side, 17 + 4 * symbol.version);
            assert_int_equal(symbol.ec, ec);
        }
    }
}

static void every_version_is_filled_to_the_last_byte(void **state)
{
    (void)state;
    char text[3000];
    memset(text, 'x', sizeof text);
    for (enum trc_ec ec = 0; ec < TRC_EC_COUNT; ec++) {
        for (unsigned version = 1; version <= TRC_VERSION_MAX; version++) {
            struct trc_symbol symbol;
            const size_t fits = (trc_capacity_bits(version, ec) - (version < 10 ? 12 : 20)) / 8;
            assert_int_equal(trc_symbol_encode(text, fits, ec, &symbol, NULL), TRC_OK);
            assert_int_equal(symbol.version, version);
            QRcode *qr = QRcode_encodeData((int)fits, (unsigned char *)text, 0, (QRecLevel)ec);
            assert_non_null(qr);
            assert_int_equal(qr->version, version);
            for (size_t i = 0; i < (size_t)symbol.side * symbol.side; i++)
                assert_int_equal(trc_symbol_is_dark(&symbol, (int)(i % symbol.side), (int)(i / symbol.side)),
                                 qr->data[i] & 1);
            QRcode_free(qr);
            const enum trc_status status = trc_symbol_encode(text, fits + 1, ec, &symbol, NULL);
            assert_int_equal(status, version == TRC_VERSION_MAX ? TRC_ERR_RANGE : TRC_OK);
            assert_int_equal(symbol.version, version == TRC_VERSION_MAX ? 0 : version + 1);
        }
    }
}

/* Runs of digits, upper case, lower case, Chinese in UTF-8, and any bytes. */
static size_t random_text(uint64_t *random, char *text, size_t max)
{
    size_t len = 0;
    const size_t wanted = 1 + random_below(random, (unsigned)max);
    while (len < wanted) {
        const unsigned kind = random_below(random, 5);
        for (unsigned n = 1 + random_below(random, 24); n > 0 && len < wanted; n--) {
            static const char *const sets[] = {"0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", "abcxyz?=&_~"};
            if (kind < 3) {
                text[len++] = sets[kind][random_below(random, (unsigned)strlen(sets[kind]))];
            } else if (kind == 3 && len + 3 <= wanted) {
                memcpy(text + len, random_below(random, 2) == 0 ? "\xe7\x9c\x9f" : "\xe5\x93\x81", 3);
                len += 3;
            } else {
                text[len++] = (char)random_below(random, 256);
            }
        }
    }
    return len;
}

static void never_larger_than_libqrencode(void **state)
{
    (void)state;
    uint64_t random = random_seed();
    unsigned smaller = 0, same = 0, with_nul = 0;
    for (int round = 0; round < 2000; round++) {
        char text[601] = "";
        const size_t len = random_text(&random, text, round % 20 == 0 ? 600 : 150);
        text[len] = '\0';
        const enum trc_ec ec = random_below(&random, TRC_EC_COUNT);
        /* Its string functions stop at a NUL; for such texts its peer is the one that takes bytes. */
        const bool nul = strlen(text) != len;
        QRcode *qr = nul ? QRcode_encodeData((int)len, (unsigned char *)text, 0, (QRecLevel)ec)
                         : QRcode_encodeString(text, 0, (QRecLevel)ec, QR_MODE_8, 1);
        assert_non_null(qr);
        struct trc_symbol symbol;
        assert_int_equal(trc_symbol_encode(text, len, ec, &symbol, NULL), TRC_OK);
        assert_true(symbol.version <= qr->version);
        smaller += symbol.version < qr->version;
        same += symbol.version == qr->version;
        with_nul += nul;
        QRcode_free(qr);
    }
    printf("# smaller than libqrencode's: %u of %u, %u with NUL\n", smaller, smaller + same, with_nul);
    assert_true(smaller > 10 && same > 100 && with_nul > 30); /* the texts did differ in what can be gained */
}

/* What zbar reads from the symbol at 3 pixels a module; bytes, not text. False when it reads none. */
static bool zbar_reads(zbar_image_scanner_t *scanner, const struct trc_symbol *symbol, const char *text, size_t len)
{
    const unsigned scale = 3, side = (symbol->side + 2 * TRC_QUIET_ZONE) * scale;
    uint8_t *grey = malloc((size_t)side * side);
    assert_non_null(grey);
    memset(grey, 255, (size_t)side * side);
    for (unsigned y = 0; y < symbol->side * scale; y++)
        for (unsigned x = 0; x < symbol->side * scale; x++)
            if (trc_symbol_is_dark(symbol, (int)(x / scale), (int)(y / scale)))
                grey[(y + TRC_QUIET_ZONE * scale) * side + x + TRC_QUIET_ZONE * scale] = 0;
    zbar_image_t *image = zbar_image_create();
    zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
    zbar_image_set_size(image, side, side);
    zbar_image_set_data(image, grey, (size_t)side * side, NULL);
    zbar_scan_image(scanner, image);
    const zbar_symbol_t *found = zbar_image_first_symbol(image);
    const bool read = found != NULL && zbar_symbol_get_data_length(found) == len &&
                      memcmp(zbar_symbol_get_data(found), text, len) == 0;
    zbar_image_destroy(image);
    free(grey);
    return read;
}

static zbar_image_scanner_t *new_scanner(void)
{
    zbar_image_scanner_t *scanner = zbar_image_scanner_create();
    assert_non_null(scanner);
    zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
    zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
    zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1);
    return scanner;
}

static void assert_zbar_reads(zbar_image_scanner_t *scanner, const struct trc_symbol *symbol, const char *text,
                              size_t len)
{
    if (!zbar_reads(scanner, symbol, text, len))
        fail_msg("zbar does not read a %u-%c", symbol->version, "LMQH"[symbol->ec]);
}

static void zbar_reads_every_version_and_level(void **state)
{
    (void)state;
    uint64_t random = random_seed();
    zbar_image_scanner_t *scanner = new_scanner();
    for (enum trc_ec ec = 0; ec < TRC_EC_COUNT; ec++) {
        for (unsigned version = 1; version <= TRC_VERSION_MAX; version++) {
            char text[3000];
            const size_t len = (trc_capacity_bits(version, ec) - (version < 10 ? 12 : 20)) / 8;
            for (size_t i = 0; i < len; i++)
                text[i] = (char)(128 + random_below(&random, 128)); /* byte mode throughout */
            struct trc_symbol symbol;
            assert_int_equal(trc_symbol_encode(text, len, ec, &symbol, NULL), TRC_OK);
            assert_int_equal(symbol.version, version);
            assert_zbar_reads(scanner, &symbol, text, len);
        }
    }
    zbar_image_scanner_destroy(scanner);
}

static void zbar_reads_texts_of_mixed_modes(void **state)
{
    (void)state;
    uint64_t random = random_seed();
    zbar_image_scanner_t *scanner = new_scanner();
    for (unsigned round = 0; round < 300; round++) {
        char text[1000];
        const size_t len = random_text(&random, text, round % 10 == 0 ? sizeof text : 200);
        struct trc_symbol symbol;
        assert_int_equal(trc_symbol_encode(text, len, round % TRC_EC_COUNT, &symbol, NULL), TRC_OK);
        assert_zbar_reads(scanner, &symbol, text, len);
        text[len / 2] ^= 1; /* the control: the comparison does tell a changed byte */
        assert_false(zbar_reads(scanner, &symbol, text, len));
    }
    zbar_image_scanner_destroy(scanner);
}

static void no_text_is_refused(void **state)
{
    (void)state;
    struct trc_symbol symbol = {.side = 21};
    struct trc_error error = TRC_ERROR_INIT;
    assert_int_equal(trc_symbol_encode("", 0, TRC_EC_M, &symbol, &error), TRC_ERR_RANGE);
    assert_string_equal(error.msg, "There is no text to put into the QR symbol.");
    assert_int_equal(symbol.side, 0);
}

static void too_long_text_says_how_much_fits(void **state)
{
    (void)state;
    static const struct {
        char fill;
        size_t len;
        enum trc_ec ec;
        size_t fits;
    } rows[] = {
        {'7', 7090, TRC_EC_L, 7089}, {'7', 100000, TRC_EC_L, 7089}, {'7', 3058, TRC_EC_H, 3057},
        {'A', 4297, TRC_EC_L, 4296}, {'A', 1853, TRC_EC_H, 1852},   {'a', 2954, TRC_EC_L, 2953},
        {'a', 2332, TRC_EC_M, 2331}, {'\0', 1664, TRC_EC_Q, 1663},  {'a', 100000, TRC_EC_H, 1273},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *text = malloc(rows[i].len);
        assert_non_null(text);
        memset(text, rows[i].fill, rows[i].len);
        struct trc_symbol symbol;
        struct trc_error error = TRC_ERROR_INIT;
        assert_int_equal(trc_symbol_encode(text, rows[i].fits, rows[i].ec, &symbol, NULL), TRC_OK);
        assert_int_equal(symbol.version, TRC_VERSION_MAX);
        assert_int_equal(trc_symbol_encode(text, rows[i].len, rows[i].ec, &symbol, &error), TRC_ERR_RANGE);
        assert_int_equal(error.pos, rows[i].fits);
        char said[64];
        snprintf(said, sizeof said, "level %c holds the first %zu ", "LMQH"[rows[i].ec], rows[i].fits);
        assert_non_null(strstr(error.msg, said));
        assert_int_equal(symbol.side, 0);
        free(text);
    }
}

static void *encode_many(void *seed)
{
    uint64_t random = *(uint64_t *)seed;
    uint64_t sum = 0;
    for (int round = 0; round < 300; round++) {
        char text[200];
        struct trc_symbol symbol;
        const size_t len = random_text(&random, text, sizeof text);
        if (trc_symbol_encode(text, len, round % TRC_EC_COUNT, &symbol, NULL) != TRC_OK)
            return NULL;
        for (size_t i = 0; i < (size_t)symbol.side * symbol.side; i++)
            sum = sum * 31 + trc_symbol_is_dark(&symbol, (int)(i % symbol.side), (int)(i / symbol.side));
    }
    *(uint64_t *)seed = sum;
    return seed;
}

/* Runs first, so that both threads find libqrencode's tables not yet filled. */
static void two_threads_get_what_one_gets(void **state)
{
    (void)state;
    uint64_t sums[3] = {1, 1, 1};
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, encode_many, &sums[i]), 0);
    for (int i = 0; i < 2; i++) {
        void *done;
        assert_int_equal(pthread_join(threads[i], &done), 0);
        assert_non_null(done);
    }
    assert_non_null(encode_many(&sums[2]));
    assert_true(sums[0] == sums[2] && sums[1] == sums[2]);
    assert_true(sums[2] != 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_threads_get_what_one_gets),
        cmocka_unit_test(sizes_of_trace_codes),
        cmocka_unit_test(every_version_is_filled_to_the_last_byte),
        cmocka_unit_test(never_larger_than_libqrencode),
        cmocka_unit_test(zbar_reads_every_version_and_level),
        cmocka_unit_test(zbar_reads_texts_of_mixed_modes),
        cmocka_unit_test(no_text_is_refused),
        cmocka_unit_test(too_long_text_says_how_much_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
