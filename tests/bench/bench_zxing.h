/* bench_zxing.h: ZXing-C++ as a peer. */
#ifndef TRC_BENCH_ZXING_H
#define TRC_BENCH_ZXING_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Hand on the bytes of each QR code that ZXing-C++, trying hard, reads in a grey picture; borrowed for the call. */
void bench_zxing_read(const uint8_t *grey, int width_px, int height_px,
                      void (*take)(void *context, const char *text, size_t len), void *context);

#ifdef __cplusplus
}
#endif

#endif
