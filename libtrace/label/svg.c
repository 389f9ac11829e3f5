/* svg.c: a symbol as an SVG in millimetres: a white square, and one path around all dark modules. */
#include "label/outline.h"
#include "label/print.h"

enum trc_status trc_svg_write(const struct trc_symbol *symbol, const struct trc_print *print, trc_sink *sink,
                              void *context, struct trc_error *error)
{
    const enum trc_status status = trc_print_check(print, error);
    if (status != TRC_OK)
        return status;
    struct trc_output output;
    trc_output_start(&output, sink, context);

    const unsigned side = symbol->side + 2 * TRC_QUIET_ZONE;
    /* Ten-thousandths of a millimetre in whole numbers: what "%f" prints depends on the locale. */
    const uint64_t dots = (uint64_t)side * print->dots_a_module;
    const unsigned long size = (unsigned long)((dots * 254000 + print->dpi / 2) / print->dpi);
    trc_output_text(&output, "<svg xmlns=\"http://www.w3.org/2000/svg\"");
    trc_output_format(&output, " width=\"%lu.%04lumm\" height=\"%lu.%04lumm\"", size / 10000, size % 10000,
                      size / 10000, size % 10000);
    /* stroke="none" is the default, but not in ImageMagick's own renderer: its outlines make a symbol unreadable. */
    trc_output_format(&output, " viewBox=\"0 0 %u %u\" shape-rendering=\"crispEdges\" stroke=\"none\">\n", side, side);
    const bool plain = print->dark == 0 && print->light == 0;
    trc_output_format(&output, "<rect width=\"%u\" height=\"%u\" fill=\"#%.*x\"/>\n", side, side, plain ? 3 : 6,
                      plain ? 0xfffu : print->light);
    trc_output_format(&output, "<path fill=\"#%.*x\" d=\"", plain ? 3 : 6, print->dark);
    trc_outline_write(symbol, TRC_OUTLINE_SVG, &output);
    trc_output_text(&output, "\"/>\n</svg>\n");
    return trc_output_finish(&output, error);
}
