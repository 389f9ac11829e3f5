/* printer.h: labels as the commands of label printers: ZPL (Zebra and compatible) and TSPL (TSC and compatible). */
#ifndef TRC_PRINTER_H
#define TRC_PRINTER_H

#include <trc/design.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TRC_PRINTER_DOTS_MAX 64        /* the widest module a label printer is given: 8 mm at 203 dpi */
#define TRC_PRINTER_OWN_QR_DOTS_MAX 10 /* the widest that printers' own QR commands draw */

/** A printer and what all its labels share. Plain data; everything is borrowed for each call. */
struct trc_printer {
    const struct trc_arrangement *arrangement; /* from trc_label_arrange() */
    struct trc_print print;                    /* the printer's resolution, and whole dots a module */
    unsigned gap_dots;                         /* between two labels on the roll; TSPL only, ZPL printers measure it */
    /* Send the text and let the printer draw the symbol: a few bytes instead of some hundred. Its encoder chooses its
     * own segments, mask and version, so that the symbol may be larger than arranged. false: exactly these modules, dot
     * for dot. */
    bool own_qr;
    /* What the printer's fonts cannot draw, as one picture of the whole label, or NULL: the lines of
     * trc_printer_draws() == false, and the word before the PIN if it is one of these. Sent once. */
    const struct trc_bitmap *fixed;
};

/** Can every label printer draw this text with its own fonts? Those of ASCII it can; control characters are spaces. */
TRC_EXPORT bool trc_printer_draws(const char *text);

/**
 * Write what goes before the first label, one label, and what goes after the last.
 *
 * The same input gives the same bytes. Lines are in the printer's own fonts, in at most the size of the arrangement;
 * the symbol stands on whole dots, and a PIN in a box. Every label is complete: a printer switched off and on continues
 * with the next, except for the picture of fixed lines, which begin sends. Each label is printed once.
 *
 * ZPL: ASCII; the symbol is a compressed ^GFA field, or ^BQ of model 2 with magnification and error correction level;
 * the fixed picture is R:TRC.GRF on the printer, deleted by end. TSPL: lines end in CR LF, pictures are binary; the
 * symbol is BITMAP, or QRCODE of model 2 with cell width and level; the fixed picture is TRC.BMP in the printer's
 * memory, deleted by end.
 *
 * @param[in] label Its symbol with one module for each of the arrangement's, or fewer; its text is used with own_qr
 * only.
 * @return TRC_OK; TRC_ERR_IO when the sink refused; TRC_ERR_RANGE when modules are too wide for a printer or its QR
 *         command, the symbol is larger than its place, a line is too long for its place in the smallest font or needs
 * a picture and there is none, or the text holds what the QR command cannot be told. Nothing of that label is written
 * then. Allocates: nothing. Thread-safe: yes. Source: ZPL II Programming Guide (Zebra P1099958), commands ^BQ, ^GF,
 * ~DG, ^FH; TSPL/TSPL2 Programming Language (TSC), commands SIZE, GAP, BITMAP, QRCODE, TEXT, DOWNLOAD, PUTBMP.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_zpl_begin(const struct trc_printer *printer, trc_sink *sink, void *context,
                                                      struct trc_error *error);
TRC_EXPORT TRC_MUST_USE enum trc_status trc_zpl_label(const struct trc_printer *printer, const struct trc_label *label,
                                                      trc_sink *sink, void *context, struct trc_error *error);
TRC_EXPORT TRC_MUST_USE enum trc_status trc_zpl_end(const struct trc_printer *printer, trc_sink *sink, void *context,
                                                    struct trc_error *error);
TRC_EXPORT TRC_MUST_USE enum trc_status trc_tspl_begin(const struct trc_printer *printer, trc_sink *sink, void *context,
                                                       struct trc_error *error);
TRC_EXPORT TRC_MUST_USE enum trc_status trc_tspl_label(const struct trc_printer *printer, const struct trc_label *label,
                                                       trc_sink *sink, void *context, struct trc_error *error);
TRC_EXPORT TRC_MUST_USE enum trc_status trc_tspl_end(const struct trc_printer *printer, trc_sink *sink, void *context,
                                                     struct trc_error *error);

#ifdef __cplusplus
}
#endif

#endif
