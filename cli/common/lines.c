/* lines.c: reading lines of bounded length. */
#include "lines.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

void lines_init(struct line_reader *reader, int fd)
{
    reader->fd = fd;
    reader->at_end = reader->failed = reader->is_table = reader->begun = false;
    reader->begin = reader->end = 0;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static void fill(struct line_reader *reader)
{
    memmove(reader->buffer, reader->buffer + reader->begin, reader->end - reader->begin);
    reader->end -= reader->begin;
    reader->begin = 0;
    ssize_t got;
    do
        got = read(reader->fd, reader->buffer + reader->end, sizeof reader->buffer - reader->end);
    while (got < 0 && errno == EINTR);
    reader->failed = got < 0;
    reader->at_end = got <= 0;
    if (got > 0)
        reader->end += (size_t)got;
}

static const char *find_newline(const struct line_reader *reader)
{
    return memchr(reader->buffer + reader->begin, '\n', reader->end - reader->begin);
}

bool lines_would_read(const struct line_reader *reader)
{
    return !reader->at_end && find_newline(reader) == NULL;
}

/* Keep the head of a line that is too long and drop the rest of it; memory stays as it is. */
static void cut_line(struct line_reader *reader)
{
    const char *newline;
    memcpy(reader->cut, reader->buffer + reader->begin, sizeof reader->cut);
    while ((newline = find_newline(reader)) == NULL && !reader->at_end) {
        reader->begin = reader->end;
        fill(reader);
    }
    reader->begin = newline != NULL ? (size_t)(newline - reader->buffer) + 1 : reader->end;
}

/* White space at the ends (also a carriage return) and the mark that some editors put before UTF-8 are no one's code.
 */
static void trim(const char **line, size_t *len)
{
    static const char byte_order_mark[] = "\xef\xbb\xbf";
    if (*len >= 3 && memcmp(*line, byte_order_mark, 3) == 0) {
        *line += 3;
        *len -= 3;
    }
    while (*len > 0 && is_blank((*line)[*len - 1]))
        (*len)--;
    for (; *len > 0 && is_blank(**line); (*line)++)
        (*len)--;
}

bool lines_next(struct line_reader *reader, const char **line, size_t *len)
{
    const char *newline;
    while ((newline = find_newline(reader)) == NULL && !reader->at_end && reader->end - reader->begin <= LINE_MAX_LEN)
        fill(reader);
    if (reader->failed || (newline == NULL && reader->begin == reader->end))
        return false;
    *line = reader->buffer + reader->begin;
    *len = newline != NULL ? (size_t)(newline - *line) : reader->end - reader->begin;
    if (*len > LINE_MAX_LEN) {
        cut_line(reader);
        *line = reader->cut;
        *len = sizeof reader->cut;
        return !reader->failed;
    }
    reader->begin += *len + (newline != NULL);
    trim(line, len);
    return true;
}

/* Of a row of a table the first cell, which holds no quotes inside: no code has one. A ' keeps spreadsheets off. */
static void keep_first_cell(const char **line, size_t *len)
{
    const bool quoted = *len > 0 && **line == '"';
    *line += quoted;
    *len -= quoted;
    const char *end = memchr(*line, quoted ? '"' : ',', *len);
    if (end != NULL)
        *len = (size_t)(end - *line);
    if (*len > 1 && **line == '\'' && strchr("=+-@", (*line)[1]) != NULL) {
        (*line)++;
        (*len)--;
    }
}

bool lines_next_code(struct line_reader *reader, const char **code, size_t *len)
{
    static const char header[] = "code,";
    if (!lines_next(reader, code, len))
        return false;
    if (!reader->begun && *len >= strlen(header) && memcmp(*code, header, strlen(header)) == 0) {
        reader->is_table = true;
        if (!lines_next(reader, code, len))
            return false;
    }
    reader->begun = true;
    if (reader->is_table)
        keep_first_cell(code, len);
    return true;
}
