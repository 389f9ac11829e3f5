/* quality.c: how well a symbol is printed, as far as one grey picture shows it. The header defines the numbers. */
#include "scanner/qr/quality.h"

#include <math.h>
#include <string.h>

#include "scanner/qr/pixels.h"

enum {
    STEPS = 4, /* of a reflectance, between two grey values */
    BINS = 255 * STEPS + 1,
    MODULATION_BINS = 1001,
    EXTREME_SHARE = 50,    /* 1 in so many modules may lie outside of R_min to R_max */
    MODULATION_SHARE = 20, /* 1 in so many may be modulated less */
    SPECK_SHARE = 20,      /* 1 in so many samples of a light line may be dark */
    QUIET_STEPS = 4,       /* a module */
    QUIET_FIRST = 2,       /* the first line lies so many steps from the edge; the blur of the edge lies before it */
    QUIET_LINES = QUIET_STEPS * QR_QUIET_ZONE_MAX
};

struct view {
    const struct qr_frame *frame;
    const struct qr_warp *warp;
    double scale;
    bool inverted;
};

static struct qr_point place(const struct view *view, double u, double v)
{
    const struct qr_point at = qr_warp_at(view->warp, u, v);
    return (struct qr_point){at.x * view->scale, at.y * view->scale};
}

/* As if every symbol were dark on light ground. */
static float grey(const struct view *view, double x, double y)
{
    const float value = qr_pixel(view->frame, (float)x, (float)y);
    return view->inverted ? 255 - value : value;
}

static float reflectance(const struct view *view, double u, double v)
{
    const struct qr_point at = place(view, u, v), right = place(view, u + 0.25, v), below = place(view, u, v + 0.25);
    float sum = 0;
    for (int i = -1; i <= 1; i++)
        for (int j = -1; j <= 1; j++)
            sum += grey(view, at.x + i * (right.x - at.x) + j * (below.x - at.x),
                        at.y + i * (right.y - at.y) + j * (below.y - at.y));
    return sum / 9;
}

/* The bin that `skipped` values fall short of. */
static unsigned bin_above(const uint32_t *bins, unsigned count, uint32_t skipped)
{
    unsigned at = 0;
    for (uint32_t sum = bins[0]; sum <= skipped && at + 1 < count;)
        sum += bins[++at];
    return at;
}

static unsigned bin_below(const uint32_t *bins, unsigned count, uint32_t skipped)
{
    unsigned at = count - 1;
    for (uint32_t sum = bins[at]; sum <= skipped && at > 0;)
        sum += bins[--at];
    return at;
}

static double find_modulation(const uint32_t bins[BINS], unsigned low, unsigned high, uint32_t modules)
{
    uint32_t modulations[MODULATION_BINS] = {0};
    const double middle = (low + high) / 2.0, half = (high - low) / 2.0;
    for (unsigned i = 0; i < BINS; i++) {
        const double modulation = half > 0 ? fmin(1, fabs(i - middle) / half) : 0;
        modulations[lrint((MODULATION_BINS - 1) * modulation)] += bins[i];
    }
    return bin_above(modulations, MODULATION_BINS, modules / MODULATION_SHARE) / (MODULATION_BINS - 1.0);
}

/* @return The threshold. */
static double measure_modules(const struct view *view, struct qr_quality *quality)
{
    uint32_t bins[BINS] = {0};
    const unsigned side = (unsigned)view->warp->side;
    const uint32_t modules = side * side;
    for (unsigned v = 0; v < side; v++)
        for (unsigned u = 0; u < side; u++)
            bins[lrintf(STEPS * reflectance(view, u + 0.5, v + 0.5))]++;
    const unsigned low = bin_above(bins, BINS, modules / EXTREME_SHARE);
    const unsigned high = bin_below(bins, BINS, modules / EXTREME_SHARE);
    quality->contrast = high > low ? (high - low) / (double)(BINS - 1) : 0;
    quality->modulation = high > low ? find_modulation(bins, low, high, modules) : 0;
    return (low + high) / (2.0 * STEPS);
}

/* A place in distance `out` from an edge, `along` it. Edges count clockwise from the top. */
static struct qr_point beside(const struct view *view, unsigned edge, double out, double along)
{
    const double side = view->warp->side, far = edge == 1 || edge == 2 ? side + out : -out;
    return edge % 2 == 0 ? place(view, along, far) : place(view, far, along);
}

static bool stays_light(const struct view *view, unsigned edge, double out, double threshold, double reach_px)
{
    const unsigned samples = 2 * (unsigned)view->warp->side;
    const struct qr_frame *frame = view->frame;
    unsigned dark = 0;
    for (unsigned i = 0; i < samples; i++) {
        const struct qr_point at = beside(view, edge, out, i / 2.0 + 0.25);
        const bool seen = at.x >= -reach_px && at.y >= -reach_px && at.x <= frame->width_px + reach_px &&
                          at.y <= frame->height_px + reach_px;
        dark += !seen || (double)grey(view, at.x, at.y) < threshold;
    }
    return dark <= samples / SPECK_SHARE;
}

static double measure_edge(const struct view *view, unsigned edge, double threshold, double reach_px)
{
    unsigned line = QUIET_FIRST;
    while (line < QUIET_LINES && stays_light(view, edge, line / (double)QUIET_STEPS, threshold, reach_px))
        line++;
    return line == QUIET_FIRST ? 0 : line / (double)QUIET_STEPS;
}

static double shortest_edge(const struct view *view)
{
    const double side = view->warp->side;
    const struct qr_point corner[4] = {place(view, 0, 0), place(view, side, 0), place(view, side, side),
                                       place(view, 0, side)};
    double shortest = HUGE_VAL;
    for (unsigned i = 0; i < 4; i++)
        shortest = fmin(shortest, hypot(corner[i].x - corner[(i + 1) % 4].x, corner[i].y - corner[(i + 1) % 4].y));
    return shortest;
}

void qr_quality_measure(const struct qr_frame *frame, const struct qr_warp *warp, double scale, bool inverted,
                        struct qr_quality *quality)
{
    const struct view view = {frame, warp, scale, inverted};
    memset(quality, 0, sizeof *quality);
    const double threshold = measure_modules(&view, quality);
    quality->module_px = shortest_edge(&view) / warp->side;
    quality->quiet_zone = QR_QUIET_ZONE_MAX;
    for (unsigned edge = 0; edge < 4; edge++)
        quality->quiet_zone = fmin(quality->quiet_zone, measure_edge(&view, edge, threshold, quality->module_px / 2));
}
