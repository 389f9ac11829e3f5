/* standard.h: what ISO/IEC 18004:2015 fixes about each version: sizes, blocks, and where the function patterns lie. */
#ifndef TRC_QR_STANDARD_H
#define TRC_QR_STANDARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define QR_VERSION_MAX 40
#define QR_SIDE_MAX 177       /* modules along one side */
#define QR_CODEWORDS_MAX 3706 /* of one symbol, data and error correction */
#define QR_LINES_MAX 7        /* of alignment patterns */

enum qr_level { QR_LEVEL_L, QR_LEVEL_M, QR_LEVEL_Q, QR_LEVEL_H };

/* The blocks of one version and level: `count` of them; the last `long_count` have one data codeword more. */
struct qr_blocks {
    uint8_t count, long_count, parity;
    uint8_t data_len; /* of the short ones */
    uint8_t reserve;  /* parity kept unused against misdecoding, table 9's p */
};

static inline unsigned qr_side(unsigned version)
{
    return 17 + 4 * version;
}

/** Codewords of a version, data and error correction. */
unsigned qr_codeword_count(unsigned version);

struct qr_blocks qr_blocks_of(unsigned version, enum qr_level level);

/** Centre lines of the alignment patterns, in modules from the left: module index, not its middle. @return How many. */
unsigned qr_alignment_lines(unsigned version, uint8_t lines[QR_LINES_MAX]);

/** Whether a crossing of alignment lines carries a pattern: the three at the finder patterns do not. */
bool qr_alignment_exists(unsigned i, unsigned k, unsigned count);

/** Mark the modules that carry no data: reserved[y * side + x] = 1. */
void qr_reserved_modules(unsigned version, uint8_t *reserved);

/** What is known of every module beforehand: 1 dark, -1 light, 0 unknown; finder, timing and alignment patterns. */
void qr_fixed_modules(unsigned version, int8_t *fixed);

/** Whether mask `mask` flips the module. */
bool qr_mask_flips(unsigned mask, unsigned x, unsigned y);

/** Where the bits of both copies lie, least significant first: at[copy][bit] = y * side + x. */
void qr_format_places(unsigned side, uint16_t at[2][15]);

/** The same of the version information, which versions 7 and above carry. */
void qr_version_places(unsigned side, uint16_t at[2][18]);

/** What the format information says, 0 to 31. */
unsigned qr_format_data(enum qr_level level, unsigned mask);

/** The 15 bits of the format information (0 to 31), masked; the 18 bits of the version information (7 to 40). */
uint32_t qr_format_word(unsigned data);
uint32_t qr_version_word(unsigned version);

/** The modules that codewords fill, most significant bit first: at[i] = y * side + x. @return 8 for each codeword. */
unsigned qr_data_places(unsigned version, uint16_t *at);

/** Data codewords of one block of them: the last ones may have one more. */
static inline unsigned qr_block_data_len(const struct qr_blocks *blocks, unsigned block)
{
    return blocks->data_len + (block + blocks->long_count >= blocks->count ? 1u : 0);
}

/**
 * Where each codeword comes in a symbol.
 *
 * @param[out] stream Of the codewords of the first block, its data and then its parity, of the next, and so on: its
 * number among those of the symbol, which qr_data_places() places.
 */
void qr_interleave(const struct qr_blocks *blocks, uint16_t *stream);

#endif
