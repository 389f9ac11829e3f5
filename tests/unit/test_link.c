/* test_link.c: Digital Link URIs: where the key lies, what is refused and where, and how a link is written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <trc/link.h>

#include "marked.h"

#define GTIN "06901234567892"
#define UNIT "https://id.acme.cn/01/" GTIN "/10/L/21/S"

/* What is read from `text`: elements, written with brackets, or a refusal by a rule at the mark. */
struct row {
    const char *text, *rule, *elements;
};

static bool reads_as_it_says(const struct row *row)
{
    static struct trc_link link;
    char text[512], elements[512];
    struct trc_error error = TRC_ERROR_INIT;
    size_t len;
    const long pos = marked_text(row->text, text);
    const enum trc_status status = trc_link_parse(text, strlen(text), &link, &error);
    bool right = status == TRC_ERR_SYNTAX && row->rule != NULL && strcmp(row->rule, error.rule) == 0 &&
                 (long)error.pos == pos && link.elements.count == 0 &&
                 trc_link_parse(text, strlen(text), &link, NULL) == status;
    if (row->rule == NULL)
        right = status == TRC_OK && trc_elements_format(&link.elements, elements, sizeof elements, &len) == TRC_OK &&
                strcmp(elements, row->elements) == 0;
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

#define READS(text, elements)                                                                                          \
    {                                                                                                                  \
        text, NULL, elements                                                                                           \
    }
#define REFUSED(text, rule)                                                                                            \
    {                                                                                                                  \
        text, rule, NULL                                                                                               \
    }

/* clang-format off */

static void finds_the_rightmost_key(void **state)
{
    CHECK_ROWS(
        READS("https://a/01/" GTIN, "(01)" GTIN),
        READS("https://a/some/stem/01/" GTIN, "(01)" GTIN),
        READS("https://a/01/01/" GTIN, "(01)" GTIN),
        READS("https://a/00/x/01/" GTIN, "(01)" GTIN),
        READS("https://a/21/S/01/" GTIN, "(01)" GTIN),
        READS("https://a/01/bad/01/" GTIN "/21/S", "(01)" GTIN "(21)S"),
        READS("https://a//01/" GTIN, "(01)" GTIN),
        READS("https://a/8004/9520614141234567?01=" GTIN, "(8004)9520614141234567(01)" GTIN),
        REFUSED("https://a|/|", "uri-key"), REFUSED("https://a|/x", "uri-key"),
        REFUSED("https://a/|x|/y", "uri-key"), REFUSED("https://a/|gtin|/" GTIN, "uri-key"),
        REFUSED("https://a/01/|" GTIN "|/", "uri-key"), REFUSED("https://a/01/" GTIN "/|89|/X", "uri-key"),
        REFUSED("https://a/01/|" GTIN "|/S", "uri-key"), REFUSED("https://a|/10/L/21/S", "uri-key"),
        REFUSED("https://a/01/||/" GTIN, "uri-key"), REFUSED("https://a|/21/S/10/L/21/S/10/L/21/S/10/L/21/S/10/L/21/S", "uri-key"));
}

static void keeps_qualifiers_in_gs1s_order(void **state)
{
    CHECK_ROWS(
        READS("https://a/01/" GTIN "/22/V/10/L/21/S", "(01)" GTIN "(22)V(10)L(21)S"),
        READS("https://a/01/" GTIN "/22/V/21/S", "(01)" GTIN "(22)V(21)S"),
        READS("https://a/01/" GTIN "/235/T", "(01)" GTIN "(235)T"),
        READS("https://a/414/6994787515885/254/X", "(414)6994787515885(254)X"),
        READS("https://a/414/6994787515885/7040/1ABc", "(414)6994787515885(7040)1ABc"),
        REFUSED("https://a/01/" GTIN "/21/S/|10|/L", "qualifier-order"),
        REFUSED("https://a/01/" GTIN "/10/L/|22|/V", "qualifier-order"),
        REFUSED("https://a/01/" GTIN "/235/T/|21|/S", "qualifier-order"),
        REFUSED("https://a/01/" GTIN "/|99|/X", "qualifier-order"),
        REFUSED("https://a/01/" GTIN "/21/S/21/|S|", "duplicate-ai"),
        REFUSED("https://a/414/6994787515885/254/X/|7040|/1ABc", "qualifier-order"),
        REFUSED("https://a/00/340123453111111115/|10|/L", "qualifier-order"));
}

static void reads_attributes_in_any_order(void **state)
{
    CHECK_ROWS(
        READS(UNIT "?17=271231&11=260101", "(01)" GTIN "(10)L(21)S(17)271231(11)260101"),
        READS(UNIT "?&&17=271231&&", "(01)" GTIN "(10)L(21)S(17)271231"),
        READS(UNIT "?", "(01)" GTIN "(10)L(21)S"),
        READS(UNIT "?17=271231#frag?ment#/", "(01)" GTIN "(10)L(21)S(17)271231"),
        READS(UNIT "?99=a=b", "(01)" GTIN "(10)L(21)S(99)a=b"),
        READS("https://a/01/" GTIN "/235/T?10=L", "(01)" GTIN "(235)T(10)L"),
        REFUSED(UNIT "?|999|=1", "unknown-ai"), REFUSED(UNIT "?|=|1", "unknown-ai"), REFUSED(UNIT "?|0|=1", "unknown-ai"),
        REFUSED(UNIT "?|12345|=1", "unknown-ai"),
        REFUSED(UNIT "?|235|=T", "not-attribute"), REFUSED(UNIT "?|21|=S", "not-attribute"),
        REFUSED("https://a/01/" GTIN "?|10|=L", "qualifier-place"),
        REFUSED("https://a/01/" GTIN "/21/S?|10|=L", "qualifier-place"),
        REFUSED(UNIT "?17=||", "value-empty"), REFUSED(UNIT "?17=||&11=260101", "value-empty"),
        REFUSED(UNIT "?17=271231&17=|271231|", "duplicate-ai"), REFUSED(UNIT "?01=|" GTIN "|", "duplicate-ai"),
        REFUSED(UNIT "?10=|L|", "duplicate-ai"));
}

static void refuses_values_at_the_byte_as_written(void **state)
{
    CHECK_ROWS(
        REFUSED("https://a/01/0690123456789|3|", "check-digit"),
        REFUSED("https://a/01/%30690123456789|3|", "check-digit"),
        REFUSED("https://a/01/0690123456789|%33|", "check-digit"),
        REFUSED("https://a/01/0690123456789||", "value-too-short"),
        REFUSED("https://a/01/" GTIN "|0|", "value-too-long"),
        REFUSED("https://a/01/" GTIN "/10/||", "value-empty"),
        REFUSED("https://a/01/" GTIN "/10/||/21/S", "value-empty"),
        REFUSED("https://a/01/" GTIN "/10/%41|%23|B", "cset82"),
        REFUSED("https://a/01/" GTIN "/10/%41%42|~|", "cset82"),
        REFUSED("https://a/01/" GTIN "/10/A|%E4%B8%AD|", "cset82"),
        REFUSED("https://a/01/" GTIN "/10/%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F|%2F|", "value-too-long"),
        REFUSED("https://a/01/" GTIN "/10/A|%00|B", "percent"),
        REFUSED("https://a/01/" GTIN "/10/|%00|", "percent"),
        REFUSED(UNIT "?99=A|%00|", "percent"),
        REFUSED(UNIT "?99=A|+|B", "cset82"),
        REFUSED(UNIT "?99=%41|+|B", "cset82"),
        REFUSED(UNIT "?17=27|13|31", "date"),
        REFUSED(UNIT "?17=%32%37|%31|331", "date"),
        REFUSED(UNIT "?3922=|0299|", "required-ai"),
        REFUSED(UNIT "?422=|156|&426=156", "excluded-ai"),
        READS("https://a/01/" GTIN "/10/A+B", "(01)" GTIN "(10)A+B"),
        READS("https://a/01/" GTIN "/10/A%2fB%2FC", "(01)" GTIN "(10)A/B/C"));
}

static void refuses_what_is_no_uri(void **state)
{
    CHECK_ROWS(
        REFUSED("||", "uri-scheme"), REFUSED("|f|tp://a/01/" GTIN, "uri-scheme"), REFUSED("|H|tTp://a/01/" GTIN, "uri-scheme"),
        REFUSED("|h|ttps:/a/01/" GTIN, "uri-scheme"), REFUSED("|a|.cn/01/" GTIN, "uri-scheme"), REFUSED("|h|ttps:/", "uri-scheme"),
        REFUSED("https://||", "uri-path"), REFUSED("https://|/|01/" GTIN, "uri-path"), REFUSED("https://a||", "uri-path"),
        REFUSED("https://a|$|/01/" GTIN, "uri-host"), REFUSED("https://u|@|a/01/" GTIN, "uri-host"),
        REFUSED("https://a|%|2e/01/" GTIN, "uri-host"), REFUSED("https://a|_|b/01/" GTIN, "uri-host"),
        REFUSED("https://a|?|/01/" GTIN, "uri-host"), REFUSED("https://|\xe4\xbe\x8b|.cn/01/" GTIN, "uri-host"),
        REFUSED("https://a/01/" GTIN "| |", "uri-character"), REFUSED("https://a/01/" GTIN "|\n|", "uri-character"),
        REFUSED("https://a/|<|/01/" GTIN, "uri-character"), REFUSED("https://a/|\xe4\xb8\xad|/01/" GTIN, "uri-character"),
        REFUSED(UNIT "?a=|\"|", "uri-character"), REFUSED(UNIT "#|^|", "uri-character"),
        READS("HTTP://A/01/" GTIN, "(01)" GTIN), READS("http://a/01/" GTIN, "(01)" GTIN));
}

/* docs/gs1-policy.md: percent-encoding is whole wherever it stands; hosts are only asked for their characters. */
static void follows_the_policy(void **state)
{
    CHECK_ROWS(
        REFUSED("https://a/01/" GTIN "/21/|%|", "percent"), REFUSED("https://a/01/" GTIN "/21/|%4|", "percent"),
        REFUSED("https://a/01/" GTIN "/21/|%4|/x", "percent"), REFUSED("https://a/01/" GTIN "/21/S|%zz|", "percent"),
        REFUSED("https://a/x|%|/01/" GTIN, "percent"), REFUSED(UNIT "?s=|%%|", "percent"),
        REFUSED(UNIT "?|%|=1", "percent"), REFUSED(UNIT "#|%g0|", "percent"),
        READS("https://a/x%2F/01/" GTIN, "(01)" GTIN),
        READS("https://a-.cn/01/" GTIN, "(01)" GTIN), READS("https://[2001:db8::1]:8443/01/" GTIN, "(01)" GTIN),
        REFUSED("https://a/01/" GTIN "/21/S/21/||", "value-empty"));
}

/* clang-format on */

static void recognises_both_cases_of_both_schemes(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool link;
    } rows[] = {
        {"https://", true}, {"HTTPS://x", true},  {"http://", true}, {"HTTP://x", true}, {"Https://x", false},
        {"https:/", false}, {"(01)https", false}, {"", false},       {"http:/", false},  {"ftp://x", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(trc_link_recognise(rows[i].text, strlen(rows[i].text)), rows[i].link);
    assert_false(trc_link_recognise("http://", 6));
}

static void assert_span(const char *text, struct trc_span span, const char *expected)
{
    assert_int_equal(span.len, strlen(expected));
    assert_memory_equal(text + span.pos, expected, span.len);
}

static void tells_where_the_parts_lie(void **state)
{
    (void)state;
    static struct trc_link link;
    static const char text[] = "HTTPS://ID.ACME.CN:8443/p/q/01/" GTIN "/10/L?S=H6X&17=271231&flag&e=&%20=%41#top";
    assert_int_equal(trc_link_parse(text, sizeof text - 1, &link, NULL), TRC_OK);
    assert_true(link.https);
    assert_span(text, link.host, "ID.ACME.CN:8443");
    assert_span(text, link.stem, "p/q");
    assert_span(text, link.fragment, "top");
    assert_int_equal(link.path_count, 2);
    assert_int_equal(link.elements.count, 3);
    assert_int_equal(link.elements.element[1].pos, strstr(text, "L?") - text);
    assert_int_equal(link.param_count, 4);
    assert_span(text, link.param[0].key, "S");
    assert_span(text, link.param[0].value, "H6X");
    assert_true(link.param[0].has_value);
    assert_span(text, link.param[1].key, "flag");
    assert_false(link.param[1].has_value);
    assert_span(text, link.param[2].key, "e");
    assert_span(text, link.param[2].value, "");
    assert_true(link.param[2].has_value);
    assert_span(text, link.param[3].key, "%20");
    assert_span(text, link.param[3].value, "%41");

    static const char bare[] = "http://a/01/" GTIN;
    assert_int_equal(trc_link_parse(bare, sizeof bare - 1, &link, NULL), TRC_OK);
    assert_false(link.https);
    assert_span(bare, link.stem, "");
    assert_span(bare, link.fragment, "");
    assert_int_equal(link.param_count, 0);
}

static void refuses_more_parameters_than_it_lists(void **state)
{
    (void)state;
    static struct trc_link link;
    char text[1024] = UNIT "?a";
    struct trc_error error = TRC_ERROR_INIT;
    for (int i = 1; i < TRC_LINK_PARAMS_MAX; i++)
        strcat(text, "&a");
    assert_int_equal(trc_link_parse(text, strlen(text), &link, &error), TRC_OK);
    assert_int_equal(link.param_count, TRC_LINK_PARAMS_MAX);
    strcat(text, "&b");
    assert_int_equal(trc_link_parse(text, strlen(text), &link, &error), TRC_ERR_SYNTAX);
    assert_string_equal(error.rule, "too-many");
    assert_int_equal(error.pos, strlen(text) - 1);
}

static void refuses_text_no_symbol_can_hold(void **state)
{
    (void)state;
    static struct trc_link link;
    static char text[TRC_TEXT_MAX + 1];
    struct trc_error error = TRC_ERROR_INIT;
    memset(text, 'x', sizeof text);
    memcpy(text, UNIT "?", sizeof UNIT);
    assert_int_equal(trc_link_parse(text, TRC_TEXT_MAX, &link, &error), TRC_OK);
    assert_int_equal(trc_link_parse(text, TRC_TEXT_MAX + 1, &link, &error), TRC_ERR_SYNTAX);
    assert_string_equal(error.rule, "text-too-long");
}

/* From an element string to a link. A rule instead of a link where none can be made. */
static void writes_links(void **state)
{
    (void)state;
    static const struct {
        const char *elements, *link, *rule;
    } rows[] = {
        {"(01)" GTIN, "https://id.gs1.org/01/" GTIN, NULL},
        {"(21)S(10)L(01)" GTIN, "https://id.gs1.org/01/" GTIN "/10/L/21/S", NULL},
        {"(01)" GTIN "(10)A/B?(21)-._~", NULL, "cset82"},
        {"(01)" GTIN "(10)A/B?(21)-._+", "https://id.gs1.org/01/" GTIN "/10/A%2FB%3F/21/-._%2B", NULL},
        {"(99)x(17)271231(01)" GTIN "(90)y(11)260101", "https://id.gs1.org/01/" GTIN "?17=271231&11=260101&99=x&90=y",
         NULL},
        {"(01)" GTIN "(235)T(10)L", "https://id.gs1.org/01/" GTIN "/235/T?10=L", NULL},
        {"(01)" GTIN "(8004)1234ABCD(7040)1ABc", "https://id.gs1.org/8004/1234ABCD/7040/1ABc?01=" GTIN, NULL},
        {"(8013)1987654Ad4X4bL5ttr2310c2K", "https://id.gs1.org/8013/1987654Ad4X4bL5ttr2310c2K", NULL},
        {"(400)ORDER", NULL, "uri-key"},
        {"(01)" GTIN "(8200)http", NULL, "not-attribute"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        static struct trc_elements elements;
        char text[512];
        size_t len = 99;
        struct trc_error error = TRC_ERROR_INIT;
        enum trc_status status = trc_elements_parse(rows[i].elements, strlen(rows[i].elements), &elements, &error);
        if (status == TRC_OK)
            status = trc_link_format("https://id.gs1.org", &elements, text, sizeof text, &len, &error);
        if (rows[i].rule != NULL) {
            assert_int_equal(status, TRC_ERR_SYNTAX);
            assert_string_equal(error.rule, rows[i].rule);
            continue;
        }
        assert_int_equal(status, TRC_OK);
        assert_string_equal(text, rows[i].link);
        assert_int_equal(len, strlen(text));
    }
}

static void writes_only_what_fits(void **state)
{
    (void)state;
    static struct trc_link link;
    static const char text[] = "HTTPS://ID.ACME.CN/01/" GTIN "/10/A%2FB?17=271231";
    char out[80];
    size_t len;
    assert_int_equal(trc_link_parse(text, sizeof text - 1, &link, NULL), TRC_OK);
    for (size_t size = 0; size <= sizeof out; size++) {
        struct trc_error error = TRC_ERROR_INIT;
        memset(out, '#', sizeof out);
        const enum trc_status status = trc_link_format("HTTPS://ID.ACME.CN", &link.elements, out, size, &len, &error);
        assert_int_equal(status, size >= sizeof text ? TRC_OK : TRC_ERR_RANGE);
        assert_int_equal(error.status, status);
        assert_int_equal(len, status == TRC_OK ? sizeof text - 1 : 0);
        if (size > 0)
            assert_string_equal(out, status == TRC_OK ? text : "");
        for (size_t i = size; i < sizeof out; i++)
            assert_int_equal(out[i], '#');
    }
}

static void escapes_every_byte(void **state)
{
    (void)state;
    char all[256], out[3 * 256 + 1];
    for (unsigned i = 0; i < 256; i++)
        all[i] = (char)i;
    assert_int_equal(trc_link_escape(all, 256, out, sizeof out), 66 + 3 * 190);
    assert_int_equal(trc_link_escape("A b", 3, out, 5), SIZE_MAX);
    assert_int_equal(trc_link_escape("A b", 3, out, 6), 5);
    assert_string_equal(out, "A%20b");
    assert_int_equal(trc_link_escape("\xff", 1, out, sizeof out), 3);
    assert_string_equal(out, "%FF");
    assert_int_equal(trc_link_escape("", 0, out, 1), 0);
    assert_int_equal(trc_link_escape("", 0, out, 0), SIZE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_rightmost_key),
        cmocka_unit_test(keeps_qualifiers_in_gs1s_order),
        cmocka_unit_test(reads_attributes_in_any_order),
        cmocka_unit_test(refuses_values_at_the_byte_as_written),
        cmocka_unit_test(refuses_what_is_no_uri),
        cmocka_unit_test(follows_the_policy),
        cmocka_unit_test(recognises_both_cases_of_both_schemes),
        cmocka_unit_test(tells_where_the_parts_lie),
        cmocka_unit_test(refuses_more_parameters_than_it_lists),
        cmocka_unit_test(refuses_text_no_symbol_can_hold),
        cmocka_unit_test(writes_links),
        cmocka_unit_test(writes_only_what_fits),
        cmocka_unit_test(escapes_every_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
