/* protocol.c: packets between trc-scan and its worker. Pure: no I/O, no allocation. */
#include "scanner/protocol.h"

#include <assert.h>
#include <string.h>

#include "scanner/utf8.h"

enum { REQUEST_READ = 'R', REQUEST_READ_THOROUGHLY = 'T', REQUEST_DRAW = 'A' };

/* Numbers are big-endian, the most significant of `bytes` bytes first. */
static uint8_t *put(uint8_t *at, uint64_t value, unsigned bytes)
{
    while (bytes-- > 0)
        *at++ = (uint8_t)(value >> 8 * bytes);
    return at;
}

static uint8_t *put_bytes(uint8_t *at, const char *bytes, size_t len)
{
    at = put(at, len, 4);
    memcpy(at, bytes, len);
    return at + len;
}

/* A cursor that stays at its end, and remembers it, when a read would pass it. */
struct cursor {
    const uint8_t *at;
    size_t left;
    bool failed;
};

static uint64_t take(struct cursor *in, unsigned bytes)
{
    if (in->left < bytes) {
        in->failed = true;
        return 0;
    }
    uint64_t value = 0;
    for (unsigned i = 0; i < bytes; i++)
        value = value << 8 | in->at[i];
    in->at += bytes;
    in->left -= bytes;
    return value;
}

/* A number that must be at most `max`. */
static uint32_t take_max(struct cursor *in, unsigned bytes, uint32_t max)
{
    const uint64_t value = take(in, bytes);
    if (value > max)
        in->failed = true;
    return in->failed ? 0 : (uint32_t)value;
}

static const char *take_bytes(struct cursor *in, size_t max, size_t *len)
{
    const uint64_t wanted = take(in, 4);
    if (in->failed || wanted > max || wanted > in->left) {
        in->failed = true;
        *len = 0;
        return NULL;
    }
    const char *bytes = (const char *)in->at;
    *len = (size_t)wanted;
    in->at += wanted;
    in->left -= (size_t)wanted;
    return bytes;
}

static bool is_printable(char c)
{
    return c >= ' ' && c <= '~';
}

static void take_detail(struct cursor *in, char detail[SCAN_DETAIL_MAX + 1])
{
    size_t len;
    const char *bytes = take_bytes(in, SCAN_DETAIL_MAX, &len);
    for (size_t i = 0; i < len; i++)
        if (!is_printable(bytes[i]))
            in->failed = true;
    if (len > 0)
        memcpy(detail, bytes, len);
    detail[len] = '\0';
}

void scan_detail_set(char detail[SCAN_DETAIL_MAX + 1], const char *text)
{
    size_t len = 0;
    for (; text[len] != '\0' && len < SCAN_DETAIL_MAX; len++)
        detail[len] = (char)(is_printable(text[len]) ? text[len] : '?');
    detail[len] = '\0';
}

static uint8_t *put_quad(uint8_t *at, const struct scan_point quad[4])
{
    for (int i = 0; i < 4; i++) {
        at = put(at, (uint32_t)quad[i].x, 4);
        at = put(at, (uint32_t)quad[i].y, 4);
    }
    return at;
}

/* Where in which image something was found. */
static uint8_t *put_place(uint8_t *at, uint32_t frame, uint32_t page, const struct scan_point quad[4])
{
    at = put(at, frame, 4);
    at = put(at, page, 4);
    return put_quad(at, quad);
}

static uint8_t *put_print(uint8_t *at, const struct scan_print *print)
{
    at = put(at, print->measured, 1);
    if (!print->measured)
        return at;
    at = put(at, print->contrast_milli, 2);
    at = put(at, print->modulation_milli, 2);
    at = put(at, print->quiet_zone_centi, 2);
    return put(at, print->module_centi, 4);
}

static uint8_t *put_symbol(uint8_t *at, const struct scan_symbol *symbol)
{
    assert(symbol->text_len <= SCAN_TEXT_MAX);
    at = put(at, symbol->symbology, 1);
    at = put(at, symbol->decoder, 1);
    at = put(at, symbol->rung, 1);
    at = put(at, symbol->us, 4);
    at = put_place(at, symbol->frame, symbol->page, symbol->quad);
    at = put_print(at, &symbol->print);
    return put_bytes(at, symbol->text, symbol->text_len);
}

static uint8_t *put_located(uint8_t *at, const struct scan_located *located)
{
    const size_t modules = scan_located_modules(located);
    assert(located->version >= 1 && located->version <= SCAN_LOCATED_VERSION_MAX);
    at = put(at, located->version, 1);
    at = put(at, located->inverted, 1);
    at = put(at, located->us, 4);
    at = put_place(at, located->frame, located->page, located->quad);
    memcpy(at, located->soft, modules);
    return at + modules;
}

static int32_t take_coordinate(struct cursor *in)
{
    /* Shifted by the range, so that no conversion of an unknown number to a signed one is asked for. */
    const uint32_t shifted = (uint32_t)take(in, 4) + SCAN_COORDINATE_MAX;
    if (shifted > 2 * SCAN_COORDINATE_MAX)
        in->failed = true;
    return in->failed ? 0 : (int32_t)shifted - SCAN_COORDINATE_MAX;
}

static void take_quad(struct cursor *in, struct scan_point quad[4])
{
    for (int i = 0; i < 4; i++) {
        quad[i].x = take_coordinate(in);
        quad[i].y = take_coordinate(in);
    }
}

static void take_place(struct cursor *in, uint32_t *frame, uint32_t *page, struct scan_point quad[4])
{
    *frame = take_max(in, 4, UINT32_MAX);
    *page = take_max(in, 4, UINT32_MAX);
    take_quad(in, quad);
}

static void take_print(struct cursor *in, struct scan_print *print)
{
    print->measured = take_max(in, 1, 1) == 1;
    if (!print->measured)
        return;
    print->contrast_milli = (uint16_t)take_max(in, 2, SCAN_PRINT_MILLI_MAX);
    print->modulation_milli = (uint16_t)take_max(in, 2, SCAN_PRINT_MILLI_MAX);
    print->quiet_zone_centi = (uint16_t)take_max(in, 2, SCAN_PRINT_QUIET_ZONE_MAX);
    print->module_centi = take_max(in, 4, SCAN_PRINT_MODULE_MAX);
}

static void take_symbol(struct cursor *in, struct scan_symbol *symbol)
{
    symbol->symbology = (enum scan_symbology)take_max(in, 1, SCAN_SYMBOLOGY_COUNT - 1);
    symbol->decoder = (enum scan_decoder)take_max(in, 1, SCAN_DECODER_COUNT - 1);
    symbol->rung = (enum scan_rung)take_max(in, 1, SCAN_RUNG_INFORMED - 1);
    symbol->us = take_max(in, 4, UINT32_MAX);
    take_place(in, &symbol->frame, &symbol->page, symbol->quad);
    take_print(in, &symbol->print);
    symbol->text = take_bytes(in, SCAN_TEXT_MAX, &symbol->text_len);
    if (!in->failed && !scan_utf8_valid(symbol->text, symbol->text_len))
        in->failed = true;
}

static void take_located(struct cursor *in, struct scan_located *located)
{
    located->version = (uint8_t)take_max(in, 1, SCAN_LOCATED_VERSION_MAX);
    located->inverted = take_max(in, 1, 1) == 1;
    located->us = take_max(in, 4, UINT32_MAX);
    take_place(in, &located->frame, &located->page, located->quad);
    const size_t modules = scan_located_modules(located);
    located->soft = (const int8_t *)in->at;
    if (located->version == 0 || in->left < modules)
        in->failed = true;
    else
        in->at += modules, in->left -= modules;
}

static uint8_t *put_mark(uint8_t *at, const struct scan_mark *mark)
{
    at = put_quad(at, mark->quad);
    memcpy(at, mark->colour, sizeof mark->colour);
    return put_bytes(at + sizeof mark->colour, mark->label, strlen(mark->label));
}

size_t scan_request_encode(const struct scan_request *request, uint8_t *packet)
{
    const struct scan_drawing *drawing = request->drawing;
    const int read = request->thorough ? REQUEST_READ_THOROUGHLY : REQUEST_READ;
    uint8_t *at = put(packet, (uint64_t)(drawing != NULL ? REQUEST_DRAW : read), 1);
    at = put(at, request->id, 8);
    at = put(at, request->max_pixels, 8);
    if (drawing == NULL)
        return (size_t)(at - packet);
    assert(drawing->mark_count <= SCAN_MARKS_MAX);
    at = put(at, drawing->page, 4);
    at = put(at, drawing->number, 4);
    at = put(at, drawing->mark_count, 4);
    for (size_t i = 0; i < drawing->mark_count; i++)
        at = put_mark(at, &drawing->marks[i]);
    return (size_t)(at - packet);
}

static void take_mark(struct cursor *in, struct scan_mark *mark)
{
    size_t len;
    take_quad(in, mark->quad);
    for (int i = 0; i < 3; i++)
        mark->colour[i] = (uint8_t)take(in, 1);
    const char *label = take_bytes(in, SCAN_MARK_LABEL_MAX, &len);
    if (len > 0)
        memcpy(mark->label, label, len);
    mark->label[len] = '\0';
}

bool scan_request_decode(const uint8_t *packet, size_t len, struct scan_request *request, struct scan_marks *marks)
{
    struct cursor in = {packet, len, false};
    struct scan_drawing *drawing = &marks->drawing;
    const uint64_t kind = take(&in, 1);
    request->id = take(&in, 8);
    request->max_pixels = take(&in, 8);
    request->thorough = kind == REQUEST_READ_THOROUGHLY;
    request->drawing = kind == REQUEST_DRAW ? drawing : NULL;
    if (kind == REQUEST_DRAW) {
        drawing->page = take_max(&in, 4, UINT32_MAX);
        drawing->number = take_max(&in, 4, UINT32_MAX);
        drawing->mark_count = take_max(&in, 4, SCAN_MARKS_MAX);
        drawing->marks = marks->mark;
        for (size_t i = 0; i < drawing->mark_count && !in.failed; i++)
            take_mark(&in, &marks->mark[i]);
    }
    return !in.failed && in.left == 0 &&
           (kind == REQUEST_DRAW || kind == REQUEST_READ || kind == REQUEST_READ_THOROUGHLY);
}

size_t scan_message_encode(const struct scan_message *message, uint8_t *packet)
{
    uint8_t *at = put(packet, message->kind, 1);
    switch (message->kind) {
    case SCAN_HELLO:
        at = put(at, message->hello.version, 4);
        at = put_bytes(at, message->hello.failure, strlen(message->hello.failure));
        break;
    case SCAN_SYMBOL:
        at = put(at, message->id, 8);
        at = put_symbol(at, &message->symbol);
        break;
    case SCAN_LOCATED:
        at = put(at, message->id, 8);
        at = put_located(at, &message->located);
        break;
    case SCAN_PART:
        assert(message->part.len >= 1 && message->part.len <= SCAN_PART_MAX);
        at = put(at, message->id, 8);
        at = put_bytes(at, (const char *)message->part.bytes, message->part.len);
        break;
    case SCAN_DONE: {
        const struct scan_outcome *outcome = &message->done.outcome;
        at = put(at, message->id, 8);
        at = put(at, outcome->result, 1);
        at = put(at, outcome->width_px, 4);
        at = put(at, outcome->height_px, 4);
        at = put(at, outcome->offset, 8);
        at = put(at, message->done.symbol_count, 4);
        at = put_bytes(at, outcome->detail, strlen(outcome->detail));
        break;
    }
    }
    return (size_t)(at - packet);
}

bool scan_message_decode(const uint8_t *packet, size_t len, struct scan_message *message)
{
    struct cursor in = {packet, len, false};
    *message = (struct scan_message){.kind = (enum scan_message_kind)take(&in, 1)};
    switch (message->kind) {
    case SCAN_HELLO:
        message->hello.version = take_max(&in, 4, UINT32_MAX);
        take_detail(&in, message->hello.failure);
        break;
    case SCAN_SYMBOL:
        message->id = take(&in, 8);
        take_symbol(&in, &message->symbol);
        break;
    case SCAN_LOCATED:
        message->id = take(&in, 8);
        take_located(&in, &message->located);
        break;
    case SCAN_PART:
        message->id = take(&in, 8);
        message->part.bytes = (const uint8_t *)take_bytes(&in, SCAN_PART_MAX, &message->part.len);
        if (message->part.len == 0)
            return false;
        break;
    case SCAN_DONE: {
        struct scan_outcome *outcome = &message->done.outcome;
        message->id = take(&in, 8);
        outcome->result = (enum scan_result)take_max(&in, 1, SCAN_IO);
        outcome->width_px = take_max(&in, 4, UINT32_MAX); /* as the header said, which may be absurd */
        outcome->height_px = take_max(&in, 4, UINT32_MAX);
        outcome->offset = take(&in, 8);
        message->done.symbol_count = take_max(&in, 4, SCAN_SYMBOLS_MAX);
        take_detail(&in, outcome->detail);
        break;
    }
    default:
        return false;
    }
    return !in.failed && in.left == 0;
}
