/* crc.c: the CRC-32 of PNG's chunks, eight bytes at a time. */
#include "label/crc.h"

/* A CRC is linear: that of four bits is the exclusive or of what each of them does. */
#define PAIR(base, a, b) (base), (base) ^ (a), (base) ^ (b), (base) ^ (a) ^ (b)
#define NIBBLE(a, b, c, d)                                                                                             \
    {                                                                                                                  \
        PAIR(0, a, b), PAIR(c, a, b), PAIR(d, a, b), PAIR((c) ^ (d), a, b)                                             \
    }

/* What the nibbles of eight bytes do to the CRC after these bytes; 1 kB, so that it stays in the fastest cache. The
 * last line is the polynomial 0xedb88320 itself. */
static const uint32_t effect[16][16] = {
    NIBBLE(0xccaa009e, 0x4225077d, 0x844a0efa, 0xd3e51bb5), NIBBLE(0x7cbb312b, 0xf9766256, 0x299dc2ed, 0x533b85da),
    NIBBLE(0xa6770bb4, 0x979f1129, 0xf44f2413, 0x33ef4e67), NIBBLE(0x67de9cce, 0xcfbd399c, 0x440b7579, 0x8816eaf2),
    NIBBLE(0xcb5cd3a5, 0x4dc8a10b, 0x9b914216, 0xec53826d), NIBBLE(0x03d6029b, 0x07ac0536, 0x0f580a6c, 0x1eb014d8),
    NIBBLE(0x3d6029b0, 0x7ac05360, 0xf580a6c0, 0x30704bc1), NIBBLE(0x60e09782, 0xc1c12f04, 0x58f35849, 0xb1e6b092),
    NIBBLE(0xb8bc6765, 0xaa09c88b, 0x8f629757, 0xc5b428ef), NIBBLE(0x5019579f, 0xa032af3e, 0x9b14583d, 0xed59b63b),
    NIBBLE(0x01c26a37, 0x0384d46e, 0x0709a8dc, 0x0e1351b8), NIBBLE(0x1c26a370, 0x384d46e0, 0x709a8dc0, 0xe1351b80),
    NIBBLE(0x191b3141, 0x32366282, 0x646cc504, 0xc8d98a08), NIBBLE(0x4ac21251, 0x958424a2, 0xf0794f05, 0x3b83984b),
    NIBBLE(0x77073096, 0xee0e612c, 0x076dc419, 0x0edb8832), NIBBLE(0x1db71064, 0x3b6e20c8, 0x76dc4190, 0xedb88320),
};

uint32_t trc_crc_more(uint32_t crc, const void *bytes, size_t len)
{
    const uint8_t *next = bytes;
    crc = ~crc;
    for (; len >= 8; len -= 8, next += 8) {
        uint32_t after = 0;
        for (unsigned i = 0; i < 8; i++) {
            const uint8_t byte = i < 4 ? next[i] ^ (uint8_t)(crc >> 8 * i) : next[i];
            after ^= effect[2 * i][byte & 15] ^ effect[2 * i + 1][byte >> 4];
        }
        crc = after;
    }
    for (; len > 0; len--) {
        const uint8_t byte = *next++ ^ (uint8_t)crc;
        crc = crc >> 8 ^ effect[14][byte & 15] ^ effect[15][byte >> 4];
    }
    return ~crc;
}
