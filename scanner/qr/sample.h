/* sample.h: a symbol's modules as grey values, and as dark or light with a certainty. */
#ifndef TRC_SCAN_QR_SAMPLE_H
#define TRC_SCAN_QR_SAMPLE_H

#include "scanner/qr/warp.h"

#define QR_MODULES_MAX (QR_SIDE_MAX * QR_SIDE_MAX)

struct qr_samples {
    unsigned side;
    float x[QR_MODULES_MAX], y[QR_MODULES_MAX]; /* where each module's middle lies */
    float grey[QR_MODULES_MAX];
    float threshold[QR_MODULES_MAX], half[QR_MODULES_MAX]; /* between dark and light there; half their distance */
    float sharp[QR_MODULES_MAX];
    int8_t fixed[QR_MODULES_MAX]; /* what is known beforehand: 1 dark, -1 light, 0 unknown */
    double sum[(QR_SIDE_MAX + 1) * (QR_SIDE_MAX + 1)];
    uint32_t count[(QR_SIDE_MAX + 1) * (QR_SIDE_MAX + 1)];
};

/** Take the grey value of every module. */
void qr_sample(const struct qr_frame *frame, const struct qr_warp *warp, struct qr_samples *samples);

/**
 * Tell dark from light.
 *
 * @param[in]  window   Modules each way that decide what is dark there.
 * @param[in]  sharpen  How much of the four neighbours' blur is taken out first: 0 for none.
 * @param[out] grid     Its `soft`; the rest is left alone.
 */
void qr_sample_judge(struct qr_samples *samples, unsigned window, double sharpen, struct qr_grid *grid);

/** The share of a grid's fixed modules (finder, timing and alignment patterns) that are as they must be. */
double qr_sample_agreement(const struct qr_samples *samples, const struct qr_grid *grid);

/**
 * Judge once more, with a filter over each module's neighbours that is fitted to the fixed modules: it undoes blur of
 * whatever direction. The samples have been judged unsharpened before.
 *
 * @return false when no filter fits.
 */
bool qr_sample_equalise(const struct qr_samples *samples, struct qr_grid *grid);

#endif
