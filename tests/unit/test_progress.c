/* test_progress.c: what the progress line says, and that it keeps quiet where nobody looks. */
#include "common/progress.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void the_line_tells_done_total_rate_and_time_left(void **state)
{
    (void)state;
    static const struct {
        uint64_t done, total;
        int64_t elapsed_ms;
        const char *line;
    } rows[] = {
        {0, 10, 0, "0% 0 of 10"},
        {1234, 3330, 24680, "37% 1,234 of 3,330, 50.0/s, 0:42 left"},
        {999, 1000, 1000, "99% 999 of 1,000, 999.0/s, 0:00 left"},
        {10, 10, 5000, "100% 10 of 10, 2.0/s, 0:00 left"},
        {11, 10, 5000, "100% 11 of 10, 2.2/s, 0:00 left"}, /* more came than was counted */
        {1000000, 10000000, 1000000, "10% 1,000,000 of 10,000,000, 1000.0/s, 2:30:00 left"},
        {1500, 0, 1000, "1,500 done, 1500.0/s"}, /* no end is known */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char line[PROGRESS_LINE_MAX];
        progress_format(rows[i].done, rows[i].total, rows[i].elapsed_ms, line);
        assert_string_equal(line, rows[i].line);
    }
}

/* Runs `count` updates with stderr at `fd`. */
static void update_at(int fd, bool quiet, int count)
{
    const int saved = dup(STDERR_FILENO);
    struct progress progress;
    fflush(stderr);
    dup2(fd, STDERR_FILENO);
    progress_begin(&progress, (uint64_t)count, quiet);
    for (int i = 0; i < count; i++)
        progress_update(&progress, (uint64_t)i);
    progress_clear(&progress);
    fflush(stderr);
    dup2(saved, STDERR_FILENO);
    close(saved);
}

/* A pseudo terminal whose far end can be read. */
static int open_terminal(int *far)
{
    *far = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
    assert_true(*far >= 0 && grantpt(*far) == 0 && unlockpt(*far) == 0);
    const int near = open(ptsname(*far), O_RDWR | O_NOCTTY);
    assert_true(near >= 0);
    return near;
}

static size_t drawn_on_terminal(bool quiet, char *out, size_t size)
{
    int far;
    const int near = open_terminal(&far);
    update_at(near, quiet, 100000);
    size_t len = 0;
    for (ssize_t got; (got = read(far, out + len, size - 1 - len)) > 0;)
        len += (size_t)got;
    out[len] = '\0';
    close(near);
    close(far);
    return len;
}

static void it_is_drawn_on_a_terminal_and_not_too_often(void **state)
{
    (void)state;
    char out[65536];
    setenv("TERM", "xterm", 1);
    unsetenv("NO_COLOR");
    assert_in_range(drawn_on_terminal(false, out, sizeof out), 10, 2000);
    assert_non_null(strstr(out, "of 100,000"));
    assert_non_null(strstr(out, "\033[2m"));
    assert_string_equal(out + strlen(out) - 4, "\r\033[K"); /* nothing of it is left */

    setenv("NO_COLOR", "1", 1);
    assert_in_range(drawn_on_terminal(false, out, sizeof out), 10, 2000);
    assert_null(strstr(out, "\033[2m"));
}

static void it_is_silent_when_asked_or_unseen(void **state)
{
    (void)state;
    char out[256];
    assert_int_equal(drawn_on_terminal(true, out, sizeof out), 0);

    int pipe_ends[2];
    assert_int_equal(pipe2(pipe_ends, O_NONBLOCK), 0);
    update_at(pipe_ends[1], false, 1000);
    assert_int_equal(read(pipe_ends[0], out, sizeof out), -1);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_line_tells_done_total_rate_and_time_left),
        cmocka_unit_test(it_is_drawn_on_a_terminal_and_not_too_often),
        cmocka_unit_test(it_is_silent_when_asked_or_unseen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
