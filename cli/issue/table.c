/* table.c: rows of codes as CSV, safe to open in a spreadsheet. */
#include "issue/table.h"

#include <string.h>

#include "common/formula.h"

/* Codes and sealed serials never need quotes; own serials may hold a comma or a quote, or begin like a formula. */
static void put_cell(const struct issue_layout *layout, const char *text, size_t len, struct bytes *out)
{
    const bool guarded = formula_begins(text, len) && !layout->raw_cells;
    if (!guarded && strcspn(text, ",\"\r\n") == len) {
        bytes_add(out, text, len);
        return;
    }
    bytes_text(out, guarded ? "\"'" : "\"");
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '"')
            bytes_add(out, "\"", 1);
        bytes_add(out, text + i, 1);
    }
    bytes_add(out, "\"", 1);
}

static void end_row(const struct issue_layout *layout, struct bytes *out)
{
    bytes_text(out, layout->crlf ? "\r\n" : "\n");
}

void table_heading(const struct issue_layout *layout, bool with_files, struct bytes *out)
{
    bytes_text(out, layout->bom ? "\xef\xbb\xbf" : "");
    bytes_text(out, "code,serial,unit");
    bytes_text(out, layout->pins ? ",pin" : "");
    bytes_text(out, with_files ? ",file" : "");
    end_row(layout, out);
}

void table_row(const struct issue_layout *layout, uint32_t unit, const struct trc_issued *issued, const char *file,
               struct bytes *out)
{
    put_cell(layout, issued->text, issued->text_len, out);
    bytes_add(out, ",", 1);
    put_cell(layout, issued->serial, strlen(issued->serial), out);
    bytes_add(out, ",", 1);
    bytes_number(out, unit);
    if (layout->pins) {
        bytes_add(out, ",", 1);
        bytes_text(out, issued->pin);
    }
    if (file != NULL) {
        bytes_add(out, ",", 1);
        bytes_text(out, file);
    }
    end_row(layout, out);
}
