/* layout.h: how codes leave the program. */
#ifndef TRC_CLI_ISSUE_LAYOUT_H
#define TRC_CLI_ISSUE_LAYOUT_H

#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <trc/trc.h>

enum issue_format { ISSUE_CSV, ISSUE_PNG, ISSUE_SVG, ISSUE_EPS, ISSUE_PDF, ISSUE_ZPL, ISSUE_TSPL };
extern const char *const issue_format_names[]; /* NULL-terminated */
extern const char *const issue_ec_names[];
extern const char *const issue_text_names[];

/** What stands beside the symbol: nothing, or words in one language. */
enum issue_text { ISSUE_TEXT_NONE, ISSUE_TEXT_EN, ISSUE_TEXT_ZH };

#define ISSUE_ROWS_MAX 1000000000

/** Lengths in hundredths of a millimetre, so that they are kept exactly. */
struct issue_size {
    int width, height;
};

/** Kept with the batch, so that --resume needs no other option. */
struct issue_layout {
    int format; /* enum issue_format */
    int ec;     /* enum trc_ec */
    bool pins;
    struct trc_print print;
    char out[PATH_MAX]; /* absolute, or "-" */

    bool bom, crlf, raw_cells; /* of a CSV */
    int rows_a_file;           /* 0: all in one */

    int text;                             /* enum issue_text */
    struct issue_size label;              /* 0: as large as the symbol with its quiet zone */
    struct issue_size sheet, gap, margin; /* sheet 0: a roll, one label a page */
    bool crop_marks;
    int start;            /* places of the first sheet that are used up */
    bool printer_symbols; /* ZPL and TSPL: the printer draws the symbols itself */
    char font[128];       /* empty: the system's */
    char logo[1024];      /* absolute; empty: none */
};

/** Is it one file for each label? */
bool issue_has_pictures(const struct issue_layout *layout);
/** Is it whole labels, with text and measures? */
bool issue_has_labels(const struct issue_layout *layout);

/** The options as given. NULL, -1 or 0: not given. */
struct issue_wish {
    const char *gtin, *lot, *expiry, *produced, *host, *serials, *out, *preview, *units, *actor, *reason;
    const char *label, *sheet, *gap, *margin, *font, *logo, *dark, *light;
    int64_t count, key_id, resume, reprint, dpi, rows, start, jobs;
    int seal, format, ec, text;
    double module_mm;
    bool pins, bom, crlf, raw_cells, crop_marks, printer_symbols;
};
#define ISSUE_WISH_INIT                                                                                                \
    {                                                                                                                  \
        .key_id = -1, .format = -1, .ec = -1, .text = -1, .rows = -1, .start = -1, .module_mm = NAN                    \
    }

/** Does the path end like this, after something else? */
bool issue_path_ends(const char *path, const char *ending);
/** The path from the root, as it will mean the same from any folder; "-" and "" stay. TRC_ERR_RANGE, TRC_ERR_IO. */
TRC_MUST_USE enum trc_status issue_absolute_path(const char *given, char *path, size_t size, struct trc_error *error);

/** The font of the text; NULL is the system's. */
const char *issue_font(const struct issue_layout *layout);

/** Is only a preview asked for: of a new batch, with nowhere to write it to? */
bool issue_only_looks(const struct issue_wish *wish);

/** Replace what the wish names; what neither names gets its default. */
TRC_MUST_USE enum trc_status issue_layout_apply(const struct issue_wish *wish, struct issue_layout *layout,
                                                struct trc_error *error);

/** To and from the text that the registry keeps. */
TRC_MUST_USE enum trc_status issue_layout_format(const struct issue_layout *layout,
                                                 char text[TRC_BATCH_OPTIONS_MAX + 1], struct trc_error *error);
TRC_MUST_USE enum trc_status issue_layout_parse(const char *text, struct issue_layout *layout, struct trc_error *error);

#endif
