/* zbar.c: QR codes and product barcodes in a grey frame, read by libzbar. */
#include "scanner/ladder/zbar.h"

#include <stdlib.h>
#include <string.h>
#include <zbar.h>

#include "scanner/ladder/text.h"
#include "scanner/protocol.h"

enum {
    LINES = 160, /* rows, and columns, along which barcodes are looked for */
    LINE_STEP_MIN = 2,
    LINE_STEP_MAX = 8,
    /* Lines that must agree. Seven digits with one check among them are found in noise and in other barcodes. */
    LONG_AGREE_MIN = 3,
    SHORT_AGREE_MIN = 6
};

static int32_t coordinate(int value)
{
    return value < -SCAN_COORDINATE_MAX  ? -SCAN_COORDINATE_MAX
           : value > SCAN_COORDINATE_MAX ? SCAN_COORDINATE_MAX
                                         : value;
}

static bool take_qr(const zbar_symbol_t *symbol, const struct scan_sink *sink)
{
    struct scan_symbol out = {.symbology = SCAN_SYMBOLOGY_QR, .decoder = SCAN_DECODER_ZBAR, .page = 1};
    const uint8_t *bytes = (const uint8_t *)zbar_symbol_get_data(symbol);
    const size_t count = zbar_symbol_get_data_length(symbol);
    char *text = malloc(sizeof SCAN_GS1_IDENTIFIER + SCAN_CHARSET_GROWTH * count);
    if (text == NULL)
        return false;
    if (zbar_symbol_get_modifiers(symbol) >> ZBAR_MOD_GS1 & 1) {
        out.text_len = sizeof SCAN_GS1_IDENTIFIER - 1;
        memcpy(text, SCAN_GS1_IDENTIFIER, out.text_len);
    }
    out.text_len += scan_charset_to_utf8(SCAN_ECI_NONE, bytes, count, text + out.text_len);
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

/* libzbar tells where each line left the barcode, and goes along every second one backwards. */
static void box_of(const zbar_symbol_t *symbol, struct scan_point quad[4])
{
    struct scan_point low = {SCAN_COORDINATE_MAX, SCAN_COORDINATE_MAX}, high = {0, 0};
    for (unsigned i = 0; i < zbar_symbol_get_loc_size(symbol); i++) {
        const int32_t x = coordinate(zbar_symbol_get_loc_x(symbol, i)),
                      y = coordinate(zbar_symbol_get_loc_y(symbol, i));
        low = (struct scan_point){x < low.x ? x : low.x, y < low.y ? y : low.y};
        high = (struct scan_point){x > high.x ? x : high.x, y > high.y ? y : high.y};
    }
    quad[0] = low;
    quad[1] = (struct scan_point){high.x, low.y};
    quad[2] = high;
    quad[3] = (struct scan_point){low.x, high.y};
}

/* The lines that must agree on a barcode of this type. */
static int agree_min(zbar_symbol_type_t type)
{
    return type == ZBAR_EAN8 || type == ZBAR_UPCE ? SHORT_AGREE_MIN : LONG_AGREE_MIN;
}

static bool overlap(const struct scan_point a[4], const struct scan_point b[4])
{
    return a[0].x <= b[2].x && b[0].x <= a[2].x && a[0].y <= b[2].y && b[0].y <= a[2].y;
}

/* Whether as many lines agree on another barcode at the same place. */
static bool outvoted(const zbar_symbol_t *symbol, const struct scan_point quad[4], const zbar_image_t *image)
{
    for (const zbar_symbol_t *other = zbar_image_first_symbol(image); other != NULL; other = zbar_symbol_next(other)) {
        struct scan_point box[4];
        box_of(other, box);
        if (other != symbol && zbar_symbol_get_quality(other) >= zbar_symbol_get_quality(symbol) && overlap(quad, box))
            return true;
    }
    return false;
}

static void take_barcode(const zbar_symbol_t *symbol, const zbar_image_t *image, const struct scan_sink *sink)
{
    const zbar_symbol_type_t type = zbar_symbol_get_type(symbol);
    struct scan_symbol out = {.decoder = SCAN_DECODER_ZBAR, .page = 1};
    box_of(symbol, out.quad);
    if (zbar_symbol_get_quality(symbol) < agree_min(type) || outvoted(symbol, out.quad, image))
        return;
    out.symbology = type == ZBAR_EAN13  ? SCAN_SYMBOLOGY_EAN_13
                    : type == ZBAR_EAN8 ? SCAN_SYMBOLOGY_EAN_8
                    : type == ZBAR_UPCA ? SCAN_SYMBOLOGY_UPC_A
                                        : SCAN_SYMBOLOGY_UPC_E;
    out.text = zbar_symbol_get_data(symbol);
    out.text_len = zbar_symbol_get_data_length(symbol);
    sink->take(sink->context, &out);
}

static void enable_qr(zbar_image_scanner_t *scanner)
{
    zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
    zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1);
}

static void enable_barcodes(zbar_image_scanner_t *scanner, const struct scan_frame *frame)
{
    const uint32_t shorter = frame->width_px < frame->height_px ? frame->width_px : frame->height_px;
    const uint32_t step = shorter / LINES;
    const int density = step < LINE_STEP_MIN ? LINE_STEP_MIN : step > LINE_STEP_MAX ? LINE_STEP_MAX : (int)step;
    static const zbar_symbol_type_t TYPES[] = {ZBAR_EAN13, ZBAR_EAN8, ZBAR_UPCA, ZBAR_UPCE};
    for (size_t i = 0; i < sizeof TYPES / sizeof TYPES[0]; i++)
        zbar_image_scanner_set_config(scanner, TYPES[i], ZBAR_CFG_ENABLE, 1);
    zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_X_DENSITY, density);
    zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_Y_DENSITY, density);
}

/* One pass; each symbol goes to `take`. */
static bool pass(const struct scan_frame *frame, bool qr, const struct scan_sink *sink)
{
    bool ok = false;
    zbar_image_t *image = zbar_image_create();
    /* A new scanner for each frame costs microseconds; it begins with the same random numbers and leaks nothing on. */
    zbar_image_scanner_t *scanner = zbar_image_scanner_create();
    if (image == NULL || scanner == NULL)
        goto out;
    zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
    if (qr)
        enable_qr(scanner);
    else
        enable_barcodes(scanner, frame);
    zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
    zbar_image_set_size(image, frame->width_px, frame->height_px);
    zbar_image_set_data(image, frame->pixels, (size_t)frame->width_px * frame->height_px, NULL);
    ok = zbar_scan_image(scanner, image) >= 0;
    for (const zbar_symbol_t *symbol = zbar_image_first_symbol(image); ok && symbol != NULL;
         symbol = zbar_symbol_next(symbol)) {
        if (!qr)
            take_barcode(symbol, image, sink);
        else if (zbar_symbol_get_type(symbol) == ZBAR_QRCODE)
            ok = take_qr(symbol, sink);
    }
out:
    if (image != NULL)
        zbar_image_destroy(image);
    if (scanner != NULL)
        zbar_image_scanner_destroy(scanner);
    return ok;
}

bool scan_zbar_qr(const struct scan_frame *frame, const struct scan_sink *sink)
{
    return pass(frame, true, sink);
}

bool scan_zbar_barcodes(const struct scan_frame *frame, const struct scan_sink *sink)
{
    return pass(frame, false, sink);
}
