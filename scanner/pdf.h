/* pdf.h: a PDF as pictures: those that lie in its pages, at their own resolution, and each page as it is drawn. */
#ifndef TRC_SCAN_PDF_H
#define TRC_SCAN_PDF_H

#include "scanner/feed.h"

/**
 * Read a document with poppler-utils.
 *
 * For each page come the pictures that lie in it (`embedded` from 1), if they are few enough, then the page itself
 * (`embedded` 0): with a descriptor, or with the reason why it could not be drawn.
 *
 * @param      fd      Taken over, also on failure.
 * @param[out] outcome On NULL: why it cannot be read.
 */
struct scan_feed *scan_pdf_open(int fd, const struct scan_feed_config *config, struct scan_outcome *outcome);

#endif
