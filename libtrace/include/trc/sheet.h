/* sheet.h: labels with text in any script, as PDF sheets and rolls, or as the fixed part of a label in dots.
 * Not in libtrc: link trc_sheet beside it (docs/decisions/0151-sheet-beside-the-library.md). */
#ifndef TRC_SHEET_H
#define TRC_SHEET_H

#include <trc/design.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Draw everything on a label that is the same for a whole batch: fixed lines, the PIN's word and its frame. For
 * printers whose own fonts lack Chinese. Drawn as trc_pdf_open() does, and refused for the same reasons.
 *
 * @param[in]  arrangement From trc_label_arrange().
 * @param[in]  font        Family name; NULL for the system's sans, with whatever font has the characters it lacks.
 * @param[out] out         As large as the label; free with trc_sheet_bitmap_free(). Empty on failure.
 * @return TRC_OK; TRC_ERR_NOT_FOUND, TRC_ERR_SYNTAX (see trc_pdf_open()); TRC_ERR_MEMORY.
 * Thread-safe: yes.
 */
TRC_MUST_USE enum trc_status trc_sheet_fixed_bitmap(const struct trc_arrangement *arrangement, const char *font,
                                                    struct trc_bitmap *out, struct trc_error *error);
void trc_sheet_bitmap_free(struct trc_bitmap *bitmap);

/**
 * Draw one whole label as a PNG picture, a pixel for each printer dot. The PIN's field stays empty.
 *
 * @param[in] print The design's.
 * @return As trc_sheet_fixed_bitmap(); TRC_ERR_IO when the sink refused.
 */
TRC_MUST_USE enum trc_status trc_sheet_preview(const struct trc_arrangement *arrangement, const struct trc_print *print,
                                               const struct trc_label *label, const char *font, trc_sink *sink,
                                               void *context, struct trc_error *error);

/** A PDF of labels. Strings are borrowed until trc_pdf_open() returns. */
struct trc_pdf_options {
    double width_mm, height_mm; /* of a sheet; both 0: a roll, one label a page, and no margins, gaps, start, marks */
    double margin_x_mm, margin_y_mm; /* kept free at the left and right, and at the top and bottom */
    double gap_x_mm, gap_y_mm;       /* between labels */
    size_t start;                    /* places of the first sheet that are used up already, row by row */
    bool crop_marks;                 /* short lines in the margins, which must be 2 mm or more, where to cut */
    const char *font;                /* family name; NULL: the system's sans */
    const char *logo;                /* path of a PNG picture; NULL: none */
    const char *title;               /* NULL: none */
    const char *id;                  /* what tells this document from others, such as the batch's id: its /ID */
};

#define TRC_PDF_OPTIONS_INIT                                                                                           \
    {                                                                                                                  \
        0, 0, 0, 0, 0, 0, 0, false, NULL, NULL, NULL, "trc"                                                            \
    }

struct trc_pdf;

/**
 * Begin a PDF: every refusal comes before the first byte.
 *
 * The same input and fonts give the same bytes: there are no dates. Text can be searched and copied; its outlines are
 * embedded, so that it prints the same everywhere. Lines too long are shrunk to 60 %, then cut with an ellipsis.
 *
 * @param[in]  options     As wished.
 * @param[in]  design      For its print resolution.
 * @param[in]  arrangement From trc_label_arrange() for this design.
 * @param[in]  sink        Takes the bytes, some 64 kB at a time.
 * @param[out] out         Close with trc_pdf_close(). NULL on failure.
 * @return TRC_OK; TRC_ERR_RANGE when the labels do not fit the sheet, or the logo the label (the message gives mm);
 *         TRC_ERR_NOT_FOUND when there is no such font family or logo; TRC_ERR_SYNTAX when a line is not UTF-8 or a
 *         character is in no font (it is named); TRC_ERR_DAMAGED when the logo is no PNG; TRC_ERR_IO; TRC_ERR_MEMORY.
 * Allocates: what is returned, and 8 bytes for each object of the PDF; nothing else grows with the labels.
 */
TRC_MUST_USE enum trc_status trc_pdf_open(const struct trc_pdf_options *options, const struct trc_design *design,
                                          const struct trc_arrangement *arrangement, trc_sink *sink, void *context,
                                          struct trc_pdf **out, struct trc_error *error);

/** How many labels a sheet has; of a roll: 1. */
size_t trc_pdf_places(const struct trc_pdf *pdf);

/**
 * Add the next label, on one thread.
 *
 * @return TRC_OK; TRC_ERR_RANGE when the serial or PIN is too long for its line, or has characters other than printable
 *         ASCII, or the symbol is not as large as arranged; TRC_ERR_IO when the sink refused; TRC_ERR_MEMORY.
 */
TRC_MUST_USE enum trc_status trc_pdf_label(struct trc_pdf *pdf, const struct trc_label *label, struct trc_error *error);

/** Write what makes it a document. A PDF without labels has one empty page. After that only close it. */
TRC_MUST_USE enum trc_status trc_pdf_finish(struct trc_pdf *pdf, struct trc_error *error);

/** NULL-safe. What was written before trc_pdf_finish() is a torn PDF. */
void trc_pdf_close(struct trc_pdf *pdf);

/**
 * Many threads: each draws and packs pages of its own, which is all of the work, and one adds them in order.
 *
 * trc_pdf_page_draw() and trc_pdf_page_pack() only read the PDF, and may run beside any call on it but open, finish and
 * close. Do not mix with trc_pdf_label().
 */
struct trc_pdf_page;
TRC_MUST_USE enum trc_status trc_pdf_page_new(const struct trc_pdf *pdf, struct trc_pdf_page **out,
                                              struct trc_error *error);
void trc_pdf_page_free(struct trc_pdf_page *page);

/** @param[in] place 0 to trc_pdf_places() - 1; the caller leaves out `start` places on the first page. */
TRC_MUST_USE enum trc_status trc_pdf_page_draw(struct trc_pdf_page *page, const struct trc_label *label, size_t place,
                                               struct trc_error *error);
/** After the last label of a page. */
TRC_MUST_USE enum trc_status trc_pdf_page_pack(struct trc_pdf_page *page, struct trc_error *error);
/** Write a packed page; it can then be drawn anew. */
TRC_MUST_USE enum trc_status trc_pdf_add(struct trc_pdf *pdf, struct trc_pdf_page *page, struct trc_error *error);

#ifdef __cplusplus
}
#endif

#endif
