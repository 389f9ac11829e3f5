/* printer.c: what the printers' languages share: what they can be asked for, and the text of lines. */
#include "label/printer.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "label/print.h"

#define BOX_INSET(height) ((int)(height) / 4) /* between a box and what stands in it */

bool trc_printer_draws(const char *text)
{
    for (; *text != '\0'; text++)
        if ((uint8_t)*text >= 0x80)
            return false;
    return true;
}

static enum trc_status check_fixed(const struct trc_printer *printer, struct trc_error *error)
{
    const struct trc_box *label = &printer->arrangement->label;
    const struct trc_bitmap *fixed = printer->fixed;
    if (fixed == NULL || ((int)fixed->width == label->width && (int)fixed->height == label->height))
        return TRC_OK;
    return trc_error_set(error, TRC_ERR_RANGE,
                         _("The picture of the fixed lines has %u x %u dots and the label %d x %d: draw it as large as "
                           "the label."),
                         fixed->width, fixed->height, label->width, label->height);
}

enum trc_status trc_printer_check(const struct trc_printer *printer, struct trc_error *error)
{
    const enum trc_status status = trc_print_check(&printer->print, error);
    const unsigned dots = printer->print.dots_a_module;
    if (status != TRC_OK)
        return status;
    if (printer->own_qr && dots > TRC_PRINTER_OWN_QR_DOTS_MAX)
        return trc_error_set(
            error, TRC_ERR_RANGE,
            _("A module of %u dots is wider than the %d that printers draw themselves: send the symbol "
              "as a bitmap, or choose a narrower module."),
            dots, TRC_PRINTER_OWN_QR_DOTS_MAX);
    if (dots > TRC_PRINTER_DOTS_MAX)
        return trc_error_set(error, TRC_ERR_RANGE,
                             _("A module of %u dots is too wide for a label printer: choose 1 to %d dots."), dots,
                             TRC_PRINTER_DOTS_MAX);
    return check_fixed(printer, error);
}

static enum trc_status check_text(const char *text, struct trc_error *error)
{
    for (size_t i = 0; text[i] != '\0'; i++) {
        /* In TSPL a backslash begins the names of characters. */
        if (text[i] >= ' ' && text[i] <= '~' && text[i] != '"' && text[i] != '\\')
            continue;
        (void)trc_error_set(
            error, TRC_ERR_RANGE,
            _("Byte %zu of the code is not one that a printer's QR command can be told safely: send the "
              "symbol as a bitmap."),
            i + 1);
        if (error != NULL)
            error->pos = i;
        return TRC_ERR_RANGE;
    }
    return TRC_OK;
}

static enum trc_status check_label(const struct trc_printer *printer, const struct trc_label *label,
                                   struct trc_error *error)
{
    const enum trc_status status = trc_printer_check(printer, error);
    const struct trc_box *place = &printer->arrangement->symbol;
    const int side = (int)(label->symbol->side * printer->print.dots_a_module);
    if (status != TRC_OK)
        return status;
    if (side == 0 || side > place->width || side > place->height)
        return trc_error_set(
            error, TRC_ERR_RANGE,
            _("A symbol of %d dots was to be printed in a place of %d x %d dots: arrange the label for "
              "symbols of %d modules."),
            side, place->width, place->height, label->symbol->side);
    return printer->own_qr ? check_text(label->text, error) : TRC_OK;
}

unsigned trc_printer_font_height(const struct trc_printer *printer)
{
    return printer->arrangement->line_height * 3 / 4;
}

static void make_printable(char *text)
{
    for (; *text != '\0'; text++)
        if (*text < ' ' || *text > '~')
            *text = ' ';
}

/* The box, and in it the word and the PIN; where the word is in the picture, the PIN alone at the right. */
static void make_pin_line(const char *word, const char *pin, struct trc_printed_line *line)
{
    if (*pin == '\0')
        return;
    const int inset = BOX_INSET(line->box.height);
    line->boxed = true;
    line->right = !trc_printer_draws(word);
    line->box.x += inset;
    line->box.width -= 2 * inset;
    snprintf(line->text, sizeof line->text, "%s%s%s", line->right ? "" : word, line->right || *word == '\0' ? "" : " ",
             pin);
}

static enum trc_status make_line(const struct trc_printer *printer, const struct trc_label *label,
                                 const struct trc_arranged_line *arranged, struct trc_printed_line *line,
                                 struct trc_error *error)
{
    *line = (struct trc_printed_line){.box = arranged->box};
    if (!trc_printer_draws(arranged->text) && printer->fixed == NULL)
        return trc_error_set(error, TRC_ERR_RANGE,
                             _("The printer's fonts cannot draw \"%s\": give a picture of the fixed lines."),
                             arranged->text);
    switch (arranged->kind) {
    case TRC_LINE_FIXED:
        if (trc_printer_draws(arranged->text))
            snprintf(line->text, sizeof line->text, "%s", arranged->text);
        break;
    case TRC_LINE_SERIAL:
        trc_serial_grouped(label->serial, line->text);
        break;
    case TRC_LINE_PIN:
        make_pin_line(arranged->text, label->pin, line);
        break;
    }
    make_printable(line->text);
    return TRC_OK;
}

static enum trc_status make_lines(const struct trc_printer *printer, const struct trc_label *label,
                                  struct trc_printed_line line[TRC_LINES_MAX], struct trc_error *error)
{
    enum trc_status status = check_label(printer, label, error);
    for (size_t i = 0; i < printer->arrangement->line_count && status == TRC_OK; i++)
        status = make_line(printer, label, &printer->arrangement->line[i], &line[i], error);
    return status;
}

static enum trc_status too_long(const struct trc_printed_line *line, unsigned width_min, struct trc_error *error)
{
    const unsigned room = line->box.width > 0 ? (unsigned)line->box.width : 0;
    if (line->boxed) /* a PIN, which no message may tell */
        return trc_error_set(error, TRC_ERR_RANGE,
                             _("The line of the PIN has %zu characters, and the printer's smallest font finds room for "
                               "%u: choose a wider label."),
                             strlen(line->text), room / width_min);
    return trc_error_set(error, TRC_ERR_RANGE,
                         _("\"%s\" has %zu characters, and the printer's smallest font finds room for %u: shorten it, "
                           "or choose a wider label."),
                         line->text, strlen(line->text), room / width_min);
}

static enum trc_status fit_lines(const struct trc_printer *printer, const struct trc_printed_line *line,
                                 const struct trc_printer_language *language, struct trc_error *error)
{
    for (size_t i = 0; i < printer->arrangement->line_count; i++)
        if (line[i].text[0] != '\0' && !language->finds_room(printer, &line[i]))
            return too_long(&line[i], language->width_min, error);
    return TRC_OK;
}

enum trc_status trc_printer_label(const struct trc_printer *printer, const struct trc_label *label,
                                  const struct trc_printer_language *language, trc_sink *sink, void *context,
                                  struct trc_error *error)
{
    struct trc_printed_line line[TRC_LINES_MAX];
    enum trc_status status = make_lines(printer, label, line, error);
    if (status == TRC_OK)
        status = fit_lines(printer, line, language, error);
    if (status != TRC_OK)
        return status;
    struct trc_output output;
    trc_output_start(&output, sink, context);
    language->write(&output, printer, label, line);
    return trc_output_finish(&output, error);
}

size_t trc_printer_dot_row(const struct trc_symbol *symbol, unsigned y, unsigned dots, uint8_t row[TRC_DOT_ROW_MAX])
{
    const size_t len = (symbol->side * dots + 7) / 8;
    memset(row, 0, len);
    for (unsigned x = 0; x < symbol->side; x++) {
        if (!trc_symbol_is_dark(symbol, (int)x, (int)y))
            continue;
        for (unsigned dot = x * dots; dot < (x + 1) * dots; dot++)
            row[dot / 8] |= (uint8_t)(0x80 >> dot % 8);
    }
    return len;
}
