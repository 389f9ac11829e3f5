/* console.h: messages on stderr, colours where a person looks, and output that fails loudly. */
#ifndef TRC_COMMON_CONSOLE_H
#define TRC_COMMON_CONSOLE_H

#include <stdbool.h>
#include <stdio.h>
#include <trc/error.h>

/**
 * Fill standard descriptors that the caller closed, lest a file of ours takes their place: reading from such a stdin
 * and writing to such a stdout or stderr then fails, as it should. Call first of all.
 */
void console_claim_descriptors(void);

/** The name that messages begin with, such as "trc issue". Borrowed. */
void console_set_program(const char *name);

/** "NAME: message" and a newline on stderr. */
void console_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/** The same for advice and progress of work; silent after console_set_quiet(true). */
void console_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void console_set_quiet(bool quiet);

/** Print what a library call said, and answer the exit code it deserves. */
int console_fail(enum trc_status status, const struct trc_error *error);

/** The exit code that a failure deserves. */
int console_exit_code(enum trc_status status);

/** Is this stream a terminal that wants colours (NO_COLOR unset, TERM not dumb)? */
bool console_has_colour(FILE *stream);

/** Print text with control characters made visible, so that no code can command the terminal or turn its writing. */
void console_print_safe(FILE *stream, const char *text, size_t len);

/** Print text in a column of this many cells on the screen: a Chinese character takes two. */
void console_print_cell(FILE *stream, const char *text, int columns);

/** The same at the right end of the column. */
void console_print_cell_right(FILE *stream, const char *text, int columns);

/** The same for any text that people gave: made safe, and cut with "…" where it is wider than the column. */
void console_print_cut(FILE *stream, const char *text, int columns);

/** Write to stdout in large pieces, unless it is a terminal: for streams. Before anything is printed. */
void console_buffer_stdout(void);

/** Can stdout no longer be written to? Then the rest of a long run is for nobody. */
bool console_stdout_failed(void);

/** Flush and close stdout; false after a message when something could not be written (full disk; silent for a pipe that
 *  its reader has closed). */
bool console_close_stdout(void);

#endif
