/* lines.h: reading lines of bounded length from a descriptor, fast, any bytes. */
#ifndef TRC_COMMON_LINES_H
#define TRC_COMMON_LINES_H

#include <stdbool.h>
#include <stddef.h>

#define LINE_MAX_LEN 8192

struct line_reader {
    int fd;
    bool at_end, failed;
    bool is_table, begun; /* of lines_next_code() */
    size_t begin, end;
    char cut[LINE_MAX_LEN + 1]; /* the head of a line that is too long */
    char buffer[1 << 17];
};

void lines_init(struct line_reader *reader, int fd);

/**
 * The next line without its newline, white space at its ends, and a byte order mark.
 *
 * A line longer than LINE_MAX_LEN is given cut to LINE_MAX_LEN + 1 bytes, which no code is as long as; the rest of it
 * is skipped.
 *
 * @param[out] line Borrowed until the next call.
 * @return false at the end, or when reading failed (`failed`, errno).
 */
bool lines_next(struct line_reader *reader, const char **line, size_t *len);

/**
 * The next code: a line, or, when the first line is the header of a table as `trc issue` writes it ("code,…"), what
 * stands in the first column of the next row. Otherwise as lines_next().
 */
bool lines_next_code(struct line_reader *reader, const char **code, size_t *len);

/** Would the next call wait for input? Then what was printed so far should be flushed. */
bool lines_would_read(const struct line_reader *reader);

#endif
