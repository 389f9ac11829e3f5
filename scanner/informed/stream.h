/* stream.h: the bits that a pattern gives in a symbol, as far as they are known, and what the others mean. */
#ifndef TRC_SCAN_INFORMED_STREAM_H
#define TRC_SCAN_INFORMED_STREAM_H

#include "scanner/informed/pattern.h"

#define INFORMED_DATA_MAX 274 /* data codewords of version 10-L */

/* How a printer splits a text into segments. */
enum informed_split {
    INFORMED_SPLIT_CHEAPEST, /* as trc_segment_plan() does; libqrencode does the same with nearly every trace code */
    INFORMED_SPLIT_NONE,     /* one segment, as many others do */
    INFORMED_SPLIT_COUNT
};

/* Characters that share bits: up to three digits, two alphanumeric characters, one byte. */
struct informed_group {
    uint16_t bit, at; /* first bit of the stream; first character of the text */
    uint8_t bits, characters;
};

struct informed_stream {
    uint8_t value[INFORMED_DATA_MAX]; /* the data codewords; unknown bits are 0 */
    uint8_t known[INFORMED_DATA_MAX]; /* 1 for each known bit */
    uint16_t data_len;
    uint16_t host_bits;                             /* the first bits, up to the end of the host */
    struct informed_group group[INFORMED_TEXT_MAX]; /* those with a wild character */
    uint16_t group_count;
};

/** Lay a pattern out in `data_len` codewords. @return false when it does not fit, or the split makes no sense. */
bool informed_stream_of(const struct informed_pattern *pattern, enum informed_split split, unsigned version,
                        unsigned data_len, struct informed_stream *stream);

/** Find the bits that are the same in all values that a group may have: slow, and worth it for a likely pattern. */
void informed_stream_narrow(const struct informed_pattern *pattern, struct informed_stream *stream);

/** Read a group out of complete data. @param[out] text NULL, or where the whole text is. @return Whether it is allowed.
 */
bool informed_group_read(const struct informed_pattern *pattern, const struct informed_group *group,
                         const uint8_t *data, char *text);

#endif
