/* binarise.c: local mean thresholds by running sums; box shrinking. */
#include "scanner/qr/binarise.h"

#include <string.h>

enum { BIAS = 40 }; /* dark is below the mean by a 40th of it, so that flat paper stays light */

static void add_row(uint32_t *columns, const uint8_t *row, uint32_t width)
{
    for (uint32_t x = 0; x < width; x++)
        columns[x] += row[x];
}

static void drop_row(uint32_t *columns, const uint8_t *row, uint32_t width)
{
    for (uint32_t x = 0; x < width; x++)
        columns[x] -= row[x];
}

/* Sums of the columns' sums over the window at each place of a row. */
static void window_sums(const uint32_t *columns, uint32_t width, uint32_t half, uint32_t *sums)
{
    uint32_t sum = 0;
    for (uint32_t x = 0; x < half && x < width; x++)
        sum += columns[x];
    for (uint32_t x = 0; x < width; x++) {
        sum += x + half < width ? columns[x + half] : 0;
        sum -= x > half ? columns[x - half - 1] : 0;
        sums[x] = sum;
    }
}

static void compare_span(const uint8_t *row, const uint32_t *sums, uint32_t count, float scale, uint8_t *mask)
{
    for (uint32_t x = 0; x < count; x++)
        mask[x] = (float)row[x] < (float)(int32_t)sums[x] * scale;
}

/* One row against its means. */
static void compare_row(const uint8_t *row, const uint32_t *sums, uint32_t width, uint32_t half, uint32_t rows,
                        uint8_t *mask)
{
    const float share = (1.0F - 1.0F / BIAS) / (float)rows;
    uint32_t x = 0;
    for (; x < width && (x < half || x + half >= width); x++) { /* cut off at an edge, or at both */
        const uint32_t left = x < half ? x : half, right = x + half < width ? half : width - 1 - x;
        compare_span(row + x, sums + x, 1, share / (float)(left + right + 1), mask + x);
        if (x + 1 == half && 2 * half < width) {
            const uint32_t whole = width - 2 * half;
            compare_span(row + half, sums + half, whole, share / (float)(2 * half + 1), mask + half);
            x += whole;
        }
    }
}

void qr_binarise(const struct qr_frame *frame, uint32_t half, uint32_t *columns, uint8_t *mask)
{
    uint32_t *sums = columns + frame->width_px;
    const uint32_t width = frame->width_px, height = frame->height_px;
    uint32_t rows = 0;
    memset(columns, 0, width * sizeof *columns);
    for (uint32_t y = 0; y < half && y < height; y++, rows++)
        add_row(columns, frame->grey + y * frame->stride, width);
    for (uint32_t y = 0; y < height; y++) {
        if (y + half < height) {
            add_row(columns, frame->grey + (y + half) * frame->stride, width);
            rows++;
        }
        if (y > half) {
            drop_row(columns, frame->grey + (y - half - 1) * frame->stride, width);
            rows--;
        }
        window_sums(columns, width, half, sums);
        compare_row(frame->grey + y * frame->stride, sums, width, half, rows, mask + (size_t)y * width);
    }
}

void qr_shrink(const struct qr_frame *frame, uint32_t factor, uint8_t *out)
{
    const uint32_t width = frame->width_px / factor, height = frame->height_px / factor;
    const uint32_t half = factor * factor / 2;
    for (uint32_t y = 0; y < height; y++)
        for (uint32_t x = 0; x < width; x++) {
            uint32_t sum = half;
            for (uint32_t dy = 0; dy < factor; dy++) {
                const uint8_t *row = frame->grey + (size_t)(y * factor + dy) * frame->stride + (size_t)x * factor;
                for (uint32_t dx = 0; dx < factor; dx++)
                    sum += row[dx];
            }
            *out++ = (uint8_t)(sum / (factor * factor));
        }
}

void qr_invert(const struct qr_frame *frame, uint8_t *out)
{
    for (uint32_t y = 0; y < frame->height_px; y++) {
        const uint8_t *row = frame->grey + (size_t)y * frame->stride;
        for (uint32_t x = 0; x < frame->width_px; x++)
            *out++ = (uint8_t)(255 - row[x]);
    }
}
