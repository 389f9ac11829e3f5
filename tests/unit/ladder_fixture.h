/* ladder_fixture.h: frames with codes of libqrencode's in them, and what a sink was given. */
#ifndef TRC_TESTS_LADDER_FIXTURE_H
#define TRC_TESTS_LADDER_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <qrencode.h>

#include "scanner/frame.h"
#include "scanner/sink.h"

enum { LADDER_SEEN_MAX = 16, LADDER_TEXT_MAX = 8192 };

struct ladder_seen {
    size_t count, located;
    struct scan_symbol symbol[LADDER_SEEN_MAX];
    char text[LADDER_SEEN_MAX][LADDER_TEXT_MAX];
    struct scan_point located_quad[4]; /* of the last one */
};

static inline void ladder_take(void *context, const struct scan_symbol *symbol)
{
    struct ladder_seen *seen = context;
    assert_in_range(seen->count, 0, LADDER_SEEN_MAX - 1);
    assert_in_range(symbol->text_len, 0, LADDER_TEXT_MAX - 1);
    memcpy(seen->text[seen->count], symbol->text, symbol->text_len);
    seen->text[seen->count][symbol->text_len] = '\0';
    seen->symbol[seen->count++] = *symbol;
}

static inline void ladder_located(void *context, const struct scan_located *located)
{
    struct ladder_seen *seen = context;
    seen->located++;
    memcpy(seen->located_quad, located->quad, sizeof seen->located_quad);
}

static inline struct scan_frame ladder_frame(uint32_t width, uint32_t height, uint8_t grey)
{
    struct scan_frame frame = {malloc((size_t)width * height), width, height};
    assert_non_null(frame.pixels);
    memset(frame.pixels, grey, (size_t)width * height);
    return frame;
}

/* An upright code without its quiet zone; dark modules become `dark`, light ones `light`. */
static inline void ladder_draw(const struct scan_frame *frame, const char *text, uint32_t left, uint32_t top,
                               uint32_t module_px, uint8_t dark, uint8_t light)
{
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    assert_non_null(code);
    for (uint32_t y = 0; y < (uint32_t)code->width * module_px; y++)
        for (uint32_t x = 0; x < (uint32_t)code->width * module_px; x++)
            scan_frame_row(frame, top + y)[left + x] =
                code->data[y / module_px * (uint32_t)code->width + x / module_px] & 1 ? dark : light;
    QRcode_free(code);
}

#endif
