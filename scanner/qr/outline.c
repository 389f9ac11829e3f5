/* outline.c: three nested squares fitted to the grey edges around a finder pattern's middle.
 * Rays find the edges; second moments of the polygons they make give the squares' shape but for a turn; the fourth
 * harmonic of the whitened outline gives the turn; and a least-squares fit, side by side, gives the rest. */
#include <math.h>
#include <string.h>

#include "scanner/qr/finder.h"
#include "scanner/qr/pixels.h"

enum {
    RAYS = 32,
    RINGS = 3,
    RAYS_MIN = 20,
    FIRST_RAYS = 8, /* cast first; of false patterns most are told by them */
    FIRST_RAYS_MIN = 5,
    SIDES_FITS = 3
};

static const double RADIUS[RINGS] = {1.5, 2.5, 3.5}; /* modules from the middle to each square's sides */

struct outline {
    struct qr_point edge[RINGS][RAYS]; /* relative to the centre the rays came from */
    bool seen[RINGS][RAYS];
    unsigned count[RINGS];
};

/* Distances along one ray at which it turns light, dark and light again. @return How many of them were met. */
static unsigned walk(const struct qr_frame *frame, struct qr_point from, double dx, double dy,
                     const float threshold[RINGS], double reach, double step, double distance[RINGS])
{
    unsigned met = 0;
    float before = qr_pixel(frame, (float)from.x, (float)from.y);
    for (double at = step; at <= reach && met < RINGS; at += step) {
        const double x = from.x + at * dx, y = from.y + at * dy;
        if (!qr_inside(frame, x, y))
            break;
        const float value = qr_pixel(frame, (float)x, (float)y);
        const bool crossed = met == 1 ? value < threshold[met] : value >= threshold[met];
        if (crossed) {
            const float share = value != before ? (threshold[met] - before) / (value - before) : 0;
            distance[met++] = at - step + step * (double)qr_clamp(share, 1);
        }
        before = value;
    }
    return met;
}

static void cast_ray(const struct qr_frame *frame, const struct qr_finder *finder, double size_px, unsigned i,
                     struct outline *out)
{
    /* Blur fills the outer dark ring with light much more than the middle. */
    const float outer = (finder->ring + finder->light) / 2;
    const float threshold[RINGS] = {(finder->dark + finder->light) / 2, outer, outer};
    const double reach = 1.3 * size_px, step = fmax(0.5, size_px / 34);
    const double angle = 2 * M_PI * i / RAYS, dx = cos(angle), dy = sin(angle);
    double distance[RINGS] = {0};
    const unsigned met = walk(frame, finder->centre, dx, dy, threshold, reach, step, distance);
    if (met < 2 || distance[1] < 1.15 * distance[0] || distance[1] > 2.6 * distance[0])
        return;
    const bool whole = met == 3 && distance[2] > 1.1 * distance[1] && distance[2] < 2.0 * distance[1];
    for (unsigned ring = 0; ring < (whole ? 3 : 2); ring++) {
        out->edge[ring][i] = (struct qr_point){distance[ring] * dx, distance[ring] * dy};
        out->seen[ring][i] = true;
        out->count[ring]++;
    }
}

/* @return Whether enough rays meet the rings. */
static bool cast_rays(const struct qr_frame *frame, const struct qr_finder *finder, double size_px, struct outline *out)
{
    memset(out, 0, sizeof *out);
    for (unsigned i = 0; i < RAYS; i += RAYS / FIRST_RAYS)
        cast_ray(frame, finder, size_px, i, out);
    if (out->count[1] < FIRST_RAYS_MIN)
        return false;
    for (unsigned i = 0; i < RAYS; i++)
        if (i % (RAYS / FIRST_RAYS) != 0)
            cast_ray(frame, finder, size_px, i, out);
    return out->count[1] >= RAYS_MIN;
}

/* Area and second moments about the middle of a ring's polygon; the middle. */
struct moments {
    double area, xx, xy, yy;
    struct qr_point middle;
};

static struct moments ring_moments(const struct outline *outline, unsigned ring)
{
    struct moments m = {0};
    unsigned last = RAYS;
    for (unsigned i = RAYS; i-- > 0 && last == RAYS;)
        if (outline->seen[ring][i])
            last = i;
    double sx = 0, sy = 0, sxx = 0, sxy = 0, syy = 0;
    for (unsigned i = 0; i < RAYS; i++) {
        if (!outline->seen[ring][i])
            continue;
        const struct qr_point a = outline->edge[ring][last], b = outline->edge[ring][i];
        const double cross = a.x * b.y - a.y * b.x;
        m.area += cross / 2;
        sx += cross * (a.x + b.x) / 6;
        sy += cross * (a.y + b.y) / 6;
        sxx += cross * (a.x * a.x + a.x * b.x + b.x * b.x) / 12;
        syy += cross * (a.y * a.y + a.y * b.y + b.y * b.y) / 12;
        sxy += cross * (2 * a.x * a.y + a.x * b.y + b.x * a.y + 2 * b.x * b.y) / 24;
        last = i;
    }
    if (m.area <= 0)
        return m;
    m.middle = (struct qr_point){sx / m.area, sy / m.area};
    m.xx = sxx / m.area - m.middle.x * m.middle.x;
    m.yy = syy / m.area - m.middle.y * m.middle.y;
    m.xy = sxy / m.area - m.middle.x * m.middle.y;
    return m;
}

/* The symmetric square root of the mean shape of the rings: from modules to pixels, but for a turn. */
static bool mean_shape(struct outline *outline, struct qr_finder *finder, double root[2][2])
{
    double xx = 0, xy = 0, yy = 0, x = 0, y = 0;
    unsigned rings = 0;
    for (unsigned ring = 0; ring < RINGS; ring++) {
        if (outline->count[ring] < RAYS_MIN)
            continue;
        const struct moments m = ring_moments(outline, ring);
        const double scale =
            3 / (RADIUS[ring] * RADIUS[ring]); /* a square's variance is a third of its radius squared */
        xx += m.xx * scale;
        xy += m.xy * scale;
        yy += m.yy * scale;
        x += m.middle.x;
        y += m.middle.y;
        rings++;
    }
    xx /= rings, xy /= rings, yy /= rings;
    const double determinant = xx * yy - xy * xy;
    if (!(determinant > 0))
        return false;
    const double s = sqrt(determinant), t = sqrt(xx + yy + 2 * s);
    root[0][0] = (xx + s) / t;
    root[0][1] = root[1][0] = xy / t;
    root[1][1] = (yy + s) / t;
    finder->centre.x += x / rings;
    finder->centre.y += y / rings;
    for (unsigned ring = 0; ring < RINGS; ring++)
        for (unsigned i = 0; i < RAYS; i++) {
            outline->edge[ring][i].x -= x / rings;
            outline->edge[ring][i].y -= y / rings;
        }
    return true;
}

static bool invert(const double m[2][2], double out[2][2])
{
    const double determinant = m[0][0] * m[1][1] - m[0][1] * m[1][0];
    if (!(fabs(determinant) > 1e-9))
        return false;
    out[0][0] = m[1][1] / determinant;
    out[0][1] = -m[0][1] / determinant;
    out[1][0] = -m[1][0] / determinant;
    out[1][1] = m[0][0] / determinant;
    return true;
}

/* How far the squares are turned, by the fourth harmonic of the outline in whitened coordinates. */
static double turn_of(const struct outline *outline, const double whiten[2][2])
{
    double real = 0, imaginary = 0;
    for (unsigned ring = 0; ring < RINGS; ring++)
        for (unsigned i = 0; i < RAYS; i++) {
            if (!outline->seen[ring][i])
                continue;
            const struct qr_point p = outline->edge[ring][i];
            const double u = (whiten[0][0] * p.x + whiten[0][1] * p.y) / RADIUS[ring];
            const double v = (whiten[1][0] * p.x + whiten[1][1] * p.y) / RADIUS[ring];
            /* (u + iv)^4 is rho^4 e^(4 i phi). Rays stand evenly in the picture, close enough here. */
            const double uu = u * u - v * v, uv = 2 * u * v;
            real += uu * uu - uv * uv;
            imaginary += 2 * uu * uv;
        }
    return atan2(-imaginary, -real) / 4;
}

/* Solve a symmetric 3 x 3 system by Cramer's rule. */
static bool solve3(const double a[6], const double b[3], double x[3])
{
    /* a: 00 01 02 11 12 22 */
    const double c00 = a[3] * a[5] - a[4] * a[4], c01 = a[2] * a[4] - a[1] * a[5], c02 = a[1] * a[4] - a[2] * a[3];
    const double determinant = a[0] * c00 + a[1] * c01 + a[2] * c02;
    if (!(fabs(determinant) > 1e-12))
        return false;
    const double c11 = a[0] * a[5] - a[2] * a[2], c12 = a[1] * a[2] - a[0] * a[4], c22 = a[0] * a[3] - a[1] * a[1];
    x[0] = (c00 * b[0] + c01 * b[1] + c02 * b[2]) / determinant;
    x[1] = (c01 * b[0] + c11 * b[1] + c12 * b[2]) / determinant;
    x[2] = (c02 * b[0] + c12 * b[1] + c22 * b[2]) / determinant;
    return true;
}

/* A linear map from the outline's coordinates to modules: u = row[0] . (x, y, 1), v = row[1] . (x, y, 1). */
struct local {
    double row[2][3];
};

/* One least-squares step: each edge point belongs to the side that it is nearest to. @return The mean misfit. */
static double fit_sides(const struct outline *outline, struct local *local, double tolerance)
{
    double a[2][6] = {{0}}, b[2][3] = {{0}}, misfit = 0;
    unsigned used = 0, total = 0;
    for (unsigned ring = 0; ring < RINGS; ring++)
        for (unsigned i = 0; i < RAYS; i++) {
            if (!outline->seen[ring][i])
                continue;
            const double x = outline->edge[ring][i].x, y = outline->edge[ring][i].y;
            const double u = local->row[0][0] * x + local->row[0][1] * y + local->row[0][2];
            const double v = local->row[1][0] * x + local->row[1][1] * y + local->row[1][2];
            const unsigned axis = fabs(v) > fabs(u);
            const double value = axis ? v : u, goal = value > 0 ? RADIUS[ring] : -RADIUS[ring];
            total++;
            misfit += fmin(fabs(value - goal), 1);
            if (fabs(value - goal) > tolerance)
                continue;
            const double terms[3] = {x, y, 1};
            used++;
            for (unsigned r = 0, n = 0; r < 3; r++) {
                b[axis][r] += terms[r] * goal;
                for (unsigned c = r; c < 3; c++)
                    a[axis][n++] += terms[r] * terms[c];
            }
        }
    if (used * 3 < total * 2 || !solve3(a[0], b[0], local->row[0]) || !solve3(a[1], b[1], local->row[1]))
        return 1;
    return misfit / total;
}

/* Take over the fitted map as the finder's. */
static bool adopt(const struct local *local, struct qr_finder *finder)
{
    for (unsigned r = 0; r < 2; r++)
        for (unsigned c = 0; c < 2; c++)
            finder->to_modules[r][c] = local->row[r][c];
    if (!invert(finder->to_modules, finder->to_px))
        return false;
    const double u = local->row[0][2], v = local->row[1][2];
    finder->centre.x -= finder->to_px[0][0] * u + finder->to_px[0][1] * v;
    finder->centre.y -= finder->to_px[1][0] * u + finder->to_px[1][1] * v;
    finder->module_px =
        sqrt(fabs(finder->to_px[0][0] * finder->to_px[1][1] - finder->to_px[0][1] * finder->to_px[1][0]));
    return true;
}

/* Grey values of the middle and of the light ring around it. */
static bool measure_contrast(const struct qr_frame *frame, struct qr_point centre, double size_px,
                             struct qr_finder *finder)
{
    static const double AROUND[8][2] = {{1, 0},     {0, 1},      {-1, 0},      {0, -1},
                                        {0.7, 0.7}, {-0.7, 0.7}, {-0.7, -0.7}, {0.7, -0.7}};
    const double module = size_px / 7;
    float dark = 2 * qr_pixel(frame, (float)centre.x, (float)centre.y), light = 0, ring = 0;
    for (unsigned i = 0; i < 8; i++) {
        dark += qr_pixel(frame, (float)(centre.x + 0.6 * module * AROUND[i][0]),
                         (float)(centre.y + 0.6 * module * AROUND[i][1]));
        float brightest = 0;
        for (double at = 1.4; at < 3; at += 0.3)
            brightest = fmaxf(brightest, qr_pixel(frame, (float)(centre.x + at * module * AROUND[i][0]),
                                                  (float)(centre.y + at * module * AROUND[i][1])));
        light += brightest;
        float darkest = brightest;
        for (double at = 2.4; at < 4.4; at += 0.3)
            darkest = fminf(darkest, qr_pixel(frame, (float)(centre.x + at * module * AROUND[i][0]),
                                              (float)(centre.y + at * module * AROUND[i][1])));
        ring += darkest;
    }
    finder->dark = dark / 10;
    finder->light = light / 8;
    finder->ring = fmaxf(finder->dark, ring / 8);
    return finder->light - finder->dark >= 8;
}

bool qr_outline_fit(const struct qr_frame *frame, struct qr_point centre, double size_px, struct qr_finder *out)
{
    struct outline outline;
    double root[2][2], whiten[2][2];
    *out = (struct qr_finder){.centre = centre};
    if (!measure_contrast(frame, centre, size_px, out))
        return false;
    if (!cast_rays(frame, out, size_px, &outline) || !mean_shape(&outline, out, root) || !invert(root, whiten))
        return false;
    const double turn = turn_of(&outline, whiten), c = cos(turn), s = sin(turn);
    struct local local = {{{c * whiten[0][0] + s * whiten[1][0], c * whiten[0][1] + s * whiten[1][1], 0},
                           {-s * whiten[0][0] + c * whiten[1][0], -s * whiten[0][1] + c * whiten[1][1], 0}}};
    double misfit = 1;
    for (unsigned i = 0; i < SIDES_FITS; i++)
        misfit = fit_sides(&outline, &local, 0.8 - 0.2 * i);
    out->misfit = misfit;
    return misfit < 0.3 && adopt(&local, out);
}
