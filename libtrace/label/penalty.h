/* penalty.h: the eight masks of a symbol, scored as ISO/IEC 18004:2015, 7.8.3 asks. Internal. */
#ifndef TRC_LABEL_PENALTY_H
#define TRC_LABEL_PENALTY_H

#include <stdbool.h>
#include <stdint.h>

#define TRC_MASKS 8
#define TRC_LINES_SIDE_MAX 61 /* version 11: a line of modules, and what a run of five reaches past it, is one word */

/** A symbol's rows from the top, then its columns from the left; module i of a line is bit i. */
typedef uint64_t trc_lines[2 * TRC_LINES_SIDE_MAX];

/** What each mask adds to every line: function patterns, format information, and the mask itself. */
typedef uint64_t trc_masks[2 * TRC_LINES_SIDE_MAX][TRC_MASKS];

/**
 * Score all masks of one symbol, but for finder-like patterns of more than one module a unit, which are rare.
 *
 * @param[in]  lines   2 * side of them, unmasked.
 * @param[out] penalty Points of each mask; a lower bound where such a pattern is.
 */
typedef void trc_penalty_kernel(const trc_lines lines, const trc_masks masks, unsigned side,
                                uint32_t penalty[TRC_MASKS]);

trc_penalty_kernel trc_penalty_portable;
#ifdef TRC_X86
trc_penalty_kernel trc_penalty_avx2;
trc_penalty_kernel trc_penalty_avx512;
#endif

/** The fastest kernel that this processor runs. @param[out] name As trc_encoder_simd() gives it. */
trc_penalty_kernel *trc_penalty_best(const char **name);

/** The points that the kernels leave out, of one mask. */
uint32_t trc_penalty_of_wide_patterns(const trc_lines lines, const trc_masks masks, unsigned side, unsigned mask);

/** The mask of the least penalty, the lower number among equals. */
unsigned trc_penalty_choose(trc_penalty_kernel *kernel, const trc_lines lines, const trc_masks masks, unsigned side);

#endif
