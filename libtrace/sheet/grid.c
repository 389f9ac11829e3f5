/* grid.c: where the labels of a sheet are, and the marks to cut them by. */
#include "sheet/grid.h"

#include "base/error.h"

#define SHEET_MM_MAX 5000.0 /* a page of PDF 1.4 may have 14400 points */
#define LABEL_MM_MIN 3.0
#define TOLERANCE_MM 0.001 /* three labels of 70 mm do fit on 210 mm, whatever binary fractions say */
#define MARK_MARGIN_MM 2.0
#define MARK_GAP_MM 1.0 /* from the label to its mark */
#define MARK_MM_MAX 4.0
#define MARK_POINTS 250 /* thousandths: a quarter of a point wide */

static bool is_measure(double mm)
{
    return mm >= 0 && mm <= SHEET_MM_MAX; /* so that a NaN fails */
}

static enum trc_status check_measures(const struct trc_pdf_options *options, struct trc_error *error)
{
    if (!is_measure(options->width_mm) || !is_measure(options->height_mm))
        return trc_error_set(error, TRC_ERR_RANGE,
                             _("A sheet of %g x %g mm is out of range; choose up to %g mm each way."),
                             options->width_mm, options->height_mm, SHEET_MM_MAX);
    if ((options->width_mm > 0) != (options->height_mm > 0))
        return trc_error_set(error, TRC_ERR_RANGE,
                             _("A sheet of %g x %g mm lacks a measure: give width and height, or neither for a roll."),
                             options->width_mm, options->height_mm);
    if (!is_measure(options->margin_x_mm) || !is_measure(options->margin_y_mm))
        return trc_error_set(error, TRC_ERR_RANGE, _("Margins of %g and %g mm are out of range; choose 0 to %g mm."),
                             options->margin_x_mm, options->margin_y_mm, SHEET_MM_MAX);
    if (!is_measure(options->gap_x_mm) || !is_measure(options->gap_y_mm))
        return trc_error_set(error, TRC_ERR_RANGE, _("Gaps of %g and %g mm are out of range; choose 0 to %g mm."),
                             options->gap_x_mm, options->gap_y_mm, SHEET_MM_MAX);
    return TRC_OK;
}

static unsigned how_many(double sheet, double margin, double label, double gap)
{
    const double room = sheet - 2 * margin + gap + TOLERANCE_MM;
    return room < label + gap ? 0 : (unsigned)(room / (label + gap));
}

static enum trc_status plan_roll(const struct trc_pdf_options *options, struct trc_grid *out, struct trc_error *error)
{
    if (options->margin_x_mm > 0 || options->margin_y_mm > 0 || options->gap_x_mm > 0 || options->gap_y_mm > 0 ||
        options->start > 0 || options->crop_marks)
        return trc_error_set(
            error, TRC_ERR_RANGE,
            _("Margins, gaps, a start position and crop marks belong to sheets: give the sheet's size, "
              "or leave them out for a roll."));
    out->columns = out->rows = 1;
    out->page_width = out->label_width;
    out->page_height = out->label_height;
    return TRC_OK;
}

static enum trc_status check_fit(const struct trc_pdf_options *options, double label_width_mm, double label_height_mm,
                                 const struct trc_grid *grid, struct trc_error *error)
{
    if (grid->columns == 0 || grid->rows == 0)
        return trc_error_set(
            error, TRC_ERR_RANGE,
            _("A label of %.1f x %.1f mm does not fit a sheet of %g x %g mm whose margins leave %.1f x "
              "%.1f mm: choose a larger sheet, or smaller margins or labels."),
            label_width_mm, label_height_mm, options->width_mm, options->height_mm,
            options->width_mm - 2 * options->margin_x_mm, options->height_mm - 2 * options->margin_y_mm);
    const size_t places = (size_t)grid->columns * grid->rows;
    if (options->start >= places)
        return trc_error_set(
            error, TRC_ERR_RANGE,
            _("The start is beyond the sheet: it leaves out %zu places, and a sheet has %zu (%u x %u)."),
            options->start, places, grid->columns, grid->rows);
    if (options->crop_marks && (options->margin_x_mm < MARK_MARGIN_MM || options->margin_y_mm < MARK_MARGIN_MM))
        return trc_error_set(error, TRC_ERR_RANGE,
                             _("Crop marks need margins of %g mm or more; these are %g and %g mm."), MARK_MARGIN_MM,
                             options->margin_x_mm, options->margin_y_mm);
    return TRC_OK;
}

enum trc_status trc_grid_plan(const struct trc_pdf_options *options, double label_width_mm, double label_height_mm,
                              struct trc_grid *out, struct trc_error *error)
{
    const enum trc_status status = check_measures(options, error);
    if (status != TRC_OK)
        return status;
    if (!(label_width_mm >= LABEL_MM_MIN && label_height_mm >= LABEL_MM_MIN)) /* one point a label would be endless */
        return trc_error_set(error, TRC_ERR_RANGE, _("A label of %.1f x %.1f mm is too small; choose %g mm or more."),
                             label_width_mm, label_height_mm, LABEL_MM_MIN);
    *out = (struct trc_grid){.label_width = label_width_mm * TRC_POINTS_A_MM,
                             .label_height = label_height_mm * TRC_POINTS_A_MM};
    if (!(options->width_mm > 0))
        return plan_roll(options, out, error);
    out->columns = how_many(options->width_mm, options->margin_x_mm, label_width_mm, options->gap_x_mm);
    out->rows = how_many(options->height_mm, options->margin_y_mm, label_height_mm, options->gap_y_mm);
    out->page_width = options->width_mm * TRC_POINTS_A_MM;
    out->page_height = options->height_mm * TRC_POINTS_A_MM;
    out->left = options->margin_x_mm * TRC_POINTS_A_MM;
    out->top = options->margin_y_mm * TRC_POINTS_A_MM;
    out->step_x = (label_width_mm + options->gap_x_mm) * TRC_POINTS_A_MM;
    out->step_y = (label_height_mm + options->gap_y_mm) * TRC_POINTS_A_MM;
    return check_fit(options, label_width_mm, label_height_mm, out, error);
}

void trc_grid_place(const struct trc_grid *grid, size_t place, double *x, double *y)
{
    const size_t column = place % grid->columns, row = place / grid->columns;
    *x = grid->left + (double)column * grid->step_x;
    *y = grid->page_height - grid->top - (double)row * grid->step_y;
}

static void put_line(struct trc_bytes *out, double x, double y, double to_x, double to_y)
{
    trc_bytes_milli(out, x);
    trc_bytes_milli(out, y);
    trc_bytes_text(out, "m ");
    trc_bytes_milli(out, to_x);
    trc_bytes_milli(out, to_y);
    trc_bytes_text(out, "l\n");
}

static double mark_length(double margin)
{
    const double longest = MARK_MM_MAX * TRC_POINTS_A_MM, room = margin - MARK_GAP_MM * TRC_POINTS_A_MM;
    return room < longest ? room : longest;
}

/* Both edges of each column, above and below the labels. */
static void put_column_marks(const struct trc_grid *grid, struct trc_bytes *out)
{
    const double gap = MARK_GAP_MM * TRC_POINTS_A_MM, len = mark_length(grid->top);
    const double top = grid->page_height - grid->top + gap;
    const double bottom = grid->page_height - grid->top - (grid->rows - 1) * grid->step_y - grid->label_height - gap;
    for (unsigned column = 0; column < grid->columns; column++)
        for (int edge = 0; edge < 2; edge++) {
            const double x = grid->left + column * grid->step_x + edge * grid->label_width;
            put_line(out, x, top, x, top + len);
            put_line(out, x, bottom, x, bottom - len);
        }
}

static void put_row_marks(const struct trc_grid *grid, struct trc_bytes *out)
{
    const double gap = MARK_GAP_MM * TRC_POINTS_A_MM, len = mark_length(grid->left);
    const double left = grid->left - gap;
    const double right = grid->left + (grid->columns - 1) * grid->step_x + grid->label_width + gap;
    for (unsigned row = 0; row < grid->rows; row++)
        for (int edge = 0; edge < 2; edge++) {
            const double y = grid->page_height - grid->top - row * grid->step_y - edge * grid->label_height;
            put_line(out, left, y, left - len, y);
            put_line(out, right, y, right + len, y);
        }
}

void trc_grid_marks(const struct trc_grid *grid, struct trc_bytes *out)
{
    trc_bytes_decimal(out, MARK_POINTS, 3);
    trc_bytes_text(out, " w\n");
    put_column_marks(grid, out);
    put_row_marks(grid, out);
    trc_bytes_text(out, "S");
}
