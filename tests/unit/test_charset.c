/* test_charset.c: the bytes of symbols become the UTF-8 they mean, by the set that is named or by a guess. */
#include "scanner/ladder/charset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "random.h"
#include "scanner/ladder/text.h"
#include "scanner/utf8.h"

static const struct row {
    const char *what;
    uint32_t eci;
    const char *bytes, *text;
} ROWS[] = {
    {"ASCII", SCAN_ECI_NONE, "plain", "plain"},
    {"UTF-8 stays", SCAN_ECI_NONE, "\xE7\xA0\x81\xC3\xA9", "码é"},
    {"Latin letters", SCAN_ECI_NONE, "caf\xE9", "café"},
    {"two in a row", SCAN_ECI_NONE,
     "Gr\xF6\xDF"
     "er",
     "Größer"},
    {"capitals apart", SCAN_ECI_NONE, "\xC4 \xD6 \xDC", "Ä Ö Ü"},
    {"hanzi", SCAN_ECI_NONE, "\xD6\xD0\xB9\xFA", "中国"},
    {"hanzi among ASCII", SCAN_ECI_NONE, "LOT \xC5\xFA\xBA\xC5:1", "LOT 批号:1"},
    {"kana", SCAN_ECI_NONE, "\x83\x65\x83\x58\x83\x67", "テスト"},
    {"kanji and ASCII", SCAN_ECI_NONE, "\x93\xFA\x96\x7B 1", "日本 1"},
    {"half-width kana with marks", SCAN_ECI_NONE, "*\xC3\xDE\xBB\xDE\xB2\xDDQR*", "*ﾃﾞｻﾞｲﾝQR*"},
    {"half-width kana, odd", SCAN_ECI_NONE, "\xB1\xB2\xB3", "ｱｲｳ"},
    {"GBK that is not GB 2312", SCAN_ECI_NONE, "\x81\x40\xD6\xD0\x98\xFE", "丂中橚"},
    {"nothing fits", SCAN_ECI_NONE, "\x80\xFF", "\xC2\x80ÿ"},
    {"CP437", 0, "\x81", "ü"},
    {"ISO-8859-1", 3, "\xC3\xA9", "Ã©"},
    {"ISO-8859-2", 4, "\xB1", "ą"},
    {"ISO-8859-5", 7, "\xBF\xE0", "Пр"},
    {"ISO-8859-7", 9, "\xC1\xE2", "Αβ"},
    {"ISO-8859-15", 17, "\xA4", "€"},
    {"Shift-JIS", 20, "\xB1\x88\xC0", "ｱ安"},
    {"Windows-1251", 22, "\xCF\xF0", "Пр"},
    {"Windows-1252", 23, "\x80", "€"},
    {"UTF-8", 26, "\xE4\xB8\xAD", "中"},
    {"named UTF-8, written otherwise", 26, "\xD6\xD0\xB9\xFA", "中国"},
    {"Big5", 28, "\xA4\xA4", "中"},
    {"GB 2312", 29, "\xD6\xD0", "中"},
    {"EUC-KR", 30, "\xC7\xD1", "한"},
    {"GB 18030, four bytes", 32, "\x81\x30\x84\x36", "¥"},
    {"GB 18030, the last run of four", 32, "\x84\x31\xA4\x37", "�"},
    {"GB 18030, beyond the basic plane", 32, "\x95\x32\x82\x36", "𠀀"},
    {"a number without a set", 899, "caf\xE9", "café"},
    {"a number out of all range", 999999, "x", "x"},
    {"half a pair, as kana", 32, "\xD6\xD0\xD6", "ﾖﾐﾖ"},
};

static void bytes_become_text(void **state)
{
    const struct row *row = *state;
    char out[256];
    const size_t len = strlen(row->bytes);
    const size_t out_len = scan_charset_to_utf8(row->eci, (const uint8_t *)row->bytes, len, out);
    assert_in_range(out_len, 0, SCAN_CHARSET_GROWTH * len);
    out[out_len] = '\0';
    assert_string_equal(out, row->text);
}

static void utf16_has_zero_bytes(void **state)
{
    (void)state;
    static const uint8_t BYTES[] = {0, 'A', 0x4E, 0x2D, 0xD8, 0x40, 0xDC, 0x00};
    char out[64];
    const size_t len = scan_charset_to_utf8(25, BYTES, sizeof BYTES, out);
    assert_int_equal(len, strlen("A中𠀀"));
    assert_memory_equal(out, "A中𠀀", len);
    assert_int_equal(scan_charset_to_utf8(25, BYTES, 6, out), 7); /* half a surrogate pair: the guess is ISO-8859-1 */
}

static void any_bytes_become_utf8(void **state)
{
    (void)state;
    enum { ROUNDS = 200000, LEN_MAX = 12 };
    uint64_t random = random_seed();
    for (unsigned round = 0; round < ROUNDS; round++) {
        uint8_t bytes[LEN_MAX];
        char out[SCAN_CHARSET_GROWTH * LEN_MAX];
        const size_t len = random_below(&random, LEN_MAX + 1);
        const uint32_t eci = random_below(&random, 4) == 0 ? SCAN_ECI_NONE : random_below(&random, 40);
        for (size_t i = 0; i < len; i++)
            bytes[i] = (uint8_t)(random_below(&random, 3) == 0 ? random_below(&random, 128) : random_next(&random));
        const size_t out_len = scan_charset_to_utf8(eci, bytes, len, out);
        assert_in_range(out_len, len > 0 && eci != 25 && eci != SCAN_ECI_NONE ? 1 : 0, sizeof out);
        assert_true(scan_utf8_valid(out, out_len));
    }
}

/* A symbol's text from segments, given as mode, ECI and bytes. */
static void assert_text(const struct qr_text *given, const char *expected)
{
    static char out[SCAN_QR_TEXT_MAX];
    const size_t len = scan_text_from_qr(given, out);
    assert_int_equal(len, strlen(expected));
    assert_memory_equal(out, expected, len);
}

static void add(struct qr_text *text, enum qr_mode mode, uint32_t eci, const char *bytes)
{
    const size_t len = strlen(bytes);
    memcpy(text->bytes + text->len, bytes, len);
    text->segments[text->segment_count++] = (struct qr_segment){mode, eci, (uint16_t)text->len, (uint16_t)len};
    text->len += len;
}

static void segments_keep_their_sets(void **state)
{
    (void)state;
    static struct qr_text text;
    memset(&text, 0, sizeof text);
    add(&text, QR_SEGMENT_BYTE, 7, "\xBF\xE0");
    add(&text, QR_SEGMENT_NUMERIC, 7, "12");
    add(&text, QR_SEGMENT_BYTE, 26, "\xC3\xA9");
    assert_text(&text, "Пр12é");
    memset(&text, 0, sizeof text);
    add(&text, QR_SEGMENT_BYTE, QR_ECI_NONE, "\xB1\xB2"); /* alone it would be hanzi */
    add(&text, QR_SEGMENT_KANJI, QR_ECI_NONE, "\x93\xFA");
    assert_text(&text, "ｱｲ日");
    memset(&text, 0, sizeof text);
    add(&text, QR_SEGMENT_HANZI, QR_ECI_NONE, "\xD6\xD0");
    add(&text, QR_SEGMENT_NUMERIC, QR_ECI_NONE, "7");
    assert_text(&text, "中7");
    memset(&text, 0, sizeof text);
    add(&text, QR_SEGMENT_BYTE, QR_ECI_NONE, "\xE4\xB8"); /* a character that is cut by a change of modes */
    add(&text, QR_SEGMENT_BYTE, QR_ECI_NONE, "\xAD");
    assert_text(&text, "中");
}

static void fnc1_is_told(void **state)
{
    (void)state;
    static struct qr_text text;
    memset(&text, 0, sizeof text);
    add(&text, QR_SEGMENT_NUMERIC, QR_ECI_NONE, "0106901234567892");
    assert_text(&text, "0106901234567892");
    text.fnc1 = QR_FNC1_GS1;
    assert_text(&text, "]Q30106901234567892");
    text.fnc1 = QR_FNC1_INDUSTRY;
    text.industry = 37;
    assert_text(&text, "370106901234567892");
    text.industry = 'a' + 100;
    assert_text(&text, "a0106901234567892");
}

int main(void)
{
    enum { COUNT = sizeof ROWS / sizeof ROWS[0] };
    struct CMUnitTest rows[COUNT];
    const struct CMUnitTest others[] = {
        cmocka_unit_test(utf16_has_zero_bytes),
        cmocka_unit_test(any_bytes_become_utf8),
        cmocka_unit_test(segments_keep_their_sets),
        cmocka_unit_test(fnc1_is_told),
    };
    for (size_t i = 0; i < COUNT; i++)
        rows[i] = (struct CMUnitTest){
            .name = ROWS[i].what, .test_func = bytes_become_text, .initial_state = (void *)(uintptr_t)&ROWS[i]};
    const int failed = cmocka_run_group_tests_name("rows", rows, NULL, NULL);
    return failed + cmocka_run_group_tests_name("others", others, NULL, NULL);
}
