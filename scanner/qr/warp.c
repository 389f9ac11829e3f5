/* warp.c: projections by least squares, and bends by a mesh. */
#include "scanner/qr/warp.h"

#include <math.h>
#include <string.h>

bool qr_solve(double *a, double *b, unsigned size)
{
    for (unsigned column = 0; column < size; column++) {
        unsigned pivot = column;
        for (unsigned row = column + 1; row < size; row++)
            if (fabs(a[row * size + column]) > fabs(a[pivot * size + column]))
                pivot = row;
        if (!(fabs(a[pivot * size + column]) > 1e-12))
            return false;
        for (unsigned i = 0; pivot != column && i < size; i++) {
            const double kept = a[pivot * size + i];
            a[pivot * size + i] = a[column * size + i];
            a[column * size + i] = kept;
        }
        const double kept = b[pivot];
        b[pivot] = b[column];
        b[column] = kept;
        for (unsigned row = 0; row < size; row++) {
            if (row == column)
                continue;
            const double factor = a[row * size + column] / a[column * size + column];
            for (unsigned i = column; i < size; i++)
                a[row * size + i] -= factor * a[column * size + i];
            b[row] -= factor * b[column];
        }
    }
    for (unsigned i = 0; i < size; i++)
        b[i] /= a[i * size + i];
    return true;
}

/* Add one equation to the normal equations. */
static void add_equation(double a[64], double b[8], const double terms[8], double goal, double weight)
{
    for (unsigned r = 0; r < 8; r++) {
        b[r] += weight * terms[r] * goal;
        for (unsigned c = 0; c < 8; c++)
            a[r * 8 + c] += weight * terms[r] * terms[c];
    }
}

bool qr_warp_fit(struct qr_warp *warp, double side, const struct qr_match *matches, unsigned count)
{
    /* Both sides are brought to about -1 to 1 first, or the equations lose their digits. */
    double a[64] = {0}, b[8] = {0}, cx = 0, cy = 0, scale = 0;
    for (unsigned i = 0; i < count; i++) {
        cx += matches[i].seen.x / count;
        cy += matches[i].seen.y / count;
    }
    for (unsigned i = 0; i < count; i++)
        scale = fmax(scale, fmax(fabs(matches[i].seen.x - cx), fabs(matches[i].seen.y - cy)));
    if (!(scale > 1e-6))
        return false;
    for (unsigned i = 0; i < count; i++) {
        const double u = 2 * matches[i].module.x / side - 1, v = 2 * matches[i].module.y / side - 1;
        const double x = (matches[i].seen.x - cx) / scale, y = (matches[i].seen.y - cy) / scale;
        add_equation(a, b, (double[8]){u, v, 1, 0, 0, 0, -u * x, -v * x}, x, matches[i].weight);
        add_equation(a, b, (double[8]){0, 0, 0, u, v, 1, -u * y, -v * y}, y, matches[i].weight);
    }
    if (!qr_solve(a, b, 8))
        return false;
    const double normal[9] = {b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], 1};
    memset(warp, 0, sizeof *warp);
    warp->side = side;
    for (unsigned c = 0; c < 3; c++) {
        warp->projection[c] = scale * normal[c] + cx * normal[6 + c];
        warp->projection[3 + c] = scale * normal[3 + c] + cy * normal[6 + c];
        warp->projection[6 + c] = normal[6 + c];
    }
    /* The whole symbol lies before the camera. */
    for (int i = 0; i < 4; i++) {
        const double u = i & 1 ? 1 : -1, v = i & 2 ? 1 : -1;
        if (!(normal[6] * u + normal[7] * v + 1 > 0.1))
            return false;
    }
    return true;
}

/* The cell of one coordinate, and how far into it the coordinate lies. */
static unsigned cell_along(const struct qr_warp *warp, double u, double *into)
{
    const double at = u / warp->side * (warp->mesh - 1);
    const unsigned cell = at > 0 ? (unsigned)fmin(at, warp->mesh - 2) : 0;
    *into = at - cell;
    return cell;
}

struct qr_mesh_cell qr_warp_cell(const struct qr_warp *warp, double u, double v)
{
    double x, y;
    const unsigned column = cell_along(warp, u, &x), row = cell_along(warp, v, &y);
    const unsigned first = row * warp->mesh + column;
    return (struct qr_mesh_cell){{first, first + 1, first + warp->mesh, first + warp->mesh + 1},
                                 {(1 - x) * (1 - y), x * (1 - y), (1 - x) * y, x * y}};
}

double qr_warp_bend(const struct qr_warp *warp, unsigned axis, const struct qr_mesh_cell *cell)
{
    double sum = 0;
    for (unsigned i = 0; i < 4; i++)
        sum += warp->bend[axis][cell->node[i]] * cell->share[i];
    return sum;
}

struct qr_point qr_warp_at(const struct qr_warp *warp, double u, double v)
{
    if (warp->mesh > 0) {
        const struct qr_mesh_cell cell = qr_warp_cell(warp, u, v);
        u += qr_warp_bend(warp, 0, &cell);
        v += qr_warp_bend(warp, 1, &cell);
    }
    const double x = 2 * u / warp->side - 1, y = 2 * v / warp->side - 1;
    const double *h = warp->projection;
    const double w = h[6] * x + h[7] * y + h[8];
    return (struct qr_point){(h[0] * x + h[1] * y + h[2]) / w, (h[3] * x + h[4] * y + h[5]) / w};
}
