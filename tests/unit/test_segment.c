/* test_segment.c: no split of a text into segments takes fewer bits than the one planned. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "label/capacity.h"
#include "random.h"

#define NOT_POSSIBLE SIZE_MAX

/* What a split takes, written down from the standard and apart from segment.c. */
static size_t bits_of_split(const char *text, size_t len, unsigned version, const uint8_t *mode)
{
    static const unsigned count_bits[3][3] = {{10, 9, 8}, {12, 11, 16}, {14, 13, 16}};
    static const char alnum[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    size_t bits = 0;
    for (size_t start = 0, n; start < len; start += n) {
        const unsigned m = mode[start];
        for (n = 0; start + n < len && mode[start + n] == m; n++)
            if ((m == TRC_SEGMENT_NUMERIC && memchr("0123456789", text[start + n], 10) == NULL) ||
                (m == TRC_SEGMENT_ALNUM && memchr(alnum, text[start + n], 45) == NULL))
                return NOT_POSSIBLE;
        bits += 4 + count_bits[version < 10 ? 0 : version < 27 ? 1 : 2][m];
        if (m == TRC_SEGMENT_NUMERIC)
            bits += n / 3 * 10 + (n % 3 == 1 ? 4 : n % 3 == 2 ? 7 : 0);
        else if (m == TRC_SEGMENT_ALNUM)
            bits += n / 2 * 11 + n % 2 * 6;
        else
            bits += n * 8;
    }
    return bits;
}

static size_t fewest_bits_of_all_splits(const char *text, size_t len, unsigned version)
{
    size_t splits = 1, fewest = NOT_POSSIBLE;
    for (size_t i = 0; i < len; i++)
        splits *= 3;
    for (size_t split = 0; split < splits; split++) {
        uint8_t mode[16];
        for (size_t i = 0, rest = split; i < len; i++, rest /= 3)
            mode[i] = rest % 3;
        const size_t bits = bits_of_split(text, len, version, mode);
        fewest = bits < fewest ? bits : fewest;
    }
    return fewest;
}

static void equals_the_best_of_all_splits(void **state)
{
    (void)state;
    static const unsigned versions[] = {1, 9, 10, 26, 27, 40};
    uint64_t random = random_seed();
    for (int round = 0; round < 1500; round++) {
        /* Runs of one kind, long enough that changing the mode is sometimes worth it. */
        static const char *const kinds[] = {"0123456789", "AZ:/", "a?=\x80"};
        char text[10];
        const size_t len = 1 + random_below(&random, sizeof text);
        const char *kind = kinds[0];
        for (size_t i = 0; i < len; i++) {
            if (random_below(&random, 4) == 0)
                kind = kinds[random_below(&random, 3)];
            text[i] = kind[random_below(&random, (unsigned)strlen(kind))];
        }
        uint8_t mode[sizeof text];
        const unsigned version = versions[random_below(&random, 6)];
        const size_t bits = trc_segment_plan(text, len, version, mode);
        assert_int_equal(bits, bits_of_split(text, len, version, mode));
        if (round % 3 == 0) /* the costly half of the check */
            assert_int_equal(bits, fewest_bits_of_all_splits(text, len, version));
    }
}

static void modes_of_known_texts(void **state)
{
    (void)state;
    /* N numeric, A alphanumeric, B byte. */
    static const struct {
        const char *text, *modes;
        size_t bits;
    } rows[] = {
        {"0", "N", 18},
        {"01234567", "NNNNNNNN", 41}, /* ISO/IEC 18004 clause 7.4.3, example 1: 10+4 header, 27 data bits */
        {"AC-42", "AAAAA", 41},       /* ISO/IEC 18004 clause 7.4.4, example: 9+4 header, 28 data bits */
        {"a", "B", 20},
        {"A1", "AA", 24},
        {"HTTPS://ID.ACME.CN/01/06901234567892/21/8HJ?17=271231",
         "AAAAAAAAAAAAAAAAAAAAAANNNNNNNNNNNNNNAAAAAAABBBBNNNNNN", 325},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint8_t mode[64];
        char modes[65] = "";
        const size_t bits = trc_segment_plan(rows[i].text, strlen(rows[i].text), 1, mode);
        for (size_t j = 0; j < strlen(rows[i].text); j++)
            modes[j] = "NAB"[mode[j]];
        assert_string_equal(modes, rows[i].modes);
        assert_int_equal(bits, rows[i].bits);
    }
}

static void longest_text_does_not_overflow(void **state)
{
    (void)state;
    static char text[TRC_SYMBOL_TEXT_MAX];
    static uint8_t mode[TRC_SYMBOL_TEXT_MAX];
    memset(text, '7', sizeof text);
    assert_int_equal(trc_segment_plan(text, sizeof text, 40, mode), 4 + 14 + TRC_SYMBOL_TEXT_MAX / 3 * 10);
    memset(text, 'x', sizeof text);
    assert_int_equal(trc_segment_plan(text, sizeof text, 40, mode), 4 + 16 + TRC_SYMBOL_TEXT_MAX * 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equals_the_best_of_all_splits),
        cmocka_unit_test(modes_of_known_texts),
        cmocka_unit_test(longest_text_does_not_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
