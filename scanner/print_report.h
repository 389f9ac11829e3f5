/* print_report.h: the print check's words: members of JSON lines, a table for people, and what it all comes to. */
#ifndef TRC_SCAN_PRINT_REPORT_H
#define TRC_SCAN_PRINT_REPORT_H

#include "scanner/print_check.h"

/** Add to a code's line: "print_check", "print", "weak", and of a repeated unit "repeat_of". */
void scan_print_report_add(json_t *line, const struct scan_symbol *symbol, const struct scan_print_told *told);

/** The headings of the table, and a code's row in it with the warnings below, on stdout. */
void scan_print_report_header(void);
void scan_print_report_row(const struct scan_line *line, const struct scan_print_told *told);

/** What it all comes to: a line of JSON or a few of text on stdout; beside a spreadsheet's table, on stderr. */
void scan_print_report_end(const struct scan_print_check *check, enum scan_form form);

#endif
