/* standard.c: sizes, blocks and function patterns of each version (ISO/IEC 18004:2015, tables 1, 9 and E.1). */
#include "qr/standard.h"

#include <stdlib.h>
#include <string.h>

/* clang-format off */
static const uint8_t PARITY[4][QR_VERSION_MAX] = { /* codewords of each block for error correction */
    {7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28,
     28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30},
    {10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26,
     26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28},
    {13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30,
     28, 30, 30, 30, 30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30},
    {17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28,
     30, 24, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30},
};

static const uint8_t BLOCKS[4][QR_VERSION_MAX] = {
    {1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8,
     8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25},
    {1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16,
     17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49},
    {1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20,
     23, 23, 25, 27, 29, 34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68},
    {1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25,
     25, 34, 30, 32, 35, 37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81},
};

static const uint8_t RESERVE[4][3] = {{3, 2, 1}, {2, 0, 0}, {1, 0, 0}, {1, 0, 0}};
/* clang-format on */

unsigned qr_codeword_count(unsigned version)
{
    const unsigned lines = version >= 2 ? version / 7 + 2 : 0;
    unsigned modules = (16 * version + 128) * version + 64;
    if (version >= 2)
        modules -= (25 * lines - 10) * lines - 55;
    if (version >= 7)
        modules -= 36;
    return modules / 8;
}

struct qr_blocks qr_blocks_of(unsigned version, enum qr_level level)
{
    const unsigned count = BLOCKS[level][version - 1], parity = PARITY[level][version - 1];
    const unsigned data = qr_codeword_count(version) - count * parity;
    return (struct qr_blocks){
        .count = (uint8_t)count,
        .long_count = (uint8_t)(data % count),
        .parity = (uint8_t)parity,
        .data_len = (uint8_t)(data / count),
        .reserve = version <= 3 ? RESERVE[level][version - 1] : 0,
    };
}

unsigned qr_alignment_lines(unsigned version, uint8_t lines[QR_LINES_MAX])
{
    if (version < 2)
        return 0;
    const unsigned count = version / 7 + 2;
    /* Evenly spaced from the far end, the remainder in the first gap; version 32 alone rounds the other way. */
    const unsigned step = version == 32 ? 26 : (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2;
    lines[0] = 6;
    for (unsigned i = 1; i < count && i < QR_LINES_MAX; i++)
        lines[i] = (uint8_t)(qr_side(version) - 7 - (count - 1 - i) * step);
    return count;
}

bool qr_alignment_exists(unsigned i, unsigned k, unsigned count)
{
    return !((i == 0 && k == 0) || (i == 0 && k == count - 1) || (i == count - 1 && k == 0));
}

static void reserve(uint8_t *reserved, unsigned side, unsigned x, unsigned y, unsigned width, unsigned height)
{
    for (unsigned row = y; row < y + height; row++)
        memset(reserved + row * side + x, 1, width);
}

void qr_reserved_modules(unsigned version, uint8_t *reserved)
{
    const unsigned side = qr_side(version);
    uint8_t lines[QR_LINES_MAX];
    const unsigned count = qr_alignment_lines(version, lines);
    memset(reserved, 0, (size_t)side * side);
    reserve(reserved, side, 0, 0, 9, 9); /* finder patterns, separators and format information */
    reserve(reserved, side, side - 8, 0, 8, 9);
    reserve(reserved, side, 0, side - 8, 9, 8);
    reserve(reserved, side, 0, 6, side, 1); /* timing patterns */
    reserve(reserved, side, 6, 0, 1, side);
    for (unsigned i = 0; i < count; i++)
        for (unsigned k = 0; k < count; k++)
            if (qr_alignment_exists(i, k, count))
                reserve(reserved, side, lines[k] - 2u, lines[i] - 2u, 5, 5);
    if (version >= 7) {
        reserve(reserved, side, side - 11, 0, 3, 6);
        reserve(reserved, side, 0, side - 11, 6, 3);
    }
}

/* Square rings around module (x, y), as far as they lie inside: dark where bit `ring` of `dark` is set. */
static void fix_rings(int8_t *fixed, int side, int x, int y, int reach, unsigned dark)
{
    for (int dy = -reach; dy <= reach; dy++)
        for (int dx = -reach; dx <= reach; dx++) {
            const int ring = abs(dx) > abs(dy) ? abs(dx) : abs(dy), column = x + dx, row = y + dy;
            if (column >= 0 && row >= 0 && column < side && row < side)
                fixed[row * side + column] = dark >> ring & 1 ? 1 : -1;
        }
}

void qr_fixed_modules(unsigned version, int8_t *fixed)
{
    enum { FINDER_RINGS = 0x0B, ALIGNMENT_RINGS = 0x05 };
    const int side = (int)qr_side(version);
    uint8_t lines[QR_LINES_MAX];
    const unsigned count = qr_alignment_lines(version, lines);
    memset(fixed, 0, (size_t)side * (size_t)side);
    for (int i = 8; i < side - 8; i++)
        fixed[6 * side + i] = fixed[i * side + 6] = i % 2 == 0 ? 1 : -1;
    for (unsigned i = 0; i < count; i++)
        for (unsigned k = 0; k < count; k++)
            if (qr_alignment_exists(i, k, count))
                fix_rings(fixed, side, lines[k], lines[i], 2, ALIGNMENT_RINGS);
    fix_rings(fixed, side, 3, 3, 4, FINDER_RINGS);
    fix_rings(fixed, side, side - 4, 3, 4, FINDER_RINGS);
    fix_rings(fixed, side, 3, side - 4, 4, FINDER_RINGS);
}

bool qr_mask_flips(unsigned mask, unsigned x, unsigned y)
{
    switch (mask) {
    case 0:
        return (x + y) % 2 == 0;
    case 1:
        return y % 2 == 0;
    case 2:
        return x % 3 == 0;
    case 3:
        return (x + y) % 3 == 0;
    case 4:
        return (x / 3 + y / 2) % 2 == 0;
    case 5:
        return x * y % 2 + x * y % 3 == 0;
    case 6:
        return (x * y % 2 + x * y % 3) % 2 == 0;
    default:
        return ((x + y) % 2 + x * y % 3) % 2 == 0;
    }
}
