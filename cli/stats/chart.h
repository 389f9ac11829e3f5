/* chart.h: charts as SVG inside a page. Colours are the page's; patterns tell verdicts apart without them. */
#ifndef TRC_CLI_STATS_CHART_H
#define TRC_CLI_STATS_CHART_H

#include <stdio.h>

#include "words.h"

/** The patterns that every chart fills with: once, before the first of them. */
void chart_patterns(FILE *file);

/** Which pattern stands for what; only shades that `part` has. */
void chart_legend(FILE *file, const int64_t part[SHADE_COUNT]);

/** Stacked columns over days. Made twice, for desks and for hands: the page shows the one that is legible. */
enum chart_size { CHART_WIDE, CHART_NARROW };
void chart_columns(FILE *file, const struct columns *columns, const char *label, enum chart_size size);

/** One stacked bar as long as its sum is of `most`. */
void chart_bar(FILE *file, const int64_t part[SHADE_COUNT], int64_t most, const char *label);

#endif
