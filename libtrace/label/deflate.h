/* deflate.h: a zlib stream of rows that repeat, each of few runs of equal bytes. Internal. */
#ifndef TRC_LABEL_DEFLATE_H
#define TRC_LABEL_DEFLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "label/huffman.h"

/** `len` bytes of one value, at least one. */
struct trc_run {
    uint32_t len;
    uint8_t value;
};

/** Takes what has been compressed, at most some kB at a time. */
typedef void trc_deflate_sink(void *context, const uint8_t *bytes, size_t len);

/** A code of Huffman's and, for a distance, the bits behind it. */
struct trc_deflate_code {
    uint32_t bits; /* the first one lowest */
    uint8_t len;
};

struct trc_deflate_bits {
    uint64_t pending; /* not yet in the buffer, the first one lowest */
    unsigned pending_len;
    uint8_t *next; /* in the buffer */
};

struct trc_deflate {
    trc_deflate_sink *sink;
    void *context;
    size_t row_len;
    bool in_reach;                       /* does a match reach back to the row before? */
    uint64_t frequency[TRC_HUFFMAN_MAX]; /* of literals, the end, and lengths of matches */
    uint8_t length[TRC_HUFFMAN_MAX];
    struct trc_deflate_code code[TRC_HUFFMAN_MAX], near, far; /* near: one byte back; far: one row back */
    const struct trc_run *before;                             /* the row before */
    size_t before_count;
    uint64_t owed; /* bytes repeating the row before, not yet written */
    struct trc_deflate_bits bits;
    uint32_t sum, sum_of_sums; /* Adler-32 */
    uint8_t buffer[4096];
};

/**
 * One block, with Huffman codes made for it: tell all rows to trc_deflate_plan() and then the same to
 * trc_deflate_rows(). The order of the calls: start, plan..., head, rows..., end.
 *
 * @param[in] row_len Bytes of every row.
 * @param[in] run     The row's runs, at least one; two neighbours have different values. Borrowed until the call after
 * the next.
 * @param[in] times   How often the row stands in the stream at this place, at least once.
 * Allocates: nothing. Source: RFC 1950, RFC 1951.
 */
void trc_deflate_start(struct trc_deflate *deflate, size_t row_len, trc_deflate_sink *sink, void *context);
void trc_deflate_plan(struct trc_deflate *deflate, const struct trc_run *run, size_t run_count, uint32_t times);
void trc_deflate_head(struct trc_deflate *deflate);
void trc_deflate_rows(struct trc_deflate *deflate, const struct trc_run *run, size_t run_count, uint32_t times);
void trc_deflate_end(struct trc_deflate *deflate);

#endif
