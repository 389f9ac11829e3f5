/* text.h: lines of text as outlines of glyphs, each outline once. Internal. */
#ifndef TRC_SHEET_TEXT_H
#define TRC_SHEET_TEXT_H

#include <cairo.h>
#include <trc/design.h>

#define TRC_EM 1000          /* units of an outline in a character's height, as PDF has it */
#define TRC_SHRUNK_LEAST 0.6 /* of its wished size; below that a name is cut, not shrunk */
#define TRC_ASCII_FIRST ' '
#define TRC_ASCII_COUNT 95

/* One outline, in TRC_EM units from the baseline, y downwards. */
struct trc_glyph {
    const void *font; /* only to tell glyphs apart */
    unsigned id;
    char text[32]; /* the characters it shows, UTF-8; may be empty */
    int advance;
    cairo_path_t *path;
};

/* A glyph on the label: dots from the label's upper left corner to where its baseline starts. */
struct trc_mark {
    unsigned glyph;
    double x, y;
};

struct trc_text {
    struct trc_glyph *glyph;
    size_t glyph_count, glyph_room;
    struct trc_text_line {
        double em; /* dots */
        struct trc_mark *mark;
        size_t count, room;
    } line[TRC_LINES_MAX];           /* the arrangement's: the fixed text of each */
    double em;                       /* of what changes from label to label, before it is shrunk */
    unsigned ascii[TRC_ASCII_COUNT]; /* its glyphs */
};

/**
 * Shape the fixed lines of an arrangement, and printable ASCII for what changes.
 * @return TRC_OK; TRC_ERR_NOT_FOUND: no such family; TRC_ERR_SYNTAX: not UTF-8, or a character in no font;
 * TRC_ERR_MEMORY.
 */
TRC_MUST_USE enum trc_status trc_text_shape(const struct trc_arrangement *arrangement, const char *font,
                                            struct trc_text *text, struct trc_error *error);
void trc_text_free(struct trc_text *text);

bool trc_text_is_utf8(const char *text);

/** Dots from a line's upper edge to the baseline of text of this size, set in the middle of the line. */
double trc_text_baseline(const struct trc_box *box, double em);

#endif
