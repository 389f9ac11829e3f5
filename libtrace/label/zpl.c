/* zpl.c: labels in ZPL II, for Zebra's printers and the many that understand it. */
#include <string.h>

#include "base/error.h"
#include "label/output.h"
#include "label/printer.h"
#include "label/zpl_hex.h"

#define FONT_WIDTH_MIN 10 /* of ^A0 */

/* Font 0 is proportional: on the average its capitals and digits take this part of the width it is asked for. */
#define FONT_TENTHS 6

/* ^FD with everything escaped that would end it or be a command. */
static void write_field(struct trc_output *output, const char *prefix, const char *text)
{
    trc_output_text(output, "^FH^FD");
    trc_output_text(output, prefix);
    for (; *text != '\0'; text++) {
        if (*text == '^' || *text == '~' || *text == '_')
            trc_output_format(output, "_%02X", (unsigned)(uint8_t)*text);
        else
            trc_output_bytes(output, text, 1);
    }
    trc_output_text(output, "^FS\n");
}

static void write_own_qr(struct trc_output *output, const struct trc_printer *printer, const struct trc_label *label)
{
    const char level[] = {"LMQH"[label->symbol->ec], 'A', ',', '\0'}; /* A: the printer chooses the segments */
    trc_output_format(output, "^BQN,2,%u", printer->print.dots_a_module);
    write_field(output, level, label->text);
}

static void write_bitmap(struct trc_output *output, const struct trc_printer *printer, const struct trc_symbol *symbol)
{
    const unsigned dots = printer->print.dots_a_module, side = symbol->side * dots, len = (side + 7) / 8;
    uint8_t row[2][TRC_DOT_ROW_MAX];
    trc_output_format(output, "^GFA,%u,%u,%u,", len * side, len * side, len);
    for (unsigned y = 0; y < symbol->side; y++) {
        const uint8_t *before = y == 0 ? NULL : row[~y & 1];
        trc_printer_dot_row(symbol, y, dots, row[y & 1]);
        trc_zpl_hex_row(output, row[y & 1], before, len);
        for (unsigned dot = 1; dot < dots; dot++)
            trc_output_text(output, ":");
    }
    trc_output_text(output, "^FS\n");
}

/* Narrower where the text is long. 0 when it does not fit. */
static unsigned font_width(const struct trc_printer *printer, const struct trc_printed_line *line)
{
    const unsigned height = trc_printer_font_height(printer), len = (unsigned)strlen(line->text);
    const unsigned room = line->box.width > 0 ? (unsigned)line->box.width : 0;
    if (len * height * FONT_TENTHS <= 10 * room)
        return height;
    const unsigned width = 10 * room / (FONT_TENTHS * len);
    return width >= FONT_WIDTH_MIN ? width : 0;
}

static bool finds_room(const struct trc_printer *printer, const struct trc_printed_line *line)
{
    return font_width(printer, line) != 0;
}

static void write_line(struct trc_output *output, const struct trc_printer *printer, const struct trc_box *place,
                       const struct trc_printed_line *line)
{
    const unsigned height = trc_printer_font_height(printer);
    if (line->text[0] == '\0')
        return;
    if (line->boxed)
        trc_output_format(output, "^FO%d,%d^GB%d,%d,%d^FS\n", place->x, place->y, place->width, place->height,
                          TRC_PRINTER_BORDER);
    trc_output_format(output, "^FO%d,%d", line->box.x, line->box.y + (line->box.height - (int)height) / 2);
    trc_output_format(output, "^A0N,%u,%u", height, font_width(printer, line));
    if (line->right)
        trc_output_format(output, "^FB%d,1,0,R", line->box.width);
    write_field(output, "", line->text);
}

static void write_label(struct trc_output *output, const struct trc_printer *printer, const struct trc_label *label,
                        const struct trc_printed_line *line)
{
    const struct trc_arrangement *arrangement = printer->arrangement;
    trc_output_format(output, "^XA\n^PW%d\n^LL%d\n^LH0,0\n^CI28\n", arrangement->label.width,
                      arrangement->label.height);
    if (printer->fixed != NULL)
        trc_output_text(output, "^FO0,0^XGR:TRC.GRF,1,1^FS\n");
    trc_output_format(output, "^FO%d,%d", arrangement->symbol.x, arrangement->symbol.y);
    if (printer->own_qr)
        write_own_qr(output, printer, label);
    else
        write_bitmap(output, printer, label->symbol);
    for (size_t i = 0; i < arrangement->line_count; i++)
        write_line(output, printer, &arrangement->line[i].box, &line[i]);
    trc_output_text(output, "^PQ1\n^XZ\n");
}

enum trc_status trc_zpl_begin(const struct trc_printer *printer, trc_sink *sink, void *context, struct trc_error *error)
{
    const enum trc_status status = trc_printer_check(printer, error);
    const struct trc_bitmap *fixed = printer->fixed;
    if (status != TRC_OK)
        return status;
    struct trc_output output;
    trc_output_start(&output, sink, context);
    if (fixed != NULL) {
        const unsigned len = (fixed->width + 7) / 8;
        trc_output_format(&output, "~DGR:TRC.GRF,%u,%u,", len * fixed->height, len);
        for (unsigned y = 0; y < fixed->height; y++) {
            const uint8_t *row = fixed->bits + (size_t)y * len;
            trc_zpl_hex_row(&output, row, y == 0 ? NULL : row - len, len);
        }
        trc_output_text(&output, "\n");
    }
    return trc_output_finish(&output, error);
}

enum trc_status trc_zpl_label(const struct trc_printer *printer, const struct trc_label *label, trc_sink *sink,
                              void *context, struct trc_error *error)
{
    static const struct trc_printer_language language = {FONT_WIDTH_MIN * FONT_TENTHS / 10, finds_room, write_label};
    return trc_printer_label(printer, label, &language, sink, context, error);
}

enum trc_status trc_zpl_end(const struct trc_printer *printer, trc_sink *sink, void *context, struct trc_error *error)
{
    struct trc_output output;
    trc_output_start(&output, sink, context);
    if (printer->fixed != NULL)
        trc_output_text(&output, "^XA^IDR:TRC.GRF^FS^XZ\n");
    return trc_output_finish(&output, error);
}
