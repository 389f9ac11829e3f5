/* pdf_tree.h: the tree of pages, written while they come: no list of all of them is held. Internal. */
#ifndef TRC_SHEET_PDF_TREE_H
#define TRC_SHEET_PDF_TREE_H

#include "sheet/pdf_file.h"

#define TRC_PDF_KIDS 64
#define TRC_PDF_LEVELS 8

struct trc_pdf_tree {
    const char *shared; /* entries of the root, which every page inherits */
    struct trc_pdf_tree_node {
        size_t number, count, pages; /* its object, reserved when its first kid came; 0: none */
        size_t kid[TRC_PDF_KIDS];
    } level[TRC_PDF_LEVELS]; /* the node now open of each level; pages hang on level 0 */
};

/** The parent of the page whose object is `page`. */
size_t trc_pdf_tree_add(struct trc_pdf_tree *tree, struct trc_pdf_file *file, size_t page);
/** Write what is open; returns the root. There is at least one page. */
size_t trc_pdf_tree_finish(struct trc_pdf_tree *tree, struct trc_pdf_file *file);

#endif
