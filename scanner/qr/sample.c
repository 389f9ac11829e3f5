/* sample.c: a symbol's modules as grey values, and as dark or light with a certainty. */
#include "scanner/qr/sample.h"

#include <math.h>
#include <stdlib.h>

#include "qr/standard.h"
#include "scanner/qr/pixels.h"

static const float SPREAD = 0.22F; /* modules from the middle at which four more samples are taken */

void qr_sample(const struct qr_frame *frame, const struct qr_warp *warp, struct qr_samples *samples)
{
    const unsigned side = samples->side = (unsigned)warp->side;
    qr_fixed_modules((side - 17) / 4, samples->fixed);
    for (unsigned y = 0; y < side; y++)
        for (unsigned x = 0; x < side; x++) {
            const struct qr_point at = qr_warp_at(warp, x + 0.5, y + 0.5);
            samples->x[y * side + x] = (float)at.x;
            samples->y[y * side + x] = (float)at.y;
        }
    for (unsigned y = 0; y < side; y++)
        for (unsigned x = 0; x < side; x++) {
            const unsigned at = y * side + x, right = x + 1 < side ? at : at - 1, below = y + 1 < side ? at : at - side;
            const float px = samples->x[at], py = samples->y[at];
            const float ux = SPREAD * (samples->x[right + 1] - samples->x[right]);
            const float uy = SPREAD * (samples->y[right + 1] - samples->y[right]);
            const float vx = SPREAD * (samples->x[below + side] - samples->x[below]);
            const float vy = SPREAD * (samples->y[below + side] - samples->y[below]);
            samples->grey[at] =
                (2 * qr_pixel(frame, px, py) + qr_pixel(frame, px + ux, py + uy) + qr_pixel(frame, px - ux, py - uy) +
                 qr_pixel(frame, px + vx, py + vy) + qr_pixel(frame, px - vx, py - vy)) /
                6;
        }
}

/* Take a share of the four neighbours' mean out of each module; beyond the edge is the module itself. */
static void sharpen_grey(struct qr_samples *samples, double share)
{
    const unsigned side = samples->side;
    const float keep = (float)(1 + share), part = (float)(share / 4);
    for (unsigned y = 0; y < side; y++)
        for (unsigned x = 0; x < side; x++) {
            const unsigned at = y * side + x;
            const float *grey = samples->grey;
            const float around = grey[x > 0 ? at - 1 : at] + grey[x + 1 < side ? at + 1 : at] +
                                 grey[y > 0 ? at - side : at] + grey[y + 1 < side ? at + side : at];
            samples->sharp[at] = keep * grey[at] - part * around;
        }
}

/* Sums over all modules above and to the left; only those below `limit` when it is given. */
static void summed_area(struct qr_samples *samples, const float *limit)
{
    const unsigned side = samples->side, stride = side + 1;
    for (unsigned i = 0; i < stride; i++) {
        samples->sum[i] = samples->sum[i * stride] = 0;
        samples->count[i] = samples->count[i * stride] = 0;
    }
    for (unsigned y = 0; y < side; y++) {
        double row = 0;
        uint32_t counted = 0;
        for (unsigned x = 0; x < side; x++) {
            const unsigned at = y * side + x;
            const float value = samples->sharp[at];
            if (limit == NULL || value < limit[at]) {
                row += (double)value;
                counted++;
            }
            samples->sum[(y + 1) * stride + x + 1] = samples->sum[y * stride + x + 1] + row;
            samples->count[(y + 1) * stride + x + 1] = samples->count[y * stride + x + 1] + counted;
        }
    }
}

struct window {
    double sum;
    uint32_t count;
};

static struct window window_of(const struct qr_samples *samples, unsigned x, unsigned y, unsigned reach)
{
    const unsigned side = samples->side, stride = side + 1;
    const unsigned left = x > reach ? x - reach : 0, top = y > reach ? y - reach : 0;
    const unsigned right = x + reach + 1 < side ? x + reach + 1 : side;
    const unsigned bottom = y + reach + 1 < side ? y + reach + 1 : side;
    const double *sum = samples->sum;
    const uint32_t *count = samples->count;
    return (struct window){sum[bottom * stride + right] - sum[top * stride + right] - sum[bottom * stride + left] +
                               sum[top * stride + left],
                           count[bottom * stride + right] - count[top * stride + right] -
                               count[bottom * stride + left] + count[top * stride + left]};
}

/* The threshold is the local mean first, and then the middle between the means of what that called dark and light. */
static void find_thresholds(struct qr_samples *samples, unsigned reach)
{
    const unsigned side = samples->side;
    summed_area(samples, NULL);
    for (unsigned y = 0; y < side; y++)
        for (unsigned x = 0; x < side; x++) {
            const struct window all = window_of(samples, x, y, reach);
            samples->threshold[y * side + x] = (float)(all.sum / all.count);
            samples->half[y * side + x] = (float)all.sum;
        }
    summed_area(samples, samples->threshold);
    for (unsigned y = 0; y < side; y++)
        for (unsigned x = 0; x < side; x++) {
            const unsigned at = y * side + x;
            const struct window dark = window_of(samples, x, y, reach);
            const unsigned bottom = y + reach < side ? y + reach : side - 1, top = y > reach ? y - reach : 0;
            const unsigned right = x + reach < side ? x + reach : side - 1, left = x > reach ? x - reach : 0;
            const unsigned light = (bottom - top + 1) * (right - left + 1) - dark.count;
            const double dark_mean = dark.count > 0 ? dark.sum / dark.count : (double)samples->threshold[at];
            const double light_mean =
                light > 0 ? ((double)samples->half[at] - dark.sum) / light : (double)samples->threshold[at];
            samples->threshold[at] = (float)((dark_mean + light_mean) / 2);
            samples->half[at] = (float)fmax((light_mean - dark_mean) / 2, 1);
        }
}

void qr_sample_judge(struct qr_samples *samples, unsigned window, double sharpen, struct qr_grid *grid)
{
    const unsigned modules = samples->side * samples->side;
    sharpen_grey(samples, sharpen);
    find_thresholds(samples, window);
    for (unsigned i = 0; i < modules; i++) {
        const float value = 127 * (samples->threshold[i] - samples->sharp[i]) / samples->half[i];
        grid->soft[i] = (int8_t)(value > 127 ? 127 : value < -127 ? -127 : lrintf(value));
    }
}

double qr_sample_agreement(const struct qr_samples *samples, const struct qr_grid *grid)
{
    const unsigned modules = samples->side * samples->side;
    unsigned all = 0, right = 0;
    for (unsigned i = 0; i < modules; i++) {
        all += samples->fixed[i] != 0;
        right += samples->fixed[i] != 0 && (grid->soft[i] > 0) == (samples->fixed[i] > 0);
    }
    return (double)right / all;
}
