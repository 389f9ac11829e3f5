/* console.c: messages on stderr, colours where a person looks. */
#include "console.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include "options.h"
#include "text.h"
#include "utf8.h"

/* A program has one stdout and one stderr; these belong to them. */
static const char *program_name = "trc";
static bool is_quiet;
static int stdout_cause; /* errno of when stdout first failed, or 0 */

void console_claim_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0)
            (void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

void console_set_program(const char *name)
{
    program_name = name;
}

void console_set_quiet(bool quiet)
{
    is_quiet = quiet;
}

__attribute__((format(printf, 1, 0))) static void say(const char *fmt, va_list args)
{
    char text[1024];
    vsnprintf(text, sizeof text, fmt, args);
    utf8_trim(text);
    fprintf(stderr, "%s: ", program_name);
    console_print_safe(stderr, text, strlen(text));
    fputc('\n', stderr);
}

void console_error(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    say(fmt, args);
    va_end(args);
}

void console_note(const char *fmt, ...)
{
    if (is_quiet)
        return;
    va_list args;
    va_start(args, fmt);
    say(fmt, args);
    va_end(args);
}

/* What the user gave can be mended by the user: usage. Everything else could not be done. */
int console_exit_code(enum trc_status status)
{
    switch (status) {
    case TRC_OK:
        return EXIT_DONE;
    case TRC_ERR_SYNTAX:
    case TRC_ERR_RANGE:
    case TRC_ERR_EXISTS:
    case TRC_ERR_STATE:
    case TRC_ERR_FULL:
    case TRC_ERR_KEY:
        return EXIT_USAGE;
    default:
        return EXIT_UNDECIDED;
    }
}

int console_fail(enum trc_status status, const struct trc_error *error)
{
    console_error("%s", error != NULL && error->msg[0] != '\0' ? error->msg : trc_status_text(status));
    return console_exit_code(status);
}

bool console_has_colour(FILE *stream)
{
    const char *no_colour = getenv("NO_COLOR"), *term = getenv("TERM");
    return isatty(fileno(stream)) && (no_colour == NULL || no_colour[0] == '\0') && term != NULL &&
           strcmp(term, "dumb") != 0;
}

/* Does this character steer the terminal? C0 and DEL; the C1 controls as UTF-8 spells them; and what turns the
 * direction of writing, which makes one code look like another. */
static bool steers(const unsigned char *text, size_t len)
{
    switch (len) {
    case 1:
        return text[0] < 0x20 || text[0] == 0x7f;
    case 2:
        return text[0] == 0xc2 && text[1] < 0xa0;
    case 3:
        return text[0] == 0xe2 && ((text[1] == 0x80 && text[2] >= 0xaa && text[2] <= 0xae) ||
                                   (text[1] == 0x81 && text[2] >= 0xa6 && text[2] <= 0xa9));
    default:
        return false;
    }
}

/* Bytes that are no UTF-8 are shown as such too: a terminal with another character set may take them for C1 controls.
 */
void console_print_safe(FILE *stream, const char *text, size_t len)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t shown = 0;
    for (size_t i = utf8_is_plain(text, len) ? len : 0; i < len;) {
        const size_t whole = utf8_len(text + i, len - i);
        if (whole > 0 && !steers(bytes + i, whole)) {
            i += whole;
            continue;
        }
        fwrite_unlocked(text + shown, 1, i - shown, stream);
        for (shown = i + (whole > 0 ? whole : 1); i < shown; i++)
            fprintf(stream, "\\x%02X", bytes[i]);
    }
    fwrite_unlocked(text + shown, 1, len - shown, stream);
}

/* How many cells a text takes, up to `columns`; *len: how many bytes of it these are. */
static int cells_of(const char *text, int columns, size_t *len)
{
    int used = 0;
    mbstate_t state = {0};
    wchar_t wide;
    const char *at = text;
    for (size_t step; (step = mbrtowc(&wide, at, MB_CUR_MAX, &state)) != 0 && step <= MB_CUR_MAX; at += step) {
        const int width = wcwidth(wide) > 0 ? wcwidth(wide) : 0;
        if (width > columns - used)
            break;
        used += width;
    }
    *len = (size_t)(at - text);
    return used;
}

void console_print_cell(FILE *stream, const char *text, int columns)
{
    size_t len;
    const int used = cells_of(text, INT_MAX, &len);
    fputs(text, stream);
    fprintf(stream, "%*s", used < columns ? columns - used : 0, "");
}

void console_print_cell_right(FILE *stream, const char *text, int columns)
{
    size_t len;
    const int used = cells_of(text, INT_MAX, &len);
    fprintf(stream, "%*s%s", used < columns ? columns - used : 0, "", text);
}

void console_print_cut(FILE *stream, const char *text, int columns)
{
    size_t len;
    int used = cells_of(text, columns, &len);
    const bool whole = text[len] == '\0';
    if (!whole)
        used = cells_of(text, columns - 1, &len) + 1;
    console_print_safe(stream, text, len);
    fprintf(stream, "%s%*s", whole ? "" : "…", used < columns ? columns - used : 0, "");
}

void console_buffer_stdout(void)
{
    static char
        buffer[1 << 16]; /* without one of ours the C library keeps to its own 4 kB, whatever size is asked for */
    if (!isatty(STDOUT_FILENO))
        setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
}

bool console_stdout_failed(void)
{
    if (stdout_cause == 0 && ferror(stdout) != 0)
        stdout_cause = errno != 0 ? errno : EIO;
    return stdout_cause != 0;
}

bool console_close_stdout(void)
{
    if (!console_stdout_failed() && fclose(stdout) != 0)
        stdout_cause = errno;
    if (stdout_cause != 0 && stdout_cause != EPIPE)
        console_error(_("The output could not be written: %s."), strerror(stdout_cause));
    return stdout_cause == 0;
}
