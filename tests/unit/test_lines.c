/* test_lines.c: lines come out as they went in, whatever their length, their ends and the size of each read. */
#include "common/lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* A pipe that a child feeds, `step` bytes at a time. */
static int fed(const char *bytes, size_t len, size_t step)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    if (fork() == 0) {
        for (size_t at = 0; at < len; at += step)
            if (write(ends[1], bytes + at, len - at < step ? len - at : step) < 0)
                break;
        _exit(0);
    }
    close(ends[1]);
    return ends[0];
}

static struct line_reader reader;

static void expect_lines(const char *bytes, size_t len, size_t step, const char *const *lines, size_t count)
{
    const char *line;
    size_t line_len;
    lines_init(&reader, fed(bytes, len, step));
    for (size_t i = 0; i < count; i++) {
        assert_true(lines_next(&reader, &line, &line_len));
        assert_int_equal(line_len, strlen(lines[i]));
        assert_memory_equal(line, lines[i], line_len);
    }
    assert_false(lines_next(&reader, &line, &line_len));
    assert_false(reader.failed);
    close(reader.fd);
}

static void lines_of_every_ending(void **state)
{
    (void)state;
    static const char bytes[] = "\xef\xbb\xbfone\r\n\ntwo \n\tthree\r\r\n \r\nfour\0five\nsix";
    static const char *const lines[] = {"one", "", "two", "three", "", "four\0five", "six"};
    for (size_t step = 1; step < sizeof bytes; step++) {
        const char *line;
        size_t len;
        lines_init(&reader, fed(bytes, sizeof bytes - 1, step));
        for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
            assert_true(lines_next(&reader, &line, &len));
            assert_int_equal(len, i == 5 ? 9 : strlen(lines[i])); /* a NUL is a byte as any other */
            assert_memory_equal(line, lines[i], len);
        }
        assert_false(lines_next(&reader, &line, &len));
        close(reader.fd);
    }
    expect_lines("", 0, 1, NULL, 0);
    expect_lines("\n", 1, 1, (const char *[]){""}, 1);
}

/* At the limit a line is whole; past it it is cut, what follows is not touched, and memory stays as it is. */
static void long_lines_are_cut(void **state)
{
    (void)state;
    static const size_t lengths[] = {LINE_MAX_LEN,         LINE_MAX_LEN + 1,         sizeof reader.buffer - 1,
                                     sizeof reader.buffer, sizeof reader.buffer + 1, 3 * sizeof reader.buffer + 7};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        const size_t len = lengths[i];
        char *bytes = malloc(len + 6);
        const char *line;
        size_t line_len;
        memset(bytes, 'x', len);
        memcpy(bytes + len, "\nnext\n", 6);
        lines_init(&reader, fed(bytes, len + 6, 4096));
        assert_true(lines_next(&reader, &line, &line_len));
        assert_int_equal(line_len, len > LINE_MAX_LEN ? LINE_MAX_LEN + 1 : len);
        assert_memory_equal(line, bytes, line_len);
        assert_true(lines_next(&reader, &line, &line_len));
        assert_int_equal(line_len, 4);
        assert_memory_equal(line, "next", 4);
        assert_false(lines_next(&reader, &line, &line_len));
        close(reader.fd);
        free(bytes);
    }
}

static void a_failed_read_is_no_end(void **state)
{
    (void)state;
    const char *line;
    size_t len;
    lines_init(&reader, -1);
    assert_false(lines_next(&reader, &line, &len));
    assert_true(reader.failed);
}

/* What has been answered must not wait in a buffer while more input is waited for. */
static void tells_when_it_would_wait(void **state)
{
    (void)state;
    const char *line;
    size_t len;
    lines_init(&reader, fed("a\nb\nc", 5, 5));
    assert_true(lines_would_read(&reader));
    assert_true(lines_next(&reader, &line, &len));
    assert_false(lines_would_read(&reader));
    assert_true(lines_next(&reader, &line, &len));
    assert_true(lines_would_read(&reader));
    close(reader.fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_of_every_ending),
        cmocka_unit_test(long_lines_are_cut),
        cmocka_unit_test(a_failed_read_is_no_end),
        cmocka_unit_test(tells_when_it_would_wait),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
