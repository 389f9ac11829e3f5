/* judge.h: the seam between reading symbols and deciding what they are worth. */
#ifndef TRC_SCAN_JUDGE_H
#define TRC_SCAN_JUDGE_H

#include <jansson.h>
#include <stdio.h>
#include <trc/verdict.h>

#include "scanner/package.h"

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
     * @param line  Not NULL: add members, such as "verdict" and "findings", to the symbol's JSON object.
     * @param human Not NULL: print lines below the one that shows the text.
     * @return What was decided.
     */
    enum trc_verdict (*decide)(void *context, const struct scan_symbol *symbol, const struct scan_package *package,
                               json_t *line, FILE *human);
};

#endif
