/* refine.c: where two neighbouring modules differ, their edge should lie half way between their middles. Where it does
 * not, the warp is off by that much; a smooth bend is fitted to all those differences at once. */
#include "scanner/qr/refine.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scanner/qr/pixels.h"

enum { STEPS = 6 };

static const double ANCHOR_WEIGHT = 6;

/* Normal equations of one of the bend's two components. */
struct equations {
    double a[QR_BEND_TERMS * QR_BEND_TERMS], b[QR_BEND_TERMS];
    unsigned count;
};

static void add(struct equations *equations, const double *terms, unsigned count, double value, double weight)
{
    for (unsigned r = 0; r < count; r++) {
        equations->b[r] += weight * terms[r] * value;
        for (unsigned c = 0; c < count; c++)
            equations->a[r * count + c] += weight * terms[r] * terms[c];
    }
    equations->count++;
}

/* How far from the half way point the grey value crosses the threshold, in modules; false when it does not, cleanly. */
static bool edge_offset(const struct qr_frame *frame, const struct qr_samples *samples, unsigned from, unsigned to,
                        double *offset)
{
    const float threshold = (samples->threshold[from] + samples->threshold[to]) / 2;
    const float dx = (samples->x[to] - samples->x[from]) / STEPS, dy = (samples->y[to] - samples->y[from]) / STEPS;
    const bool rising = samples->grey[to] > samples->grey[from];
    float before = qr_pixel(frame, samples->x[from], samples->y[from]);
    for (int i = 1; i <= STEPS; i++) {
        const float value = qr_pixel(frame, samples->x[from] + (float)i * dx, samples->y[from] + (float)i * dy);
        if (rising ? before < threshold && value >= threshold : before > threshold && value <= threshold) {
            *offset = (i - 1 + (double)((threshold - before) / (value - before))) / STEPS - 0.5;
            return true;
        }
        before = value;
    }
    return false;
}

static void add_edge(const struct qr_frame *frame, const struct qr_grid *grid, const struct qr_samples *samples,
                     const struct qr_warp *warp, unsigned from, unsigned to, struct equations *equations)
{
    double offset, terms[QR_BEND_TERMS];
    const int one = grid->soft[from], other = grid->soft[to];
    if ((one > 0) == (other > 0) || !edge_offset(frame, samples, from, to, &offset))
        return;
    const unsigned side = samples->side;
    const double u = (from % side + to % side + 1) / 2.0, v = (from / side + to / side + 1) / 2.0;
    const double certain = fmin(abs(one), abs(other)) / 127.0;
    qr_warp_terms(warp, u, v, terms);
    add(equations, terms, warp->bend_terms, offset, certain);
}

/* A point that was seen for certain: as many edges' worth. The warp's slope there turns pixels into modules. */
static void add_anchor(const struct qr_warp *warp, const struct qr_match *match, struct equations equations[2])
{
    const double u = match->module.x, v = match->module.y;
    const struct qr_point at = qr_warp_at(warp, u, v), right = qr_warp_at(warp, u + 0.5, v),
                          below = qr_warp_at(warp, u, v + 0.5);
    const double ux = 2 * (right.x - at.x), uy = 2 * (right.y - at.y), vx = 2 * (below.x - at.x),
                 vy = 2 * (below.y - at.y);
    const double determinant = ux * vy - uy * vx, dx = match->seen.x - at.x, dy = match->seen.y - at.y;
    if (!(fabs(determinant) > 1e-6))
        return;
    double terms[QR_BEND_TERMS];
    const double du = (dx * vy - dy * vx) / determinant, dv = (ux * dy - uy * dx) / determinant;
    if (!(fabs(du) < 8 && fabs(dv) < 8))
        return;
    qr_warp_terms(warp, u, v, terms);
    add(&equations[0], terms, warp->bend_terms, du, ANCHOR_WEIGHT * match->weight);
    add(&equations[1], terms, warp->bend_terms, dv, ANCHOR_WEIGHT * match->weight);
}

bool qr_refine(const struct qr_frame *frame, const struct qr_grid *grid, const struct qr_samples *samples,
               const struct qr_match *anchors, unsigned anchor_count, unsigned terms, struct qr_warp *warp)
{
    struct equations equations[2];
    const unsigned side = samples->side;
    memset(equations, 0, sizeof equations);
    warp->bend_terms = terms;
    for (unsigned y = 0; y < side; y++)
        for (unsigned x = 0; x < side; x++) {
            const unsigned at = y * side + x;
            if (x + 1 < side)
                add_edge(frame, grid, samples, warp, at, at + 1, &equations[0]);
            if (y + 1 < side)
                add_edge(frame, grid, samples, warp, at, at + side, &equations[1]);
        }
    for (unsigned i = 0; i < anchor_count; i++)
        add_anchor(warp, &anchors[i], equations);
    for (unsigned axis = 0; axis < 2; axis++) {
        if (equations[axis].count < 4 * terms)
            return false;
        for (unsigned i = 0; i < terms; i++)
            equations[axis].a[i * terms + i] += 0.5 + (i >= 3 ? 1 : 0); /* without evidence, no bend */
        if (!qr_solve(equations[axis].a, equations[axis].b, terms))
            return false;
        for (unsigned i = 0; i < terms; i++)
            warp->bend[axis][i] += equations[axis].b[i];
    }
    return true;
}
