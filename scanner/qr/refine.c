/* refine.c: where two neighbouring modules differ, their edge should lie half way between their middles. Where it does
 * not, the warp is off by that much; a smooth bend is fitted to all those differences at once. */
#include "scanner/qr/refine.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scanner/qr/pixels.h"

enum { STEPS = 6 };

static const double ANCHOR_WEIGHT = 6, REST = 0.02;
static const double RANDOM_OFFSET = 0.21, TRUST_RANGE = 0.08; /* mean offset, in modules: 0.25 is pure chance */
static const double DOUBTFUL = 0.3;                           /* modules: an edge so far off may be another edge */

/* The normal equations of the bend along one axis: the bend at a place should be `value`. */
static void add(struct qr_refine_scratch *scratch, unsigned axis, unsigned nodes, const struct qr_mesh_cell *cell,
                double value, double weight)
{
    for (unsigned r = 0; r < 4; r++) {
        scratch->b[axis][cell->node[r]] += weight * cell->share[r] * value;
        for (unsigned c = 0; c < 4; c++)
            scratch->a[axis][cell->node[r] * nodes + cell->node[c]] += weight * cell->share[r] * cell->share[c];
    }
}

/* A combination of nodes that should be 0, for both axes. */
static void add_stiffness(struct qr_refine_scratch *scratch, unsigned nodes, const unsigned *node, const double *factor,
                          unsigned count, double weight)
{
    for (unsigned axis = 0; axis < 2; axis++)
        for (unsigned r = 0; r < count; r++)
            for (unsigned c = 0; c < count; c++)
                scratch->a[axis][node[r] * nodes + node[c]] += weight * factor[r] * factor[c];
}

/* The mesh resists being bent and twisted, not being moved, turned or stretched; those, hardly. */
static void stiffen(struct qr_refine_scratch *scratch, unsigned mesh, double stiffness)
{
    static const double BENT[] = {1, -2, 1}, TWISTED[] = {1, -1, -1, 1};
    const unsigned nodes = mesh * mesh;
    for (unsigned row = 0; row < mesh; row++)
        for (unsigned column = 0; column < mesh; column++) {
            const unsigned at = row * mesh + column;
            if (column + 2 < mesh)
                add_stiffness(scratch, nodes, (unsigned[]){at, at + 1, at + 2}, BENT, 3, stiffness);
            if (row + 2 < mesh)
                add_stiffness(scratch, nodes, (unsigned[]){at, at + mesh, at + 2 * mesh}, BENT, 3, stiffness);
            if (column + 1 < mesh && row + 1 < mesh)
                add_stiffness(scratch, nodes, (unsigned[]){at, at + 1, at + mesh, at + mesh + 1}, TWISTED, 4,
                              2 * stiffness);
            add_stiffness(scratch, nodes, &at, (double[]){1}, 1, REST);
        }
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

/* Find the edge between a module and its neighbour to the right (axis 0) or below (axis 1). */
static void measure_edge(const struct qr_frame *frame, const struct qr_grid *grid, const struct qr_samples *samples,
                         unsigned axis, unsigned from, unsigned to, struct qr_refine_scratch *scratch)
{
    double offset;
    const int one = grid->soft[from], other = grid->soft[to];
    if ((one > 0) == (other > 0) || !edge_offset(frame, samples, from, to, &offset))
        return;
    const double certain = fmin(abs(one), abs(other)) / 127.0, off = offset / DOUBTFUL;
    scratch->offset[axis][from] = (float)offset;
    scratch->weight[axis][from] = (float)(certain / (1 + off * off));
}

static void measure_edges(const struct qr_frame *frame, const struct qr_grid *grid, const struct qr_samples *samples,
                          struct qr_refine_scratch *scratch)
{
    const unsigned side = samples->side;
    for (unsigned y = 0; y < side; y++)
        for (unsigned x = 0; x < side; x++) {
            const unsigned at = y * side + x;
            if (x + 1 < side)
                measure_edge(frame, grid, samples, 0, at, at + 1, scratch);
            if (y + 1 < side)
                measure_edge(frame, grid, samples, 1, at, at + side, scratch);
        }
}

/* The mesh cell in which a module's edge lies. */
static struct qr_mesh_cell cell_of_edge(const struct qr_warp *warp, unsigned axis, unsigned module)
{
    const unsigned side = (unsigned)warp->side;
    return qr_warp_cell(warp, module % side + (axis == 0 ? 1 : 0.5), module / side + (axis == 1 ? 1 : 0.5));
}

/* Where the grid is off by half a module or more, edges are met at random: then their offsets are as large as can be.
 * Such cells are not asked; the mesh goes on into them from their neighbours, and next time they are nearer. */
static void find_trust(const struct qr_warp *warp, struct qr_refine_scratch *scratch)
{
    double sum[QR_NODES_MAX] = {0}, count[QR_NODES_MAX] = {0};
    const unsigned modules = (unsigned)warp->side * (unsigned)warp->side;
    for (unsigned axis = 0; axis < 2; axis++)
        for (unsigned i = 0; i < modules; i++)
            if (scratch->weight[axis][i] > 0) {
                const unsigned cell = cell_of_edge(warp, axis, i).node[0];
                sum[cell] += fabs((double)scratch->offset[axis][i]);
                count[cell]++;
            }
    for (unsigned i = 0; i < QR_NODES_MAX; i++)
        scratch->trust[i] = count[i] > 0 ? fmax(0, fmin(1, (RANDOM_OFFSET - sum[i] / count[i]) / TRUST_RANGE)) : 0;
}

static void add_edges(const struct qr_warp *warp, struct qr_refine_scratch *scratch)
{
    const unsigned modules = (unsigned)warp->side * (unsigned)warp->side, nodes = warp->mesh * warp->mesh;
    for (unsigned axis = 0; axis < 2; axis++)
        for (unsigned i = 0; i < modules; i++)
            if (scratch->weight[axis][i] > 0) {
                const struct qr_mesh_cell cell = cell_of_edge(warp, axis, i);
                add(scratch, axis, nodes, &cell, qr_warp_bend(warp, axis, &cell) + (double)scratch->offset[axis][i],
                    (double)scratch->weight[axis][i] * scratch->trust[cell.node[0]]);
            }
}

/* A point that was seen for certain: as many edges' worth. The warp's slope there turns pixels into modules. */
static void add_anchor(const struct qr_warp *warp, const struct qr_match *match, struct qr_refine_scratch *scratch)
{
    const double u = match->module.x, v = match->module.y;
    const struct qr_point at = qr_warp_at(warp, u, v), right = qr_warp_at(warp, u + 0.5, v),
                          below = qr_warp_at(warp, u, v + 0.5);
    const double ux = 2 * (right.x - at.x), uy = 2 * (right.y - at.y), vx = 2 * (below.x - at.x),
                 vy = 2 * (below.y - at.y);
    const double determinant = ux * vy - uy * vx, dx = match->seen.x - at.x, dy = match->seen.y - at.y;
    if (!(fabs(determinant) > 1e-6))
        return;
    const double du = (dx * vy - dy * vx) / determinant, dv = (ux * dy - uy * dx) / determinant;
    if (!(fabs(du) < 8 && fabs(dv) < 8))
        return;
    const struct qr_mesh_cell cell = qr_warp_cell(warp, u, v);
    const unsigned nodes = warp->mesh * warp->mesh;
    add(scratch, 0, nodes, &cell, qr_warp_bend(warp, 0, &cell) + du, ANCHOR_WEIGHT * match->weight);
    add(scratch, 1, nodes, &cell, qr_warp_bend(warp, 1, &cell) + dv, ANCHOR_WEIGHT * match->weight);
}

bool qr_refine(const struct qr_frame *frame, const struct qr_grid *grid, const struct qr_samples *samples,
               const struct qr_match *anchors, unsigned anchor_count, double stiffness,
               struct qr_refine_scratch *scratch, struct qr_warp *warp)
{
    const unsigned side = samples->side;
    if (warp->mesh == 0)
        warp->mesh = side / 5 + 2 < QR_MESH_MAX ? side / 5 + 2 : QR_MESH_MAX;
    const unsigned nodes = warp->mesh * warp->mesh;
    memset(scratch, 0, sizeof *scratch);
    measure_edges(frame, grid, samples, scratch);
    find_trust(warp, scratch);
    add_edges(warp, scratch);
    for (unsigned i = 0; i < anchor_count; i++)
        add_anchor(warp, &anchors[i], scratch);
    stiffen(scratch, warp->mesh, stiffness);
    for (unsigned axis = 0; axis < 2; axis++) {
        if (!qr_solve(scratch->a[axis], scratch->b[axis], nodes))
            return false;
        memcpy(warp->bend[axis], scratch->b[axis], nodes * sizeof *scratch->b[axis]);
    }
    return true;
}
