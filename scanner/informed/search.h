/* search.h: the likeliest values of what Reed-Solomon leaves open, one after the other, until a judge is content. */
#ifndef TRC_SCAN_INFORMED_SEARCH_H
#define TRC_SCAN_INFORMED_SEARCH_H

#include "scanner/informed/block.h"

#define INFORMED_LEVELS_MAX INFORMED_DATA_MAX
#define INFORMED_ROW 32 /* bytes of a row of derived codewords; at least QR_PARITY_MAX */

/* One codeword that is chosen. */
struct informed_level {
    uint8_t stage, place;
    uint8_t values[256]; /* likeliest first */
    float costs[256];
    uint16_t count;
    uint8_t derives[256][INFORMED_ROW]; /* what each value adds to the block's derived codewords */
};

/* One block that is open: the codewords that are trusted least follow from all others. */
struct informed_stage {
    const struct informed_block *block;
    uint16_t first;                                                         /* its first codeword */
    uint16_t level_end;                                                     /* after its last level */
    uint8_t start[INFORMED_ROW], expect[INFORMED_ROW], known[INFORMED_ROW]; /* the derived ones' values and bits */
    uint16_t group[INFORMED_TEXT_MAX]; /* groups of characters that are complete with this block */
    uint16_t group_count;
};

struct informed_search {
    const struct informed_judge *judge;
    const struct informed_pattern *pattern;
    const struct informed_stream *stream;
    const struct informed_layout *layout;
    struct informed_level level[INFORMED_LEVELS_MAX];
    struct informed_stage stage[INFORMED_BLOCKS_MAX];
    unsigned stage_count;
    uint16_t data_of[INFORMED_CODEWORDS_MAX]; /* place in `data` of each codeword, or INFORMED_DATA_MAX */
    uint8_t data[INFORMED_DATA_MAX + 1];      /* the stream that is tried; its last byte takes the parity */
    float done, limit;                        /* costs tried already, and tried now */
    uint32_t tries, tries_max, calls, calls_max;
    bool stopped;
    char text[INFORMED_TEXT_MAX];
};

/** Write the text that complete data say. @return Whether every character is allowed. */
bool informed_search_text(const struct informed_pattern *pattern, const struct informed_stream *stream,
                          const uint8_t *data, char *text);

/**
 * Search. The members from `judge` to `layout`, and those of calls, have been set.
 *
 * @param[in] blocks     Weighed; those that are not settled are searched.
 * @param[in] tries_max  Values to try at most.
 * @return Whether `text` is upheld.
 */
bool informed_search(struct informed_search *search, const struct informed_block *blocks, uint32_t tries_max);

#endif
