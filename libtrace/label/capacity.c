/* capacity.c: how much data each version and level holds. */
#include "label/capacity.h"

#include <assert.h>

#include "qr/standard.h"

static_assert((int)TRC_EC_L == QR_LEVEL_L && (int)TRC_EC_H == QR_LEVEL_H, "levels are numbered alike");

size_t trc_capacity_bits(unsigned version, enum trc_ec ec)
{
    assert(version >= 1 && version <= TRC_VERSION_MAX && (unsigned)ec < TRC_EC_COUNT);
    const struct qr_blocks blocks = qr_blocks_of(version, (enum qr_level)ec);
    return 8 * ((size_t)blocks.count * blocks.data_len + blocks.long_count);
}

unsigned trc_capacity_version(size_t bits, enum trc_ec ec, unsigned first, unsigned last)
{
    for (unsigned version = first; version <= last; version++)
        if (bits <= trc_capacity_bits(version, ec))
            return version;
    return 0;
}
