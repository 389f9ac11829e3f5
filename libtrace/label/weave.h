/* weave.h: data codewords become the unmasked lines of a symbol. Internal. */
#ifndef TRC_LABEL_WEAVE_H
#define TRC_LABEL_WEAVE_H

#include <trc/label.h>

#include "label/penalty.h"

#define TRC_WEAVE_VERSION_MAX 11
#define TRC_WEAVE_DATA_MAX 324 /* version 11-L */

/**
 * One version and level at work: the data last woven, and the symbol it makes.
 *
 * Error correction, interleaving and placement are linear over GF(2): of new data only the half codewords that changed
 * matter, and what each change does to all lines stands in a table, made when it is first needed.
 */
struct trc_weave {
    trc_masks masks __attribute__((aligned(64)));
    trc_lines lines;
    unsigned side;
    size_t data_len;
    uint8_t data[TRC_WEAVE_DATA_MAX];
    uint64_t *effect[TRC_WEAVE_DATA_MAX][2]; /* of the high and low half: 16 values of 2 * side words */
    struct trc_weave_map *map;
};

/** @param version 1 to TRC_WEAVE_VERSION_MAX. @return NULL when memory ran out; release with trc_weave_free(). */
struct trc_weave *trc_weave_new(unsigned version, enum trc_ec ec);
void trc_weave_free(struct trc_weave *weave);

/** Bring `lines` to what this data makes. False when memory ran out: lines then fit `data` as far as it got. */
bool trc_weave_data(struct trc_weave *weave, const uint8_t *data);

#endif
