/* text.c: what a symbol says, as UTF-8. */
#include "scanner/ladder/text.h"

#include <stdbool.h>
#include <string.h>

static bool has_mode(const struct qr_text *text, enum qr_mode mode)
{
    for (size_t i = 0; i < text->segment_count; i++)
        if (text->segments[i].mode == mode)
            return true;
    return false;
}

/* The set of bytes that name none: who uses a mode for kanji or hanzi writes the rest in the same set. */
static uint32_t unnamed_charset(const struct qr_text *text)
{
    return has_mode(text, QR_SEGMENT_KANJI)   ? SCAN_ECI_SHIFT_JIS
           : has_mode(text, QR_SEGMENT_HANZI) ? SCAN_ECI_GB18030
                                              : SCAN_ECI_NONE;
}

/* The set in which a segment's bytes are written. */
static uint32_t charset_of(const struct qr_segment *segment, uint32_t unnamed)
{
    return segment->mode == QR_SEGMENT_KANJI   ? SCAN_ECI_SHIFT_JIS
           : segment->mode == QR_SEGMENT_HANZI ? SCAN_ECI_GB18030
           : segment->eci == QR_ECI_NONE       ? unnamed
                                               : segment->eci;
}

/* Digits and capitals between bytes: encoders change modes in the middle of a text that has one character set. */
static bool joins(const struct qr_segment *segment, uint32_t charset)
{
    const bool ascii = segment->mode == QR_SEGMENT_NUMERIC || segment->mode == QR_SEGMENT_ALPHANUMERIC;
    return charset == SCAN_ECI_NONE && (ascii || charset_of(segment, charset) == charset);
}

/* An indicator below 100 is two digits; from 165 on it is a letter, 100 above its ASCII value (7.4.8.3). */
static size_t put_indicator(uint8_t indicator, char *out)
{
    if (indicator >= 100) {
        out[0] = (char)((indicator - 100) & 0x7F);
        return 1;
    }
    out[0] = (char)('0' + indicator / 10);
    out[1] = (char)('0' + indicator % 10);
    return 2;
}

size_t scan_text_from_qr(const struct qr_text *text, char *out)
{
    const uint32_t unnamed = unnamed_charset(text);
    size_t len = 0;
    if (text->fnc1 == QR_FNC1_GS1) {
        len = sizeof SCAN_GS1_IDENTIFIER - 1;
        memcpy(out, SCAN_GS1_IDENTIFIER, len);
    } else if (text->fnc1 == QR_FNC1_INDUSTRY) {
        len = put_indicator(text->industry, out);
    }
    for (size_t i = 0, next; i < text->segment_count; i = next) {
        const struct qr_segment *segment = &text->segments[i];
        const uint32_t charset = charset_of(segment, unnamed);
        size_t bytes = segment->len;
        for (next = i + 1; next < text->segment_count && joins(&text->segments[next], charset); next++)
            bytes += text->segments[next].len;
        len += scan_charset_to_utf8(charset, text->bytes + segment->start, bytes, out + len);
    }
    return len;
}
