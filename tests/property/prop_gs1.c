/* prop_gs1.c: what is written is read back the same, whatever it is; what is read is safe, however broken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <trc/gtin.h>
#include <trc/link.h>

#include "gs1/ai_table.h"
#include "gs1/chars.h"
#include "gs1/lint.h"
#include "random.h"

#define AIS 541u
#define LISTS 20000
#define BROKEN 200000
#define TEXT_SIZE (3 * TRC_TEXT_MAX)

static uint64_t seed;

/* Makes random characters of one part obey its rules; what this cannot mend is thrown away by the caller. */
static void mend(uint64_t *random, const struct trc_ai_component *component, char *part, size_t len)
{
    static const char *const codes[TRC_LINT_COUNT] = {
        [TRC_LINT_ISO3166] = "156",
        [TRC_LINT_ISO3166999] = "999",
        [TRC_LINT_ISO3166ALPHA2] = "CN",
        [TRC_LINT_ISO4217] = "156",
        [TRC_LINT_HHMI] = "2359",
        [TRC_LINT_LATITUDE] = "1000000000",
        [TRC_LINT_YYMMD0] = "271200",
        [TRC_LINT_YYMMDD] = "271231",
        [TRC_LINT_YYYYMMDD] = "20271231",
        [TRC_LINT_POSINSEQSLASH] = "2/3",
        [TRC_LINT_PIECEOFTOTAL] = "0102",
        [TRC_LINT_HYPHEN] = "-",
        [TRC_LINT_WINDING] = "9",
        [TRC_LINT_YESNO] = "1",
        [TRC_LINT_ISO5218] = "2",
        [TRC_LINT_HH] = "23",
        [TRC_LINT_MI] = "59",
        [TRC_LINT_SS] = "00",
        [TRC_LINT_MEDIATYPE] = "80",
        [TRC_LINT_ZERO] = "0",
    };
    for (size_t i = 0; i < TRC_AI_LINTS_MAX && component->lint[i] != TRC_LINT_NONE; i++) {
        const enum trc_lint lint = component->lint[i];
        if (codes[lint] != NULL && strlen(codes[lint]) == len)
            memcpy(part, codes[lint], len);
        for (size_t j = 0; j < len && j < 5 && (lint == TRC_LINT_GCPPOS1 || lint == TRC_LINT_GCPPOS2); j++)
            part[j] = (char)('0' + random_below(random, 10));
        if (lint == TRC_LINT_NOZEROPREFIX || lint == TRC_LINT_NONZERO)
            part[0] = '1';
        if (lint == TRC_LINT_CSUM)
            part[len - 1] = trc_gtin_check_digit(part, len - 1);
    }
}

static char any_of(uint64_t *random, unsigned set)
{
    for (;;) {
        const char c = (char)random_below(random, 128);
        if (trc_chars_is(c, set) && !(set == TRC_CHAR_CSET64 && c == '='))
            return c;
    }
}

/* A value that the AI allows. False when none was met in a few tries. */
static bool any_value(uint64_t *random, const struct trc_ai *ai, char value[91], size_t *len)
{
    const struct trc_ai_run run = trc_ai_table_spec(ai)->components;
    for (int tries = 0; tries < 5; tries++) {
        *len = 0;
        for (unsigned i = 0; i < run.count; i++) {
            const struct trc_ai_component *component = &trc_ai_table_components[run.first + i];
            if (component->optional && random_below(random, 2) == 0)
                break;
            const size_t take = component->len_min + random_below(random, component->len_max - component->len_min + 1u);
            for (size_t j = 0; j < take; j++)
                value[*len + j] = any_of(random, component->set);
            mend(random, component, value + *len, take);
            *len += take;
        }
        if (trc_ai_check_value(ai, value, *len, 0, NULL) == TRC_OK)
            return true;
    }
    return false;
}

/* Adds the AI when it may stand with those that are there. */
static bool try_add(uint64_t *random, struct trc_elements *elements, const struct trc_ai *ai)
{
    char value[91];
    size_t len;
    const struct trc_elements before = *elements;
    if (any_value(random, ai, value, &len) && trc_elements_add(elements, ai, value, len, 0, NULL) == TRC_OK &&
        trc_elements_check_pairs(elements, NULL) == TRC_OK)
        return true;
    *elements = before;
    return false;
}

/* A list that GS1 allows: a key, what may go with it, in any order. `seen` marks the AIs that came up. */
static void any_list(uint64_t *random, struct trc_elements *elements, bool seen[AIS])
{
    trc_elements_clear(elements);
    const struct trc_ai *key;
    do
        key = random_below(random, 2) == 0 ? trc_ai_find("01", 2) : &trc_ai_table[random_below(random, AIS)];
    while (!key->dl_primary || !try_add(random, elements, key));
    for (unsigned tries = random_below(random, 30); tries > 0; tries--) {
        const struct trc_ai *ai =
            random_below(random, 3) == 0 ? trc_ai_find("21", 2) : &trc_ai_table[random_below(random, AIS)];
        try_add(random, elements, ai);
    }
    for (size_t i = 0; i < elements->count; i++)
        seen[trc_ai_table_row(elements->element[i].ai)] = true;
}

static bool same_value(const struct trc_elements *elements, const struct trc_element *element,
                       const struct trc_elements *others)
{
    const char *other = trc_elements_value(others, element->ai->digits);
    return other != NULL && strcmp(elements->text + element->value, other) == 0;
}

static void assert_same(const struct trc_elements *a, const struct trc_elements *b, bool in_order)
{
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        assert_true(same_value(a, &a->element[i], b));
        if (in_order)
            assert_ptr_equal(a->element[i].ai, b->element[i].ai);
    }
}

/* FNC1 only where it must be, or wherever it may be. */
static size_t write_raw(const struct trc_elements *elements, char fnc1, bool everywhere, char *text)
{
    size_t len = 0;
    text[len++] = fnc1;
    for (size_t i = 0; i < elements->count; i++) {
        const struct trc_element *e = &elements->element[i];
        len += (size_t)sprintf(text + len, "%s%s", e->ai->digits, elements->text + e->value);
        if ((!e->ai->fixed && i + 1 < elements->count) || everywhere)
            text[len++] = fnc1;
    }
    return len;
}

/* The same link, with bytes of its path values written as escapes of either case. */
static size_t escape_more(uint64_t *random, const char *link, size_t path_end, char *out)
{
    size_t len = 0;
    unsigned slashes = 0;
    for (size_t i = 0; link[i] != '\0'; i++) {
        slashes += i < path_end && link[i] == '/';
        /* https://host/AI/value/AI/value: a value follows each even slash from the fourth on */
        const bool in_value = i < path_end && slashes >= 4 && slashes % 2 == 0;
        if (in_value && link[i] != '/' && link[i] != '%' && (i < 2 || (link[i - 1] != '%' && link[i - 2] != '%')) &&
            random_below(random, 3) == 0)
            len += (size_t)sprintf(out + len, random_below(random, 2) == 0 ? "%%%02X" : "%%%02x", (unsigned)link[i]);
        else
            out[len++] = link[i];
    }
    out[len] = '\0';
    return len;
}

static void assert_link_holds(uint64_t *random, const struct trc_elements *elements, const char *text, size_t len)
{
    static struct trc_link link;
    static char again[TEXT_SIZE], escaped[TEXT_SIZE];
    size_t again_len;
    assert_int_equal(trc_link_parse(text, len, &link, NULL), TRC_OK);
    assert_same(elements, &link.elements, false);
    assert_int_equal(trc_link_format("https://id.gs1.org", &link.elements, again, sizeof again, &again_len, NULL),
                     TRC_OK);
    assert_string_equal(again, text);
    const size_t escaped_len = escape_more(random, text, strcspn(text, "?"), escaped);
    assert_int_equal(trc_link_parse(escaped, escaped_len, &link, NULL), TRC_OK);
    assert_same(elements, &link.elements, false);
}

static void lists_come_back_from_every_form(void **state)
{
    (void)state;
    static struct trc_elements elements, back;
    static char text[TEXT_SIZE];
    static bool seen[AIS];
    uint64_t random = seed;
    unsigned links = 0, ais = 0;
    for (int i = 0; i < LISTS; i++) {
        size_t len;
        any_list(&random, &elements, seen);
        assert_int_equal(trc_elements_format(&elements, text, sizeof text, &len), TRC_OK);
        assert_int_equal(trc_elements_parse(text, len, &back, NULL), TRC_OK);
        assert_same(&elements, &back, true);
        for (int form = 0; form < 4; form++) {
            len = write_raw(&elements, form < 2 ? '^' : TRC_FNC1, form % 2 != 0, text);
            assert_int_equal(trc_elements_parse(text, len, &back, NULL), TRC_OK);
            assert_same(&elements, &back, true);
        }
        struct trc_error error = TRC_ERROR_INIT;
        const enum trc_status status =
            trc_link_format("https://id.gs1.org", &elements, text, sizeof text, &len, &error);
        if (status == TRC_OK) {
            links++;
            assert_link_holds(&random, &elements, text, len);
        } else {
            assert_string_equal(error.rule, "not-attribute");
        }
    }
    for (size_t i = 0; i < AIS; i++)
        ais += seen[i];
    print_message("%d lists of %u different AIs, %u of them links\n", LISTS, ais, links);
    assert_true(ais > 400);
    assert_true(links > LISTS / 3);
}

/* Reads text that ends where its memory ends, and asks of the answer what every answer must keep. */
static enum trc_status read_safely(const char *text, size_t len)
{
    static struct trc_link link;
    static char written[TEXT_SIZE], again[TEXT_SIZE];
    struct trc_error error = TRC_ERROR_INIT;
    size_t written_len, again_len;
    char *exact = malloc(len > 0 ? len : 1);
    assert_non_null(exact);
    memcpy(exact, text, len);
    const bool is_link = trc_link_recognise(exact, len);
    const enum trc_status status =
        is_link ? trc_link_parse(exact, len, &link, &error) : trc_elements_parse(exact, len, &link.elements, &error);
    free(exact);
    if (status != TRC_OK) {
        assert_int_equal(status, TRC_ERR_SYNTAX);
        assert_non_null(error.rule);
        assert_true(error.pos <= len);
        assert_true(error.msg[0] != '\0');
        assert_int_equal(link.elements.count, 0);
        return status;
    }
    if (is_link) { /* a link's elements make a link again, and that one stays as it is */
        assert_int_equal(trc_link_format("http://a", &link.elements, written, sizeof written, &written_len, NULL),
                         TRC_OK);
        assert_int_equal(trc_link_parse(written, written_len, &link, NULL), TRC_OK);
        assert_int_equal(trc_link_format("http://a", &link.elements, again, sizeof again, &again_len, NULL), TRC_OK);
        assert_string_equal(written, again);
    }
    assert_int_equal(trc_elements_format(&link.elements, written, sizeof written, &written_len), TRC_OK);
    assert_int_equal(trc_elements_parse(written, written_len, &link.elements, NULL), TRC_OK);
    assert_int_equal(trc_elements_format(&link.elements, again, sizeof again, &again_len), TRC_OK);
    assert_string_equal(written, again);
    return status;
}

static const char *const samples[] = {
    "HTTPS://ID.ACME.CN/01/06901234567892/10/LOT2409A/21/60E6419MKAS0Q6064TT1?17=271231&S=H6XSKYW6FJWVKY988FMQ79VMT44W",
    "https://example.com/some/path/01/09520123456788/22/2A/10/%41B%2FC/21/%2e?3103=000195&17=201225&x=y&z#f",
    "https://id.gs1.org/8004/9520614141234567/7040/1ABc?01=09520123456788",
    "(01)06901234567892(10)L\\(T(21)S1(17)271231(8008)260101123045",
    "^0106901234567892"
    "10LOT^"
    "21S^"
    "3103000195"
    "8008260101123045^",
    "]d20106901234567892"
    "10LOT\x1d"
    "21S\x1d"
    "17271231",
    "(253)4602443000331X(8030)ABC=",
};

static void every_prefix_fails_or_stands(void **state)
{
    (void)state;
    unsigned stand = 0, prefixes = 0;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        for (size_t len = 0; len <= strlen(samples[i]); len++, prefixes++)
            stand += read_safely(samples[i], len) == TRC_OK;
    print_message("%u prefixes, %u of them codes themselves\n", prefixes, stand);
    assert_true(stand >= sizeof samples / sizeof *samples);
    assert_true(stand < prefixes / 2);
}

static size_t spoil(uint64_t *random, char *text, size_t len)
{
    static const char likely[] = "/?&=%#()\\^\x1d]+0123456789AZaz~ \xff";
    for (unsigned changes = 1 + random_below(random, 4); changes > 0; changes--) {
        const size_t at = random_below(random, (unsigned)len + 1);
        const char c = random_below(random, 4) == 0 ? (char)random_below(random, 256)
                                                    : likely[random_below(random, sizeof likely - 1)];
        switch (random_below(random, 3)) {
        case 0:
            if (at < len)
                text[at] = c;
            break;
        case 1:
            memmove(text + at + 1, text + at, len - at);
            text[at] = c;
            len++;
            break;
        default:
            if (at < len)
                memmove(text + at, text + at + 1, --len - at);
        }
    }
    return len;
}

static void broken_text_is_refused_or_stands(void **state)
{
    (void)state;
    uint64_t random = seed;
    unsigned stand = 0;
    for (int i = 0; i < BROKEN; i++) {
        char text[256];
        const char *sample = samples[random_below(&random, sizeof samples / sizeof *samples)];
        size_t len = strlen(sample);
        memcpy(text, sample, len);
        len = spoil(&random, text, len);
        stand += read_safely(text, len) == TRC_OK;
    }
    print_message("%d broken texts, %u of them codes all the same\n", BROKEN, stand);
    assert_true(stand > 0 && stand < BROKEN / 2);
}

static void random_bytes_are_refused(void **state)
{
    (void)state;
    static const char *const starts[] = {"", "https://a/01/", "(01)", "^01", "]d2", "\x1d", "http://"};
    uint64_t random = seed;
    for (int i = 0; i < BROKEN; i++) {
        char text[128];
        const char *start = starts[random_below(&random, sizeof starts / sizeof *starts)];
        size_t len = strlen(start);
        memcpy(text, start, len);
        for (size_t end = len + random_below(&random, 64); len < end; len++)
            text[len] = (char)random_below(&random, 256);
        read_safely(text, len);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_come_back_from_every_form),
        cmocka_unit_test(every_prefix_fails_or_stands),
        cmocka_unit_test(broken_text_is_refused_or_stands),
        cmocka_unit_test(random_bytes_are_refused),
    };
    seed = random_seed();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
