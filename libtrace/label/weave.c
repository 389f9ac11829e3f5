/* weave.c: the lines of a symbol, changed by what changed in its data. */
#include "label/weave.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "qr/gf256.h"
#include "qr/standard.h"

enum { STREAM_MAX = 404, PARITY_MAX = 30 }; /* codewords of version 11; parity codewords of any block */

struct trc_weave_map {
    struct qr_blocks blocks;
    uint8_t generator[PARITY_MAX];  /* its coefficients but the highest, which is 1; highest first */
    uint16_t place[STREAM_MAX * 8]; /* of each bit of the stream: y * side + x */
    uint16_t stream[STREAM_MAX];    /* where a codeword comes in the stream; the blocks stand one after the other */
};

/* ---- what never changes ---- */

static void flip(uint64_t *lines, unsigned side, unsigned place)
{
    const unsigned x = place % side, y = place / side;
    lines[y] ^= (uint64_t)1 << x;
    lines[side + x] ^= (uint64_t)1 << y;
}

static void flip_mask(trc_masks masks, unsigned side, unsigned place, unsigned mask)
{
    const unsigned x = place % side, y = place / side;
    masks[y][mask] ^= (uint64_t)1 << x;
    masks[side + x][mask] ^= (uint64_t)1 << y;
}

static void make_mask(trc_masks masks, unsigned version, enum qr_level level, unsigned mask)
{
    uint8_t reserved[QR_SIDE_MAX * QR_SIDE_MAX];
    int8_t fixed[QR_SIDE_MAX * QR_SIDE_MAX];
    uint16_t format[2][15], information[2][18];
    const unsigned side = qr_side(version);
    qr_reserved_modules(version, reserved);
    qr_fixed_modules(version, fixed);
    for (unsigned place = 0; place < side * side; place++)
        if (reserved[place] ? fixed[place] > 0 : qr_mask_flips(mask, place % side, place / side))
            flip_mask(masks, side, place, mask);
    flip_mask(masks, side, (side - 8) * side + 8, mask); /* the module that is always dark */
    qr_format_places(side, format);
    qr_version_places(side, information);
    const uint32_t words[2] = {qr_format_word(qr_format_data(level, mask)),
                               version >= 7 ? qr_version_word(version) : 0};
    for (unsigned copy = 0; copy < 2; copy++) {
        for (unsigned i = 0; i < 15; i++)
            if (words[0] >> i & 1)
                flip_mask(masks, side, format[copy][i], mask);
        for (unsigned i = 0; i < 18; i++)
            if (words[1] >> i & 1)
                flip_mask(masks, side, information[copy][i], mask);
    }
}

/* The product of all x - 2^i for i below `parity`. */
static void make_generator(uint8_t *generator, unsigned parity)
{
    uint8_t product[PARITY_MAX + 1] = {1};
    for (unsigned i = 0; i < parity; i++)
        for (unsigned k = i + 1; k > 0; k--)
            product[k] ^= qr_gf256_mul(product[k - 1], qr_gf256_power[i]);
    memcpy(generator, product + 1, parity);
}

static struct trc_weave_map *map_new(unsigned version, enum qr_level level)
{
    struct trc_weave_map *map = calloc(1, sizeof *map);
    if (map == NULL)
        return NULL;
    map->blocks = qr_blocks_of(version, level);
    make_generator(map->generator, map->blocks.parity);
    qr_data_places(version, map->place);
    qr_interleave(&map->blocks, map->stream);
    return map;
}

struct trc_weave *trc_weave_new(unsigned version, enum trc_ec ec)
{
    assert(version >= 1 && version <= TRC_WEAVE_VERSION_MAX);
    struct trc_weave *weave = aligned_alloc(64, (sizeof *weave + 63) / 64 * 64);
    if (weave == NULL)
        return NULL;
    memset(weave, 0, sizeof *weave);
    weave->map = map_new(version, (enum qr_level)ec);
    if (weave->map == NULL) {
        free(weave);
        return NULL;
    }
    const struct qr_blocks *blocks = &weave->map->blocks;
    weave->side = qr_side(version);
    weave->data_len = (size_t)blocks->count * blocks->data_len + blocks->long_count;
    for (unsigned mask = 0; mask < TRC_MASKS; mask++)
        make_mask(weave->masks, version, (enum qr_level)ec, mask);
    return weave;
}

void trc_weave_free(struct trc_weave *weave)
{
    if (weave == NULL)
        return;
    for (size_t i = 0; i < weave->data_len; i++) {
        free(weave->effect[i][0]);
        free(weave->effect[i][1]);
    }
    free(weave->map);
    free(weave);
}

/* ---- what one data codeword does ---- */

struct spot {
    unsigned codeword; /* where it stands, blocks one after the other */
    unsigned parity;   /* where its block's parity begins */
};

static struct spot spot_of(const struct qr_blocks *blocks, size_t index)
{
    const size_t short_count = (size_t)blocks->count - blocks->long_count, in_short = short_count * blocks->data_len;
    const bool is_long = index >= in_short;
    const size_t len = blocks->data_len + (size_t)is_long, rest = is_long ? index - in_short : index;
    const size_t block = rest / len + (is_long ? short_count : 0);
    const unsigned codeword = (unsigned)(index + block * blocks->parity);
    return (struct spot){codeword, codeword + (unsigned)(len - rest % len)};
}

static void flip_codeword(const struct trc_weave *weave, uint64_t *lines, unsigned codeword, uint8_t value)
{
    const uint16_t *place = weave->map->place + 8 * weave->map->stream[codeword];
    for (unsigned bit = 0; bit < 8; bit++)
        if (value >> (7 - bit) & 1)
            flip(lines, weave->side, place[bit]);
}

/* The lines of a symbol whose data is zero but for one codeword. */
static void weave_one(const struct trc_weave *weave, size_t index, uint8_t value, uint64_t *lines)
{
    const struct qr_blocks *blocks = &weave->map->blocks;
    const struct spot spot = spot_of(blocks, index);
    uint8_t parity[PARITY_MAX + 1] = {0};
    memset(lines, 0, 2 * weave->side * sizeof *lines);
    flip_codeword(weave, lines, spot.codeword, value);
    for (unsigned i = spot.codeword; i < spot.parity; i++, value = 0) {
        const uint8_t first = parity[0] ^ value;
        for (unsigned k = 0; k < blocks->parity; k++)
            parity[k] = parity[k + 1] ^ qr_gf256_mul(first, weave->map->generator[k]);
    }
    for (unsigned k = 0; k < blocks->parity; k++)
        flip_codeword(weave, lines, spot.parity + k, parity[k]);
}

static uint64_t *effect_new(const struct trc_weave *weave, size_t index, unsigned shift)
{
    const size_t words = 2 * weave->side;
    uint64_t *effect = calloc(16 * words, sizeof *effect);
    for (unsigned value = 1; effect != NULL && value < 16; value++)
        weave_one(weave, index, (uint8_t)(value << shift), effect + value * words);
    return effect;
}

/* ---- new data ---- */

static bool apply(struct trc_weave *weave, size_t index, unsigned half, unsigned change)
{
    uint64_t **effect = &weave->effect[index][half];
    const size_t words = 2 * weave->side;
    if (*effect == NULL)
        *effect = effect_new(weave, index, half == 0 ? 4 : 0);
    if (*effect == NULL)
        return false;
    const uint64_t *restrict by = *effect + change * words;
    uint64_t *restrict lines = weave->lines;
    for (size_t i = 0; i < words; i++)
        lines[i] ^= by[i];
    return true;
}

bool trc_weave_data(struct trc_weave *weave, const uint8_t *data)
{
    for (size_t i = 0; i < weave->data_len; i++) {
        const unsigned change = weave->data[i] ^ data[i];
        if (change == 0)
            continue;
        if (change >> 4 != 0 && !apply(weave, i, 0, change >> 4))
            return false;
        weave->data[i] ^= (uint8_t)(change & 0xf0);
        if ((change & 15) != 0 && !apply(weave, i, 1, change & 15))
            return false;
        weave->data[i] = data[i];
    }
    return true;
}
