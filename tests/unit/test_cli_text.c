/* test_cli_text.c: times, hex, columns, languages and safe printing as the programs' users meet them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libintl.h>
#include <locale.h>

#include "common/console.h"
#include "common/convert.h"
#include "common/i18n.h"
#include "common/utf8.h"

static void times_that_exist(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t at_s; /* 0: there is no such time */
    } rows[] = {
        {"now", 77},
        {"2026-11-22", 1795305600},
        {"2026-11-22T08:30:01Z", 1795336201},
        {"2024-02-29", 1709164800},
        {"2026-02-29", 0},
        {"2026-02-30", 0},
        {"2026-13-01", 0},
        {"2026-00-01", 0},
        {"2026-11-22T25:00:00Z", 0},
        {"2026-11-22T08:30:01", 0},
        {"2026-11-22 ", 0},
        {"22.11.2026", 0},
        {"1969-12-31", 0},
        {"", 0},
        {"Now", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t at_s = 0;
        const bool good = time_parse(rows[i].text, 77, &at_s);
        if (good != (rows[i].at_s != 0) || (good && at_s != rows[i].at_s))
            fail_msg("\"%s\" gives %lld", rows[i].text, (long long)at_s);
    }
    char text[TIME_TEXT_SIZE];
    assert_string_equal(time_format(1795336201, text), "2026-11-22T08:30:01Z");
    assert_string_equal(time_format(0, text), "");
    assert_string_equal(date_format(20310101, text), "2031-01-01");
}

static void hex_there_and_back(void **state)
{
    (void)state;
    uint8_t bytes[2];
    char text[5];
    assert_true(hex_parse("0aFf", bytes, 2));
    hex_format(bytes, 2, text);
    assert_string_equal(text, "0aff");
    assert_false(hex_parse("0aF", bytes, 2));
    assert_false(hex_parse("0aFg", bytes, 2));
    assert_false(hex_parse(" aFf", bytes, 2));
    assert_false(hex_parse("", bytes, 2));
}

static void half_characters_go(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"", ""},
        {"abc", "abc"},
        {"码", "码"},
        {"码\xe7\xa0", "码"},
        {"码\xe7", "码"},
        {"\xe7\xa0", ""},
        {"a\xf0\x9f\x8d", "a"},
        {"🍷", "🍷"},
        {"\xc2", ""},
        {"é", "é"},
        {"a\x80", "a\x80"} /* not ours to mend */,
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[16];
        strcpy(text, rows[i][0]);
        utf8_trim(text);
        assert_string_equal(text, rows[i][1]);
    }
}

static char *printed(void (*print)(FILE *stream, const char *text), const char *text)
{
    char *out = NULL;
    size_t len;
    FILE *stream = open_memstream(&out, &len);
    print(stream, text);
    fclose(stream);
    return out;
}

static void print_safe(FILE *stream, const char *text)
{
    console_print_safe(stream, text, strlen(text));
}

static void print_cell(FILE *stream, const char *text)
{
    console_print_cell(stream, text, 8);
    fputc('|', stream);
}

static void nothing_steers_the_terminal(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"plain 白酒 🍷", "plain 白酒 🍷"},
        {"\033[31m", "\\x1B[31m"},
        {"a\nb\x7f", "a\\x0Ab\\x7F"},
        {"\xc2\x9b"
         "0m",
         "\\xC2\\x9B0m"},
        {"\xe2\x80\xae"
         "x\xe2\x81\xa6",
         "\\xE2\\x80\\xAEx\\xE2\\x81\\xA6"},
        {"\xe2\x80\x94", "\xe2\x80\x94"}, /* a dash */
        {"\x9b", "\\x9B"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *out = printed(print_safe, rows[i][0]);
        assert_string_equal(out, rows[i][1]);
        free(out);
    }
}

static void columns_line_up(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"abc", "abc     |"},          {"批号", "批号    |"}, {"", "        |"},
        {"0123456789", "0123456789|"}, {"é", "é       |"},
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *out = printed(print_cell, rows[i][0]);
        assert_string_equal(out, rows[i][1]);
        free(out);
    }
}

static void language_of(const char *language, const char *lc_all, const char *languages, const char *lang,
                        const char *chosen)
{
    const char *const values[][2] = {
        {"LC_ALL", lc_all}, {"LANGUAGE", languages}, {"LC_MESSAGES", NULL}, {"LANG", lang}};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (values[i][1] != NULL)
            setenv(values[i][0], values[i][1], 1);
        else
            unsetenv(values[i][0]);
    i18n_init(language);
    if (strncmp(getenv("LANGUAGE"), chosen, 2) != 0)
        fail_msg("--lang %s, LC_ALL=%s LANGUAGE=%s LANG=%s give %s", language, lc_all, languages, lang,
                 getenv("LANGUAGE"));
}

static void the_language_is_chosen(void **state)
{
    (void)state;
    language_of(NULL, NULL, NULL, NULL, "en");
    language_of(NULL, NULL, NULL, "zh_CN.UTF-8", "zh");
    language_of(NULL, NULL, NULL, "zh", "zh");
    language_of(NULL, NULL, NULL, "zhuang", "en");
    language_of(NULL, NULL, NULL, "fr_FR.UTF-8", "en");
    language_of(NULL, NULL, "zh", NULL, "zh"); /* also without a locale */
    language_of(NULL, NULL, "fr:zh_CN:en", "de_DE.UTF-8", "zh");
    language_of(NULL, NULL, "fr", "zh_CN.UTF-8", "en");
    language_of(NULL, NULL, "", "zh_CN.UTF-8", "zh");
    language_of(NULL, "en_US.UTF-8", NULL, "zh_CN.UTF-8", "en");
    language_of(NULL, "zh_CN.UTF-8", NULL, "en_US.UTF-8", "zh");
    language_of(NULL, "en_US.UTF-8", "zh", NULL, "zh");
    language_of(NULL, "C", "zh", "zh_CN.UTF-8", "en");
    language_of(NULL, "C.UTF-8", "zh", NULL, "en");
    language_of(NULL, "POSIX", "zh", NULL, "en");
    language_of("zh", "C", "en", "en", "zh");
    language_of("en", "zh_CN.UTF-8", "zh", "zh", "en");
    assert_true(i18n_knows("zh-Hans") && i18n_knows("zh_CN.UTF-8") && i18n_knows("en"));
    assert_false(i18n_knows("xx") || i18n_knows("zho") || i18n_knows("e") || i18n_knows(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_that_exist),   cmocka_unit_test(hex_there_and_back),
        cmocka_unit_test(half_characters_go), cmocka_unit_test(nothing_steers_the_terminal),
        cmocka_unit_test(columns_line_up),    cmocka_unit_test(the_language_is_chosen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
