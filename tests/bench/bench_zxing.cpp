/* bench_zxing.cpp: ZXing-C++ as a peer, as hard as it can try. */
#include "bench_zxing.h"

#define ZX_USE_UTF8 1
#include <ReadBarcode.h>

void bench_zxing_read(const uint8_t *grey, int width_px, int height_px,
                      void (*take)(void *context, const char *text, size_t len), void *context)
{
    ZXing::DecodeHints hints;
    hints.setFormats(ZXing::BarcodeFormat::QRCode).setTryHarder(true).setTryRotate(true).setTryDownscale(true);
    const ZXing::ImageView view(grey, width_px, height_px, ZXing::ImageFormat::Lum);
    for (const auto &result : ZXing::ReadBarcodes(view, hints)) {
        const std::string text = result.text();
        if (result.isValid())
            take(context, text.data(), text.size());
    }
}
