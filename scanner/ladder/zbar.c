/* zbar.c: QR codes in a grey frame, read by libzbar in one pass. */
#include "scanner/ladder/zbar.h"

#include <stdlib.h>
#include <string.h>
#include <zbar.h>

#include "scanner/protocol.h"
#include "scanner/utf8.h"

static const char GS1_IDENTIFIER[] = "]Q3"; /* ISO/IEC 15424: QR code with FNC1 in first position */

/* The symbol's bytes as UTF-8 with its identifier, from malloc; NULL when memory ran out. */
static char *text_of(const zbar_symbol_t *symbol, size_t *len)
{
    const char *bytes = zbar_symbol_get_data(symbol);
    const size_t count = zbar_symbol_get_data_length(symbol);
    const bool gs1 = (zbar_symbol_get_modifiers(symbol) >> ZBAR_MOD_GS1) & 1;
    char *text = malloc(sizeof GS1_IDENTIFIER + 2 * count);
    if (text == NULL)
        return NULL;
    *len = gs1 ? sizeof GS1_IDENTIFIER - 1 : 0;
    memcpy(text, GS1_IDENTIFIER, *len);
    if (scan_utf8_valid(bytes, count)) {
        memcpy(text + *len, bytes, count);
        *len += count;
    } else {
        *len += scan_utf8_from_latin1(bytes, count, text + *len);
    }
    return text;
}

static int32_t coordinate(int value)
{
    return value < -SCAN_COORDINATE_MAX  ? -SCAN_COORDINATE_MAX
           : value > SCAN_COORDINATE_MAX ? SCAN_COORDINATE_MAX
                                         : value;
}

static bool take(const zbar_symbol_t *symbol, const struct scan_sink *sink)
{
    struct scan_symbol out = {.symbology = SCAN_SYMBOLOGY_QR, .decoder = SCAN_DECODER_ZBAR, .page = 1};
    char *text = text_of(symbol, &out.text_len);
    if (text == NULL)
        return false;
    out.text = text;
    /* libzbar goes round the other way: top left, bottom left, bottom right, top right. */
    for (unsigned i = 0; i < 4 && i < zbar_symbol_get_loc_size(symbol); i++) {
        struct scan_point *corner = &out.quad[(4 - i) % 4];
        corner->x = coordinate(zbar_symbol_get_loc_x(symbol, i));
        corner->y = coordinate(zbar_symbol_get_loc_y(symbol, i));
    }
    sink->take(sink->context, &out);
    free(text);
    return true;
}

static zbar_image_scanner_t *new_scanner(void)
{
    zbar_image_scanner_t *scanner = zbar_image_scanner_create();
    if (scanner != NULL) {
        zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
        zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
        zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1);
    }
    return scanner;
}

bool scan_zbar_read(const struct scan_frame *frame, const struct scan_sink *sink)
{
    bool ok = false;
    zbar_image_t *image = zbar_image_create();
    /* A new scanner for each frame costs microseconds; it begins with the same random numbers and leaks nothing on. */
    zbar_image_scanner_t *scanner = new_scanner();
    if (image == NULL || scanner == NULL)
        goto out;
    zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
    zbar_image_set_size(image, frame->width_px, frame->height_px);
    zbar_image_set_data(image, frame->pixels, (size_t)frame->width_px * frame->height_px, NULL);
    ok = zbar_scan_image(scanner, image) >= 0;
    for (const zbar_symbol_t *symbol = zbar_image_first_symbol(image); ok && symbol != NULL;
         symbol = zbar_symbol_next(symbol)) {
        if (zbar_symbol_get_type(symbol) == ZBAR_QRCODE)
            ok = take(symbol, sink);
    }
out:
    if (image != NULL)
        zbar_image_destroy(image);
    if (scanner != NULL)
        zbar_image_scanner_destroy(scanner);
    return ok;
}
