/* csv.c: lines for a spreadsheet: the members of a JSON line that people ask for, in columns. */
#include "scanner/csv.h"

#include <string.h>

#include "common/formula.h"
#include "scanner/utf8.h"

static const char *const COLUMNS[] = {"source",   "page", "frame",    "last_frame", "symbology", "text",    "verdict",
                                      "findings", "gtin", "lot",      "serial",     "issuer",    "unit",    "batch",
                                      "decoder",  "rung", "informed", "ms",         "annotated", "warning", "error"};
enum { COLUMN_COUNT = sizeof COLUMNS / sizeof COLUMNS[0] };

/* What a print check adds; the numbers are members of "print". */
static const char *const PRINT_COLUMNS[] = {"print_check", "contrast", "modulation", "quiet_zone", "module_px"};
enum { PRINT_COLUMN_COUNT = sizeof PRINT_COLUMNS / sizeof PRINT_COLUMNS[0] };

/* Quoted, whatever it is: which signs need it differs from one spreadsheet to the next. What commands a terminal goes.
 */
static void print_text(FILE *stream, const char *text, size_t len)
{
    putc('"', stream);
    if (formula_begins(text, len))
        putc('\'', stream);
    for (uint32_t c; len > 0;) {
        const size_t used = scan_utf8_next(text, len, &c);
        if (used == 0)
            break; /* JSON's strings are UTF-8 */
        if (c == '"')
            putc('"', stream);
        if (scan_utf8_is_shown(c) || c == '\n')
            fwrite(text, 1, used, stream);
        else
            putc(' ', stream);
        text += used;
        len -= used;
    }
    putc('"', stream);
}

/* Findings by name; what to know of each is in the JSON. */
static void print_names(FILE *stream, const json_t *findings)
{
    size_t i;
    const json_t *finding;
    json_array_foreach(findings, i, finding)
        fprintf(stream, "%s%s", i > 0 ? " " : "", json_string_value(json_object_get(finding, "id")));
}

static void print_cell(FILE *stream, const json_t *value)
{
    if (json_is_string(value))
        print_text(stream, json_string_value(value), json_string_length(value));
    else if (json_is_integer(value))
        fprintf(stream, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_real(value))
        fprintf(stream, "%.3f", json_real_value(value));
    else if (json_is_boolean(value))
        fputs(json_is_true(value) ? "true" : "false", stream);
    else if (json_is_array(value))
        print_names(stream, value);
}

void scan_csv_print_header(FILE *stream, bool print_check)
{
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        fprintf(stream, "%s%s", i > 0 ? "," : "", COLUMNS[i]);
    for (size_t i = 0; i < PRINT_COLUMN_COUNT && print_check; i++)
        fprintf(stream, ",%s", PRINT_COLUMNS[i]);
    putc('\n', stream);
}

void scan_csv_print(FILE *stream, const json_t *line, bool print_check)
{
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        if (i > 0)
            putc(',', stream);
        print_cell(stream, json_object_get(line, COLUMNS[i]));
    }
    for (size_t i = 0; i < PRINT_COLUMN_COUNT && print_check; i++) {
        putc(',', stream);
        print_cell(stream, json_object_get(i == 0 ? line : json_object_get(line, "print"), PRINT_COLUMNS[i]));
    }
    putc('\n', stream);
}
