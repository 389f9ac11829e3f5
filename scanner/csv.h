/* csv.h: lines for a spreadsheet: the members of a JSON line that people ask for, in columns. */
#ifndef TRC_SCAN_CSV_H
#define TRC_SCAN_CSV_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

/** The names of the columns. */
void scan_csv_print_header(FILE *stream, bool print_check);

/**
 * One line of scan_output_code() and its like. A cell that a spreadsheet would take for a formula begins with an
 * apostrophe. Source: RFC 4180, with a line feed at the end.
 */
void scan_csv_print(FILE *stream, const json_t *line, bool print_check);

#endif
