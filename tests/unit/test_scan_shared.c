/* test_scan_shared.c: how many of other people's pictures are read, to the letter, and none read where none is.
 * Source: shared/data/qr and its README, which says how texts are compared. */
#include <iconv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "run_program.h"
#include "shared_data.h"

enum { LINE_MAX_LEN = 65536, EXACT_MIN = 120 };

static char root[4096]; /* of the pictures, ending in a slash */

static void drop_carriage_returns(char *text)
{
    char *out = text;
    for (const char *at = text; *at != '\0'; at++)
        if (at[0] != '\r' || at[1] != '\n')
            *out++ = *at;
    *out = '\0';
}

static char *put_utf8(char *at, unsigned value)
{
    if (value < 0x80) {
        *at++ = (char)value;
    } else if (value < 0x800) {
        *at++ = (char)(0xC0 | value >> 6);
        *at++ = (char)(0x80 | (value & 0x3F));
    } else {
        *at++ = (char)(0xE0 | value >> 12);
        *at++ = (char)(0x80 | (value >> 6 & 0x3F));
        *at++ = (char)(0x80 | (value & 0x3F));
    }
    return at;
}

/* Resolves the manifest's escapes in place. */
static void unescape(char *text)
{
    char *out = text;
    for (char *at = text; *at != '\0';) {
        char digits[5] = "";
        if (*at != '\\') {
            *out++ = *at++;
            continue;
        }
        const size_t count = at[1] == 'x' ? 2 : at[1] == 'u' ? 4 : 0;
        if (count > 0) {
            memcpy(digits, at + 2, count);
            out = put_utf8(out, (unsigned)strtoul(digits, NULL, 16));
        } else {
            *out++ = at[1] == 'n' ? '\n' : at[1] == 'r' ? '\r' : at[1] == 't' ? '\t' : at[1];
        }
        at += 2 + count;
    }
    *out = '\0';
}

/* Converts; false when it cannot be done. */
static bool convert(const char *from, const char *to, const char *text, size_t len, char *out, size_t size)
{
    iconv_t conversion = iconv_open(to, from);
    char *in = (char *)(uintptr_t)text;
    size_t left = size - 1;
    const bool done = iconv(conversion, &in, &len, &out, &left) != (size_t)-1;
    *out = '\0';
    iconv_close(conversion);
    return done;
}

static bool is_exact(const char *text, const char *expected)
{
    static char plain[LINE_MAX_LEN], bytes[LINE_MAX_LEN], again[LINE_MAX_LEN];
    static const char *const charsets[] = {"SHIFT-JIS", "GB18030"};
    snprintf(plain, sizeof plain, "%s", text);
    drop_carriage_returns(plain);
    if (strcmp(plain, expected) == 0)
        return true;
    if (!convert("UTF-8", "ISO-8859-1", plain, strlen(plain), bytes, sizeof bytes))
        return false;
    for (size_t i = 0; i < 2; i++)
        if (convert(charsets[i], "UTF-8", bytes, strlen(bytes), again, sizeof again) && strcmp(again, expected) == 0)
            return true;
    return false;
}

/* Every text read under a folder of pictures: {path: [text, …]}. */
static json_t *scan_folder(const char *name)
{
    char folder[4200];
    snprintf(folder, sizeof folder, "%s%s", root, name);
    struct program_run run =
        program_run((const char *const[]){TRC_SCAN, "--decode-only", "--json", "--quiet", folder, NULL});
    json_t *read = json_object();
    for (char *at = run.out; *at != '\0';) {
        char *end = strchr(at, '\n');
        assert_non_null(end);
        json_t *line = json_loadb(at, (size_t)(end - at), JSON_ALLOW_NUL, NULL);
        assert_true(json_is_object(line));
        json_t *text = json_object_get(line, "text");
        const char *source = json_string_value(json_object_get(line, "source"));
        if (json_is_string(text)) {
            if (json_object_get(read, source) == NULL)
                json_object_set_new(read, source, json_array());
            json_array_append(json_object_get(read, source), text);
        }
        json_decref(line);
        at = end + 1;
    }
    print_message("%s: exit code %d, %.0f ms\n", name, run.exit_code, run.wall_ms);
    program_run_free(&run);
    return read;
}

static void small_pictures_are_read_to_the_letter(void **state)
{
    (void)state;
    char path[4200];
    static char line[LINE_MAX_LEN];
    unsigned exact = 0, asked = 0;
    json_t *read = scan_folder("small");
    snprintf(path, sizeof path, "%smanifest.tsv", root);
    FILE *manifest = fopen(path, "r");
    assert_non_null(manifest);
    while (fgets(line, sizeof line, manifest) != NULL) {
        char *rest = line;
        const char *file = strsep(&rest, "\t"), *count = strsep(&rest, "\t");
        char *expected = rest;
        /* boofdec holds codes at the limits of the standard; WebP cannot be read yet. */
        if (expected == NULL || count == NULL || strncmp(file, "small/", 6) != 0 || strstr(file, "boofdec") != NULL ||
            strstr(file, ".webp") != NULL)
            continue;
        expected[strcspn(expected, "\n")] = '\0';
        if (expected[0] == '\0')
            continue;
        unescape(expected);
        drop_carriage_returns(expected);
        asked++;
        snprintf(path, sizeof path, "%s%s", root, file);
        json_t *texts = json_object_get(read, path), *text;
        size_t i;
        bool found = false;
        json_array_foreach(texts, i, text) found = found || is_exact(json_string_value(text), expected);
        exact += found;
    }
    fclose(manifest);
    json_decref(read);
    print_message("small, PNG and JPEG: %u of %u texts exact\n", exact, asked);
    assert_in_range(exact, EXACT_MIN, asked);
}

static void nothing_is_read_where_nothing_is(void **state)
{
    (void)state;
    json_t *read = scan_folder("negative");
    assert_int_equal(json_object_size(read), 0);
    json_decref(read);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_pictures_are_read_to_the_letter),
        cmocka_unit_test(nothing_is_read_where_nothing_is),
    };
    if (!shared_data_path("qr/manifest.tsv", root, sizeof root))
        return 77;
    strrchr(root, '/')[1] = '\0';
    return cmocka_run_group_tests(tests, NULL, NULL);
}
