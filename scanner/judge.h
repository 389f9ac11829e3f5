/* judge.h: the seam between reading symbols and deciding what they are worth. */
#ifndef TRC_SCAN_JUDGE_H
#define TRC_SCAN_JUDGE_H

#include <jansson.h>
#include <stdio.h>
#include <trc/verdict.h>

#include "scanner/package.h"

/** What was decided of a text. */
struct scan_decided {
    enum trc_verdict verdict;
    bool failed;   /* it could not be decided: keys or registry failed us */
    bool fine;     /* nothing speaks against it but, at most, that it is not released yet */
    int64_t batch; /* of the unit that a seal names; 0: none, or in no issued range */
    uint32_t unit;
};

/**
 * What decides a text. Runs in the process that holds the keys; the text comes from a worker that may be hostile, and
 * is UTF-8 of at most SCAN_TEXT_MAX bytes, which may hold NUL.
 */
struct scan_judge {
    void *context;
    /**
     * Decide one text, and say so in one of two ways.
     *
     * @param package What EAN and UPC barcodes beside it say; NULL: none was looked for.
     * @param decided Filled; may be NULL.
     * @param line  Not NULL: add members, such as "verdict" and "findings", to the symbol's JSON object.
     * @param human Not NULL: print lines below the one that shows the text.
     * @return What was decided.
     */
    enum trc_verdict (*decide)(void *context, const struct scan_symbol *symbol, const struct scan_package *package,
                               struct scan_decided *decided, json_t *line, FILE *human);
};

#endif
