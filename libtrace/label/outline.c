/* outline.c: walks along the outlines of the dark modules. */
#include "label/outline.h"

#define POSTSCRIPT_EDGES 32 /* in a line, of which Adobe's conventions allow 255 characters */

enum direction { EAST, SOUTH, WEST, NORTH };

/* A walk along the outlines. Corners are counted in modules from the top left of the symbol. */
struct outline {
    const struct trc_symbol *symbol;
    struct trc_output *output;
    enum trc_outline_notation notation;
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
static int walk_edge(struct outline *outline)
{
    for (int len = 1;; len++) {
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

static void write_start(const struct outline *outline)
{
    struct trc_output *output = outline->output;
    const bool svg = outline->notation == TRC_OUTLINE_SVG;
    trc_output_text(output, svg ? "M" : "");
    trc_output_number(output, outline->x + TRC_QUIET_ZONE);
    trc_output_text(output, " ");
    trc_output_number(output, outline->y + TRC_QUIET_ZONE);
    trc_output_text(output, svg ? "" : " m");
}

static void write_edge(const struct outline *outline, enum direction heading, int len, unsigned edges)
{
    static const char letter[] = {[EAST] = 'h', [SOUTH] = 'v', [WEST] = 'h', [NORTH] = 'v'};
    const int by = heading == EAST || heading == SOUTH ? len : -len;
    struct trc_output *output = outline->output;
    if (outline->notation == TRC_OUTLINE_SVG) {
        trc_output_bytes(output, &letter[heading], 1);
        trc_output_number(output, by);
    } else {
        trc_output_text(output, edges % POSTSCRIPT_EDGES == POSTSCRIPT_EDGES - 1 ? "\n" : " ");
        trc_output_number(output, by);
        trc_output_text(output, " ");
        trc_output_bytes(output, &letter[heading], 1);
    }
}

/* One closed outline from the upper left corner of the module at (x, y). */
static void walk_outline(struct outline *outline, int x, int y)
{
    outline->x = x;
    outline->y = y;
    outline->heading = EAST;
    write_start(outline);
    for (unsigned edges = 0;; edges++) {
        const enum direction heading = outline->heading;
        const int len = walk_edge(outline);
        if (outline->x == x && outline->y == y && outline->heading == EAST)
            break; /* closing the path draws this last edge */
        write_edge(outline, heading, len, edges);
    }
    trc_output_text(outline->output, outline->notation == TRC_OUTLINE_SVG ? "z" : " z\n");
}

void trc_outline_write(const struct trc_symbol *symbol, enum trc_outline_notation notation, struct trc_output *output)
{
    struct outline outline = {.symbol = symbol, .output = output, .notation = notation};
    for (int y = 0; y < symbol->side; y++)
        for (int x = 0; x < symbol->side; x++)
            if (trc_symbol_is_dark(symbol, x, y) && !trc_symbol_is_dark(symbol, x, y - 1) &&
                !outline.walked[y * symbol->side + x])
                walk_outline(&outline, x, y);
}
