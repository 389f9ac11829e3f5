/* progress.c: one line on a terminal that says how far a long run is. */
#include "progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "console.h"
#include "text.h"

enum { REDRAW_MS = 100, FIGURE_MAX = 32 };

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* "1,234,567" */
static const char *grouped(uint64_t value, char out[FIGURE_MAX])
{
    char *at = out + FIGURE_MAX - 1;
    *at = '\0';
    unsigned digits = 0;
    do {
        if (digits > 0 && digits % 3 == 0)
            *--at = ',';
        *--at = (char)('0' + value % 10);
        digits++;
    } while ((value /= 10) > 0);
    return at;
}

/* "0:40" or "1:02:03" */
static const char *clock_text(uint64_t seconds, char out[FIGURE_MAX])
{
    const unsigned s = (unsigned)(seconds % 60), m = (unsigned)(seconds / 60 % 60);
    if (seconds < 3600)
        snprintf(out, FIGURE_MAX, "%u:%02u", m, s);
    else
        snprintf(out, FIGURE_MAX, "%" PRIu64 ":%02u:%02u", seconds / 3600, m, s);
    return out;
}

void progress_format(uint64_t done, uint64_t total, int64_t elapsed_ms, char *line)
{
    char done_text[FIGURE_MAX], total_text[FIGURE_MAX], time_text[FIGURE_MAX];
    const double rate = elapsed_ms > 0 ? (double)done * 1000 / (double)elapsed_ms : 0;
    if (total == 0) {
        snprintf(line, PROGRESS_LINE_MAX, _("%s done, %.1f/s"), grouped(done, done_text), rate);
        return;
    }
    const unsigned percent = done < total ? (unsigned)(100.0 * (double)done / (double)total) : 100;
    const uint64_t left = done < total ? total - done : 0;
    if (rate > 0)
        snprintf(line, PROGRESS_LINE_MAX, _("%u%% %s of %s, %.1f/s, %s left"), percent, grouped(done, done_text),
                 grouped(total, total_text), rate, clock_text((uint64_t)((double)left / rate + 0.5), time_text));
    else
        snprintf(line, PROGRESS_LINE_MAX, _("%u%% %s of %s"), percent, grouped(done, done_text),
                 grouped(total, total_text));
}

bool progress_is_wanted(bool quiet)
{
    return !quiet && isatty(STDERR_FILENO);
}

void progress_begin(struct progress *progress, uint64_t total, bool quiet)
{
    *progress = (struct progress){.shown = progress_is_wanted(quiet),
                                  .colour = console_has_colour(stderr),
                                  .total = total,
                                  .began_at_ms = now_ms()};
}

void progress_update(struct progress *progress, uint64_t done)
{
    if (!progress->shown)
        return;
    const int64_t now = now_ms();
    if (progress->drawn_at_ms != 0 && now - progress->drawn_at_ms < REDRAW_MS)
        return;
    char line[PROGRESS_LINE_MAX];
    progress_format(done, progress->total, now - progress->began_at_ms, line);
    /* Back to the first column, the text, and the rest of an older line wiped away. */
    fprintf(stderr, progress->colour ? "\r\033[2m%s\033[0m\033[K" : "\r%s\033[K", line);
    progress->drawn = true;
    progress->drawn_at_ms = now;
}

void progress_clear(struct progress *progress)
{
    if (!progress->drawn)
        return;
    fputs("\r\033[K", stderr);
    progress->drawn = false;
}
