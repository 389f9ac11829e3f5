/* test_scan_shared.c: how many of other people's pictures are read, to the letter, and none read where none is.
 * Source: shared/data/qr and its README, which says how texts are compared. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "run_program.h"
#include "shared_data.h"

enum { LINE_MAX_LEN = 65536, EXACT_MIN = 164, PHOTOS_MIN = 575 };

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

/* The text of every QR code read under a folder of pictures: {path: [text, …]}. */
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
        const char *symbology = json_string_value(json_object_get(line, "symbology"));
        if (json_is_string(text) && strcmp(symbology, "QR") == 0) {
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

/* One row of the manifest that is not a comment. */
struct row {
    const char *file;
    unsigned codes;
    char *text; /* as in the manifest; empty when only the number is known */
};

static bool next_row(FILE *manifest, struct row *row)
{
    static char line[LINE_MAX_LEN];
    while (fgets(line, sizeof line, manifest) != NULL) {
        char *rest = line;
        row->file = strsep(&rest, "\t");
        const char *codes = strsep(&rest, "\t");
        if (line[0] == '#' || codes == NULL || rest == NULL)
            continue;
        rest[strcspn(rest, "\n")] = '\0';
        row->codes = (unsigned)strtoul(codes, NULL, 10);
        row->text = rest;
        return true;
    }
    return false;
}

static FILE *open_manifest(void)
{
    char path[4200];
    snprintf(path, sizeof path, "%smanifest.tsv", root);
    FILE *manifest = fopen(path, "r");
    assert_non_null(manifest);
    return manifest;
}

static json_t *texts_of(const json_t *read, const char *file)
{
    char path[4200];
    snprintf(path, sizeof path, "%s%s", root, file);
    return json_object_get(read, path);
}

/* Whether one of the texts is the expected one, CR LF and LF taken as equal. */
static bool has_text(const json_t *texts, const char *expected)
{
    static char plain[LINE_MAX_LEN];
    bool found = false;
    size_t i;
    const json_t *text;
    json_array_foreach(texts, i, text)
    {
        snprintf(plain, sizeof plain, "%s", json_string_value(text));
        drop_carriage_returns(plain);
        found = found || strcmp(plain, expected) == 0;
    }
    return found;
}

static void small_pictures_are_read_to_the_letter(void **state)
{
    (void)state;
    struct row row;
    unsigned exact = 0, asked = 0, boofdec = 0, boofdec_read = 0;
    json_t *read = scan_folder("small");
    FILE *manifest = open_manifest();
    while (next_row(manifest, &row)) {
        if (strncmp(row.file, "small/", 6) != 0)
            continue;
        if (strstr(row.file, "boofdec") != NULL) { /* their texts are not all known */
            boofdec++;
            boofdec_read += json_array_size(texts_of(read, row.file)) == row.codes;
        } else if (row.text[0] != '\0') {
            unescape(row.text);
            drop_carriage_returns(row.text);
            asked++;
            exact += has_text(texts_of(read, row.file), row.text);
        }
    }
    fclose(manifest);
    json_decref(read);
    print_message("small: %u of %u texts exact; boofdec: %u of %u\n", exact, asked, boofdec_read, boofdec);
    assert_in_range(exact, EXACT_MIN, asked);
    assert_int_equal(boofdec_read, boofdec);
}

/* Only the number of codes is known. A symbol is told once for each place. */
static void photographs_are_read(void **state)
{
    (void)state;
    struct row row;
    size_t counted = 0, codes = 0;
    json_t *read = scan_folder("photos");
    FILE *manifest = open_manifest();
    while (next_row(manifest, &row)) {
        if (strncmp(row.file, "photos/", 7) != 0)
            continue;
        const size_t found = json_array_size(texts_of(read, row.file));
        codes += row.codes;
        counted += found < row.codes ? found : row.codes;
    }
    fclose(manifest);
    json_decref(read);
    print_message("photos: %zu of %zu codes\n", counted, codes);
    assert_in_range(counted, PHOTOS_MIN, codes);
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
        cmocka_unit_test(photographs_are_read),
        cmocka_unit_test(nothing_is_read_where_nothing_is),
    };
    if (!shared_data_path("qr/manifest.tsv", root, sizeof root))
        return 77;
    strrchr(root, '/')[1] = '\0';
    return cmocka_run_group_tests(tests, NULL, NULL);
}
