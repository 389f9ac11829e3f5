/* png.c: a symbol as a 1-bit grey PNG, in one pass and the same bytes always. */
#include <assert.h>
#include <string.h>

#include "label/crc.h"
#include "label/deflate.h"
#include "label/output.h"
#include "label/print.h"

#define WHITE 0xff
#define FILTER_NONE 0 /* each row's first byte */
/* Where a module is at least a byte wide a row has at most two runs a module: a byte of two colours, and one colour.
 * Where it is narrower, at most one run a byte. */
#define WIDE_DOTS 8
#define RUNS_MAX (2 * TRC_SYMBOL_SIDE_MAX + 2)
static_assert((TRC_SYMBOL_SIDE_MAX + 2 * TRC_QUIET_ZONE) * (WIDE_DOTS - 1) / 8 + 2 <= RUNS_MAX, "narrow rows fit");

struct picture {
    const struct trc_symbol *symbol;
    uint32_t dots; /* a module */
    uint32_t row_len;
    uint32_t narrow[16]; /* the dots of four modules, the leftmost highest, where a module is narrower than a byte */
    struct trc_run row[2][RUNS_MAX + 1], *run; /* this row and the one before, which are compared */
    size_t run_count;
    struct trc_output *output;
    struct trc_deflate deflate;
};

static void put_u32(uint8_t out[4], uint32_t value)
{
    for (int i = 0; i < 4; i++)
        out[i] = (uint8_t)(value >> (24 - 8 * i));
}

static void write_chunk(struct trc_output *output, const char type[static 4], const uint8_t *data, size_t len)
{
    uint8_t head[8], tail[4];
    put_u32(head, (uint32_t)len);
    memcpy(head + 4, type, 4);
    put_u32(tail, trc_crc_more(trc_crc_more(0, type, 4), data, len));
    trc_output_bytes(output, head, sizeof head);
    trc_output_bytes(output, data, len);
    trc_output_bytes(output, tail, sizeof tail);
}

static void write_data(void *context, const uint8_t *bytes, size_t len)
{
    write_chunk(context, "IDAT", bytes, len);
}

static void put_rgb(uint8_t at[3], uint32_t rgb)
{
    at[0] = (uint8_t)(rgb >> 16);
    at[1] = (uint8_t)(rgb >> 8);
    at[2] = (uint8_t)rgb;
}

/* Bits are 1 for light: as grey that is white, and in colours the second of the palette. */
static void write_head(struct trc_output *output, uint32_t side_dots, const struct trc_print *print)
{
    enum { COLOUR_TYPE = 9, PALETTE = 3 };
    const bool plain = print->dark == 0 && print->light == 0;
    const unsigned dpi = print->dpi;
    uint8_t palette[6];
    uint8_t header[13] = {[8] = 1};    /* one bit a dot, grey; everything else has only the method 0 */
    uint8_t resolution[9] = {[8] = 1}; /* dots a metre, rounded: dpi / 0.0254 */
    put_u32(header, side_dots);
    put_u32(header + 4, side_dots);
    put_u32(resolution, (dpi * 10000 + 127) / 254);
    put_u32(resolution + 4, (dpi * 10000 + 127) / 254);
    trc_output_bytes(output, "\x89PNG\r\n\x1a\n", 8);
    header[COLOUR_TYPE] = plain ? 0 : PALETTE;
    write_chunk(output, "IHDR", header, sizeof header);
    put_rgb(palette, print->dark);
    put_rgb(palette + 3, print->light);
    if (!plain)
        write_chunk(output, "PLTE", palette, sizeof palette);
    write_chunk(output, "pHYs", resolution, sizeof resolution);
}

/* Modules 64 * word and on, beyond the symbol light. */
static uint64_t modules(const struct trc_symbol *symbol, int y, unsigned word)
{
    if (y < 0 || y >= symbol->side || 64 * word >= symbol->side)
        return 0;
    const unsigned left = symbol->side - 64 * word;
    return symbol->row[y][word] & (left >= 64 ? UINT64_MAX : (UINT64_C(1) << left) - 1);
}

static void prepare_narrow(struct picture *picture)
{
    const uint32_t module = (UINT32_C(1) << picture->dots) - 1;
    for (unsigned dark = 0; dark < 16; dark++) {
        picture->narrow[dark] = 0;
        for (unsigned x = 0; x < 4; x++)
            picture->narrow[dark] = picture->narrow[dark] << picture->dots | (dark >> x & 1 ? 0 : module);
    }
}

/* Joined to the run before if it is of the same value, without a branch: these would be hard to foresee. */
static inline void add_byte(struct picture *picture, uint8_t value)
{
    struct trc_run *last = &picture->run[picture->run_count - 1];
    const bool same = last->value == value;
    last += !same;
    picture->run_count += !same;
    last->len = same ? last->len + 1 : 1;
    last->value = value;
}

static void make_narrow_row(struct picture *picture, int y)
{
    uint64_t pending = 0;
    unsigned pending_len = 0;
    for (unsigned x = 0, byte = 1;; x += 4) {
        /* From the left quiet zone, which is four modules wide. */
        const unsigned dark = x == 0 ? 0 : (unsigned)(modules(picture->symbol, y, (x - 4) / 64) >> (x - 4) % 64 & 15);
        pending = pending << 4 * picture->dots | picture->narrow[dark];
        for (pending_len += 4 * picture->dots; pending_len >= 8; pending_len -= 8) {
            add_byte(picture, (uint8_t)(pending >> (pending_len - 8)));
            if (++byte == picture->row_len)
                return;
        }
    }
}

static void make_wide_row(struct picture *picture, int y)
{
    struct trc_run *next = picture->run + 1;
    uint32_t done = 0; /* bytes of the row */
    uint8_t colour = WHITE;
    uint64_t before = 0; /* the module left of this word, as its highest bit */
    for (unsigned word = 0; 64 * word < picture->symbol->side + 1u; word++) {
        const uint64_t dark = modules(picture->symbol, y, word);
        for (uint64_t change = dark ^ (dark << 1 | before >> 63); change != 0; change &= change - 1) {
            const uint32_t dot = (TRC_QUIET_ZONE + 64 * word + (unsigned)__builtin_ctzll(change)) * picture->dots;
            *next = (struct trc_run){dot / 8 - done, colour};
            next += next->len > 0;
            if (dot % 8 != 0) {
                const uint8_t right = (uint8_t)(0xff >> dot % 8);
                *next++ = (struct trc_run){1, (uint8_t)(colour == WHITE ? ~right : right)};
            }
            done = (dot + 7) / 8;
            colour = (uint8_t)~colour;
        }
        before = dark;
    }
    *next++ = (struct trc_run){picture->row_len - 1 - done, WHITE};
    picture->run_count = (size_t)(next - picture->run);
}

static void make_row(struct picture *picture, int y)
{
    picture->run = picture->row[picture->run == picture->row[0]];
    picture->run[0] = (struct trc_run){1, FILTER_NONE};
    picture->run_count = 1;
    if (picture->dots < WIDE_DOTS)
        make_narrow_row(picture, y);
    else
        make_wide_row(picture, y);
}

static void plan_rows(struct picture *picture)
{
    const uint32_t quiet = TRC_QUIET_ZONE * picture->dots;
    make_row(picture, -1);
    trc_deflate_plan(&picture->deflate, picture->run, picture->run_count, quiet);
    for (int y = 0; y < picture->symbol->side; y++) {
        make_row(picture, y);
        trc_deflate_plan(&picture->deflate, picture->run, picture->run_count, picture->dots);
    }
    make_row(picture, -1);
    trc_deflate_plan(&picture->deflate, picture->run, picture->run_count, quiet);
}

static void write_rows(struct picture *picture)
{
    const uint32_t quiet = TRC_QUIET_ZONE * picture->dots;
    make_row(picture, -1);
    trc_deflate_rows(&picture->deflate, picture->run, picture->run_count, quiet);
    for (int y = 0; y < picture->symbol->side && !picture->output->refused; y++) {
        make_row(picture, y);
        trc_deflate_rows(&picture->deflate, picture->run, picture->run_count, picture->dots);
    }
    make_row(picture, -1);
    trc_deflate_rows(&picture->deflate, picture->run, picture->run_count, quiet);
}

enum trc_status trc_png_write(const struct trc_symbol *symbol, const struct trc_print *print, trc_sink *sink,
                              void *context, struct trc_error *error)
{
    const enum trc_status status = trc_print_check(print, error);
    if (status != TRC_OK)
        return status;
    struct trc_output output;
    trc_output_start(&output, sink, context);

    const uint32_t side_dots = (symbol->side + 2 * TRC_QUIET_ZONE) * print->dots_a_module;
    write_head(&output, side_dots, print);
    struct picture picture;
    picture.symbol = symbol;
    picture.dots = print->dots_a_module;
    picture.row_len = 1 + (side_dots + 7) / 8;
    picture.run = picture.row[0];
    picture.output = &output;
    if (picture.dots < WIDE_DOTS)
        prepare_narrow(&picture);
    trc_deflate_start(&picture.deflate, picture.row_len, write_data, &output);
    plan_rows(&picture);
    trc_deflate_head(&picture.deflate);
    write_rows(&picture);
    trc_deflate_end(&picture.deflate);
    write_chunk(&output, "IEND", NULL, 0);
    return trc_output_finish(&output, error);
}
