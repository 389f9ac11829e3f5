/* fuzz_qr.c: any bytes as a bit stream, as a grid and as a grey frame: nothing but a well-formed answer comes out. */
#include <string.h>

#include "fuzz/fuzz.h"
#include "scanner/qr/decode.h"
#include "scanner/qr/segments.h"

enum { SIDE_LIMIT = 200 };

static void check_text(const struct qr_text *text)
{
    size_t covered = 0;
    FUZZ_PROMISE(text->len <= QR_BYTES_MAX && text->segment_count <= QR_SEGMENTS_MAX);
    for (size_t i = 0; i < text->segment_count; i++) {
        FUZZ_PROMISE(text->segments[i].start == covered);
        covered += text->segments[i].len;
    }
    FUZZ_PROMISE(covered == text->len);
}

static void take(void *context, const struct qr_symbol *symbol)
{
    unsigned *count = context;
    (*count)++;
    FUZZ_PROMISE(symbol->version >= 1 && symbol->version <= QR_VERSION_MAX && symbol->mask < 8);
    check_text(&symbol->text);
}

static void check_grid(void *context, const struct qr_grid *grid)
{
    (void)context;
    FUZZ_PROMISE(grid->version >= 1 && grid->version <= QR_VERSION_MAX && grid->side == 17 + 4 * grid->version);
}

static void try_stream(const uint8_t *data, size_t size, unsigned version)
{
    static struct qr_text text;
    if (size <= QR_CODEWORDS_MAX && qr_segments_parse(data, size, version, &text))
        check_text(&text);
}

static void try_grid(const uint8_t *data, size_t size, unsigned version)
{
    static struct qr_grid grid;
    static struct qr_decode_scratch scratch;
    static struct qr_symbol symbol;
    grid.version = (uint8_t)version;
    grid.side = (uint8_t)(17 + 4 * version);
    for (size_t i = 0; i < (size_t)grid.side * grid.side; i++)
        grid.soft[i] = size > 0 ? (int8_t)data[i % size] : 0;
    if (qr_decode(&grid, true, &scratch, &symbol))
        check_text(&symbol.text);
}

static void try_frame(const uint8_t *data, size_t size, uint32_t width)
{
    const uint32_t height = (uint32_t)(size / width);
    unsigned count = 0;
    if (height == 0 || height > SIDE_LIMIT)
        return;
    const size_t len = qr_scratch_bytes(width, height);
    void *scratch = malloc(len);
    FUZZ_PROMISE(scratch != NULL);
    const struct qr_frame frame = {data, width, height, width};
    const struct qr_found found = qr_read(&frame, &(struct qr_options){.symbols_max = 3}, scratch, len,
                                          &(struct qr_sink){take, check_grid, &count});
    FUZZ_PROMISE(found.symbols == count && count <= 3);
    free(scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    const unsigned version = 1 + data[1] % QR_VERSION_MAX;
    switch (data[0] % 3) {
    case 0:
        try_stream(data + 2, size - 2, version);
        break;
    case 1:
        try_grid(data + 2, size - 2, version);
        break;
    default:
        try_frame(data + 2, size - 2, 1 + data[1] % SIDE_LIMIT);
    }
    return 0;
}
