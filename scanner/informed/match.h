/* match.h: which batches, in which symbol format, a grid looks like. */
#ifndef TRC_SCAN_INFORMED_MATCH_H
#define TRC_SCAN_INFORMED_MATCH_H

#include "scanner/informed/view.h"

enum { INFORMED_VIEWS = 8, INFORMED_MATCHES = 8 };

/* A batch and a view that fit each other. */
struct informed_match {
    const struct informed_view *view;
    size_t batch;
    enum informed_split split;
    float score; /* log of how much likelier than by chance */
};

/* What matching works on. */
struct informed_matching {
    struct qr_grid mirror;
    struct informed_layout layout[INFORMED_LEVEL_COUNT];
    struct informed_view view[INFORMED_VIEWS];
    unsigned view_count;
    struct informed_pattern pattern;
    struct informed_stream stream;
    float odds[256]; /* what a module that agrees with such certainty (+128) says for a match */
    struct informed_match match[INFORMED_MATCHES]; /* best first */
    unsigned match_count;
};

/** Find what fits so well that chance is out of the question. @return How many matches. */
unsigned informed_match(const struct qr_grid *grid, const struct informed_batch *batches, size_t count,
                        struct informed_matching *matching);

#endif
