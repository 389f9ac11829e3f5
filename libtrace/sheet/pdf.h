/* pdf.h: what all of a PDF's labels share. Internal. */
#ifndef TRC_SHEET_PDF_H
#define TRC_SHEET_PDF_H

#include <trc/sheet.h>

#include "sheet/grid.h"
#include "sheet/pdf_file.h"
#include "sheet/pdf_logo.h"
#include "sheet/pdf_tree.h"
#include "sheet/text.h"

/* Pages only read it while they are drawn: what changes after trc_pdf_open() is `file`, `tree`, `next`, `page` and
 * `drawing`. */
struct trc_pdf {
    struct trc_pdf_file file;
    struct trc_pdf_tree tree;
    struct trc_text text;
    struct trc_grid grid;
    struct trc_arrangement arrangement;
    struct trc_print print;
    double dot; /* points in one */
    bool crop_marks;
    size_t next;               /* place of trc_pdf_label() */
    struct trc_pdf_page *page; /* of trc_pdf_label() */
    bool drawing;              /* it has labels not yet written */
    size_t info;
    char *id;
    struct trc_bytes shared; /* what every page inherits; ends in NUL */
};

/** What a page is made of: the drawing of one label. @return TRC_OK, or TRC_ERR_RANGE as trc_pdf_label() says. */
TRC_MUST_USE enum trc_status trc_pdf_label_draw(const struct trc_pdf *pdf, const struct trc_label *label, size_t place,
                                                struct trc_bytes *out, struct trc_error *error);

/** The drawing of what all labels share, from the label's upper left corner. */
void trc_pdf_label_fixed(const struct trc_pdf *pdf, const struct trc_pdf_logo *logo, struct trc_bytes *out);

#endif
