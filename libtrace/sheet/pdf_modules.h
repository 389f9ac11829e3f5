/* pdf_modules.h: the dark modules of a symbol as rectangles. Internal. */
#ifndef TRC_SHEET_PDF_MODULES_H
#define TRC_SHEET_PDF_MODULES_H

#include <trc/label.h>

#include "sheet/bytes.h"

/** Fill them: one unit a module, from the symbol's upper left corner, y downwards. */
void trc_pdf_modules_put(const struct trc_symbol *symbol, struct trc_bytes *out);

#endif
