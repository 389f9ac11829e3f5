/* svg.c: a symbol as an SVG in millimetres: a white square, and one path around all dark modules. */
#include "label/output.h"
#include "label/print.h"

enum direction { EAST, SOUTH, WEST, NORTH };

/* A walk along the outlines. Corners are counted in modules from the top left of the symbol. */
struct outline {
    const struct trc_symbol *symbol;
    struct trc_output *output;
    int x, y; /* where the walk is */
    enum direction heading;
    bool walked[TRC_SYMBOL_SIDE_MAX * TRC_SYMBOL_SIDE_MAX]; /* the upper edge of this module is part of an outline */
};

/* Is the module dark that touches this corner and lies ahead on the right of one who heads that way? */
static bool dark_ahead_right(const struct outline *outline, enum direction heading)
{
    static const struct {
        int8_t x, y;
    } offset[] = {[EAST] = {0, 0}, [SOUTH] = {-1, 0}, [WEST] = {-1, -1}, [NORTH] = {0, -1}};
    return trc_symbol_is_dark(outline->symbol, outline->x + offset[heading].x, outline->y + offset[heading].y);
}

static enum direction turned_right(enum direction heading)
{
    return (heading + 1) % 4;
}

static enum direction turned_left(enum direction heading)
{
    return (heading + 3) % 4;
}

static void step(struct outline *outline)
{
    static const struct {
        int8_t x, y;
    } move[] = {[EAST] = {1, 0}, [SOUTH] = {0, 1}, [WEST] = {-1, 0}, [NORTH] = {0, -1}};
    if (outline->heading == EAST)
        outline->walked[outline->y * outline->symbol->side + outline->x] = true;
    outline->x += move[outline->heading].x;
    outline->y += move[outline->heading].y;
}

/* To the next corner of the outline, with dark modules on the right hand; returns the modules passed. */
static unsigned walk_edge(struct outline *outline)
{
    for (unsigned len = 1;; len++) {
        step(outline);
        if (!dark_ahead_right(outline, outline->heading)) {
            outline->heading = turned_right(outline->heading);
            return len;
        }
        /* What is ahead on the left is ahead on the right of one who has turned left. */
        if (dark_ahead_right(outline, turned_left(outline->heading))) {
            outline->heading = turned_left(outline->heading);
            return len;
        }
    }
}

/* One closed outline from the upper left corner of the module at (x, y). */
static void walk_outline(struct outline *outline, int x, int y)
{
    static const char *const line[] = {[EAST] = "h", [SOUTH] = "v", [WEST] = "h-", [NORTH] = "v-"};
    outline->x = x;
    outline->y = y;
    outline->heading = EAST;
    trc_output_format(outline->output, "M%d %d", x + TRC_QUIET_ZONE, y + TRC_QUIET_ZONE);
    for (;;) {
        const enum direction heading = outline->heading;
        const unsigned len = walk_edge(outline);
        if (outline->x == x && outline->y == y && outline->heading == EAST)
            break; /* closing the path draws this last edge */
        trc_output_format(outline->output, "%s%u", line[heading], len);
    }
    trc_output_text(outline->output, "z");
}

static void write_outlines(const struct trc_symbol *symbol, struct trc_output *output)
{
    struct outline outline = {.symbol = symbol, .output = output};
    for (int y = 0; y < symbol->side; y++)
        for (int x = 0; x < symbol->side; x++)
            if (trc_symbol_is_dark(symbol, x, y) && !trc_symbol_is_dark(symbol, x, y - 1) &&
                !outline.walked[y * symbol->side + x])
                walk_outline(&outline, x, y);
}

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
    trc_output_format(&output, "<rect width=\"%u\" height=\"%u\" fill=\"#fff\"/>\n", side, side);
    trc_output_text(&output, "<path fill=\"#000\" d=\"");
    write_outlines(symbol, &output);
    trc_output_text(&output, "\"/>\n</svg>\n");
    return trc_output_finish(&output, error);
}
