/* pdf_tree.c: the tree of pages, written while they come. Each node of 64 kids is written when it is full; its parent's
 * number has then been reserved. */
#include "sheet/pdf_tree.h"

static void write_node(struct trc_pdf_tree *tree, struct trc_pdf_file *file, unsigned level, size_t parent)
{
    struct trc_pdf_tree_node *node = &tree->level[level];
    struct trc_bytes *out = trc_pdf_file_begin(file, node->number);
    trc_bytes_text(out, "<</Type/Pages/Count ");
    trc_bytes_uint(out, node->pages);
    if (parent != 0) {
        trc_bytes_text(out, "/Parent ");
        trc_pdf_file_refer(out, parent);
    } else {
        trc_bytes_text(out, tree->shared);
    }
    trc_bytes_text(out, "/Kids[");
    for (size_t i = 0; i < node->count; i++)
        trc_pdf_file_refer(out, node->kid[i]);
    trc_bytes_text(out, "]>>");
    trc_pdf_file_end(file);
}

static size_t hang(struct trc_pdf_tree *tree, struct trc_pdf_file *file, unsigned level, size_t kid, size_t pages);

/* Hang the open node of this level into one of the next, and open no new one yet. */
static void close_node(struct trc_pdf_tree *tree, struct trc_pdf_file *file, unsigned level)
{
    struct trc_pdf_tree_node *node = &tree->level[level];
    write_node(tree, file, level, hang(tree, file, level + 1, node->number, node->pages));
    *node = (struct trc_pdf_tree_node){0};
}

static size_t hang(struct trc_pdf_tree *tree, struct trc_pdf_file *file, unsigned level, size_t kid, size_t pages)
{
    struct trc_pdf_tree_node *node = &tree->level[level];
    /* Full ones are closed only when a further kid comes: the last node of the highest level is the root. */
    if (node->count == TRC_PDF_KIDS)
        close_node(tree, file, level);
    if (node->number == 0)
        node->number = trc_pdf_file_reserve(file);
    node->kid[node->count++] = kid;
    node->pages += pages;
    return node->number;
}

size_t trc_pdf_tree_add(struct trc_pdf_tree *tree, struct trc_pdf_file *file, size_t page)
{
    return hang(tree, file, 0, page, 1);
}

size_t trc_pdf_tree_finish(struct trc_pdf_tree *tree, struct trc_pdf_file *file)
{
    unsigned level = 0;
    while (level + 1 < TRC_PDF_LEVELS && tree->level[level + 1].number != 0)
        close_node(tree, file, level++);
    write_node(tree, file, level, 0);
    return tree->level[level].number;
}
