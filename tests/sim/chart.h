/* chart.h: lines and bars as SVG, readable on light and dark pages. */
#ifndef TRC_TESTS_SIM_CHART_H
#define TRC_TESTS_SIM_CHART_H

#include <stdbool.h>
#include <stddef.h>

enum { CHART_STEPS_MAX = 24, CHART_LINES_MAX = 10, CHART_PANELS_MAX = 8 };

struct chart_line {
    const char *name, *name_zh;
    double y[CHART_STEPS_MAX]; /* negative: no value */
};

/** Lines over x; or, without lines' `x`, bars: one line, named steps. */
struct chart_panel {
    const char *title, *title_zh, *x_title, *y_title;
    double x[CHART_STEPS_MAX];
    const char *step[CHART_STEPS_MAX]; /* bars: the name of each; NULL: lines */
    size_t steps, lines;
    struct chart_line line[CHART_LINES_MAX];
    double y_least, y_most; /* in percent */
    double limit;           /* drawn across; negative: none */
    double usual;           /* the default on the x axis; negative: none */
    bool plain;             /* its line is in the colour of text, and in no legend */
};

/** Panels beside each other, `columns` in a row, under one title. */
bool chart_write(const char *path, const char *title, const char *title_zh, const struct chart_panel *panels,
                 size_t count, size_t columns);

#endif
