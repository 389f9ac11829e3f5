/* eps.c: a symbol as an EPS for printing houses: a white square, and one path around all dark modules. */
#include "label/outline.h"
#include "label/print.h"

/* In points, 72 an inch. Whole numbers, as what "%f" prints depends on the locale. */
static void write_comments(struct trc_output *output, unsigned side, const struct trc_print *print)
{
    const uint64_t dots = (uint64_t)side * print->dots_a_module;
    const unsigned long whole = (unsigned long)((dots * 72 + print->dpi - 1) / print->dpi);
    const unsigned long exact = (unsigned long)((dots * 720000 + print->dpi / 2) / print->dpi);
    trc_output_text(output, "%!PS-Adobe-3.0 EPSF-3.0\n");
    trc_output_format(output, "%%%%BoundingBox: 0 0 %lu %lu\n", whole, whole);
    trc_output_format(output, "%%%%HiResBoundingBox: 0 0 %lu.%04lu %lu.%04lu\n", exact / 10000, exact % 10000,
                      exact / 10000, exact % 10000);
    trc_output_text(output, "%%EndComments\n");
}

/* Black and white stay grey: on a press that is one ink. */
static void write_colour(struct trc_output *output, const struct trc_print *print, uint32_t rgb)
{
    if (print->dark == 0 && print->light == 0)
        trc_output_format(output, "%u setgray\n", rgb != 0 ? 1u : 0u);
    else
        trc_output_format(output, "%u 255 div %u 255 div %u 255 div setrgbcolor\n", rgb >> 16 & 255, rgb >> 8 & 255,
                          rgb & 255);
}

enum trc_status trc_eps_write(const struct trc_symbol *symbol, const struct trc_print *print, trc_sink *sink,
                              void *context, struct trc_error *error)
{
    const enum trc_status status = trc_print_check(print, error);
    if (status != TRC_OK)
        return status;
    struct trc_output output;
    trc_output_start(&output, sink, context);

    const unsigned side = symbol->side + 2 * TRC_QUIET_ZONE;
    write_comments(&output, side, print);
    /* A dictionary of its own: the page around the picture may use the same names. */
    trc_output_text(&output,
                    "8 dict begin gsave\n"
                    "/m{moveto}bind def /h{0 rlineto}bind def /v{0 exch rlineto}bind def /z{closepath}bind def\n");
    /* The printer divides: its own numbers are as exact as it can print. */
    trc_output_format(&output, "/module %u %u div def 0 %u module mul translate module dup neg scale\n",
                      72 * print->dots_a_module, print->dpi, side);
    write_colour(&output, print, trc_print_light(print));
    trc_output_format(&output, "0 0 m %u h %u v -%u h z fill\n", side, side, side);
    write_colour(&output, print, print->dark);
    trc_outline_write(symbol, TRC_OUTLINE_POSTSCRIPT, &output);
    trc_output_text(&output, "fill grestore end\nshowpage\n%%EOF\n");
    return trc_output_finish(&output, error);
}
