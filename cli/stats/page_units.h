/* page_units.h: the page's tables of codes that stand out, and of recalls. */
#ifndef TRC_CLI_STATS_PAGE_UNITS_H
#define TRC_CLI_STATS_PAGE_UNITS_H

#include <stdio.h>

#include "report.h"

/** Each a section of its own, and nothing when there is nothing to tell. */
void page_put_hot(FILE *file, const struct report *report);
void page_put_copied(FILE *file, const struct report *report);
void page_put_recalls(FILE *file, const struct report *report);

#endif
