/* test_parse.c: what a scanned or typed text says, before any key is asked; and where it breaks which rule. */
#include "status_asserts.h"

#include <stdlib.h>
#include <trc/code.h>

#include "marked.h"

#define SERIAL "60E6419MKAS0Q6064TT1"
#define LINK "HTTPS://ID.ACME.CN/01/06901234567892/10/LOT2409A/21/" SERIAL
#define SEAL "H6XSKYW6FJWVKY988FMQ79VMT44W"
#define PLAIN "(01)06901234567892(10)LOT2409A(21)" SERIAL
#define ZEROS_25 "0000000000000000000000000"
#define ZEROS_102 ZEROS_25 ZEROS_25 ZEROS_25 ZEROS_25 "00"

/* Parsed from memory of exactly its length, so that sanitizers see a byte read too far. */
static enum trc_status parse(const char *text, size_t len, struct trc_code *code, struct trc_error *error)
{
    char *exact = malloc(len + (len == 0));
    assert_non_null(exact);
    memcpy(exact, text, len);
    const enum trc_status status = trc_code_parse(exact, len, code, error);
    free(exact);
    return status;
}

struct accepted {
    const char *name, *text;
    const char *elements, *host, *serial;
    enum trc_serial_kind kind;
    char seal;
    bool unsealed;
};

static const struct accepted accepted_rows[] = {
    {"sealed serial", LINK "?17=271231", PLAIN "(17)271231", "id.acme.cn", SERIAL, TRC_SERIAL_SEALED, 0, false},
    {"S seal", LINK "?17=271231&S=" SEAL, PLAIN "(17)271231", "id.acme.cn", SERIAL, TRC_SERIAL_SEALED, 'H', false},
    {"S seal before attributes", LINK "?S=" SEAL "&17=271231", PLAIN "(17)271231", "id.acme.cn", SERIAL,
     TRC_SERIAL_SEALED, 'H', false},
    {"key s in lower case", LINK "?s=" SEAL, PLAIN, "id.acme.cn", SERIAL, TRC_SERIAL_SEALED, 'H', false},
    {"E seal", LINK "?S=E6" ZEROS_102 "0", PLAIN, "id.acme.cn", SERIAL, TRC_SERIAL_SEALED, 'E', false},
    {"seal of a type to come", LINK "?S=X6" ZEROS_25, PLAIN, "id.acme.cn", SERIAL, TRC_SERIAL_SEALED, 'X', false},
    {"type in lower case is another type", LINK "?S=h6XSKYW6FJWVKY988FMQ79VMT44W", PLAIN, "id.acme.cn", SERIAL,
     TRC_SERIAL_SEALED, 'h', false},
    {"escaped type is another type", LINK "?S=%486XSKYW6FJWVKY988FMQ79VMT44W", PLAIN, "id.acme.cn", SERIAL,
     TRC_SERIAL_SEALED, '%', false},
    {"http in lower case", "http://id.acme.cn/01/06901234567892/21/A1", "(01)06901234567892(21)A1", "id.acme.cn", "A1",
     TRC_SERIAL_OWN, 0, false},
    {"port", "https://id.acme.cn:8443/01/06901234567892/21/A1", "(01)06901234567892(21)A1", "id.acme.cn:8443", "A1",
     TRC_SERIAL_OWN, 0, false},
    {"path before the key is unsealed", "https://a.b/shop/x/01/06901234567892/21/A1", "(01)06901234567892(21)A1", "a.b",
     "A1", TRC_SERIAL_OWN, 0, true},
    {"fragment is unsealed", "https://a.b/01/06901234567892/21/A1#top", "(01)06901234567892(21)A1", "a.b", "A1",
     TRC_SERIAL_OWN, 0, true},
    {"unknown parameter is unsealed", "https://a.b/01/06901234567892/21/A1?name=Gold", "(01)06901234567892(21)A1",
     "a.b", "A1", TRC_SERIAL_OWN, 0, true},
    {"S without a value is no seal", "https://a.b/01/06901234567892/21/A1?S", "(01)06901234567892(21)A1", "a.b", "A1",
     TRC_SERIAL_OWN, 0, true},
    {"SS is no seal", "https://a.b/01/06901234567892/21/A1?SS=" SEAL, "(01)06901234567892(21)A1", "a.b", "A1",
     TRC_SERIAL_OWN, 0, true},
    {"escaped S is no seal", "https://a.b/01/06901234567892/21/A1?%53=" SEAL, "(01)06901234567892(21)A1", "a.b", "A1",
     TRC_SERIAL_OWN, 0, true},
    {"symbology before a link", "]Q1" LINK "?S=" SEAL, PLAIN, "id.acme.cn", SERIAL, TRC_SERIAL_SEALED, 'H', false},
    {"GS1 symbology before a link", "]d2" LINK, PLAIN, "id.acme.cn", SERIAL, TRC_SERIAL_SEALED, 0, false},
    {"bracketed", PLAIN "(17)271231", PLAIN "(17)271231", "", SERIAL, TRC_SERIAL_SEALED, 0, false},
    {"raw with ]Q3",
     "]Q3010690123456789210LOT2409A\x1d"
     "21" SERIAL,
     PLAIN, "", SERIAL, TRC_SERIAL_SEALED, 0, false},
    {"raw with ]d2", "]d2010690123456789221A1", "(01)06901234567892(21)A1", "", "A1", TRC_SERIAL_OWN, 0, false},
    {"raw with ]C1", "]C1010690123456789221A1", "(01)06901234567892(21)A1", "", "A1", TRC_SERIAL_OWN, 0, false},
    {"raw with FNC1 first",
     "\x1d"
     "010690123456789221A1",
     "(01)06901234567892(21)A1", "", "A1", TRC_SERIAL_OWN, 0, false},
    {"a lot may look like a link", "(10)A://B(01)06901234567892(21)A1", "(10)A://B(01)06901234567892(21)A1", "", "A1",
     TRC_SERIAL_OWN, 0, false},
    {"a raw lot may, too",
     "]Q310A://B\x1d"
     "010690123456789221A1",
     "(10)A://B(01)06901234567892(21)A1", "", "A1", TRC_SERIAL_OWN, 0, false},
    {"escaped serial", "https://a.b/01/06901234567892/21/%360E6419MKAS0Q6064TT%31", "(01)06901234567892(21)" SERIAL,
     "a.b", SERIAL, TRC_SERIAL_SEALED, 0, false},
    {"escaped own serial and lot", "https://a.b/01/06901234567892/10/%2F%25/21/A%2F1",
     "(01)06901234567892(10)/%(21)A/1", "a.b", "A/1", TRC_SERIAL_OWN, 0, false},
    {"serial in lower case is an own one", "https://a.b/01/06901234567892/21/60e6419mkas0q6064tt1",
     "(01)06901234567892(21)60e6419mkas0q6064tt1", "a.b", "60e6419mkas0q6064tt1", TRC_SERIAL_OWN, 0, false},
    {"20 characters with a U are an own serial", "(01)06901234567892(21)60E6419MKAS0Q6064TTU",
     "(01)06901234567892(21)60E6419MKAS0Q6064TTU", "", "60E6419MKAS0Q6064TTU", TRC_SERIAL_OWN, 0, false},
    {"19 characters are an own serial", "(01)06901234567892(21)60E6419MKAS0Q6064TT",
     "(01)06901234567892(21)60E6419MKAS0Q6064TT", "", "60E6419MKAS0Q6064TT", TRC_SERIAL_OWN, 0, false},
    {"no serial", "https://a.b/01/06901234567892", "(01)06901234567892", "a.b", NULL, TRC_SERIAL_NONE, 0, false},
    {"no GTIN", "(00)006141411234567890", "(00)006141411234567890", "", NULL, TRC_SERIAL_NONE, 0, false},
};

static void accepted(void **state)
{
    const struct accepted *row = *state;
    static struct trc_code code;
    static char elements[3 * TRC_TEXT_MAX];
    struct trc_error error = TRC_ERROR_INIT;
    size_t len;
    memset(&code, 0xa5, sizeof code);
    if (trc_code_parse(row->text, strlen(row->text), &code, &error) != TRC_OK)
        fail_msg("%s", error.msg);
    assert_ok(trc_elements_format(&code.link.elements, elements, sizeof elements, &len));
    assert_string_equal(elements, row->elements);
    assert_string_equal(code.host, row->host);
    assert_int_equal(code.is_link, row->host[0] != '\0');
    assert_int_equal(code.serial_kind, row->kind);
    assert_int_equal(code.seal.type, row->seal);
    assert_int_equal(code.has_unsealed_data, row->unsealed);
    if (row->serial != NULL)
        assert_string_equal(code.serial, row->serial);
    else
        assert_null(code.serial);
    assert_int_equal(code.gtin != NULL, strstr(row->elements, "(01)") != NULL);
    if (row->kind == TRC_SERIAL_SEALED)
        assert_int_equal(code.sealed.key_id, 6);
    assert_ok(parse(row->text, strlen(row->text), &code, NULL));
}

/* Spans count from code.text, also where a symbology identifier stands before the link. */
static void spans_point_into_the_text(void **state)
{
    (void)state;
    static struct trc_code code;
    const char *const texts[] = {"https://a.b/x/01/06901234567892/21/A1?k=v#f",
                                 "]Q1https://a.b/x/01/06901234567892/21/A1?k=v#f"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        assert_ok(trc_code_parse(texts[i], strlen(texts[i]), &code, NULL));
        const struct trc_link *link = &code.link;
        assert_ptr_equal(code.text, texts[i] + (texts[i][0] == ']' ? 3 : 0));
        assert_memory_equal(code.text + link->host.pos, "a.b/x", 5);
        assert_memory_equal(code.text + link->stem.pos, "x/01", 4);
        assert_memory_equal(code.text + link->param[0].key.pos, "k=v#", 4);
        assert_memory_equal(code.text + link->param[0].value.pos, "v#f", 3);
        assert_memory_equal(code.text + link->fragment.pos, "f", 1);
    }
}

static void nothing_is_left_of_the_code_before(void **state)
{
    (void)state;
    static struct trc_code code;
    const char *full = "https://a.b/x/01/06901234567892/21/" SERIAL "?k=v&S=" SEAL "#f";
    const char *plain = "(00)006141411234567890";
    assert_ok(trc_code_parse(full, strlen(full), &code, NULL));
    assert_ok(trc_code_parse(plain, strlen(plain), &code, NULL));
    assert_false(code.is_link || code.has_unsealed_data || code.link.https);
    assert_int_equal(code.link.host.len + code.link.stem.len + code.link.fragment.len + code.link.param_count, 0);
    assert_int_equal(code.seal.type + code.seal.key_id + code.seal.body_len + code.seal.body[0], 0);
    assert_int_equal(code.sealed.key_id + code.sealed.masked_unit + code.sealed.tag[7], 0);
    assert_string_equal(code.host, "");
}

struct refused {
    const char *marked, *rule;
};

static const struct refused refused_rows[] = {
    {"|", "text-empty"},
    {"|hello", "fnc1"},
    {"|ftp://a.b/01/06901234567892/21/A1", "uri-scheme"},
    {"|Https://a.b/01/06901234567892/21/A1", "uri-scheme"},
    {"]Q1|Https://a.b/01/06901234567892/21/A1", "uri-scheme"},
    {"|]Q1(01)06901234567892(21)A1", "symbology"},
    {"|]Q", "symbology"},
    {"https://a.b/01/0690123456789|3/21/A1", "check-digit"},
    {"]Q1https://a.b/01/0690123456789|3/21/A1", "check-digit"},
    {"(01)0690123456789|3(21)A1", "check-digit"},
    {"https://user|@a.b/01/06901234567892/21/A1", "uri-host"},
    {LINK "?S=|", "seal-length"},
    {LINK "?S=|H", "seal-length"},
    {LINK "?S=|H6", "seal-length"},
    {LINK "?S=|H6XSKYW6FJWVKY988FMQ79VMT44", "seal-length"},
    {LINK "?S=|H6XSKYW6FJWVKY988FMQ79VMT44W0", "seal-length"},
    {LINK "?S=|H6XSKYW6FJWVKY9", "seal-length"},
    {LINK "?S=|E6XSKYW6FJWVKY988FMQ79VMT44W", "seal-length"},
    {LINK "?S=|E6" ZEROS_102, "seal-length"},
    {LINK "?S=|E6" ZEROS_102 "00", "seal-length"},
    {LINK "?S=|H6" ZEROS_102 "0", "seal-length"},
    {LINK "?17=271231&S=|HUXSKYW6FJWVKY988FMQ79VMT44W", "seal-character"},
    {LINK "?S=|H6XSKYW6FJWVKY988FMQ79VMT44I", "seal-character"},
    {LINK "?S=|H6xSKYW6FJWVKY988FMQ79VMT44W", "seal-character"},
    {LINK "?S=|H6XSKYW6FJWVKY988FMQ79VMT44X", "seal-character"}, /* a pad bit */
    {LINK "?S=|E6" ZEROS_102 "1", "seal-character"},             /* a pad bit */
    {"]Q1" LINK "?S=|H6XSKYW6FJWVKY988FMQ79VMT44X", "seal-character"},
    {LINK "?S=" SEAL "&|S=" SEAL, "seal-repeated"},
    {LINK "?S=" SEAL "&|s=" SEAL, "seal-repeated"},
    {LINK "?S=X6&|S=" SEAL, "seal-repeated"},
};

static void refused(void **state)
{
    const struct refused *row = *state;
    static struct trc_code code;
    static char text[TRC_TEXT_MAX];
    struct trc_error error = TRC_ERROR_INIT;
    const long pos = marked_text(row->marked, text);
    memset(&code, 0xa5, sizeof code);
    assert_status(parse(text, strlen(text), &code, &error), TRC_ERR_SYNTAX);
    assert_string_equal(error.rule, row->rule);
    assert_int_equal(error.pos, pos);
    assert_true(error.msg[0] != '\0');
    assert_false(code.is_link || code.has_unsealed_data);
    assert_null(code.gtin);
    assert_null(code.serial);
    assert_string_equal(code.host, "");
    assert_int_equal(code.link.elements.count + code.link.param_count + code.seal.type + code.serial_kind, 0);
    assert_status(parse(text, strlen(text), &code, NULL), TRC_ERR_SYNTAX);
}

static void a_text_longer_than_any_symbol_is_refused(void **state)
{
    (void)state;
    static struct trc_code code;
    static char text[TRC_TEXT_MAX + 2] = "https://a.b/01/06901234567892/21/A1?k=";
    memset(text + strlen(text), 'x', sizeof text - 1 - strlen(text));
    assert_ok(parse(text, TRC_TEXT_MAX, &code, NULL));
    struct trc_error error = TRC_ERROR_INIT;
    assert_status(parse(text, TRC_TEXT_MAX + 1, &code, &error), TRC_ERR_SYNTAX);
    assert_string_equal(error.rule, "text-too-long");
}

static void a_host_longer_than_dns_has_is_refused(void **state)
{
    (void)state;
    static struct trc_code code;
    char text[400] = "https://";
    memset(text + 8, 'a', TRC_HOST_MAX + 1);
    strcpy(text + 8 + TRC_HOST_MAX, "/01/06901234567892/21/A1");
    assert_ok(parse(text, strlen(text), &code, NULL));
    assert_int_equal(strlen(code.host), TRC_HOST_MAX);
    memset(text + 8, 'a', TRC_HOST_MAX + 1);
    strcpy(text + 8 + TRC_HOST_MAX + 1, "/01/06901234567892/21/A1");
    struct trc_error error = TRC_ERROR_INIT;
    assert_status(parse(text, strlen(text), &code, &error), TRC_ERR_SYNTAX);
    assert_string_equal(error.rule, "uri-host");
}

static void typed_text_loses_its_white_space(void **state)
{
    (void)state;
    static struct trc_code code;
    char scratch[200];
    const char *typed = " https://id.acme.cn /01/069012 34567892\t/21/60e6 419m kas0 q606 4tt1\r\n";
    assert_ok(trc_code_parse_typed(typed, strlen(typed), false, scratch, &code, NULL));
    assert_string_equal(code.serial, "60e6419mkas0q6064tt1");
    assert_int_equal(code.serial_kind, TRC_SERIAL_OWN);
    assert_ok(trc_code_parse_typed(typed, strlen(typed), true, scratch, &code, NULL));
    assert_string_equal(code.serial, SERIAL);
    assert_int_equal(code.serial_kind, TRC_SERIAL_SEALED);
    assert_string_equal(code.host, "id.acme.cn");
    assert_ptr_equal(code.text, scratch);
    assert_status(trc_code_parse_typed(" \n", 2, true, scratch, &code, NULL), TRC_ERR_SYNTAX);
}

/* Control: as scanned, white space is no part of any link. */
static void scanned_text_keeps_its_white_space(void **state)
{
    (void)state;
    static struct trc_code code;
    const char *text = LINK " ";
    assert_status(parse(text, strlen(text), &code, NULL), TRC_ERR_SYNTAX);
    assert_ok(parse(text, strlen(text) - 1, &code, NULL));
}

int main(void)
{
    struct CMUnitTest tests[COUNT(accepted_rows) + COUNT(refused_rows)];
    size_t count = 0;
    for (size_t i = 0; i < COUNT(accepted_rows); i++)
        tests[count++] = (struct CMUnitTest){.name = accepted_rows[i].name,
                                             .test_func = accepted,
                                             .initial_state = (void *)(uintptr_t)&accepted_rows[i]};
    for (size_t i = 0; i < COUNT(refused_rows); i++)
        tests[count++] = (struct CMUnitTest){
            .name = refused_rows[i].marked, .test_func = refused, .initial_state = (void *)(uintptr_t)&refused_rows[i]};
    const struct CMUnitTest more[] = {
        cmocka_unit_test(spans_point_into_the_text),
        cmocka_unit_test(nothing_is_left_of_the_code_before),
        cmocka_unit_test(a_text_longer_than_any_symbol_is_refused),
        cmocka_unit_test(a_host_longer_than_dns_has_is_refused),
        cmocka_unit_test(typed_text_loses_its_white_space),
        cmocka_unit_test(scanned_text_keeps_its_white_space),
    };
    const int failed = cmocka_run_group_tests_name("texts", tests, NULL, NULL);
    return failed + cmocka_run_group_tests_name("properties", more, NULL, NULL);
}
