/* plan.c: the cheapest split of a text into QR segments, by dynamic programming over its bytes. */
#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "label/capacity.h"
#include "label/plan.h"

/* Costs are counted in sixths of a bit, in which a digit, an alphanumeric character and a byte are whole numbers. */
#define BIT 6
#define IMPOSSIBLE (UINT32_MAX / 2)

static const uint32_t character_cost[TRC_SEGMENT_MODE_COUNT] = {10 * BIT / 3, 11 * BIT / 2, 8 * BIT};

unsigned trc_count_bits(enum trc_segment_mode mode, unsigned version)
{
    static const uint8_t bits[TRC_SEGMENT_MODE_COUNT][3] = {{10, 12, 14}, {9, 11, 13}, {8, 16, 16}};
    return bits[mode][version <= 9 ? 0 : version <= 26 ? 1 : 2];
}

bool trc_mode_holds(enum trc_segment_mode mode, char c)
{
    if (mode == TRC_SEGMENT_BYTE || (c >= '0' && c <= '9'))
        return true;
    if (mode == TRC_SEGMENT_NUMERIC)
        return false;
    return (c >= 'A' && c <= 'Z') || (c != '\0' && strchr(" $%*+-./:", c) != NULL);
}

static enum trc_segment_mode cheapest(const uint32_t cost[TRC_SEGMENT_MODE_COUNT])
{
    enum trc_segment_mode best = TRC_SEGMENT_NUMERIC;
    for (enum trc_segment_mode mode = best; mode < TRC_SEGMENT_MODE_COUNT; mode++)
        if (cost[mode] < cost[best])
            best = mode;
    return best;
}

/* An ended segment takes whole bits: 10, 7 or 4 for three, two or one digits, 11 or 6 for two or one characters. */
static uint32_t whole_bits(uint32_t cost)
{
    return (cost + BIT - 1) / BIT * BIT;
}

size_t trc_segment_plan(const char *text, size_t len, unsigned version, uint8_t *mode)
{
    assert(len <= TRC_SYMBOL_TEXT_MAX);
    uint32_t header[TRC_SEGMENT_MODE_COUNT];
    uint32_t cost[TRC_SEGMENT_MODE_COUNT]; /* of the text so far, its last segment open in this mode */
    for (enum trc_segment_mode m = 0; m < TRC_SEGMENT_MODE_COUNT; m++) {
        header[m] = (4 + trc_count_bits(m, version)) * (uint32_t)BIT;
        cost[m] = IMPOSSIBLE;
    }

    /* On the way forth mode[i] holds, two bits a mode, the mode of byte i - 1 if byte i has that mode. */
    enum trc_segment_mode best = 0;
    uint32_t ended = 0; /* of the text so far, its last segment ended */
    for (size_t i = 0; i < len; i++) {
        mode[i] = 0;
        for (enum trc_segment_mode m = 0; m < TRC_SEGMENT_MODE_COUNT; m++) {
            const bool stay = cost[m] <= ended + header[m];
            mode[i] |= (uint8_t)((stay ? m : best) << 2 * m);
            cost[m] =
                !trc_mode_holds(m, text[i]) ? IMPOSSIBLE : (stay ? cost[m] : ended + header[m]) + character_cost[m];
        }
        best = cheapest(cost);
        ended = whole_bits(cost[best]);
    }

    for (size_t i = len; i-- > 0;) {
        const enum trc_segment_mode before = mode[i] >> 2 * best & 3;
        mode[i] = best;
        best = before;
    }
    return ended / BIT;
}

unsigned trc_plan(const char *text, size_t len, enum trc_ec ec, uint8_t *mode)
{
    static const unsigned group[] = {1, 10, 27, TRC_VERSION_MAX + 1}; /* where the width of character counts changes */
    for (size_t i = 0; i < 3; i++) {
        const size_t bits = trc_segment_plan(text, len, group[i], mode);
        const unsigned version = trc_capacity_version(bits, ec, group[i], group[i + 1] - 1);
        if (version != 0)
            return version;
    }
    return 0;
}
