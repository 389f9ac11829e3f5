/* design.h: what stands on a label beside the symbol, and where. */
#ifndef TRC_DESIGN_H
#define TRC_DESIGN_H

#include <trc/label.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TRC_LINE_MAX 288 /* bytes of a line of print, with its NUL */
#define TRC_LINES_MAX 8

/** What stands on a label beside the symbol. Text is UTF-8; an empty one is left out. */
struct trc_design {
    double width_mm, height_mm; /* of the label; 0: as large as the symbol with its quiet zone, and nothing beside it */
    struct trc_print print;
    const char *name;         /* of the product */
    const char *lot, *expiry; /* AI 10; AI 17 as YYMMDD, printed as 20YY-MM-DD */
    const char *host;         /* where the code leads, in clear */
    bool serial;              /* the serial in groups of four */
    bool pin;                 /* the scratch PIN, in a box of its own */
    bool chinese;             /* the words before lot, expiry and PIN */
};

/** A rectangle in printer dots, from the label's upper left corner. */
struct trc_box {
    int x, y, width, height;
};

/** Where everything goes on one label. The same for every label of a batch. */
struct trc_arrangement {
    struct trc_box label, symbol; /* the symbol without its quiet zone */
    unsigned quiet_zone;          /* modules left free around it: TRC_QUIET_ZONE, or fewer on a label cut too small */
    unsigned line_height;         /* dots from one line to the next; characters are 3/4 of it high */
    size_t line_count;
    struct trc_arranged_line {
        struct trc_box box;
        enum trc_line_kind { TRC_LINE_FIXED, TRC_LINE_SERIAL, TRC_LINE_PIN } kind;
        char text[TRC_LINE_MAX]; /* fixed: all of it; PIN: the word before it; serial: empty */
    } line[TRC_LINES_MAX];
};

/** Where the PIN itself stands, in its frame: the right three fifths of its line; the word has the rest. */
static inline struct trc_box trc_label_pin_field(const struct trc_arranged_line *line)
{
    const int word = line->box.width * 2 / 5;
    return (struct trc_box){line->box.x + word, line->box.y, line->box.width - word, line->box.height};
}

/**
 * Arrange a label: the symbol at the left edge and the text at its right when the label is wide, else below it.
 *
 * A name too long for its line is left to the caller to shrink or cut: only it knows the font.
 *
 * @param[in]  design As wished.
 * @param[in]  side   Modules along a side of the batch's symbols, 21 to 177.
 * @param[out] out    Unset on failure.
 * A label without text may cut into the quiet zone, which `quiet_zone` then tells: readers may fail on it.
 *
 * @return TRC_OK; TRC_ERR_RANGE when the symbol, or with text its quiet zone, is larger than the label (in mm), or
 *         when there is no room for the text (it says how much is missing and in which direction).
 * Allocates: nothing. Thread-safe: yes.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_label_arrange(const struct trc_design *design, unsigned side,
                                                          struct trc_arrangement *out, struct trc_error *error);

/** A serial in groups of four: "60E6 419M KAS0 Q606 4TT1". @param[out] out TRC_LINE_MAX bytes. */
TRC_EXPORT void trc_serial_grouped(const char *serial, char out[TRC_LINE_MAX]);

/** What changes from label to label. */
struct trc_label {
    const struct trc_symbol *symbol;
    const char *text;   /* the code */
    const char *serial; /* NUL-terminated */
    const char *pin;    /* empty: none */
};

/** A picture of one bit a dot, 1 = dark, rows padded to whole bytes, the leftmost dot in the highest bit. */
struct trc_bitmap {
    unsigned width, height; /* dots */
    const uint8_t *bits;    /* (width + 7) / 8 * height bytes */
};

#ifdef __cplusplus
}
#endif

#endif
