/* terminal.c: a symbol as text, two rows of modules in each line of UTF-8 half blocks. */
#include "label/output.h"

/* Colours 231 and 16 of the 256: the white and black that no colour theme redefines. */
#define WHITE_ON_BLACK "\x1b[38;5;231;48;5;16m"
#define RESET "\x1b[0m"

/* Light beyond the symbol, so that the odd last row has a light one below it. */
static bool is_light(const struct trc_symbol *symbol, int x, int y)
{
    return !trc_symbol_is_dark(symbol, x, y);
}

enum trc_status trc_terminal_write(const struct trc_symbol *symbol, bool ansi, trc_sink *sink, void *context,
                                   struct trc_error *error)
{
    /* The blocks are the light modules: most terminals are dark, and with colours these blocks are white. */
    static const char *const block[2][2] = {{" ", "\u2584"}, {"\u2580", "\u2588"}};
    const int end = symbol->side + TRC_QUIET_ZONE;
    struct trc_output output;
    trc_output_start(&output, sink, context);
    for (int y = -TRC_QUIET_ZONE; y < end; y += 2) {
        trc_output_text(&output, ansi ? WHITE_ON_BLACK : "");
        for (int x = -TRC_QUIET_ZONE; x < end; x++)
            trc_output_text(&output, block[is_light(symbol, x, y)][is_light(symbol, x, y + 1)]);
        trc_output_text(&output, ansi ? RESET "\n" : "\n");
    }
    return trc_output_finish(&output, error);
}
