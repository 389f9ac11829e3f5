/* test_y4m.c: the frames of a Y4M stream, whole, in pieces, cut short and malformed. */
#include "scanner/y4m.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* What became of a stream. */
struct seen {
    struct scan_y4m y4m;
    bool header, bad, may_end;
    size_t begun, ended, luma_len;
    uint8_t luma[256];
};

/* Feeds the stream in pieces of `piece` bytes. */
static struct seen feed(const char *stream, size_t len, size_t piece)
{
    struct seen seen = {.y4m = SCAN_Y4M_INIT};
    for (size_t at = 0; at < len && !seen.bad; at += piece) {
        const uint8_t *bytes = (const uint8_t *)stream + at, *luma;
        size_t left = len - at < piece ? len - at : piece, luma_len;
        for (enum scan_y4m_event event = SCAN_Y4M_HEADER; event != SCAN_Y4M_MORE && !seen.bad;) {
            event = scan_y4m_next(&seen.y4m, &bytes, &left, &luma, &luma_len);
            seen.header |= event == SCAN_Y4M_HEADER;
            seen.begun += event == SCAN_Y4M_FRAME;
            seen.ended += event == SCAN_Y4M_FRAME_END;
            seen.bad = event == SCAN_Y4M_BAD;
            if (event == SCAN_Y4M_LUMA) {
                assert_true(seen.luma_len + luma_len <= sizeof seen.luma);
                memcpy(seen.luma + seen.luma_len, luma, luma_len);
                seen.luma_len += luma_len;
            }
        }
    }
    seen.may_end = scan_y4m_may_end(&seen.y4m);
    return seen;
}

#define STREAM "YUV4MPEG2 W3 H2 F30000:1001 Ip A1:1 Cmono XANYTHING\nFRAME\nabcdefFRAME Ip\nghijkl"

static void frames_come_out_however_they_are_cut(void **state)
{
    (void)state;
    for (size_t piece = 1; piece <= strlen(STREAM); piece++) {
        const struct seen seen = feed(STREAM, strlen(STREAM), piece);
        assert_true(seen.header && !seen.bad && seen.may_end);
        assert_int_equal(seen.y4m.width_px, 3);
        assert_int_equal(seen.y4m.height_px, 2);
        assert_int_equal(seen.y4m.rate, 30000);
        assert_int_equal(seen.y4m.rate_scale, 1001);
        assert_int_equal(seen.ended, 2);
        assert_int_equal(seen.luma_len, 12);
        assert_memory_equal(seen.luma, "abcdefghijkl", 12);
    }
}

static void every_shorter_prefix_waits_for_more(void **state)
{
    (void)state;
    const size_t header = strcspn(STREAM, "\n") + 1, first = header + strlen("FRAME\nabcdef");
    for (size_t len = 1; len < strlen(STREAM); len++) {
        const struct seen seen = feed(STREAM, len, len);
        assert_false(seen.bad);
        assert_true(seen.may_end == (len == header || len == first));
        assert_int_equal(seen.ended, len >= first);
    }
}

static void colour_is_passed_over(void **state)
{
    (void)state;
    static const struct {
        const char *kind;
        size_t chroma; /* of 5 x 3 pixels */
    } rows[] = {{"", 12},      {" C420", 12}, {" C420jpeg", 12}, {" C420mpeg2", 12}, {" C420paldv", 12},
                {" C411", 12}, {" C422", 18}, {" C444", 30},     {" C444alpha", 45}, {" Cmono", 0}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char stream[256];
        int len = snprintf(stream, sizeof stream, "YUV4MPEG2 W5 H3%s\n", rows[i].kind);
        for (int frame = 0; frame < 2; frame++)
            len += snprintf(stream + len, sizeof stream - (size_t)len, "FRAME\n%.15s%.*s", "abcdefghijklmno",
                            (int)rows[i].chroma, "---------------------------------------------");
        const struct seen seen = feed(stream, (size_t)len, 7);
        assert_false(seen.bad);
        assert_true(seen.may_end);
        assert_int_equal(seen.luma_len, 30);
        assert_memory_equal(seen.luma + 15, "abcdefghijklmno", 15);
        assert_int_equal(seen.y4m.rate, 0);
    }
}

static void what_breaks_a_rule_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *stream, *trouble;
    } rows[] = {
        {"YUV4MPEG W3 H2\n", "no YUV4MPEG2"},
        {"YUV4MPEG2W3 H2\n", "no YUV4MPEG2"},
        {"\n", "no YUV4MPEG2"},
        {"YUV4MPEG2 H2\n", "no width"},
        {"YUV4MPEG2 W3\n", "no width or no height"},
        {"YUV4MPEG2 W0 H2\n", "no width"},
        {"YUV4MPEG2 W H2\n", "makes no sense"},
        {"YUV4MPEG2 W-3 H2\n", "makes no sense"},
        {"YUV4MPEG2 W3x H2\n", "makes no sense"},
        {"YUV4MPEG2 W65536 H2\n", "makes no sense"},
        {"YUV4MPEG2 W18446744073709551619 H2\n", "makes no sense"},
        {"YUV4MPEG2 W3 H2 F25\n", "makes no sense"},
        {"YUV4MPEG2 W3 H2 F25:\n", "makes no sense"},
        {"YUV4MPEG2 W3 H2 Q\n", "makes no sense"},
        {"YUV4MPEG2 W3 H2 C420p10\n", "420p10"},
        {"YUV4MPEG2 W3 H2 Cmono16\n", "mono16"},
        {"YUV4MPEG2 W3 H2 C\n", "of the kind"},
        {"YUV4MPEG2 W3 H2\nFRAMES\n", "does not begin"},
        {"YUV4MPEG2 W1 H1 Cmono\nFRAME\naaFRAME\n", "does not begin"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct seen seen = feed(rows[i].stream, strlen(rows[i].stream), 3);
        if (!seen.bad || strstr(seen.y4m.trouble, rows[i].trouble) == NULL)
            fail_msg("\"%s\": said \"%s\"", rows[i].stream, seen.y4m.trouble);
        assert_false(seen.may_end);
    }
    assert_true(feed("YUV4MPEG2 W1 H1\0\nFRAME\n", 24, 5).bad);
}

static void a_header_without_end_is_refused(void **state)
{
    (void)state;
    char stream[2 * SCAN_Y4M_LINE_MAX];
    const int len = snprintf(stream, sizeof stream, "YUV4MPEG2 W3 H2 X%0*d\n", SCAN_Y4M_LINE_MAX - 17, 0);
    assert_false(feed(stream, (size_t)len, 50).bad); /* the control: as long as allowed */
    memset(stream + SCAN_Y4M_LINE_MAX, '0', 2);
    assert_true(feed(stream, SCAN_Y4M_LINE_MAX + 1, 50).bad);
    assert_true(feed("YUV4MPEG2 W65535 H65535\nFRAME\n", 30, 30).begun == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_come_out_however_they_are_cut),
        cmocka_unit_test(every_shorter_prefix_waits_for_more),
        cmocka_unit_test(colour_is_passed_over),
        cmocka_unit_test(what_breaks_a_rule_is_refused),
        cmocka_unit_test(a_header_without_end_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
