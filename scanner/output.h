/* output.h: answers as lines, for a program (JSON) or a person. */
#ifndef TRC_SCAN_OUTPUT_H
#define TRC_SCAN_OUTPUT_H

#include "scanner/judge.h"
#include "scanner/reason.h"

struct scan_output {
    bool json;
    struct scan_limits limits;
    const struct scan_judge *judge; /* NULL: only say what the symbols say */
};

/**
 * Print everything about one picture: a line on stdout for each symbol, or one that says that there is none. What
 * could not be read goes to stdout with JSON, else to stderr.
 *
 * @return The exit code that this picture alone would deserve.
 */
int scan_output_answer(const struct scan_output *output, const char *source, const struct scan_answer *answer);

/** A path as JSON text: bytes that are not UTF-8 become "\xNN". From malloc; NULL when memory ran out. */
char *scan_output_path(const char *path);

#endif
