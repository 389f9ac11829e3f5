/* bytes.h: integers as big-endian bytes. Internal to registry/. */
#ifndef TRC_REGISTRY_BYTES_H
#define TRC_REGISTRY_BYTES_H

#include <stdint.h>

static inline void trc_put_32(uint8_t *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> (24 - 8 * i));
}

static inline void trc_put_64(uint8_t *at, uint64_t value)
{
    trc_put_32(at, (uint32_t)(value >> 32));
    trc_put_32(at + 4, (uint32_t)value);
}

static inline uint32_t trc_get_32(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static inline uint64_t trc_get_64(const uint8_t *at)
{
    return (uint64_t)trc_get_32(at) << 32 | trc_get_32(at + 4);
}

#endif
