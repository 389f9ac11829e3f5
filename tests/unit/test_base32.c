/* test_base32.c: Crockford's alphabet and nothing else; whole bytes there and back; pad bits must be zero. */
#include "status_asserts.h"

#include "base/base32.h"

struct row {
    const char *bytes;
    size_t len;
    const char *text;
};

/* Made with Python: the bytes as one number, shifted to a multiple of five bits, five bits at a time. */
static const struct row rows[] = {
    {"", 0, ""},
    {"\x00", 1, "00"},
    {"\xff", 1, "ZW"},
    {"\x01", 1, "04"},
    {"f", 1, "CR"},
    {"fo", 2, "CSQG"},
    {"foo", 3, "CSQPY"},
    {"foob", 4, "CSQPYRG"},
    {"fooba", 5, "CSQPYRK1"},
    {"foobar", 6, "CSQPYRK1E8"},
    {"\x00\x44\x32\x14\xc7\x42\x54\xb6\x35\xcf\x84\x65\x3a\x56\xd7\xc6\x75\xbe\x77\xdf", 20,
     "0123456789ABCDEFGHJKMNPQRSTVWXYZ"},
};

static void known_bytes(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[64] = {0};
        uint8_t bytes[32];
        trc_base32_encode((const uint8_t *)rows[i].bytes, rows[i].len, text);
        assert_string_equal(text, rows[i].text);
        assert_int_equal(strlen(text), TRC_BASE32_LEN(rows[i].len));
        assert_true(trc_base32_decode(text, bytes, rows[i].len));
        assert_memory_equal(bytes, rows[i].bytes, rows[i].len);
    }
}

static void only_the_32_canonical_characters_have_a_value(void **state)
{
    (void)state;
    bool seen[32] = {false};
    for (int c = 0; c < 256; c++) {
        const int value = trc_base32_value((char)c);
        const char *at = c != 0 ? strchr("0123456789ABCDEFGHJKMNPQRSTVWXYZ", c) : NULL;
        assert_int_equal(value >= 0, at != NULL);
        if (value < 0)
            continue;
        assert_in_range(value, 0, 31);
        assert_false(seen[value]);
        seen[value] = true;
        assert_int_equal(trc_base32_alphabet[value], c);
    }
    for (size_t i = 0; i < COUNT(seen); i++)
        assert_true(seen[i]);
}

/* No byte is written before or behind. */
static void every_length_goes_there_and_back(void **state)
{
    (void)state;
    for (size_t len = 0; len <= 80; len++) {
        uint8_t bytes[80], back[82];
        char text[130];
        for (size_t i = 0; i < len; i++)
            bytes[i] = (uint8_t)(i * 37 + len * 101);
        memset(text, '#', sizeof text);
        memset(back, 0xa5, sizeof back);
        trc_base32_encode(bytes, len, text + 1);
        assert_int_equal(text[0], '#');
        assert_int_equal(text[1 + TRC_BASE32_LEN(len)], '#');
        assert_true(trc_base32_decode(text + 1, back + 1, len));
        assert_memory_equal(back + 1, bytes, len);
        assert_int_equal(back[0], 0xa5);
        assert_int_equal(back[1 + len], 0xa5);
    }
}

/* With n bytes there are 5 * characters - 8 n pad bits: exactly one last character in 2^pad has them all zero. */
static void pad_bits_that_are_not_zero_are_refused(void **state)
{
    (void)state;
    for (size_t len = 1; len <= 80; len++) {
        uint8_t bytes[80] = {0};
        char text[130] = {0};
        trc_base32_encode(bytes, len, text);
        size_t accepted = 0;
        for (size_t value = 0; value < 32; value++) {
            text[TRC_BASE32_LEN(len) - 1] = trc_base32_alphabet[value];
            accepted += trc_base32_decode(text, bytes, len);
        }
        assert_int_equal(accepted, 32u >> (5 * TRC_BASE32_LEN(len) - 8 * len));
    }
}

static void a_character_outside_the_alphabet_is_refused_wherever_it_stands(void **state)
{
    (void)state;
    for (size_t at = 0; at < 26; at++) {
        uint8_t bytes[16];
        char text[] = "00000000000000000000000000";
        assert_true(trc_base32_decode(text, bytes, sizeof bytes));
        for (const char *c = "ILOUilou abcxyz-_\n\x80\xff"; *c != '\0'; c++) {
            text[at] = *c;
            assert_false(trc_base32_decode(text, bytes, sizeof bytes));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_bytes),
        cmocka_unit_test(only_the_32_canonical_characters_have_a_value),
        cmocka_unit_test(every_length_goes_there_and_back),
        cmocka_unit_test(pad_bits_that_are_not_zero_are_refused),
        cmocka_unit_test(a_character_outside_the_alphabet_is_refused_wherever_it_stands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
