/* test_scan_hostile.c: trc-scan on bombs, broken files and things that are no files: every source has its line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <errno.h>
#include <jansson.h>

#include "qr_picture.h"
#include "run_program.h"

#define SCAN(...) program_run((const char *const[]){TRC_SCAN, "--decode-only", __VA_ARGS__, NULL})

/* The lines of a --json run, each checked to be one object, as an array. */
static json_t *lines_of(const struct program_run *run)
{
    json_t *lines = json_array();
    for (const char *at = run->out; *at != '\0';) {
        const char *end = strchr(at, '\n');
        json_error_t error;
        assert_non_null(end);
        json_t *line = json_loadb(at, (size_t)(end - at), JSON_REJECT_DUPLICATES, &error);
        if (!json_is_object(line))
            fail_msg("no JSON object: %.*s", (int)(end - at), at);
        json_array_append_new(lines, line);
        at = end + 1;
    }
    return lines;
}

static const char *member(const json_t *lines, size_t i, const char *key)
{
    return json_string_value(json_object_get(json_array_get(lines, i), key));
}

/* --- bombs ------------------------------------------------------------------------------------------------------- */

/* 30,000 x 30,000 pixels of white at one bit: 900 MB as grey bytes. */
static struct picture_file make_bomb(void)
{
    enum { SIDE = 30000, ROW = SIDE / 8 };
    struct picture_file file = {NULL, 0};
    uint8_t row[ROW];
    memset(row, 0xFF, sizeof row);
    FILE *out = open_memstream((char **)&file.bytes, &file.len);
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    png_init_io(png, out);
    png_set_compression_level(png, 9);
    png_set_filter(png, 0, PNG_FILTER_NONE);
    png_set_IHDR(png, info, SIDE, SIDE, 1, PNG_COLOR_TYPE_GRAY, 0, 0, 0);
    png_write_info(png, info);
    for (int y = 0; y < SIDE; y++)
        png_write_row(png, row);
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    fclose(out);
    return file;
}

static void a_bomb_is_refused_at_its_header(void **state)
{
    (void)state;
    struct picture_file bomb = make_bomb();
    temp_folder_write("bomb.png", bomb.bytes, bomb.len);
    assert_in_range(bomb.len, 100000, 160000);
    struct program_run run = SCAN("--json", "bomb.png");
    json_t *lines = lines_of(&run);
    assert_int_equal(run.exit_code, 3);
    assert_int_equal(json_array_size(lines), 1);
    assert_string_equal(member(lines, 0, "reason"), "too-large");
    assert_non_null(strstr(member(lines, 0, "error"), "30000 x 30000"));
    print_message("%zu bytes refused in %.1f ms, largest process %ld KiB\n", bomb.len, run.wall_ms, run.max_rss_kib);
#ifndef TRC_SANDBOX_RELAXED
    assert_in_range(run.max_rss_kib, 100, 16 << 10);
    assert_in_range((unsigned)run.wall_ms, 0, 1000); /* the machine may be busy; tests/bench says the real figure */
#endif
    json_decref(lines);
    program_run_free(&run);

    /* The control: with the limit raised it is decoded, and takes what it said it would. */
    run = SCAN("--max-pixels", "900000000", "--timeout", "3", "bomb.png");
    assert_null(strstr(run.err, "pixels, more than"));
    assert_in_range(run.max_rss_kib, 32 << 10, 4 << 20);
    program_run_free(&run);
    free(bomb.bytes);
}

/* --- broken files ------------------------------------------------------------------------------------------------ */

static void a_picture_cut_anywhere_is_answered(void **state)
{
    (void)state;
    enum { PARTS = 16 };
    struct picture_file file = qr_picture("HTTPS://ID.ACME.CN/01/06901234567892");
    for (size_t part = 1; part <= PARTS; part++) {
        char path[32];
        snprintf(path, sizeof path, "cut-%02zu.png", part);
        temp_folder_write(path, file.bytes, file.len * part / PARTS);
    }
    struct program_run run = SCAN("--json", "--jobs", "2", ".");
    json_t *lines = lines_of(&run);
    assert_int_equal(run.exit_code, 3);
    assert_int_equal(json_array_size(lines), PARTS);
    for (size_t part = 1; part < PARTS; part++)
        assert_string_equal(member(lines, part - 1, "reason"), "truncated");
    assert_null(member(lines, PARTS - 1, "reason"));
    assert_string_equal(member(lines, PARTS - 1, "text"), "HTTPS://ID.ACME.CN/01/06901234567892");
    json_decref(lines);
    program_run_free(&run);
    free(file.bytes);
}

/* Enough of a truncated picture to read its code: then it counts as read, with a warning. */
static void a_code_above_the_cut_is_still_read(void **state)
{
    (void)state;
    struct picture_file file = qr_picture("ABOVE");
    temp_folder_write("cut.png", file.bytes, file.len - 30); /* without the last rows, which are white */
    struct program_run run = SCAN("--json", "cut.png");
    json_t *lines = lines_of(&run);
    assert_int_equal(run.exit_code, 0);
    assert_string_equal(member(lines, 0, "text"), "ABOVE");
    assert_string_equal(member(lines, 0, "reason"), "truncated");
    assert_non_null(strstr(member(lines, 0, "warning"), "cut short"));
    json_decref(lines);
    program_run_free(&run);
    free(file.bytes);
}

static void what_is_no_picture_is_an_error_unless_it_lies_in_a_folder_under_another_name(void **state)
{
    (void)state;
    static const char *const names[] = {"text.png", "empty.jpg", "fifo", "absent", "/dev/zero", "ftp://camera/1"};
    static const char *const reasons[] = {"not-a-picture", "empty",      "not-a-file",
                                          "not-opened",    "not-a-file", "not-a-file"};
    temp_folder_write("text.png", "this is no picture", 18);
    temp_folder_write("notes", "this is no picture", 18);
    temp_folder_write("nothing.txt", "", 0);
    temp_folder_write("empty.jpg", "", 0);
    qr_picture_write("good.png", "GOOD");
    assert_int_equal(mkfifo("fifo", 0600), 0);
    assert_int_equal(mkdir("inner", 0700), 0);
    assert_int_equal(symlink("inner", "link"), 0);

    struct program_run run = SCAN("--json", names[0], names[1], names[2], names[3], names[4], names[5]);
    json_t *lines = lines_of(&run);
    assert_int_equal(run.exit_code, 3);
    assert_int_equal(json_array_size(lines), 6);
    for (size_t i = 0; i < 6; i++) {
        assert_string_equal(member(lines, i, "source"), names[i]);
        assert_string_equal(member(lines, i, "reason"), reasons[i]);
    }
    json_decref(lines);
    program_run_free(&run);

    run = SCAN("--json", ".");
    lines = lines_of(&run);
    assert_int_equal(run.exit_code, 3);
    assert_int_equal(json_array_size(lines), 3);
    assert_string_equal(member(lines, 0, "reason"), "empty");
    assert_string_equal(member(lines, 1, "text"), "GOOD");
    assert_string_equal(member(lines, 2, "reason"), "not-a-picture");
    assert_non_null(strstr(run.err, "not read: 3.")); /* fifo, notes, nothing.txt */
    assert_non_null(strstr(run.err, "not followed: 1."));
    json_decref(lines);
    program_run_free(&run);
}

static void a_file_that_may_not_be_read_is_told(void **state)
{
    (void)state;
    qr_picture_write("secret.png", "SECRET");
    assert_int_equal(chmod("secret.png", 0), 0);
    assert_int_equal(symlink("nowhere.png", "broken.png"), 0);
    assert_int_equal(chmod(temp_folder, 0755), 0);
    const uid_t me = geteuid();
    if (me == 0) { /* root reads everything, so another user tries */
        assert_int_equal(chown("secret.png", 65534, (gid_t)-1), 0);
        assert_int_equal(setresuid(65534, 65534, 0), 0);
    }
    struct program_run run = SCAN("--json", ".");
    if (me == 0)
        assert_int_equal(setresuid(0, 0, 0), 0);
    json_t *lines = lines_of(&run);
    assert_int_equal(run.exit_code, 3);
    assert_int_equal(json_array_size(lines), 2);
    assert_string_equal(member(lines, 0, "source"), "./broken.png");
    assert_string_equal(member(lines, 0, "reason"), "not-opened");
    assert_non_null(strstr(member(lines, 1, "error"), "Permission denied"));
    json_decref(lines);
    program_run_free(&run);
}

/* --- lines ------------------------------------------------------------------------------------------------------- */

static void lines_keep_the_order_of_the_sources_whatever_the_jobs(void **state)
{
    (void)state;
    enum { PICTURES = 60 };
    char text[32], path[32];
    static uint8_t large[3000 * 3000];
    memset(large, 255, sizeof large);
    struct picture_file slow = png_make_grey(3000, 3000, large); /* while it is read, many others are done */
    for (int i = 0; i < PICTURES; i++) {
        snprintf(path, sizeof path, "%03d.png", i);
        snprintf(text, sizeof text, "NUMBER %d", i);
        if (i % 20 == 0)
            temp_folder_write(path, slow.bytes, slow.len);
        else if (i % 7 == 3)
            temp_folder_write(path, slow.bytes, 50);
        else
            qr_picture_write(path, text);
    }
    free(slow.bytes);
    for (int jobs = 1; jobs <= 4; jobs++) {
        char jobs_text[4];
        snprintf(jobs_text, sizeof jobs_text, "%d", jobs);
        struct program_run run = SCAN("--json", "--jobs", jobs_text, ".");
        json_t *lines = lines_of(&run);
        assert_int_equal(json_array_size(lines), PICTURES);
        for (int i = 0; i < PICTURES; i++) {
            snprintf(path, sizeof path, "./%03d.png", i);
            snprintf(text, sizeof text, "NUMBER %d", i);
            assert_string_equal(member(lines, (size_t)i, "source"), path);
            if (i % 20 == 0)
                assert_true(json_is_null(json_object_get(json_array_get(lines, (size_t)i), "text")));
            else if (i % 7 == 3)
                assert_string_equal(member(lines, (size_t)i, "reason"), "truncated");
            else
                assert_string_equal(member(lines, (size_t)i, "text"), text);
        }
        json_decref(lines);
        program_run_free(&run);
    }
}

static void names_and_texts_cannot_command_the_terminal(void **state)
{
    (void)state;
    qr_picture_write("a\033[2J\n.png", "\033]0;owned\007\nline");
    qr_picture_write("\xFF\xE7\xA0\x81.png", "CODE");
    struct program_run run = SCAN("--json", ".");
    json_t *lines = lines_of(&run);
    assert_int_equal(json_array_size(lines), 2);
    assert_string_equal(member(lines, 0, "source"), "./a\033[2J\n.png");
    assert_string_equal(member(lines, 0, "text"), "\033]0;owned\007\nline");
    assert_string_equal(member(lines, 1, "source"), "./\\xFF\xE7\xA0\x81.png");
    json_decref(lines);
    program_run_free(&run);

    run = SCAN(".");
    assert_int_equal(run.exit_code, 0);
    assert_null(strchr(run.out, '\033'));
    assert_null(strchr(run.out, '\007'));
    unsigned newlines = 0;
    for (const char *at = run.out; (at = strchr(at, '\n')) != NULL; at++)
        newlines++;
    assert_int_equal(newlines, 2);
    program_run_free(&run);
}

static void a_full_disk_behind_stdout_is_told(void **state)
{
    (void)state;
    qr_picture_write("good.png", "GOOD");
    const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    struct program_run run = program_run_into((const char *const[]){TRC_SCAN, "--decode-only", "good.png", NULL}, full);
    assert_int_equal(run.exit_code, 3);
    assert_non_null(strstr(run.err, "could not be written"));
    program_run_free(&run);
    close(full);
}

static void a_run_ends_when_nobody_reads_it(void **state)
{
    (void)state;
    enum { PICTURES = 400 };
    static uint8_t large[1000 * 1000];
    int ends[2];
    memset(large, 255, sizeof large);
    struct picture_file file = png_make_grey(1000, 1000, large);
    for (int i = 0; i < PICTURES; i++) {
        char path[16];
        snprintf(path, sizeof path, "%03d.png", i);
        temp_folder_write(path, file.bytes, file.len);
    }
    free(file.bytes);
    struct program_run whole = SCAN("--jobs", "1", ".");
    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    struct program_run cut =
        program_run_into((const char *const[]){TRC_SCAN, "--decode-only", "--jobs", "1", ".", NULL}, ends[1]);
    close(ends[1]);
    assert_int_equal(cut.exit_code, 3);
    assert_string_equal(cut.err, ""); /* who reads no more wants no message */
    assert_true(cut.wall_ms < whole.wall_ms / 2);
    program_run_free(&whole);
    program_run_free(&cut);
}

static void a_slow_picture_is_given_up_in_time(void **state)
{
    (void)state;
    enum { SIDE = 9000 };
    uint8_t *grey = malloc((size_t)SIDE * SIDE);
    assert_non_null(grey);
    for (size_t i = 0; i < (size_t)SIDE * SIDE; i++) /* finder patterns without end */
        grey[i] = (i % SIDE / 2 % 7 + i / SIDE / 2 % 7) % 2 ? 0 : 255;
    struct picture_file file = png_make_grey(SIDE, SIDE, grey);
    free(grey);
    temp_folder_write("slow.png", file.bytes, file.len);
    free(file.bytes);
    qr_picture_write("next.png", "NEXT");
    struct program_run run = SCAN("--json", "--timeout", "1", "--jobs", "1", "slow.png", "next.png");
    json_t *lines = lines_of(&run);
    assert_int_equal(json_array_size(lines), 2);
    if (member(lines, 0, "reason") == NULL)
        print_message("this machine reads 81 megapixels within a second\n");
    else
        assert_string_equal(member(lines, 0, "reason"), "late");
    assert_string_equal(member(lines, 1, "text"), "NEXT");
    assert_in_range((unsigned)run.wall_ms, 0, 10000); /* a second of computing takes a busy machine six at the most */
    json_decref(lines);
    program_run_free(&run);
}

static void wrong_usage_is_told_from_failure(void **state)
{
    (void)state;
    static const char *const wrong[][4] = {{TRC_SCAN, "--decode-only", NULL},
                                           {TRC_SCAN, "--no-such-option", "x", NULL},
                                           {TRC_SCAN, "--jobs", "0", NULL},
                                           {TRC_SCAN, "--max-pixels", "many", NULL}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct program_run run = program_run(wrong[i]);
        assert_int_equal(run.exit_code, 2);
        assert_string_not_equal(run.err, "");
        assert_string_equal(run.out, "");
        program_run_free(&run);
    }
    struct program_run run = program_run((const char *const[]){TRC_SCAN, "--help", NULL});
    assert_int_equal(run.exit_code, 0);
    assert_non_null(strstr(run.out, "--decode-only"));
    program_run_free(&run);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, temp_folder_enter, temp_folder_leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_bomb_is_refused_at_its_header),
        TEST(a_picture_cut_anywhere_is_answered),
        TEST(a_code_above_the_cut_is_still_read),
        TEST(what_is_no_picture_is_an_error_unless_it_lies_in_a_folder_under_another_name),
        TEST(a_file_that_may_not_be_read_is_told),
        TEST(lines_keep_the_order_of_the_sources_whatever_the_jobs),
        TEST(names_and_texts_cannot_command_the_terminal),
        TEST(a_full_disk_behind_stdout_is_told),
        TEST(a_run_ends_when_nobody_reads_it),
        TEST(a_slow_picture_is_given_up_in_time),
        TEST(wrong_usage_is_told_from_failure),
    };
    setenv("LC_ALL", "C", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
