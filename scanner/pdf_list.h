/* pdf_list.h: what poppler-utils say of a document: its pages, and the pictures that lie in them. Pure. */
#ifndef TRC_SCAN_PDF_LIST_H
#define TRC_SCAN_PDF_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCAN_PDF_PAGES_MAX 5000
#define SCAN_PDF_IMAGES_MAX 64 /* pictures in one page; where more lie in it, the page is read as it is drawn alone */

struct scan_pdf_page {
    double width_pt, height_pt; /* as it is shown, in 1/72 inch */
    uint32_t images;            /* pictures in it, of whatever size */
    uint32_t large;             /* those of them that could hold a code */
    uint64_t pixels, largest;   /* of all; of the largest one */
};

/**
 * Pages of a document from what "pdfinfo -f 1 -l SCAN_PDF_PAGES_MAX" printed, which a hostile document has a say in.
 *
 * @param      text  With a NUL at the end.
 * @param[out] pages SCAN_PDF_PAGES_MAX of them. A page without a sound size gets that of A4.
 * @return How many pages the document has, which may be more than that; 0 when the text does not say.
 */
uint64_t scan_pdf_parse_info(const char *text, struct scan_pdf_page *pages);

/** Fill in images, large, pixels and largest of `count` pages from what "pdfimages -list" printed. */
void scan_pdf_parse_images(const char *text, struct scan_pdf_page *pages, size_t count);

/** Is it worth, and within bounds, to take out the pictures that lie in the page? */
bool scan_pdf_wants_images(const struct scan_pdf_page *page, uint64_t max_pixels);

/**
 * Pixels per inch to draw the page with: 300; more for a page as small as a label, so that its longer side has 2,400
 * pixels, but at most 1,200; less, down to 1, where the page would have more than max_pixels or too long a side.
 */
double scan_pdf_dpi(const struct scan_pdf_page *page, uint64_t max_pixels);

#endif
