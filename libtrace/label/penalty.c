/* penalty.c: which kernel runs here, and the choice of the mask. */
#include "label/penalty.h"

#include <string.h>

trc_penalty_kernel *trc_penalty_best(const char **name)
{
#ifdef TRC_X86
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vpopcntdq")) {
        *name = "avx512";
        return trc_penalty_avx512;
    }
    if (__builtin_cpu_supports("avx2")) {
        *name = "avx2";
        return trc_penalty_avx2;
    }
#endif
    *name = "portable";
    return trc_penalty_portable;
}

/* Lengths of a line's runs, light ones at even places; the first may be 0. */
static unsigned runs_of(uint64_t line, unsigned side, uint8_t run[TRC_LINES_SIDE_MAX + 1])
{
    unsigned count = 0, done = 0;
    for (bool dark = false; done < side; dark = !dark, count++) {
        const uint64_t rest = (dark ? ~line : line) >> done;
        unsigned len = rest != 0 ? (unsigned)__builtin_ctzll(rest) : side;
        len = len < side - done ? len : side - done;
        run[count] = (uint8_t)len;
        done += len;
    }
    return count;
}

/* Patterns of units of two modules and more, beside four units of light or all that lies before the quiet zone. */
static unsigned wide_patterns(uint64_t line, unsigned side)
{
    uint8_t run[TRC_LINES_SIDE_MAX + 1];
    const unsigned count = runs_of(line, side, run);
    unsigned found = 0;
    for (unsigned i = 3; i + 2 < count; i += 2) {
        const unsigned unit = run[i] / 3;
        if (unit < 2 || run[i] % 3 != 0 || run[i - 2] != unit || run[i - 1] != unit || run[i + 1] != unit ||
            run[i + 2] != unit)
            continue;
        found += i == 3 || run[i - 3] >= 4 * unit || i + 4 >= count || run[i + 3] >= 4 * unit;
    }
    return found;
}

/* May a pattern of wide units be here? Its middle begins where six dark modules follow two light ones after two dark
 * ones, or nine follow three. */
static bool may_have_wide_pattern(uint64_t line)
{
    const uint64_t three = line & line >> 1 & line >> 2, six = three & three >> 3;
    const uint64_t middle = six & ~(line << 1) & ~(line << 2);
    return (middle & line << 3 & line << 4) != 0 || (middle & six >> 3 & ~(line << 3)) != 0;
}

uint32_t trc_penalty_of_wide_patterns(const trc_lines lines, const trc_masks masks, unsigned side, unsigned mask)
{
    unsigned found = 0;
    for (unsigned i = 0; i < 2 * side; i++) {
        const uint64_t line = lines[i] ^ masks[i][mask];
        if (may_have_wide_pattern(line))
            found += wide_patterns(line, side);
    }
    return 40 * found;
}

static unsigned lowest(const uint32_t penalty[TRC_MASKS])
{
    unsigned best = 0;
    for (unsigned mask = 1; mask < TRC_MASKS; mask++)
        if (penalty[mask] < penalty[best])
            best = mask;
    return best;
}

unsigned trc_penalty_choose(trc_penalty_kernel *kernel, const trc_lines lines, const trc_masks masks, unsigned side)
{
    uint32_t penalty[TRC_MASKS];
    kernel(lines, masks, side, penalty);
    /* What is missing only adds: the lowest of these, once it is whole and still the lowest, is the lowest of all. */
    for (unsigned whole = 0;;) {
        const unsigned best = lowest(penalty);
        if (whole >> best & 1)
            return best;
        penalty[best] += trc_penalty_of_wide_patterns(lines, masks, side, best);
        whole |= 1u << best;
    }
}
