/* test_registry_text.c: which bytes are UTF-8 that may be stored. */
#include "registry_fixture.h"

#include "registry/text.h"

static void utf8_by_the_table_of_the_standard(void **state)
{
    static const struct {
        const char *text;
        size_t bad; /* offset of the first wrong byte, or TRC_NO_POS */
    } row[] = {
        {"", TRC_NO_POS},
        {"Baijiu 500 ml", TRC_NO_POS},
        {"\xe7\x99\xbd\xe9\x85\x92", TRC_NO_POS},         /* 白酒 */
        {"a\xc2\x80\xdf\xbf", TRC_NO_POS},                /* first and last of two bytes */
        {"\xe0\xa0\x80\xef\xbf\xbf", TRC_NO_POS},         /* ... of three */
        {"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf", TRC_NO_POS}, /* ... of four */
        {"\xed\x9f\xbf\xee\x80\x80", TRC_NO_POS},         /* beside the surrogates */
        {"ab\x80", 2},                                    /* continuation alone */
        {"\xc0\xaf", 0},                                  /* overlong */
        {"\xc1\xbf", 0},
        {"x\xe0\x9f\xbf", 1},
        {"\xf0\x8f\xbf\xbf", 0},
        {"\xed\xa0\x80", 0},     /* surrogate */
        {"\xf4\x90\x80\x80", 0}, /* past U+10FFFF */
        {"\xf5\x80\x80\x80", 0},
        {"\xff", 0},
        {"abc\xe7\x99", 3}, /* cut short */
        {"\xe7", 0},
        {"\xf0\x90\x80", 0},
        {"\xc3(", 0},
        {"\xe7\x99(", 0},
        {"\xf0\x90\x80(", 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct trc_error error = TRC_ERROR_INIT;
        char text[64] = "";
        strcpy(text, row[i].text);
        const enum trc_status status = trc_text_check(text, sizeof text, "name", &error);
        if (row[i].bad == TRC_NO_POS) {
            assert_ok(status);
            continue;
        }
        assert_status(status, TRC_ERR_SYNTAX);
        assert_string_equal(error.rule, "utf-8");
        assert_int_equal(error.pos, row[i].bad);
        assert_says(error, "name");
    }
}

static void a_text_without_end_is_too_long(void **state)
{
    struct trc_error error = TRC_ERROR_INIT;
    char text[8];
    (void)state;
    memset(text, 'a', sizeof text);
    assert_status(trc_text_check(text, sizeof text, "lot", &error), TRC_ERR_RANGE);
    assert_says(error, "7 bytes");
    text[7] = '\0';
    assert_ok(trc_text_check(text, sizeof text, "lot", &error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_by_the_table_of_the_standard),
        cmocka_unit_test(a_text_without_end_is_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
