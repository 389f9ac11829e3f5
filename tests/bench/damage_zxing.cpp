/* damage_zxing.cpp: ZXing-C++ as a peer, as hard as it can try. */
#include "damage_zxing.h"

#include <ReadBarcode.h>

int damage_zxing_reads(const uint8_t *grey, int side_px, const char *text, size_t len)
{
    ZXing::DecodeHints hints;
    hints.setFormats(ZXing::BarcodeFormat::QRCode).setTryHarder(true).setTryRotate(true).setTryDownscale(true);
    const ZXing::ImageView view(grey, side_px, side_px, ZXing::ImageFormat::Lum);
    for (const auto &result : ZXing::ReadBarcodes(view, hints)) {
        const auto &bytes = result.bytes();
        if (result.isValid() && std::string(bytes.begin(), bytes.end()) == std::string(text, len))
            return 1;
    }
    return 0;
}
