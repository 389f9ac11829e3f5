/* layout.h: how codes leave the program. */
#ifndef TRC_CLI_ISSUE_LAYOUT_H
#define TRC_CLI_ISSUE_LAYOUT_H

#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <trc/trc.h>

enum issue_format { ISSUE_CSV, ISSUE_PNG, ISSUE_SVG };
extern const char *const issue_format_names[]; /* NULL-terminated */
extern const char *const issue_ec_names[];

/** Kept with the batch, so that --resume needs no other option. */
struct issue_layout {
    int format; /* enum issue_format */
    int ec;     /* enum trc_ec */
    bool pins;
    struct trc_print print;
    char out[PATH_MAX]; /* absolute, or "-" */
};

/** The options as given. NULL, -1 or 0: not given. */
struct issue_wish {
    const char *gtin, *lot, *expiry, *produced, *host, *serials, *out, *preview;
    int64_t count, key_id, resume, dpi;
    int seal, format, ec;
    double module_mm;
    bool pins;
};
#define ISSUE_WISH_INIT                                                                                                \
    {                                                                                                                  \
        .key_id = -1, .format = -1, .ec = -1, .module_mm = NAN                                                         \
    }

/** Replace what the wish names; what neither names gets its default. */
TRC_MUST_USE enum trc_status issue_layout_apply(const struct issue_wish *wish, struct issue_layout *layout,
                                                struct trc_error *error);

/** To and from the text that the registry keeps. */
TRC_MUST_USE enum trc_status issue_layout_format(const struct issue_layout *layout,
                                                 char text[TRC_BATCH_OPTIONS_MAX + 1], struct trc_error *error);
TRC_MUST_USE enum trc_status issue_layout_parse(const char *text, struct issue_layout *layout, struct trc_error *error);

#endif
