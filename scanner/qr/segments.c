/* segments.c: from a symbol's data codewords to its text, mode by mode. */
#include "scanner/qr/segments.h"

#include <string.h>

enum {
    TERMINATOR = 0,
    STRUCTURED_APPEND = 3,
    FNC1_FIRST = 5,
    ECI = 7,
    FNC1_SECOND = 9,
    HANZI_GB2312 = 1,
    GROUP_SEPARATOR = 0x1D
};

struct parser {
    const uint8_t *data;
    size_t bit, bits;
    unsigned version;
    uint32_t eci;
    struct qr_text *text;
};

static size_t left(const struct parser *parser)
{
    return parser->bits - parser->bit;
}

/* Up to 16 bits; the caller knows that they are there. */
static unsigned take(struct parser *parser, unsigned count)
{
    unsigned value = 0;
    for (; count > 0; count--, parser->bit++)
        value = value << 1 | (parser->data[parser->bit / 8] >> (7 - parser->bit % 8) & 1u);
    return value;
}

static bool put(struct parser *parser, unsigned byte)
{
    if (parser->text->len >= QR_BYTES_MAX)
        return false;
    parser->text->bytes[parser->text->len++] = (uint8_t)byte;
    return true;
}

static bool put_pair(struct parser *parser, unsigned pair)
{
    return put(parser, pair >> 8) && put(parser, pair & 0xFF);
}

static bool numeric(struct parser *parser, unsigned count)
{
    static const unsigned BITS[] = {0, 4, 7, 10}, LIMIT[] = {1, 10, 100, 1000};
    while (count > 0) {
        const unsigned digits = count < 3 ? count : 3;
        if (left(parser) < BITS[digits])
            return false;
        unsigned value = take(parser, BITS[digits]);
        if (value >= LIMIT[digits])
            return false;
        for (unsigned i = digits; i-- > 0; value %= LIMIT[i])
            if (!put(parser, '0' + value / LIMIT[i]))
                return false;
        count -= digits;
    }
    return true;
}

/* With FNC1, "%" stands for the group separator and "%%" for itself (7.4.8.2). */
static void resolve_percent(struct qr_text *text, size_t start)
{
    size_t to = start;
    for (size_t from = start; from < text->len; from++, to++) {
        const bool percent = text->bytes[from] == '%';
        const bool twice = percent && from + 1 < text->len && text->bytes[from + 1] == '%';
        text->bytes[to] = percent && !twice ? GROUP_SEPARATOR : text->bytes[from];
        from += twice;
    }
    text->len = to;
}

static bool alphanumeric(struct parser *parser, unsigned count)
{
    static const char CHARACTERS[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    const size_t start = parser->text->len;
    for (; count >= 2; count -= 2) {
        if (left(parser) < 11)
            return false;
        const unsigned value = take(parser, 11);
        if (value >= 45 * 45 || !put(parser, (unsigned char)CHARACTERS[value / 45]) ||
            !put(parser, (unsigned char)CHARACTERS[value % 45]))
            return false;
    }
    if (count == 1) {
        if (left(parser) < 6)
            return false;
        const unsigned value = take(parser, 6);
        if (value >= 45 || !put(parser, (unsigned char)CHARACTERS[value]))
            return false;
    }
    if (parser->text->fnc1 != QR_FNC1_NONE)
        resolve_percent(parser->text, start);
    return true;
}

static bool bytes(struct parser *parser, unsigned count)
{
    if (left(parser) / 8 < count)
        return false;
    while (count-- > 0)
        if (!put(parser, take(parser, 8)))
            return false;
    return true;
}

/* Two ranges of Shift-JIS packed into 13 bits (7.4.6). */
static bool kanji(struct parser *parser, unsigned count)
{
    if (left(parser) / 13 < count)
        return false;
    while (count-- > 0) {
        const unsigned value = take(parser, 13), packed = value / 0xC0 << 8 | value % 0xC0;
        if (!put_pair(parser, packed < 0x1F00 ? packed + 0x8140 : packed + 0xC140))
            return false;
    }
    return true;
}

/* Two ranges of GB 2312 packed into 13 bits (GB/T 18284, 6.4.5). */
static bool hanzi(struct parser *parser, unsigned count)
{
    if (left(parser) / 13 < count)
        return false;
    while (count-- > 0) {
        const unsigned value = take(parser, 13), packed = value / 0x60 << 8 | value % 0x60;
        if (!put_pair(parser, packed < 0x0A00 ? packed + 0xA1A1 : packed + 0xA6A1))
            return false;
    }
    return true;
}

/* An ECI number of 7, 14 or 21 bits (7.4.2.1). */
static bool eci(struct parser *parser)
{
    if (left(parser) < 8)
        return false;
    const unsigned first = take(parser, 8);
    const unsigned more = first < 0x80 ? 0 : first < 0xC0 ? 8 : first < 0xE0 ? 16 : 99;
    if (more == 99 || left(parser) < more)
        return false;
    static const unsigned KEPT[] = {0x7F, 0x3F, 0x1F};
    parser->eci = (first & KEPT[more / 8]) << more | take(parser, more);
    return parser->eci <= 999999;
}

static bool structured_append(struct parser *parser)
{
    struct qr_text *text = parser->text;
    if (left(parser) < 16 || text->appended)
        return false;
    text->appended = true;
    text->append_index = (uint8_t)take(parser, 4);
    text->append_count = (uint8_t)(take(parser, 4) + 1);
    text->append_parity = (uint8_t)take(parser, 8);
    return text->append_index < text->append_count;
}

static bool fnc1(struct parser *parser, unsigned mode)
{
    struct qr_text *text = parser->text;
    if (mode == FNC1_FIRST) {
        text->fnc1 = QR_FNC1_GS1;
        return true;
    }
    if (left(parser) < 8)
        return false;
    text->fnc1 = QR_FNC1_INDUSTRY;
    text->industry = (uint8_t)take(parser, 8);
    return true;
}

/* Bits of the character count (table 3). */
static unsigned count_bits(enum qr_mode mode, unsigned version)
{
    const unsigned size = version < 10 ? 0 : version < 27 ? 1 : 2;
    static const uint8_t NUMERIC[] = {10, 12, 14}, ALPHANUMERIC[] = {9, 11, 13}, BYTE[] = {8, 16, 16},
                         PAIRS[] = {8, 10, 12};
    return mode == QR_SEGMENT_NUMERIC        ? NUMERIC[size]
           : mode == QR_SEGMENT_ALPHANUMERIC ? ALPHANUMERIC[size]
           : mode == QR_SEGMENT_BYTE         ? BYTE[size]
                                             : PAIRS[size];
}

static bool characters(struct parser *parser, enum qr_mode mode)
{
    struct qr_text *text = parser->text;
    const unsigned bits = count_bits(mode, parser->version) + (mode == QR_SEGMENT_HANZI ? 4 : 0);
    if (left(parser) < bits || text->segment_count >= QR_SEGMENTS_MAX)
        return false;
    if (mode == QR_SEGMENT_HANZI && take(parser, 4) != HANZI_GB2312)
        return false;
    const unsigned count = take(parser, count_bits(mode, parser->version));
    const size_t start = text->len;
    const bool ok = mode == QR_SEGMENT_NUMERIC        ? numeric(parser, count)
                    : mode == QR_SEGMENT_ALPHANUMERIC ? alphanumeric(parser, count)
                    : mode == QR_SEGMENT_BYTE         ? bytes(parser, count)
                    : mode == QR_SEGMENT_KANJI        ? kanji(parser, count)
                                                      : hanzi(parser, count);
    text->segments[text->segment_count++] =
        (struct qr_segment){mode, parser->eci, (uint16_t)start, (uint16_t)(text->len - start)};
    return ok;
}

static bool segment(struct parser *parser, unsigned mode)
{
    switch (mode) {
    case QR_SEGMENT_NUMERIC:
    case QR_SEGMENT_ALPHANUMERIC:
    case QR_SEGMENT_BYTE:
    case QR_SEGMENT_KANJI:
    case QR_SEGMENT_HANZI:
        return characters(parser, (enum qr_mode)mode);
    case STRUCTURED_APPEND:
        return structured_append(parser);
    case FNC1_FIRST:
    case FNC1_SECOND:
        return fnc1(parser, mode);
    case ECI:
        return eci(parser);
    default:
        return false;
    }
}

bool qr_segments_parse(const uint8_t *data, size_t len, unsigned version, struct qr_text *text)
{
    struct parser parser = {.data = data, .bits = 8 * len, .version = version, .eci = QR_ECI_NONE, .text = text};
    memset(text, 0, sizeof *text);
    while (left(&parser) >= 4) { /* a full symbol cuts its terminator short */
        const unsigned mode = take(&parser, 4);
        if (mode == TERMINATOR)
            return true;
        if (!segment(&parser, mode))
            return false;
    }
    return true;
}
