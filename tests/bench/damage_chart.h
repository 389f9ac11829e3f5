/* damage_chart.h: curves of what is read as damage grows, as SVG. */
#ifndef TRC_BENCH_DAMAGE_CHART_H
#define TRC_BENCH_DAMAGE_CHART_H

#include <stdbool.h>
#include <stddef.h>

enum { CHART_CURVES_MAX = 6, CHART_STEPS_MAX = 16 };

struct chart_curve {
    const char *name, *colour;
    double share[CHART_STEPS_MAX]; /* 0 to 1 */
};

struct chart_panel {
    const char *title, *unit;
    size_t steps, curves;
    double at[CHART_STEPS_MAX]; /* the damage, ascending */
    struct chart_curve curve[CHART_CURVES_MAX];
};

/** Write panels side by side, at most three in a row; the legend is the first one's. @return false on failure. */
bool chart_write(const char *path, const struct chart_panel *panels, size_t count, int width_px, int height_px);

#endif
