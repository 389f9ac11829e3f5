/* live.c: what a camera sees, on the terminal: codes, verdicts, first and last frame, rate; redrawn in place. */
#include "scanner/live.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "common/console.h"
#include "common/progress.h"
#include "common/text.h"
#include "common/verdict_out.h"
#include "scanner/clock.h"

enum { REDRAW_US = 100000, ROWS_USUAL = 24, ROWS_KEPT = 3, COLUMNS_USUAL = 80, BEFORE_TEXT = 32, TEXT_MIN = 24 };

/* Back to the first column and wipe; as wide as the line may be, it must not wrap, or going back up would miss. */
#define LINE_BEGIN "\r\033[K"
#define WRAP_OFF "\033[?7l"
#define WRAP_ON "\033[?7h"

static size_t codes_that_fit(void)
{
    struct winsize size;
    const unsigned rows = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 ? size.ws_row : ROWS_USUAL;
    return rows < SCAN_LIVE_CODES_MAX + ROWS_KEPT ? (rows > ROWS_KEPT ? rows - ROWS_KEPT : 1) : SCAN_LIVE_CODES_MAX;
}

/* So much of a text as a line has room for; what tells codes apart stands at their end. */
static void print_end(const char *text, size_t len)
{
    struct winsize size;
    const size_t columns =
        ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : COLUMNS_USUAL;
    const size_t room = columns > BEFORE_TEXT + TEXT_MIN ? columns - BEFORE_TEXT : TEXT_MIN;
    if (len > room) {
        fputs("…", stderr);
        text += len - (room - 1);
        len = room - 1;
        while (len > 0 && ((unsigned char)*text & 0xC0) == 0x80) /* not from within a character */
            text++, len--;
    }
    console_print_safe(stderr, text, len);
}

static void draw_code(const struct scan_sighting *sighting)
{
    const struct scan_symbol *symbol = &sighting->symbol;
    fputs(LINE_BEGIN, stderr);
    if (sighting->verdict != TRC_VERDICT_NONE) {
        verdict_print_badge(stderr, sighting->verdict);
        fputc(' ', stderr);
    }
    fprintf(stderr, "%6" PRIu32 " - %-6" PRIu32 " ", symbol->frame, sighting->last_frame);
    print_end(symbol->text, symbol->text_len);
    fputc('\n', stderr);
}

void scan_live_update(struct scan_live *live, const char *source, const struct scan_sightings *sightings,
                      const struct scan_live_frames *frames)
{
    char far[PROGRESS_LINE_MAX];
    const int64_t now_us = scan_now_us();
    if (!live->shown || (live->drawn_at_us != 0 && now_us - live->drawn_at_us < REDRAW_US))
        return;
    if (live->began_at_us == 0)
        live->began_at_us = now_us;
    scan_live_clear(live);
    live->drawn_at_us = now_us;
    size_t count;
    struct scan_sighting **list = scan_sightings_list(sightings, &count);
    const size_t fit = codes_that_fit(), first = count > fit ? count - fit : 0;
    fputs(WRAP_OFF, stderr);
    for (size_t i = first; i < count; i++, live->lines++)
        draw_code(list[i]);
    free(list);
    fputs(LINE_BEGIN, stderr);
    console_print_safe(stderr, source, strlen(source));
    progress_format(frames->seen, frames->total, (now_us - live->began_at_us) / 1000, far);
    fprintf(stderr, _(": %s; dropped %llu, codes %llu; Ctrl-C ends"), far, (unsigned long long)frames->dropped,
            (unsigned long long)scan_sightings_total(sightings));
    fputs(WRAP_ON "\n", stderr);
    live->lines++;
}

void scan_live_clear(struct scan_live *live)
{
    for (; live->lines > 0; live->lines--)
        fputs("\033[A" LINE_BEGIN, stderr);
}
