/* pdf_label.c: the drawing of labels: what all share, and what each has of its own. */
#include "base/error.h"
#include "sheet/pdf.h"
#include "sheet/pdf_font.h"
#include "sheet/pdf_modules.h"

#define SMALLEST 0.4 /* of the wished size: what would be smaller cannot be typed off a label */
#define NARROWEST 0.8
#define FRAME_DOTS 16 /* a field's height divided by this is its frame's width */
#define MM_AN_INCH 25.4

static void put_at(struct trc_bytes *out, double x, double y)
{
    trc_bytes_text(out, "1 0 0 1 ");
    trc_bytes_milli(out, x);
    trc_bytes_milli(out, y);
    trc_bytes_text(out, "cm ");
}

/* Each glyph where Pango put it; a font's name only where it changes. */
static void put_fixed_line(const struct trc_pdf *pdf, const struct trc_text_line *line, struct trc_bytes *out)
{
    size_t font = (size_t)-1;
    for (size_t i = 0; i < line->count; i++) {
        const struct trc_mark *mark = &line->mark[i];
        if (mark->glyph / TRC_PDF_FONT_GLYPHS != font) {
            font = mark->glyph / TRC_PDF_FONT_GLYPHS;
            trc_bytes_text(out, "/F");
            trc_bytes_uint(out, font);
            trc_bytes_text(out, " ");
            trc_bytes_milli(out, line->em * pdf->dot);
            trc_bytes_text(out, "Tf\n");
        }
        trc_bytes_text(out, "1 0 0 1 ");
        trc_bytes_milli(out, mark->x * pdf->dot);
        trc_bytes_milli(out, -mark->y * pdf->dot);
        trc_bytes_text(out, "Tm<");
        trc_bytes_hex(out, trc_pdf_font_code(mark->glyph));
        trc_bytes_text(out, ">Tj\n");
    }
}

/* Just inside the field: what is outside may be the label's edge. */
static void put_frame(const struct trc_pdf *pdf, const struct trc_box *field, struct trc_bytes *out)
{
    const double width = (double)field->height / FRAME_DOTS;
    trc_bytes_milli(out, width * pdf->dot);
    trc_bytes_text(out, "w ");
    trc_bytes_milli(out, (field->x + width / 2) * pdf->dot);
    trc_bytes_milli(out, -(field->y + field->height - width / 2) * pdf->dot);
    trc_bytes_milli(out, (field->width - width) * pdf->dot);
    trc_bytes_milli(out, (field->height - width) * pdf->dot);
    trc_bytes_text(out, "re S\n");
}

static void put_logo(const struct trc_pdf *pdf, const struct trc_pdf_logo *logo, struct trc_bytes *out)
{
    trc_bytes_text(out, "q ");
    trc_bytes_milli(out, logo->width * pdf->dot);
    trc_bytes_text(out, "0 0 ");
    trc_bytes_milli(out, logo->height * pdf->dot);
    trc_bytes_milli(out, logo->x * pdf->dot);
    trc_bytes_milli(out, -(logo->y + logo->height) * pdf->dot);
    trc_bytes_text(out, "cm/L Do Q\n");
}

void trc_pdf_label_fixed(const struct trc_pdf *pdf, const struct trc_pdf_logo *logo, struct trc_bytes *out)
{
    for (size_t i = 0; i < pdf->arrangement.line_count; i++)
        if (pdf->arrangement.line[i].kind == TRC_LINE_PIN) {
            const struct trc_box field = trc_label_pin_field(&pdf->arrangement.line[i]);
            put_frame(pdf, &field, out);
        }
    if (logo->picture != NULL)
        put_logo(pdf, logo, out);
    trc_bytes_text(out, "BT\n");
    for (size_t i = 0; i < pdf->arrangement.line_count; i++)
        put_fixed_line(pdf, &pdf->text.line[i], out);
    trc_bytes_text(out, "ET");
}

/* In TRC_EM units; -1 when a character is not printable ASCII. */
static int width_of(const struct trc_text *text, const char *shown)
{
    int width = 0;
    for (; *shown != '\0'; shown++) {
        const unsigned at = (unsigned char)*shown - (unsigned)TRC_ASCII_FIRST;
        if (at >= TRC_ASCII_COUNT)
            return -1;
        width += text->glyph[text->ascii[at]].advance;
    }
    return width;
}

static void put_string(const struct trc_text *text, const char *shown, struct trc_bytes *out)
{
    trc_bytes_text(out, "(");
    for (; *shown != '\0'; shown++) {
        const char code = (char)trc_pdf_font_code(text->ascii[*shown - TRC_ASCII_FIRST]);
        if (code == '(' || code == ')' || code == '\\')
            trc_bytes_text(out, "\\");
        trc_bytes_put(out, &code, 1);
    }
    trc_bytes_text(out, ")");
}

/* What is to be shown where; `secret` may not be told in a message. */
struct variable {
    const char *shown;
    struct trc_box box;
    bool centred, secret;
};

static enum trc_status refuse_characters(const struct variable *variable, struct trc_error *error)
{
    if (variable->secret)
        return trc_error_set(error, TRC_ERR_RANGE, _("A PIN has characters other than printable ASCII."));
    return trc_error_set(error, TRC_ERR_RANGE, _("The serial \"%.80s\" has characters other than printable ASCII."),
                         variable->shown);
}

static enum trc_status refuse_width(const struct trc_pdf *pdf, const struct variable *variable, double width,
                                    struct trc_error *error)
{
    const double mm = MM_AN_INCH / pdf->print.dpi;
    if (variable->secret)
        return trc_error_set(
            error, TRC_ERR_RANGE,
            _("A PIN needs a field of %.1f mm to be readable, and the label leaves it %.1f mm: choose a "
              "wider label."),
            width * mm, variable->box.width * mm);
    return trc_error_set(
        error, TRC_ERR_RANGE,
        _("The serial \"%.80s\" needs a line of %.1f mm to be readable, and the label leaves it %.1f mm: "
          "choose a wider label."),
        variable->shown, width * mm, variable->box.width * mm);
}

static enum trc_status put_variable(const struct trc_pdf *pdf, const struct variable *variable, struct trc_bytes *out,
                                    struct trc_error *error)
{
    const int units = width_of(&pdf->text, variable->shown);
    if (units < 0)
        return refuse_characters(variable, error);
    double em = pdf->text.em, width = em * units / TRC_EM;
    const double shrunk = width > variable->box.width ? variable->box.width / width : 1;
    if (shrunk < SMALLEST)
        return refuse_width(pdf, variable, width * SMALLEST, error);
    /* Narrower before lower: of two lines of the same width the higher one is easier to read. */
    const double narrowed = shrunk > NARROWEST ? shrunk : NARROWEST;
    em *= shrunk / narrowed;
    width *= shrunk;
    const double x = variable->box.x + (variable->centred ? (variable->box.width - width) / 2 : 0);
    trc_bytes_text(out, "BT/F0 ");
    trc_bytes_milli(out, em * pdf->dot);
    trc_bytes_text(out, "Tf ");
    trc_bytes_milli(out, narrowed * 100);
    trc_bytes_text(out, "Tz ");
    trc_bytes_milli(out, x * pdf->dot);
    trc_bytes_milli(out, -trc_text_baseline(&variable->box, em) * pdf->dot);
    trc_bytes_text(out, "Td");
    put_string(&pdf->text, variable->shown, out);
    trc_bytes_text(out, "Tj ET\n");
    return TRC_OK;
}

static enum trc_status put_serial(const struct trc_pdf *pdf, const struct trc_arranged_line *line, const char *serial,
                                  struct trc_bytes *out, struct trc_error *error)
{
    char grouped[TRC_LINE_MAX];
    trc_serial_grouped(serial, grouped);
    const struct variable variable = {.shown = grouped, .box = line->box};
    return put_variable(pdf, &variable, out, error);
}

static enum trc_status put_pin(const struct trc_pdf *pdf, const struct trc_arranged_line *line, const char *pin,
                               struct trc_bytes *out, struct trc_error *error)
{
    struct variable variable = {.shown = pin, .box = trc_label_pin_field(line), .centred = true, .secret = true};
    const int inset = variable.box.height / 6;
    variable.box.x += inset;
    variable.box.width -= 2 * inset;
    return put_variable(pdf, &variable, out, error);
}

static enum trc_status put_variables(const struct trc_pdf *pdf, const struct trc_label *label, struct trc_bytes *out,
                                     struct trc_error *error)
{
    enum trc_status status = TRC_OK;
    for (size_t i = 0; i < pdf->arrangement.line_count && status == TRC_OK; i++) {
        const struct trc_arranged_line *line = &pdf->arrangement.line[i];
        if (line->kind == TRC_LINE_SERIAL && label->serial != NULL && *label->serial != '\0')
            status = put_serial(pdf, line, label->serial, out, error);
        else if (line->kind == TRC_LINE_PIN && label->pin != NULL && *label->pin != '\0')
            status = put_pin(pdf, line, label->pin, out, error);
    }
    return status;
}

static void put_colour(struct trc_bytes *out, uint32_t rgb)
{
    for (unsigned shift = 24; shift > 0; shift -= 8) {
        trc_bytes_decimal(out, ((int64_t)(rgb >> (shift - 8) & 255) * 1000 + 127) / 255, 3);
        trc_bytes_text(out, " ");
    }
    trc_bytes_text(out, "rg\n");
}

/* The paper's own white is not drawn. */
static void put_colours(const struct trc_print *print, unsigned side, struct trc_bytes *out)
{
    const unsigned whole = side + 2 * TRC_QUIET_ZONE;
    if (print->dark == 0 && print->light == 0)
        return;
    put_colour(out, print->light);
    trc_bytes_text(out, "-4 -4 ");
    trc_bytes_uint(out, whole);
    trc_bytes_text(out, " ");
    trc_bytes_uint(out, whole);
    trc_bytes_text(out, " re f\n");
    put_colour(out, print->dark);
}

/* The label was arranged for the largest symbol of its batch; a smaller one stands in the middle of the same place. */
static void put_symbol(const struct trc_pdf *pdf, const struct trc_symbol *symbol, struct trc_bytes *out)
{
    const struct trc_box *box = &pdf->arrangement.symbol;
    const double module = pdf->print.dots_a_module * pdf->dot;
    const double inset = (box->width * pdf->dot - symbol->side * module) / 2;
    const int64_t scale = (int64_t)(module * 1e6 + 0.5); /* millionths: the error grows with each module */
    trc_bytes_decimal(out, scale, 6);
    trc_bytes_text(out, " 0 0 ");
    trc_bytes_decimal(out, -scale, 6);
    trc_bytes_text(out, " ");
    trc_bytes_milli(out, box->x * pdf->dot + inset);
    trc_bytes_milli(out, -(box->y * pdf->dot + inset));
    trc_bytes_text(out, "cm\n");
    put_colours(&pdf->print, symbol->side, out);
    trc_pdf_modules_put(symbol, out);
}

static enum trc_status check_side(const struct trc_pdf *pdf, const struct trc_symbol *symbol, struct trc_error *error)
{
    const unsigned side = (unsigned)pdf->arrangement.symbol.width / pdf->print.dots_a_module;
    if (symbol->side > 0 && symbol->side <= side)
        return TRC_OK;
    return trc_error_set(error, TRC_ERR_RANGE,
                         _("A symbol has %u modules a side, and the label was arranged for %u at most."), symbol->side,
                         side);
}

enum trc_status trc_pdf_label_draw(const struct trc_pdf *pdf, const struct trc_label *label, size_t place,
                                   struct trc_bytes *out, struct trc_error *error)
{
    enum trc_status status = check_side(pdf, label->symbol, error);
    if (status != TRC_OK)
        return status;
    double x, y;
    trc_grid_place(&pdf->grid, place, &x, &y);
    trc_bytes_text(out, "q ");
    put_at(out, x, y);
    trc_bytes_text(out, "/T Do\n");
    status = put_variables(pdf, label, out, error);
    if (status != TRC_OK)
        return status;
    put_symbol(pdf, label->symbol, out);
    trc_bytes_text(out, "Q\n");
    return TRC_OK;
}
