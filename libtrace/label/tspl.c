/* tspl.c: labels in TSPL, for TSC's printers and the many that understand it. */
#include <string.h>

#include "base/error.h"
#include "label/output.h"
#include "label/printer.h"

#define SMALLEST_WIDTH 8 /* dots of a character of font 1 */
#define BMP_HEAD_LEN 62  /* file header, picture header, two colours */

/* The fonts that every printer has, each character of one width. */
static const struct font {
    char name;
    uint8_t width, height;
} fonts[] = {{'1', SMALLEST_WIDTH, 12}, {'2', 12, 20}, {'3', 16, 24}, {'4', 24, 32}, {'5', 32, 48}};
#define FONT_COUNT (sizeof fonts / sizeof *fonts)
#define ENLARGED_MAX 10

struct size {
    const struct font *font; /* NULL: none fits */
    unsigned times;          /* enlarged in both directions */
};

/* The highest that is no higher than the arrangement's characters and finds room; the smallest font may be higher. */
static struct size fit(const struct trc_printer *printer, const struct trc_printed_line *line)
{
    const unsigned height = trc_printer_font_height(printer), len = (unsigned)strlen(line->text);
    struct size best = {NULL, 0};
    for (size_t i = 0; i < FONT_COUNT; i++)
        for (unsigned times = 1; times <= ENLARGED_MAX; times++) {
            const bool low = fonts[i].height * times <= height || (i == 0 && times == 1);
            const bool room = (int)(len * fonts[i].width * times) <= line->box.width;
            if (low && room && (best.font == NULL || fonts[i].height * times >= best.font->height * best.times))
                best = (struct size){&fonts[i], times};
        }
    return best;
}

static bool finds_room(const struct trc_printer *printer, const struct trc_printed_line *line)
{
    return fit(printer, line).font != NULL;
}

/* In quotes; \["] is a quote. A backslash that would begin such a name has a space behind it. */
static void write_quoted(struct trc_output *output, const char *text)
{
    trc_output_text(output, "\"");
    for (; *text != '\0'; text++) {
        if (*text == '"')
            trc_output_text(output, "\\[\"]");
        else
            trc_output_bytes(output, text, 1);
        if (text[0] == '\\' && text[1] == '[')
            trc_output_text(output, " ");
    }
    trc_output_text(output, "\"");
}

static void write_own_qr(struct trc_output *output, const struct trc_printer *printer, const struct trc_label *label)
{
    const struct trc_box *place = &printer->arrangement->symbol;
    trc_output_format(output, "QRCODE %d,%d,%c,%u,A,0,M2,S7,", place->x, place->y, "LMQH"[label->symbol->ec],
                      printer -> print.dots_a_module);
    write_quoted(output, label->text);
    trc_output_text(output, "\r\n");
}

/* In a BITMAP a 1 is white. */
static void write_bitmap(struct trc_output *output, const struct trc_printer *printer, const struct trc_symbol *symbol)
{
    const struct trc_box *place = &printer->arrangement->symbol;
    const unsigned dots = printer->print.dots_a_module, side = symbol->side * dots;
    trc_output_format(output, "BITMAP %d,%d,%u,%u,0,", place->x, place->y, (side + 7) / 8, side);
    for (unsigned y = 0; y < symbol->side; y++) {
        uint8_t row[TRC_DOT_ROW_MAX];
        const size_t len = trc_printer_dot_row(symbol, y, dots, row);
        for (size_t i = 0; i < len; i++)
            row[i] = (uint8_t)~row[i];
        for (unsigned dot = 0; dot < dots; dot++)
            trc_output_bytes(output, row, len);
    }
    trc_output_text(output, "\r\n");
}

static void write_line(struct trc_output *output, const struct trc_printer *printer, const struct trc_box *place,
                       const struct trc_printed_line *line)
{
    if (line->text[0] == '\0')
        return;
    const struct size size = fit(printer, line);
    const int width = (int)(strlen(line->text) * size.font->width * size.times);
    const int height = (int)(size.font->height * size.times);
    if (line->boxed)
        trc_output_format(output, "BOX %d,%d,%d,%d,%d\r\n", place->x, place->y, place->x + place->width,
                          place->y + place->height, TRC_PRINTER_BORDER);
    trc_output_format(output, "TEXT %d,%d,\"%c\",0,%u,%u,", line->box.x + (line->right ? line->box.width - width : 0),
                      line->box.y + (line->box.height - height) / 2, size.font->name, size.times, size.times);
    write_quoted(output, line->text);
    trc_output_text(output, "\r\n");
}

static void put_le(uint8_t *out, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        out[i] = (uint8_t)(value >> 8 * i);
}

/* A BMP of one bit a dot, its rows from the lowest up. */
static void write_bmp(struct trc_output *output, const struct trc_bitmap *fixed)
{
    static const uint8_t zero[4];
    const size_t len = (fixed->width + 7) / 8, padding = (4 - len % 4) % 4;
    const uint32_t size = (uint32_t)((len + padding) * fixed->height);
    uint8_t head[BMP_HEAD_LEN] = {'B', 'M', [14] = 40, [26] = 1, [28] = 1};
    put_le(head + 2, BMP_HEAD_LEN + size);
    put_le(head + 10, BMP_HEAD_LEN);
    put_le(head + 18, fixed->width);
    put_le(head + 22, fixed->height);
    put_le(head + 34, size);
    put_le(head + 46, 2);
    put_le(head + 58, 0x00ffffff); /* colour 1 is white, colour 0 black */
    trc_output_format(output, "DOWNLOAD \"TRC.BMP\",%u,", (unsigned)(BMP_HEAD_LEN + size));
    trc_output_bytes(output, head, sizeof head);
    for (unsigned y = fixed->height; y-- > 0;) {
        for (size_t i = 0; i < len; i++) {
            const uint8_t light = (uint8_t)~fixed->bits[y * len + i];
            trc_output_bytes(output, &light, 1);
        }
        trc_output_bytes(output, zero, padding);
    }
    trc_output_text(output, "\r\n");
}

/* Tenths of a millimetre. */
static unsigned tenths(int dots, unsigned dpi)
{
    return ((unsigned)dots * 254 + dpi / 2) / dpi;
}

enum trc_status trc_tspl_begin(const struct trc_printer *printer, trc_sink *sink, void *context,
                               struct trc_error *error)
{
    const enum trc_status status = trc_printer_check(printer, error);
    const struct trc_box *label = &printer->arrangement->label;
    if (status != TRC_OK)
        return status;
    struct trc_output output;
    trc_output_start(&output, sink, context);
    const unsigned dpi = printer->print.dpi, width = tenths(label->width, dpi), height = tenths(label->height, dpi);
    const unsigned gap = tenths((int)printer->gap_dots, dpi);
    trc_output_format(&output, "SIZE %u.%u mm,%u.%u mm\r\n", width / 10, width % 10, height / 10, height % 10);
    trc_output_format(&output, "GAP %u.%u mm,0 mm\r\n", gap / 10, gap % 10);
    trc_output_text(&output, "DIRECTION 1\r\nREFERENCE 0,0\r\n");
    if (printer->fixed != NULL)
        write_bmp(&output, printer->fixed);
    return trc_output_finish(&output, error);
}

static void write_label(struct trc_output *output, const struct trc_printer *printer, const struct trc_label *label,
                        const struct trc_printed_line *line)
{
    trc_output_text(output, "CLS\r\n");
    if (printer->fixed != NULL)
        trc_output_text(output, "PUTBMP 0,0,\"TRC.BMP\"\r\n");
    if (printer->own_qr)
        write_own_qr(output, printer, label);
    else
        write_bitmap(output, printer, label->symbol);
    for (size_t i = 0; i < printer->arrangement->line_count; i++)
        write_line(output, printer, &printer->arrangement->line[i].box, &line[i]);
    trc_output_text(output, "PRINT 1\r\n");
}

enum trc_status trc_tspl_label(const struct trc_printer *printer, const struct trc_label *label, trc_sink *sink,
                               void *context, struct trc_error *error)
{
    static const struct trc_printer_language language = {SMALLEST_WIDTH, finds_room, write_label};
    return trc_printer_label(printer, label, &language, sink, context, error);
}

enum trc_status trc_tspl_end(const struct trc_printer *printer, trc_sink *sink, void *context, struct trc_error *error)
{
    struct trc_output output;
    trc_output_start(&output, sink, context);
    if (printer->fixed != NULL)
        trc_output_text(&output, "KILL \"TRC.BMP\"\r\n");
    return trc_output_finish(&output, error);
}
