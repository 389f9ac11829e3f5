/* output.h: answers as lines, for a program (JSON), a spreadsheet (CSV) or a person. */
#ifndef TRC_SCAN_OUTPUT_H
#define TRC_SCAN_OUTPUT_H

#include "scanner/judge.h"
#include "scanner/reason.h"
#include "scanner/sightings.h"

/** Whom the lines are for: people, programs, spreadsheets. */
enum scan_form { SCAN_FORM_TEXT, SCAN_FORM_JSON, SCAN_FORM_CSV };

struct scan_print_check;

struct scan_output {
    enum scan_form form;
    struct scan_limits limits;
    const struct scan_judge *judge; /* NULL: only say what the symbols say */
    struct scan_print_check *check; /* not NULL, and a judge is there: codes are also held against a batch */
};

/** What stands above all lines. */
void scan_output_begin(const struct scan_output *output);

/** What has been printed so far; begin with all 0. */
struct scan_tally {
    int exit_code;
    unsigned long long pictures, with_code, without_code, not_read;
    /* With a judge: of each code, and "unreadable" for each picture without any. */
    unsigned long long verdicts[TRC_VERDICT_COUNT];
};

/** A path as it is shown: bytes that are not UTF-8 become "\xNN". From malloc; NULL when memory ran out. */
char *scan_output_path(const char *path);

/** One code, and where in its source it was read. */
struct scan_line {
    const char *source; /* from scan_output_path(), here and below */
    const struct scan_symbol *symbol;
    const struct scan_package *package;   /* what barcodes beside it say */
    const struct scan_outcome *outcome;   /* of its picture: when that is not READ, it is a warning. NULL: READ */
    const struct scan_sighting *sighting; /* of a stream: when it was seen; else NULL */
    const char *drawing;                  /* the path of the picture on which it is marked; NULL: none */
    bool open;                            /* it may be seen again: first seen is all that is known */
    bool paged;                           /* a person is told the page */
};

/** Print where a code was read: source, page, frames. */
void scan_output_place(const struct scan_line *line);

/**
 * Print a code, on stdout: a line of JSON or CSV, or one with the text and what the judge has to say.
 *
 * @return What was decided; NONE where nobody judges, and of the barcode of a product.
 */
enum trc_verdict scan_output_code(const struct scan_output *output, const struct scan_line *line,
                                  struct scan_tally *tally);

/**
 * Print that something could not be read: to stdout with JSON or CSV, else to stderr.
 *
 * @param page Of a document, from 1; 0: the source as such.
 */
void scan_output_trouble(const struct scan_output *output, const char *source, uint32_t page,
                         const struct scan_outcome *outcome, struct scan_tally *tally);

/** For a person: a picture had codes, but was not whole. */
void scan_output_warning(const struct scan_output *output, const char *source, const struct scan_outcome *outcome);

/** Print that a source was read and holds no code. */
void scan_output_no_code(const struct scan_output *output, const char *source, struct scan_tally *tally);

/** For a person: so many places look like codes that could not be read. */
void scan_output_unread(const struct scan_output *output, const char *source, unsigned long long count);

/** Print the line of a folder that the user named and that holds no picture. */
void scan_output_empty_folder(const struct scan_output *output, const char *source, struct scan_tally *tally);

/** With a print check: what it all comes to. */
void scan_output_end(const struct scan_output *output, struct scan_tally *tally);

/** For a person: how many of each there were, unless one line says it already. */
void scan_output_summary(const struct scan_output *output, const struct scan_tally *tally);

#endif
