/* page.h: one page of a document, which is looked at twice: the pictures that lie in it, and the page as it is drawn.
 */
#ifndef TRC_SCAN_PAGE_H
#define TRC_SCAN_PAGE_H

#include "scanner/answer.h"
#include "scanner/feed.h"

/* Begin with all 0. */
struct scan_page {
    uint32_t number;             /* 0: no page is at hand */
    struct scan_answer embedded; /* the symbols of all pictures in it */
    struct scan_answer drawn;
};

/**
 * Move what was read in one picture of the page over; *answer is empty then. The symbols' frame is that of the picture:
 * 0 as the page is drawn, above 0 which of the pictures in it. False when memory ran out.
 */
bool scan_page_take(struct scan_page *page, const struct scan_picture *picture, struct scan_answer *answer);

/**
 * Join both looks: of each text as many as the look has that saw more, so that two labels with the same code stay two
 * and one label is not told twice. The outcome is that of the page as it was drawn.
 *
 * @param[out] merged Filled; for scan_answer_clear(). The page is empty then. False when memory ran out.
 */
bool scan_page_merge(struct scan_page *page, struct scan_answer *merged);

/** Drop what there is. */
void scan_page_clear(struct scan_page *page);

#endif
