/* test_utf8.c: every code point is read as itself, nothing else is, and white space is what Unicode says. */
#include "status_asserts.h"

#include "base/utf8.h"

/* By the bit patterns of RFC 3629 alone. */
static size_t encode(uint32_t c, char *text)
{
    if (c < 0x80)
        return text[0] = (char)c, 1;
    const size_t len = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = len; i-- > 1; c >>= 6)
        text[i] = (char)(0x80 | (c & 0x3f));
    text[0] = (char)((0xf00 >> len) | c);
    return len;
}

static void every_code_point_is_read_as_itself(void **state)
{
    (void)state;
    for (uint32_t c = 0; c < 0x110000; c++) {
        char text[4];
        uint32_t read = 0xffffffff;
        const size_t len = encode(c, text);
        const bool surrogate = c >= 0xd800 && c < 0xe000;
        assert_int_equal(trc_utf8_read(text, len, &read), surrogate ? 0 : len);
        assert_int_equal(read, surrogate ? 0xffffffff : c);
        for (size_t shorter = 0; shorter < len; shorter++)
            assert_int_equal(trc_utf8_read(text, shorter, NULL), 0);
    }
}

/* Of all sequences of up to 4 bytes as many are read as there are code points: so none has a second spelling. */
static void no_code_point_has_two_spellings(void **state)
{
    (void)state;
    size_t of_length[5] = {0};
    for (uint32_t bytes = 0; bytes < 0x1000000; bytes++) {
        /* A fourth byte is like a third one; the loop over it would only cost time. */
        const char text[] = {(char)(bytes >> 16), (char)(bytes >> 8), (char)bytes, (char)0x80};
        const size_t len = trc_utf8_read(text, sizeof text, NULL);
        if (len > 2 || (len == 1 && (bytes & 0xffff) == 0) || (len == 2 && (bytes & 0xff) == 0))
            of_length[len]++;
    }
    assert_int_equal(of_length[1], 0x80);
    assert_int_equal(of_length[2], 0x800 - 0x80);
    assert_int_equal(of_length[3], 0x10000 - 0x800 - 0x800); /* without the surrogates */
    assert_int_equal(of_length[4], 0x100000 / 64);
}

static void white_space_is_what_unicode_says(void **state)
{
    (void)state;
    size_t count = 0;
    for (uint32_t c = 0; c < 0x110000; c++)
        count += trc_utf8_is_space(c);
    assert_int_equal(count, 25); /* PropList.txt of Unicode 15: "Total code points: 25" */
    static const uint32_t some[] = {'\t', '\n', '\r', ' ', 0x85, 0xa0, 0x1680, 0x2000, 0x200a, 0x2028, 0x202f, 0x3000};
    for (size_t i = 0; i < COUNT(some); i++)
        assert_true(trc_utf8_is_space(some[i]));
    assert_false(trc_utf8_is_space(0x200b)); /* has no width, and is none */
    assert_false(trc_utf8_is_space(0xfeff));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_is_read_as_itself),
        cmocka_unit_test(no_code_point_has_two_spellings),
        cmocka_unit_test(white_space_is_what_unicode_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
