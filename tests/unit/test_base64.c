/* test_base64.c: the standard's examples, and one text for each byte string: whatever else decodes elsewhere is
 * refused.
 */
#include "status_asserts.h"

#include "base/base64.h"

struct row {
    const char *bytes, *text;
};

/* RFC 4648 section 10. */
static const struct row rows[] = {
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
};

static bool decodes(const char *text)
{
    uint8_t bytes[64];
    size_t len;
    return trc_base64_decode(text, strlen(text), bytes, sizeof bytes, &len);
}

static void matches_the_standard(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const size_t len = strlen(rows[i].bytes);
        char text[16] = "";
        uint8_t bytes[16];
        size_t read = 99;
        trc_base64_encode((const uint8_t *)rows[i].bytes, len, text);
        assert_string_equal(text, rows[i].text);
        assert_int_equal(TRC_BASE64_LEN(len), strlen(text));
        assert_true(trc_base64_decode(text, strlen(text), bytes, sizeof bytes, &read));
        assert_int_equal(read, len);
        assert_memory_equal(bytes, rows[i].bytes, len);
    }
}

static void every_length_goes_there_and_back(void **state)
{
    (void)state;
    for (size_t len = 0; len <= 100; len++) {
        uint8_t bytes[100], back[102];
        char text[140];
        size_t read = 99;
        for (size_t i = 0; i < len; i++)
            bytes[i] = (uint8_t)(i * 37 + len * 101);
        memset(text, '#', sizeof text);
        memset(back, 0xa5, sizeof back);
        trc_base64_encode(bytes, len, text + 1);
        assert_int_equal(text[0], '#');
        assert_int_equal(text[1 + TRC_BASE64_LEN(len)], '#');
        assert_true(trc_base64_decode(text + 1, TRC_BASE64_LEN(len), back + 1, len, &read));
        assert_int_equal(read, len);
        assert_memory_equal(back + 1, bytes, len);
        assert_int_equal(back[0], 0xa5);
        assert_int_equal(back[1 + len], 0xa5);
    }
}

static void what_does_not_fit_is_counted_and_not_written(void **state)
{
    (void)state;
    uint8_t bytes[4] = {0xa5, 0xa5, 0xa5, 0xa5};
    size_t len = 0;
    assert_true(trc_base64_decode("Zm9vYmFy", 8, bytes, 2, &len));
    assert_int_equal(len, 6);
    assert_memory_equal(bytes, "fo\xa5\xa5", 4);
    assert_true(trc_base64_decode("Zm9vYmFy", 8, NULL, 0, &len));
    assert_int_equal(len, 6);
    assert_false(trc_base64_decode("Zm9vYmF?", 8, bytes, 2, &len)); /* what is dropped is checked too */
}

static void only_the_64_characters_have_a_value(void **state)
{
    (void)state;
    size_t count = 0;
    for (int c = 1; c < 256; c++)
        for (size_t at = 0; at < 4; at++) {
            char text[] = "AAAA";
            text[at] = (char)c;
            const bool known = strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", c) != NULL;
            assert_int_equal(decodes(text), known || (c == '=' && at == 3));
            count += known;
        }
    assert_int_equal(count, 4 * 64);
}

static void pad_bits_that_are_not_zero_are_refused(void **state)
{
    (void)state;
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t one = 0, two = 0;
    for (size_t i = 0; i < 64; i++) {
        const char of_one[] = {'A', alphabet[i], '=', '=', '\0'}, of_two[] = {'A', 'A', alphabet[i], '=', '\0'};
        one += decodes(of_one);
        two += decodes(of_two);
    }
    assert_int_equal(one, 4);  /* two bits of the character count */
    assert_int_equal(two, 16); /* four do */
    assert_false(decodes("Zh=="));
    assert_false(decodes("Zm9="));
}

static void padding_in_the_wrong_place_or_number_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "Z",    "Zg",   "Zg=",  "Zg===",    "Zg====", "Zm8",    "Zm8==",  "Zm9v=", "Zm9v====", "====",     "=",
        "Z===", "=Zg=", "Zg=A", "Zg==Zg==", "Zm=8",   "Zg==\n", "Zm9v\n", "Zm9 v", "\nZm9vYm", "Zm-_Zm-_", "Zm9vYg"};
    for (size_t i = 0; i < COUNT(texts); i++)
        assert_false(decodes(texts[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matches_the_standard),
        cmocka_unit_test(every_length_goes_there_and_back),
        cmocka_unit_test(what_does_not_fit_is_counted_and_not_written),
        cmocka_unit_test(only_the_64_characters_have_a_value),
        cmocka_unit_test(pad_bits_that_are_not_zero_are_refused),
        cmocka_unit_test(padding_in_the_wrong_place_or_number_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
