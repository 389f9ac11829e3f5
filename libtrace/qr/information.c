/* information.c: format and version information (ISO/IEC 18004:2015, 7.9 and 7.10). */
#include "qr/standard.h"

/* The remainder of data * x^bits modulo a generator polynomial. */
static uint32_t bch_remainder(uint32_t data, unsigned data_bits, uint32_t generator, unsigned bits)
{
    uint32_t value = data << bits;
    for (unsigned i = data_bits + bits; i-- > bits;)
        if (value >> i & 1)
            value ^= generator << (i - bits);
    return value;
}

uint32_t qr_format_word(unsigned data)
{
    return (data << 10 | bch_remainder(data, 5, 0x537, 10)) ^ 0x5412;
}

uint32_t qr_version_word(unsigned version)
{
    return version << 12 | bch_remainder(version, 6, 0x1F25, 12);
}

void qr_format_places(unsigned side, uint16_t at[2][15])
{
    for (unsigned i = 0; i < 15; i++) {
        const unsigned x = i < 8 ? 8 : i == 8 ? 7 : 14 - i, y = i < 6 ? i : i == 6 ? 7 : 8;
        at[0][i] = (uint16_t)(y * side + x);
        at[1][i] = (uint16_t)(i < 8 ? 8 * side + side - 1 - i : (side - 15 + i) * side + 8);
    }
}

void qr_version_places(unsigned side, uint16_t at[2][18])
{
    for (unsigned i = 0; i < 18; i++) {
        const unsigned far = side - 11 + i % 3, near = i / 3;
        at[0][i] = (uint16_t)(near * side + far);
        at[1][i] = (uint16_t)(far * side + near);
    }
}

unsigned qr_format_data(enum qr_level level, unsigned mask)
{
    static const uint8_t marks[4] = {1, 0, 3, 2};
    return (unsigned)marks[level] << 3 | mask;
}
