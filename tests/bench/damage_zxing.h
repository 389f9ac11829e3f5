/* damage_zxing.h: ZXing-C++ as a peer. */
#ifndef TRC_BENCH_DAMAGE_ZXING_H
#define TRC_BENCH_DAMAGE_ZXING_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Whether ZXing-C++, trying hard, finds a QR code of this text in a square grey picture. */
int damage_zxing_reads(const uint8_t *grey, int side_px, const char *text, size_t len);

#ifdef __cplusplus
}
#endif

#endif
