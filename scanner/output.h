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

/** What has been printed so far; begin with all 0. */
struct scan_tally {
    int exit_code;
    unsigned long long pictures, with_code, without_code, not_read;
    /* With a judge: of each code, and "unreadable" for each picture without any. */
    unsigned long long verdicts[TRC_VERDICT_COUNT];
};

/** A path as it is shown: bytes that are not UTF-8 become "\xNN". From malloc; NULL when memory ran out. */
char *scan_output_path(const char *path);

/**
 * Print everything about one picture: a line on stdout for each symbol, or one that says that there is none. What
 * could not be read goes to stdout with JSON, else to stderr.
 *
 * @param source From scan_output_path(), here and below.
 */
void scan_output_answer(const struct scan_output *output, const char *source, const struct scan_answer *answer,
                        struct scan_tally *tally);

/** Print the line of a folder that the user named and that holds no picture. */
void scan_output_empty_folder(const struct scan_output *output, const char *source, struct scan_tally *tally);

/** For a person: how many of each there were, unless one line says it already. */
void scan_output_summary(const struct scan_output *output, const struct scan_tally *tally);

#endif
