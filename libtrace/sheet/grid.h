/* grid.h: where the labels of a sheet are, and the marks to cut them by. Internal. */
#ifndef TRC_SHEET_GRID_H
#define TRC_SHEET_GRID_H

#include <trc/sheet.h>

#include "sheet/bytes.h"

#define TRC_POINTS_A_MM (72 / 25.4)

/* Points from the sheet's upper left corner. */
struct trc_grid {
    double page_width, page_height;
    double left, top; /* of the first label */
    double label_width, label_height, step_x, step_y;
    unsigned columns, rows;
};

/** @return TRC_OK; TRC_ERR_RANGE when labels do not fit the sheet, with the numbers in mm. */
TRC_MUST_USE enum trc_status trc_grid_plan(const struct trc_pdf_options *options, double label_width_mm,
                                           double label_height_mm, struct trc_grid *out, struct trc_error *error);

/** The upper left corner of a place, as PDF has it: points from the lower left corner of the page. */
void trc_grid_place(const struct trc_grid *grid, size_t place, double *x, double *y);

/** The drawing of the crop marks. */
void trc_grid_marks(const struct trc_grid *grid, struct trc_bytes *out);

#endif
