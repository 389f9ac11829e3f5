/* huffman.c: Huffman codes of limited length. */
#include "label/huffman.h"

#include <assert.h>
#include <stdbool.h>

#define LENGTH_MAX 15

struct tree {
    size_t leaves;
    uint64_t weight[2 * TRC_HUFFMAN_MAX]; /* the leaves by rising weight, then the inner nodes as they are made */
    uint16_t parent[2 * TRC_HUFFMAN_MAX];
    uint16_t symbol[TRC_HUFFMAN_MAX];
};

/* By insertion: labels have few different bytes. */
static void add_leaf(struct tree *tree, uint16_t symbol, uint64_t weight)
{
    size_t at = tree->leaves++;
    for (; at > 0 && tree->weight[at - 1] > weight; at--) {
        tree->weight[at] = tree->weight[at - 1];
        tree->symbol[at] = tree->symbol[at - 1];
    }
    tree->weight[at] = weight;
    tree->symbol[at] = symbol;
}

/* Joins the two lightest nodes until one is left. Both leaves and inner nodes stand by rising weight. */
static void join(struct tree *tree)
{
    size_t leaf = 0, inner = tree->leaves;
    for (size_t made = tree->leaves; made < 2 * tree->leaves - 1; made++) {
        tree->weight[made] = 0;
        for (int child = 0; child < 2; child++) {
            const bool take_leaf = leaf < tree->leaves && (inner == made || tree->weight[leaf] <= tree->weight[inner]);
            const size_t taken = take_leaf ? leaf++ : inner++;
            tree->weight[made] += tree->weight[taken];
            tree->parent[taken] = (uint16_t)made;
        }
    }
}

/* Fills length[] and returns the longest. */
static unsigned measure(const struct tree *tree, uint8_t *length)
{
    uint8_t depth[2 * TRC_HUFFMAN_MAX];
    const size_t root = 2 * tree->leaves - 2;
    depth[root] = 0;
    for (size_t node = root; node-- > 0;) {
        depth[node] = (uint8_t)(depth[tree->parent[node]] + 1);
        if (node < tree->leaves)
            length[tree->symbol[node]] = depth[node];
    }
    return depth[0];
}

void trc_huffman_lengths(const uint64_t *frequency, size_t count, unsigned limit, uint8_t *length)
{
    assert(count <= TRC_HUFFMAN_MAX && limit >= 7);
    struct tree tree; /* not cleared: 7 kB a picture */
    tree.leaves = 0;
    for (size_t i = 0; i < count; i++) {
        length[i] = 0;
        if (frequency[i] > 0)
            add_leaf(&tree, (uint16_t)i, frequency[i]);
    }
    if (tree.leaves < 2)
        return; /* a caller's mistake; one symbol would need no code */
    join(&tree);
    /* Frequencies that are more alike make a flatter tree; of equal ones, as all are in the end, it fits. */
    while (measure(&tree, length) > limit) {
        for (size_t i = 0; i < tree.leaves; i++)
            tree.weight[i] = (tree.weight[i] + 1) / 2;
        join(&tree);
    }
}

static uint16_t reversed(unsigned code, unsigned bits)
{
    unsigned result = 0;
    for (; bits > 0; bits--, code >>= 1)
        result = result << 1 | (code & 1);
    return (uint16_t)result;
}

void trc_huffman_codes(const uint8_t *length, size_t count, uint16_t *code)
{
    unsigned of_length[LENGTH_MAX + 1] = {0};
    for (size_t i = 0; i < count; i++)
        if (length[i] > 0)
            of_length[length[i]]++;
    unsigned next[LENGTH_MAX + 1] = {0};
    for (unsigned bits = 1; bits <= LENGTH_MAX; bits++)
        next[bits] = (next[bits - 1] + of_length[bits - 1]) << 1;
    for (size_t i = 0; i < count; i++)
        code[i] = length[i] == 0 ? 0 : reversed(next[length[i]]++, length[i]);
}
