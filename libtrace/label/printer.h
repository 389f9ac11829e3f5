/* printer.h: what the printers' languages share. Internal. */
#ifndef TRC_LABEL_PRINTER_H
#define TRC_LABEL_PRINTER_H

#include <trc/printer.h>

#include "label/output.h"

/* A row of the widest symbol in dots. */
#define TRC_DOT_ROW_MAX ((TRC_SYMBOL_SIDE_MAX * TRC_PRINTER_DOTS_MAX + 7) / 8)

#define TRC_PRINTER_BORDER 2 /* dots of the line around a PIN */

/** TRC_OK, or TRC_ERR_RANGE: can a printer print with these dots, and what the fixed picture is of? */
TRC_MUST_USE enum trc_status trc_printer_check(const struct trc_printer *printer, struct trc_error *error);

/** A line as the printer's fonts are to draw it. */
struct trc_printed_line {
    char text[TRC_LINE_MAX + 64]; /* printable ASCII; empty: nothing */
    bool right;                   /* at the right end of its place: what is left of it is in the fixed picture */
    bool boxed;
    struct trc_box box; /* room for the text */
};

/** Character height in dots. */
unsigned trc_printer_font_height(const struct trc_printer *printer);

/** What one language does its own way. */
struct trc_printer_language {
    unsigned width_min; /* dots that each character takes at least */
    bool (*finds_room)(const struct trc_printer *printer, const struct trc_printed_line *line);
    /* One line for each of the arrangement; all of them find room. */
    void (*write)(struct trc_output *output, const struct trc_printer *printer, const struct trc_label *label,
                  const struct trc_printed_line *line);
};

/** Check one label, and write it. Returns as trc_zpl_label(). */
TRC_MUST_USE enum trc_status trc_printer_label(const struct trc_printer *printer, const struct trc_label *label,
                                               const struct trc_printer_language *language, trc_sink *sink,
                                               void *context, struct trc_error *error);

/** Row y of modules as dots, 1 = dark, the leftmost in the highest bit; returns the bytes, the last padded with 0. */
size_t trc_printer_dot_row(const struct trc_symbol *symbol, unsigned y, unsigned dots, uint8_t row[TRC_DOT_ROW_MAX]);

#endif
