/* gf256.h: arithmetic in the field of 256 elements that QR codes use. */
#ifndef TRC_QR_GF256_H
#define TRC_QR_GF256_H

#include <stdint.h>

extern const uint8_t qr_gf256_power[512]; /* 2 to the power of 0 to 511 */
extern const uint8_t qr_gf256_log[256];   /* of 1 to 255, 0 to 254 */

static inline uint8_t qr_gf256_mul(uint8_t a, uint8_t b)
{
    return a == 0 || b == 0 ? 0 : qr_gf256_power[qr_gf256_log[a] + qr_gf256_log[b]];
}

/* `b` is not 0. */
static inline uint8_t qr_gf256_div(uint8_t a, uint8_t b)
{
    return a == 0 ? 0 : qr_gf256_power[qr_gf256_log[a] + 255 - qr_gf256_log[b]];
}

#endif
