/* test_kind.c: which kind of file begins how, and that a shorter beginning tells nothing else. */
#include "scanner/kind.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    enum scan_kind kind;
    size_t len;
    const char *bytes;
} rows[] = {
#define ROW(kind, bytes)                                                                                               \
    {                                                                                                                  \
        SCAN_KIND_##kind, sizeof(bytes) - 1, bytes                                                                     \
    }
    ROW(PNG, "\x89PNG\r\n\x1A\n\0\0"),
    ROW(JPEG, "\xFF\xD8\xFF\xE0"),
    ROW(WEBP, "RIFF\1\2\3\4WEBPVP8 "),
    ROW(AVI, "RIFF\1\2\3\4AVI LIST"),
    ROW(UNKNOWN, "RIFF\1\2\3\4WAVEfmt "),
    ROW(HEIC, "\0\0\0\x18"
              "ftypheic"),
    ROW(AVIF, "\0\0\0\x18"
              "ftypavif"),
    ROW(MP4, "\0\0\0\x18"
             "ftypisom"),
    ROW(MP4, "\0\0\0\x18"
             "ftypqt  "),
    ROW(MP4, "\0\0\0\x18"
             "moov"),
    ROW(MATROSKA, "\x1A\x45\xDF\xA3\x01"),
    ROW(MPEG_PS, "\0\0\1\xBA\x44"),
    ROW(FLV, "FLV\1\5"),
    ROW(OGG, "OggS\0\2"),
    ROW(PDF, "%PDF-1.7"),
    ROW(Y4M, "YUV4MPEG2 W1"),
    ROW(UNKNOWN, "YUV4MPEG2"),
    /* what would have ffmpeg open other files */
    ROW(UNKNOWN, "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"),
    ROW(UNKNOWN, "ffconcat version 1.0\nfile 'x'\n"),
    ROW(UNKNOWN, "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n"),
    ROW(UNKNOWN, "<?xml version=\"1.0\"?><MPD/>"),
    ROW(UNKNOWN, ""),
#undef ROW
};

static void the_first_bytes_tell(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (scan_kind_of((const uint8_t *)rows[i].bytes, rows[i].len) != rows[i].kind)
            fail_msg("row %zu: %s", i, scan_kind_name(scan_kind_of((const uint8_t *)rows[i].bytes, rows[i].len)));
}

static void a_transport_stream_is_told_by_what_returns(void **state)
{
    (void)state;
    static const struct {
        size_t offset, packet;
    } streams[] = {{0, 188}, {4, 192}};
    for (size_t i = 0; i < 2; i++) {
        uint8_t bytes[SCAN_KIND_BYTES] = {0};
        const size_t last = streams[i].offset + 2 * streams[i].packet;
        for (size_t at = streams[i].offset; at <= last; at += streams[i].packet)
            bytes[at] = 0x47;
        assert_int_equal(scan_kind_of(bytes, sizeof bytes), SCAN_KIND_MPEG_TS);
        assert_int_equal(scan_kind_of(bytes, last + 1), SCAN_KIND_MPEG_TS);
        assert_int_equal(scan_kind_of(bytes, last), SCAN_KIND_UNKNOWN);
        bytes[last] = 0;
        assert_int_equal(scan_kind_of(bytes, sizeof bytes), SCAN_KIND_UNKNOWN);
    }
}

static void every_video_has_a_demuxer_and_nothing_else_has(void **state)
{
    (void)state;
    for (enum scan_kind kind = 0; kind < SCAN_KIND_COUNT; kind++)
        assert_true((scan_kind_demuxer(kind) != NULL) == (scan_kind_reader(kind) == SCAN_READER_VIDEO));
    for (enum scan_kind kind = SCAN_KIND_UNKNOWN + 1; kind < SCAN_KIND_COUNT; kind++)
        assert_true(scan_kind_name(kind)[0] != '\0');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_bytes_tell),
        cmocka_unit_test(a_transport_stream_is_told_by_what_returns),
        cmocka_unit_test(every_video_has_a_demuxer_and_nothing_else_has),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
