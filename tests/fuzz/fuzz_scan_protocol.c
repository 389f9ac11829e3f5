/* fuzz_scan_protocol.c: any bytes as a packet: refused, or within the limits and written back the same to the byte. */
#include <string.h>

#include "fuzz/fuzz.h"
#include "scanner/protocol.h"
#include "scanner/utf8.h"

static uint8_t written[SCAN_PACKET_MAX];

static void check_symbol(const struct scan_symbol *symbol)
{
    FUZZ_PROMISE(symbol->symbology < SCAN_SYMBOLOGY_COUNT && symbol->decoder < SCAN_DECODER_COUNT);
    FUZZ_PROMISE(symbol->rung < SCAN_RUNG_INFORMED);
    FUZZ_PROMISE(symbol->print.contrast_milli <= SCAN_PRINT_MILLI_MAX &&
                 symbol->print.modulation_milli <= SCAN_PRINT_MILLI_MAX);
    FUZZ_PROMISE(symbol->print.quiet_zone_centi <= SCAN_PRINT_QUIET_ZONE_MAX &&
                 symbol->print.module_centi <= SCAN_PRINT_MODULE_MAX);
    FUZZ_PROMISE(symbol->text_len <= SCAN_TEXT_MAX && scan_utf8_valid(symbol->text, symbol->text_len));
    for (int i = 0; i < 4; i++) {
        FUZZ_PROMISE(abs(symbol->quad[i].x) <= SCAN_COORDINATE_MAX);
        FUZZ_PROMISE(abs(symbol->quad[i].y) <= SCAN_COORDINATE_MAX);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct scan_message message;
    struct scan_request request;
    static struct scan_marks marks;
    if (size > SCAN_PACKET_MAX)
        return 0;
    if (scan_message_decode(data, size, &message)) {
        if (message.kind == SCAN_SYMBOL)
            check_symbol(&message.symbol);
        if (message.kind == SCAN_LOCATED)
            FUZZ_PROMISE(message.located.version >= 1 && message.located.version <= SCAN_LOCATED_VERSION_MAX);
        if (message.kind == SCAN_PART)
            FUZZ_PROMISE(message.part.len >= 1 && message.part.len <= SCAN_PART_MAX);
        if (message.kind == SCAN_DONE)
            FUZZ_PROMISE(message.done.outcome.result <= SCAN_IO && message.done.symbol_count <= SCAN_SYMBOLS_MAX);
        FUZZ_PROMISE(scan_message_encode(&message, written) == size && memcmp(written, data, size) == 0);
    }
    if (scan_request_decode(data, size, &request, &marks))
        FUZZ_PROMISE(scan_request_encode(&request, written) == size && memcmp(written, data, size) == 0);
    return 0;
}
