/* show.h: the report on a terminal, as JSON lines, and as a page. */
#ifndef TRC_CLI_STATS_SHOW_H
#define TRC_CLI_STATS_SHOW_H

#include <stdio.h>

#include "report.h"

void report_print(const struct report *report);
void report_write_json(const struct report *report);
/** Errors show in ferror(). */
void report_write_page(FILE *file, const struct report *report);

#endif
