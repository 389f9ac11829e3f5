/* test_elements.c: element strings, bracketed and raw; which AIs may stand together; lists that stay within bounds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <trc/elements.h>

#include "marked.h"

/* What is read from `text`: a list, written with brackets, or a refusal by a rule at the mark. */
struct row {
    const char *text, *rule, *bracketed;
};

static bool reads_as_it_says(const struct row *row)
{
    static struct trc_elements elements;
    char text[512], bracketed[512];
    struct trc_error error = TRC_ERROR_INIT;
    size_t len;
    const long pos = marked_text(row->text, text);
    const enum trc_status status = trc_elements_parse(text, strlen(text), &elements, &error);
    bool right = status == TRC_ERR_SYNTAX && row->rule != NULL && strcmp(row->rule, error.rule) == 0 &&
                 (long)error.pos == pos && elements.count == 0 &&
                 trc_elements_parse(text, strlen(text), &elements, NULL) == status;
    if (row->rule == NULL)
        right = status == TRC_OK && trc_elements_format(&elements, bracketed, sizeof bracketed, &len) == TRC_OK &&
                strcmp(bracketed, row->bracketed != NULL ? row->bracketed : text) == 0 && len == strlen(bracketed);
    if (!right)
        print_error("%s: expected %s, not %s at %ld: %s\n", row->text, row->rule != NULL ? row->rule : "OK",
                    status != TRC_OK ? error.rule : "OK", (long)error.pos, error.msg);
    return right;
}

static void check_rows(const struct row *rows, size_t count)
{
    size_t right = 0;
    for (size_t i = 0; i < count; i++)
        right += reads_as_it_says(&rows[i]);
    assert_int_equal(right, count);
}

#define CHECK_ROWS(...)                                                                                                \
    static const struct row rows[] = {__VA_ARGS__};                                                                    \
    (void)state;                                                                                                       \
    check_rows(rows, sizeof rows / sizeof *rows)

#define OK(text)                                                                                                       \
    {                                                                                                                  \
        text, NULL, NULL                                                                                               \
    } /* written as it was read */
#define READS(text, bracketed)                                                                                         \
    {                                                                                                                  \
        text, NULL, bracketed                                                                                          \
    }
#define REFUSED(text, rule)                                                                                            \
    {                                                                                                                  \
        text, rule, NULL                                                                                               \
    }

/* clang-format off */

static void reads_brackets(void **state)
{
    CHECK_ROWS(
        OK("(01)06901234567892"),
        OK("(01)06901234567892(10)LOT(21)S1(17)271231"),
        OK("(21)S1(01)06901234567892"),
        OK("(01)06901234567892(10)12345\\(11)991225"),
        OK("(01)06901234567892(10)12345\\("),
        OK("(01)06901234567892(10)\\(\\("),
        OK("(01)06901234567892(10)a)b)"),
        OK("(8013)1987654Ad4X4bL5ttr2310c2K"));
}

static void refuses_broken_brackets(void **state)
{
    CHECK_ROWS(
        REFUSED("||", "text-empty"),
        REFUSED("|(|", "bracket"), REFUSED("|(|15", "bracket"), REFUSED("|(|01", "bracket"),
        REFUSED("(||)12345", "unknown-ai"), REFUSED("(|1|)12345", "unknown-ai"), REFUSED("(|12345|)12345", "unknown-ai"),
        REFUSED("(|1A|)12345", "unknown-ai"), REFUSED("(|89|)A", "unknown-ai"), REFUSED("(|011|)1", "unknown-ai"),
        REFUSED("(|A|)1", "unknown-ai"),
        REFUSED("(10)|(11)98765", "value-empty"), REFUSED("(10)12345(11)||", "value-empty"),
        REFUSED("(01)0690123456789||", "value-too-short"), REFUSED("(01)06901234567892|31|(10)A", "value-too-long"),
        REFUSED("(01)0690123456789|3|(10)A", "check-digit"),
        REFUSED("(10)12345|^|", "cset82"), REFUSED("(10)A|\\|B", "cset82"), REFUSED("(10)A|\\|\\(B", "cset82"),
        REFUSED("(10)\\(\\(|~|", "cset82"),                       /* a place after brackets is a place in the input */
        REFUSED("(17)9||(90)217", "value-too-short"));
}

static void reads_raw_text(void **state)
{
    CHECK_ROWS(
        READS("^0106901234567892", "(01)06901234567892"),
        READS("^010690123456789210LOT^21S1^17271231", "(01)06901234567892(10)LOT(21)S1(17)271231"),
        READS("^0106901234567892^10LOT", "(01)06901234567892(10)LOT"),            /* an FNC1 too many */
        READS("^010690123456789210LOT^", "(01)06901234567892(10)LOT"),            /* or at the end */
        READS("\x1d" "010690123456789210LOT\x1d" "21S1", "(01)06901234567892(10)LOT(21)S1"),
        READS("010690123456789210LOT\x1d" "21S1", "(01)06901234567892(10)LOT(21)S1"),
        READS("]d2010690123456789210LOT\x1d" "21S1", "(01)06901234567892(10)LOT(21)S1"),
        READS("]Q3010690123456789210LOT", "(01)06901234567892(10)LOT"),
        READS("]C1010690123456789210LOT", "(01)06901234567892(10)LOT"),
        READS("]e00106901234567892", "(01)06901234567892"),
        READS("]J10106901234567892", "(01)06901234567892"),
        READS("^01069012345678923103000195" "10(A", "(01)06901234567892(3103)000195(10)\\(A"),
        READS("^0106901234567892" "8008260101123045", "(01)06901234567892(8008)260101123045"),
        READS("^0106901234567892" "23512", "(01)06901234567892(235)12"));
}

static void refuses_broken_raw_text(void **state)
{
    CHECK_ROWS(
        REFUSED("|0|106901234567892", "fnc1"), REFUSED("|6|901234567892", "fnc1"), REFUSED("|h|ello", "fnc1"), REFUSED("| |(01)06901234567892", "fnc1"),
        REFUSED("^||", "text-empty"), REFUSED("]d2||", "text-empty"), REFUSED("\x1d||", "text-empty"),
        REFUSED("|]d1|0106901234567892", "symbology"), REFUSED("|]Q1|https://a", "symbology"), REFUSED("|]d|", "symbology"), REFUSED("|]|", "symbology"),
        REFUSED("^|^|0106901234567892", "unknown-ai"), REFUSED("]d2|\x1d|0106901234567892", "unknown-ai"),
        REFUSED("^|8912|34", "unknown-ai"), REFUSED("^|0|", "unknown-ai"), REFUSED("^|abc|", "unknown-ai"),
        REFUSED("^01069012345678|", "value-too-short"), REFUSED("^0106901234567892|2|", "unknown-ai"),
        REFUSED("^01069012345678||^10A", "value-too-short"),
        REFUSED("^0106901234567892" "242123456|7|", "value-too-long"),
        REFUSED("^0106901234567892" "10A^|^|", "unknown-ai"),
        REFUSED("]d20106901234567892" "10A|^|21B", "cset82"),      /* only GS is FNC1 here */
        REFUSED("^0106901234567892" "10A|\x1d|21B", "cset82"));    /* and only ^ here */
}

static void repeats_are_kept_once_or_refused(void **state)
{
    CHECK_ROWS(
        READS("(01)06901234567892(10)A(01)06901234567892", "(01)06901234567892(10)A"),
        READS("^010690123456789210A^0106901234567892", "(01)06901234567892(10)A"),
        REFUSED("(01)06901234567892(10)A(10)|B|", "duplicate-ai"), REFUSED("(01)06901234567892(10)A(10)|AA|", "duplicate-ai"),
        REFUSED("^010690123456789210A^10|B|", "duplicate-ai"));
}

static void asks_for_the_ais_that_belong_together(void **state)
{
    CHECK_ROWS(
        REFUSED("(21)|S1|", "required-ai"), REFUSED("(10)|L|", "required-ai"), REFUSED("(17)|271231|", "required-ai"),
        OK("(400)ORDER"), OK("(99)ANY"),
        REFUSED("(01)06901234567892(3922)|0299|", "required-ai"),
        OK("(01)06901234567892(3922)0299(30)1"),
        OK("(01)06901234567892(3103)000195(3922)0299"),         /* one of 31nn */
        REFUSED("(02)|06901234567892|", "required-ai"),
        REFUSED("(02)06901234567892(37)|25|", "required-ai"),                    /* 37 asks for 00 + 02 */
        OK("(00)340123453111111115(02)06901234567892(37)25"),
        REFUSED("(01)06901234567892(250)|S|", "required-ai"),
        OK("(01)06901234567892(21)A(250)S"),
        OK("(01)06901234567892(21)A(8040)490154203237518(8041)490154203237518"),
        REFUSED("(01)06901234567892(21)A(8041)|490154203237518|", "required-ai")); /* three joined: 01 + 21 + 8040 */
}

static void refuses_the_ais_that_exclude_each_other(void **state)
{
    CHECK_ROWS(
        REFUSED("(01)|06901234567892|(37)2", "excluded-ai"),
        REFUSED("(01)|06901234567892|(37)2(00)340123453111111115(02)06901234567892", "excluded-ai"),
        REFUSED("(01)06901234567892(21)|S|(235)T", "excluded-ai"),
        REFUSED("(01)06901234567892(3102)|000195|(3103)000195", "excluded-ai"),  /* 310n: another of its own kind */
        OK("(01)06901234567892(3103)000195(3111)000001"),
        REFUSED("(01)06901234567892(422)|156|(426)156", "excluded-ai"));
}

static void signatures_need_serialised_keys(void **state)
{
    CHECK_ROWS(
        REFUSED("(253)4602443000331||(8030)AAAA", "digital-signature"),
        OK("(253)4602443000331X(8030)AAAA"),
        OK("(253)4602443000331"),
        REFUSED("(01)06901234567892(8030)|AAAA|", "required-ai"),
        OK("(01)06901234567892(21)S(8030)AAAA"));
}

/* clang-format on */

static const struct trc_ai *ai(const char *digits)
{
    return trc_ai_find(digits, strlen(digits));
}

static void adds_finds_and_refuses(void **state)
{
    (void)state;
    static struct trc_elements elements;
    struct trc_error error = TRC_ERROR_INIT;
    trc_elements_clear(&elements);
    assert_int_equal(trc_elements_add(&elements, ai("01"), "06901234567892", 14, 4, &error), TRC_OK);
    assert_int_equal(trc_elements_add(&elements, ai("10"), "LOT", 3, 20, &error), TRC_OK);
    assert_string_equal(trc_elements_value(&elements, "01"), "06901234567892");
    assert_string_equal(trc_elements_value(&elements, "10"), "LOT");
    assert_int_equal(trc_elements_find(&elements, "10")->pos, 20);
    assert_null(trc_elements_value(&elements, "21"));
    assert_null(trc_elements_find(&elements, "nonsense"));
    assert_int_equal(trc_elements_add(&elements, ai("10"), "LOT", 3, 30, &error), TRC_ERR_SYNTAX);
    assert_string_equal(error.rule, "duplicate-ai");
    assert_int_equal(error.pos, 30);
    assert_int_equal(trc_elements_add(&elements, ai("21"), "A B", 3, 40, &error), TRC_ERR_SYNTAX);
    assert_string_equal(error.rule, "cset82");
    assert_int_equal(error.pos, 41);
    assert_int_equal(elements.count, 2);
    trc_elements_clear(&elements);
    assert_null(trc_elements_find(&elements, "01"));
}

/* All the AIs that take any text, then more. */
static void a_full_list_refuses_the_next(void **state)
{
    (void)state;
    static struct trc_elements elements;
    struct trc_error error = TRC_ERROR_INIT;
    char value[91];
    memset(value, 'x', sizeof value);
    trc_elements_clear(&elements);
    enum trc_status status = TRC_OK;
    for (unsigned n = 3100; n < 3700 && status == TRC_OK; n++) {
        char digits[5];
        snprintf(digits, sizeof digits, "%u", n);
        if (ai(digits) != NULL)
            status = trc_elements_add(&elements, ai(digits), "000001", 6, 0, &error);
    }
    assert_int_equal(status, TRC_ERR_SYNTAX);
    assert_string_equal(error.rule, "too-many");
    assert_int_equal(elements.count, TRC_ELEMENTS_MAX);
}

static void refuses_text_no_symbol_can_hold(void **state)
{
    (void)state;
    static struct trc_elements elements;
    static char text[TRC_TEXT_MAX + 1];
    struct trc_error error = TRC_ERROR_INIT;
    memset(text, '9', sizeof text);
    text[0] = '^';
    assert_int_equal(trc_elements_parse(text, sizeof text, &elements, &error), TRC_ERR_SYNTAX);
    assert_string_equal(error.rule, "text-too-long");
    assert_int_equal(error.pos, TRC_TEXT_MAX);
    assert_int_equal(trc_elements_parse(text, TRC_TEXT_MAX, &elements, &error), TRC_ERR_SYNTAX);
    assert_string_equal(error.rule, "value-too-long"); /* one AI (99) of 4,293 characters */
}

static void formats_only_what_fits(void **state)
{
    (void)state;
    static struct trc_elements elements;
    static const char text[] = "(01)06901234567892(10)A\\(B";
    char out[64];
    size_t len;
    assert_int_equal(trc_elements_parse(text, sizeof text - 1, &elements, NULL), TRC_OK);
    for (size_t size = 0; size <= sizeof out; size++) {
        memset(out, '#', sizeof out);
        const enum trc_status status = trc_elements_format(&elements, out, size, &len);
        assert_int_equal(status, size >= sizeof text ? TRC_OK : TRC_ERR_RANGE);
        assert_int_equal(len, status == TRC_OK ? sizeof text - 1 : 0);
        if (size > 0)
            assert_string_equal(out, status == TRC_OK ? text : "");
        for (size_t i = size; i < sizeof out; i++)
            assert_int_equal(out[i], '#');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_brackets),
        cmocka_unit_test(refuses_broken_brackets),
        cmocka_unit_test(reads_raw_text),
        cmocka_unit_test(refuses_broken_raw_text),
        cmocka_unit_test(repeats_are_kept_once_or_refused),
        cmocka_unit_test(asks_for_the_ais_that_belong_together),
        cmocka_unit_test(refuses_the_ais_that_exclude_each_other),
        cmocka_unit_test(signatures_need_serialised_keys),
        cmocka_unit_test(adds_finds_and_refuses),
        cmocka_unit_test(a_full_list_refuses_the_next),
        cmocka_unit_test(refuses_text_no_symbol_can_hold),
        cmocka_unit_test(formats_only_what_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
