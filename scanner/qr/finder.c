/* finder.c: finder patterns by runs of 1:1:3:1:1 in rows, confirmed in columns; outline.c fits what is left. */
#include "scanner/qr/finder.h"

#include <math.h>
#include <stdlib.h>

/* Nanoseconds, about: to compare a place with four known patterns, and to fit an outline. */
enum { KNOWN_WORK = 4, FIT_WORK = 5000 };

struct mask {
    const uint8_t *at;
    uint32_t width, height;
};

/* Whether five runs, dark at the ends and in the middle, could cross a finder pattern's middle. */
static bool like_finder(const uint32_t run[5])
{
    const uint32_t total = run[0] + run[1] + run[2] + run[3] + run[4];
    if (total < 7)
        return false;
    /* In sevenths of the width: 1 may be 0.3 to 1.9, and 3 may be 1.6 to 4.5; half a pixel more for small ones. */
    const uint32_t low = total * 3 / 10 > 4 ? total * 3 / 10 - 4 : 0, high = total * 19 / 10 + 4;
    for (unsigned i = 0; i < 5; i++)
        if (i != 2 && (run[i] * 7 < low || run[i] * 7 > high))
            return false;
    return run[2] * 70 + 35 >= total * 16 && run[2] * 70 <= total * 45 + 35 && run[2] + 1 > run[1] &&
           run[2] + 1 > run[3];
}

/* Runs up and down from a dark pixel. @return Their total length, 0 when they do not look right. */
static uint32_t cross_column(const struct mask *mask, uint32_t x, uint32_t y, uint32_t limit, double *middle)
{
    uint32_t run[5] = {0};
    const uint8_t *column = mask->at + x;
    uint32_t up = y, down = y + 1;
    for (int part = 2; part >= 0; part--) {
        const uint8_t colour = part != 1;
        while (up != UINT32_MAX && column[(size_t)up * mask->width] == colour && run[part] <= limit) {
            run[part]++;
            up--;
        }
    }
    const uint32_t above = run[2];
    for (int part = 2; part <= 4; part++) {
        const uint8_t colour = part != 3;
        while (down < mask->height && column[(size_t)down * mask->width] == colour && run[part] <= 2 * limit) {
            run[part]++;
            down++;
        }
    }
    if (!like_finder(run))
        return 0;
    *middle = (double)y + 1 - above + run[2] / 2.0;
    return run[0] + run[1] + run[2] + run[3] + run[4];
}

/* Whether a known pattern lies there. */
static bool known(const struct qr_finders *finders, struct qr_point at)
{
    for (unsigned i = finders->count; i-- > 0;) {
        const struct qr_finder *finder = &finders->at[i];
        const double reach = 1.5 * finder->module_px;
        if (fabs(finder->centre.x - at.x) < reach && fabs(finder->centre.y - at.y) < reach)
            return true;
    }
    return false;
}

static void consider(const struct qr_frame *frame, const struct mask *mask, uint32_t y, uint32_t start,
                     const uint32_t *run, struct qr_work *work, struct qr_finders *finders)
{
    const uint32_t width = run[0] + run[1] + run[2] + run[3] + run[4];
    const double x = start + run[0] + run[1] + run[2] / 2.0;
    struct qr_point centre = {x, y + 0.5};
    if (!qr_work_take(work, KNOWN_WORK * (1 + finders->count / 4)) || known(finders, centre))
        return;
    const uint32_t height = cross_column(mask, (uint32_t)x, y, width, &centre.y);
    if (height == 0 || height > 4 * width || width > 4 * height || known(finders, centre))
        return;
    struct qr_finder finder;
    if (finders->count < QR_FINDERS_MAX && qr_work_take(work, FIT_WORK) &&
        qr_outline_fit(frame, centre, (width + height) / 2.0, &finder) && !known(finders, finder.centre))
        finders->at[finders->count++] = finder;
}

/* The lengths of a row's runs, beginning with a light one. @return How many. */
static uint32_t measure_runs(const uint8_t *row, uint32_t width, uint32_t *runs)
{
    uint32_t count = 0, start = 0;
    uint8_t colour = 0;
    for (uint32_t x = 0; x < width; x++)
        if (row[x] != colour) {
            runs[count++] = x - start;
            start = x;
            colour = row[x];
        }
    runs[count++] = width - start;
    return count;
}

void qr_finder_search(const struct qr_frame *frame, const uint8_t *mask_bytes, uint32_t *runs, struct qr_work *work,
                      struct qr_finders *finders)
{
    const struct mask mask = {mask_bytes, frame->width_px, frame->height_px};
    for (uint32_t y = 0; y < mask.height; y++) {
        const uint32_t count = measure_runs(mask.at + (size_t)y * mask.width, mask.width, runs);
        uint32_t start = runs[0];
        for (uint32_t i = 1; i + 5 <= count; i += 2) {
            if (like_finder(runs + i))
                consider(frame, &mask, y, start, runs + i, work, finders);
            start += runs[i] + runs[i + 1];
        }
    }
}
