/* pdf_font.h: outlines of glyphs as fonts inside a PDF. Internal. */
#ifndef TRC_SHEET_PDF_FONT_H
#define TRC_SHEET_PDF_FONT_H

#include "sheet/pdf_file.h"
#include "sheet/text.h"

/* A character code is a byte. From that of the space on, so that ASCII, whose glyphs come first, stands for itself. */
#define TRC_PDF_FONT_FIRST 32
#define TRC_PDF_FONT_GLYPHS (256 - TRC_PDF_FONT_FIRST) /* of one font */

/** Write all fonts of these glyphs. @param[out] resources gets "/F0 12 0 R ...". */
void trc_pdf_font_write(struct trc_pdf_file *file, const struct trc_text *text, struct trc_bytes *resources);

/** Valid UTF-8 as hexadecimal UTF-16. */
void trc_pdf_font_utf16(struct trc_bytes *out, const char *text);

/** A glyph's code within its font, which is glyph / TRC_PDF_FONT_GLYPHS. */
static inline unsigned trc_pdf_font_code(unsigned glyph)
{
    return TRC_PDF_FONT_FIRST + glyph % TRC_PDF_FONT_GLYPHS;
}

#endif
