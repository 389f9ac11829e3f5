/* pdf_logo.h: a picture on each label, in the file once. Internal. */
#ifndef TRC_SHEET_PDF_LOGO_H
#define TRC_SHEET_PDF_LOGO_H

#include <cairo.h>
#include <trc/design.h>

#include "sheet/pdf_file.h"

struct trc_pdf_logo {
    cairo_surface_t *picture;
    double x, y, width, height; /* dots from the label's upper left corner */
};

/**
 * Read a PNG file and find room for it: below the text or the symbol, or beside the symbol where there is no text.
 * @return TRC_OK; TRC_ERR_NOT_FOUND; TRC_ERR_DAMAGED: no PNG; TRC_ERR_RANGE: too large, or no room for it.
 */
TRC_MUST_USE enum trc_status trc_pdf_logo_open(const char *path, const struct trc_arrangement *arrangement,
                                               unsigned dpi, struct trc_pdf_logo *logo, struct trc_error *error);
void trc_pdf_logo_close(struct trc_pdf_logo *logo);

/** Write its object; returns the number. */
size_t trc_pdf_logo_write(const struct trc_pdf_logo *logo, struct trc_pdf_file *file);

#endif
