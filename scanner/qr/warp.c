/* warp.c: projections by least squares, and polynomial bends. */
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

void qr_warp_terms(const struct qr_warp *warp, double u, double v, double *terms)
{
    const double x = 2 * u / warp->side - 1, y = 2 * v / warp->side - 1;
    unsigned n = 0;
    double row[5] = {1, x, x * x, x * x * x, x * x * x * x}, column[5] = {1, y, y * y, y * y * y, y * y * y * y};
    for (unsigned degree = 0; n < warp->bend_terms && degree < 5; degree++)
        for (unsigned i = 0; i <= degree; i++)
            terms[n++] = row[degree - i] * column[i];
}

struct qr_point qr_warp_at(const struct qr_warp *warp, double u, double v)
{
    if (warp->bend_terms > 0) {
        double terms[QR_BEND_TERMS], du = 0, dv = 0;
        qr_warp_terms(warp, u, v, terms);
        for (unsigned i = 0; i < warp->bend_terms; i++) {
            du += warp->bend[0][i] * terms[i];
            dv += warp->bend[1][i] * terms[i];
        }
        u += du;
        v += dv;
    }
    const double x = 2 * u / warp->side - 1, y = 2 * v / warp->side - 1;
    const double *h = warp->projection;
    const double w = h[6] * x + h[7] * y + h[8];
    return (struct qr_point){(h[0] * x + h[1] * y + h[2]) / w, (h[3] * x + h[4] * y + h[5]) / w};
}
