/* qr_picture.h: a PNG file of one QR code. */
#ifndef TRC_TESTS_QR_PICTURE_H
#define TRC_TESTS_QR_PICTURE_H

#include <qrencode.h>

#include "picture_fixture.h"
#include "temp_folder.h"

static inline struct picture_file qr_picture(const char *text)
{
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    assert_non_null(code);
    const uint32_t module = 4, side = (uint32_t)(code->width + 8) * module;
    uint8_t *grey = malloc((size_t)side * side);
    assert_non_null(grey);
    for (uint32_t y = 0; y < side; y++)
        for (uint32_t x = 0; x < side; x++) {
            const int row = (int)(y / module) - 4, column = (int)(x / module) - 4;
            const bool inside = row >= 0 && column >= 0 && row < code->width && column < code->width;
            grey[y * side + x] = inside && (code->data[row * code->width + column] & 1) ? 0 : 255;
        }
    struct picture_file file = png_make_grey(side, side, grey);
    free(grey);
    QRcode_free(code);
    return file;
}

static inline void qr_picture_write(const char *path, const char *text)
{
    struct picture_file file = qr_picture(text);
    temp_folder_write(path, file.bytes, file.len);
    free(file.bytes);
}

#endif
