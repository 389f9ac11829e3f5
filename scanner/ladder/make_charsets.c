/* make_charsets.c: writes charset_tables.c to standard output, from what the C library's iconv() knows. Runs when the
 * project is built; the worker itself can call no converter (docs/decisions/0052). */
#include <iconv.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "scanner/ladder/charset_tables.h"

static iconv_t open_set(const char *name)
{
    iconv_t set = iconv_open("UCS-4LE", name);
    if (set == (iconv_t)-1) {
        fprintf(stderr, "make_charsets: iconv does not know %s\n", name);
        exit(EXIT_FAILURE);
    }
    return set;
}

/* The one code point of the basic plane that the bytes stand for; 0 when they do not. */
static unsigned code_point(iconv_t set, const unsigned char *bytes, size_t len)
{
    unsigned char out[8];
    char *from = (char *)(uintptr_t)bytes, *to = (char *)out;
    size_t left = sizeof out;
    iconv(set, NULL, NULL, NULL, NULL);
    if (iconv(set, &from, &len, &to, &left) == (size_t)-1 || len != 0 || left != sizeof out - 4)
        return 0;
    return out[2] != 0 || out[3] != 0 ? 0 : out[0] | (unsigned)out[1] << 8;
}

static void write_high(iconv_t set)
{
    printf("{");
    for (unsigned byte = 0x80; byte < 0x100; byte++)
        printf("%u,", code_point(set, &(unsigned char){(unsigned char)byte}, 1));
    printf("},\n");
}

static void write_single(unsigned eci, const char *name)
{
    iconv_t set = open_set(name);
    printf("{%u, ", eci);
    write_high(set);
    printf("},\n");
    iconv_close(set);
}

static void write_double(unsigned eci, const char *name)
{
    iconv_t set = open_set(name);
    printf("{%u, ", eci);
    write_high(set);
    printf("{\n");
    for (unsigned lead = 0; lead < SCAN_LEADS; lead++) {
        printf("{");
        for (unsigned trail = 0; trail < SCAN_TRAILS; trail++) {
            const unsigned char pair[2] = {(unsigned char)(SCAN_LEAD_MIN + lead),
                                           (unsigned char)(SCAN_TRAIL_MIN + trail)};
            printf("%u,", code_point(set, pair, 2));
        }
        printf("},\n");
    }
    printf("}},\n");
    iconv_close(set);
}

/* Where the code points of four bytes stop following each other. */
static void write_gb18030_runs(void)
{
    iconv_t set = open_set("GB18030");
    unsigned expected = 0;
    for (unsigned number = 0; number < 39420; number++) {
        const unsigned char bytes[4] = {(unsigned char)(0x81 + number / 12600),
                                        (unsigned char)(0x30 + number / 1260 % 10),
                                        (unsigned char)(0x81 + number / 10 % 126), (unsigned char)(0x30 + number % 10)};
        const unsigned point = code_point(set, bytes, 4);
        if (point != expected)
            printf("{%u, %u},\n", number, point);
        expected = point != 0 ? point + 1 : 0;
    }
    iconv_close(set);
}

int main(void)
{
    printf("/* Written by make_charsets.c. */\n#include \"scanner/ladder/charset_tables.h\"\n");
    printf("const struct scan_single_set scan_single_sets[] = {\n");
#define WRITE(eci, name) write_single(eci, name);
    SCAN_SINGLE_SETS(WRITE)
#undef WRITE
    printf("};\nconst size_t scan_single_set_count = sizeof scan_single_sets / sizeof scan_single_sets[0];\n");
    printf("const struct scan_double_set scan_double_sets[] = {\n");
#define WRITE(eci, name) write_double(eci, name);
    SCAN_DOUBLE_SETS(WRITE)
#undef WRITE
    printf("};\nconst size_t scan_double_set_count = sizeof scan_double_sets / sizeof scan_double_sets[0];\n");
    printf("const struct scan_gb18030_run scan_gb18030_runs[] = {\n");
    write_gb18030_runs();
    printf("};\nconst size_t scan_gb18030_run_count = sizeof scan_gb18030_runs / sizeof scan_gb18030_runs[0];\n");
    return 0;
}
