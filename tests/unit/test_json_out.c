/* test_json_out.c: what is written member by member is JSON, whatever the bytes and however long. */
#include "common/json_out.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

struct memory {
    FILE *stream;
    char *text;
    size_t len;
};

static struct json_out begin(struct memory *memory)
{
    struct json_out out;
    memory->stream = open_memstream(&memory->text, &memory->len);
    assert_non_null(memory->stream);
    json_out_begin(&out, memory->stream);
    return out;
}

static void finish(struct json_out *out, struct memory *memory)
{
    json_out_end(out);
    assert_int_equal(fclose(memory->stream), 0);
}

static void every_kind_of_member(void **state)
{
    (void)state;
    struct memory memory;
    struct json_out out = begin(&memory);
    json_out_text(&out, "text", "a\"b\\c/d\x7f");
    json_out_text(&out, "empty", "");
    json_out_text(&out, "none", NULL);
    json_out_bytes(&out, "zero", "", 0);
    json_out_number(&out, "least", INT64_MIN);
    json_out_number(&out, "most", INT64_MAX);
    json_out_open(&out, "list", '[');
    json_out_number(&out, NULL, 0);
    json_out_open(&out, NULL, '{');
    json_out_bool(&out, "yes", true);
    json_out_bool(&out, "no", false);
    json_out_close(&out, '}');
    json_out_open(&out, NULL, '[');
    json_out_close(&out, ']');
    json_out_null(&out, NULL);
    json_out_close(&out, ']');
    json_out_text(&out, "after", "x");
    finish(&out, &memory);
    assert_string_equal(memory.text, "{\"text\":\"a\\\"b\\\\c/d\x7f\",\"empty\":null,\"none\":null,\"zero\":\"\","
                                     "\"least\":-9223372036854775808,\"most\":9223372036854775807,"
                                     "\"list\":[0,{\"yes\":true,\"no\":false},[],null],\"after\":\"x\"}\n");
    free(memory.text);
}

/* Another reader finds the same bytes; what is no UTF-8 it finds as ISO-8859-1. */
static void expect_back(const char *text, size_t len, const char *expected, size_t expected_len)
{
    struct memory memory;
    struct json_out out = begin(&memory);
    json_out_bytes(&out, "t", text, len);
    finish(&out, &memory);
    assert_null(memchr(memory.text, '\n', memory.len - 1)); /* one line, whatever was in it */
    json_t *object = json_loadb(memory.text, memory.len, JSON_ALLOW_NUL, NULL);
    assert_non_null(object);
    const json_t *back = json_object_get(object, "t");
    assert_int_equal(json_string_length(back), expected_len);
    assert_memory_equal(json_string_value(back), expected, expected_len);
    json_decref(object);
    free(memory.text);
}

static void any_byte(void **state)
{
    (void)state;
    for (int c = 0; c < 256; c++) {
        const char byte[] = {'x', (char)c, 'y'};
        const char latin1[] = {'x', (char)(0xc0 | c >> 6), (char)(0x80 | (c & 0x3f)), 'y'};
        expect_back(byte, 3, c < 0x80 ? byte : latin1, c < 0x80 ? 3 : 4);
    }
    static const char good[] = "白酒 🍷 \xc2\x80 \xed\x9f\xbf \xf4\x8f\xbf\xbf";
    expect_back(good, sizeof good - 1, good, sizeof good - 1);
    static const char *const broken[] = {"\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                                         "\xe7\x99", "\xf0\x9f\x8d", "\x80",         "\xff"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        char latin1[16];
        size_t used = 0;
        for (const char *c = broken[i]; *c != '\0'; c++) {
            latin1[used++] = (char)(0xc0 | (unsigned char)*c >> 6);
            latin1[used++] = (char)(0x80 | (*c & 0x3f));
        }
        expect_back(broken[i], strlen(broken[i]), latin1, used);
    }
}

/* Longer than the buffer, and at each place of it. */
static void any_length(void **state)
{
    (void)state;
    const size_t size = sizeof((struct json_out *)NULL)->buffer;
    char *text = malloc(2 * size + 2);
    for (size_t i = 0; i < 2 * size + 2; i++)
        text[i] = (char)('a' + i % 26);
    for (size_t len = size - 20; len <= size + 20; len++)
        expect_back(text, len, text, len);
    expect_back(text, 2 * size + 2, text, 2 * size + 2);
    text[size - 7] = '\n';
    expect_back(text, size, text, size);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_member),
        cmocka_unit_test(any_byte),
        cmocka_unit_test(any_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
