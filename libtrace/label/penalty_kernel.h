/* penalty_kernel.h: the scoring of LANES masks side by side. Included once for each kind of processor, with KERNEL
 * naming the function. */
#include <string.h>

#include "label/penalty.h"

/* One word for each mask. */
typedef uint64_t vector __attribute__((vector_size(8 * LANES)));

#ifdef __AVX512VPOPCNTDQ__
#include <immintrin.h>
/* Dark bits of each word. */
static inline vector count(vector x)
{
    return (vector)_mm512_popcnt_epi64((__m512i)x);
}

static inline vector sum_of_counts(vector counts)
{
    return counts;
}
#else
/* Dark bits in each 16 bits: sums of a symbol's lines stay below 2^16. */
static inline vector count(vector x)
{
    x -= x >> 1 & 0x5555555555555555;
    x = (x & 0x3333333333333333) + (x >> 2 & 0x3333333333333333);
    x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0f;
    return (x & 0x00ff00ff00ff00ff) + (x >> 8 & 0x00ff00ff00ff00ff);
}

static inline vector sum_of_counts(vector counts)
{
    counts = (counts & 0x0000ffff0000ffff) + (counts >> 16 & 0x0000ffff0000ffff);
    return (counts + (counts >> 32)) & 0xffffffff;
}
#endif

struct sums {
    vector fives;    /* places where five modules of one colour begin */
    vector runs;     /* runs of at least five */
    vector patterns; /* 1:1:3:1:1 beside a light area */
    vector blocks;   /* 2 x 2 of one colour */
    vector dark;
};

static inline void score_line(struct sums *sums, vector line, vector same)
{
    const vector pair = same & same >> 1, five = pair & pair >> 2;
    sums->fives += count(five);
    sums->runs += count(five & ~(five << 1));

    /* Bit i of `edge`: modules i - 1 and i differ; outside the symbol all is light. The pattern begins at bit i when
     * edges stand at i, i + 1, i + 2, i + 5, i + 6, i + 7 and none between. */
    const vector edge = line ^ line << 1;
    const vector three = edge & edge >> 1 & edge >> 2;
    const vector pattern = three & three >> 5 & ~(edge >> 3 | edge >> 4) & line;
    /* Bit i of `near`: one of modules i - 3 to i is dark. */
    vector near = line | line << 1;
    near |= near << 2;
    sums->patterns += count(pattern & ~(near << 1 & near >> 10));
}

static vector load(const uint64_t *words)
{
    vector loaded;
    memcpy(&loaded, words, sizeof loaded);
    return loaded;
}

/* Masks `first` to `first + LANES - 1`. */
static void score_some(const trc_lines lines, const trc_masks masks, unsigned side, unsigned first, uint32_t *penalty)
{
    const uint64_t inner = ((uint64_t)1 << (side - 1)) - 1; /* modules that have one to their right */
    struct sums sums = {0};
    vector above = {0}, same_above = {0};
    for (unsigned i = 0; i < side; i++) {
        const vector row = load(masks[i] + first) ^ lines[i], column = load(masks[side + i] + first) ^ lines[side + i];
        const vector same = ~(row ^ row >> 1) & inner;
        sums.dark += count(row);
        sums.blocks += count(same & same_above & ~(row ^ above));
        score_line(&sums, row, same);
        score_line(&sums, column, ~(column ^ column >> 1) & inner);
        above = row;
        same_above = same;
    }
    const vector points = sum_of_counts(sums.fives) + 2 * sum_of_counts(sums.runs) + 3 * sum_of_counts(sums.blocks) +
                          40 * sum_of_counts(sums.patterns);
    const vector dark = sum_of_counts(sums.dark);
    const int64_t area = (int64_t)side * side;
    for (unsigned lane = 0; lane < LANES; lane++) {
        const int64_t off = 20 * (int64_t)dark[lane] - 10 * area; /* 5 % of all modules is area / 20 */
        penalty[first + lane] = (uint32_t)points[lane] + 10 * (uint32_t)((off < 0 ? -off : off) / area);
    }
}

void KERNEL(const trc_lines lines, const trc_masks masks, unsigned side, uint32_t penalty[TRC_MASKS])
{
    for (unsigned first = 0; first < TRC_MASKS; first += LANES)
        score_some(lines, masks, side, first, penalty);
}
