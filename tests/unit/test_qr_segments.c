/* test_qr_segments.c: every mode of the bit stream, and every way to cut it short. */
#include "scanner/qr/segments.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "random.h"

/* A bit stream under construction. */
struct stream {
    uint8_t data[3000];
    size_t bits;
};

static void push(struct stream *stream, unsigned value, unsigned count)
{
    for (; count > 0; count--, stream->bits++)
        if (value >> (count - 1) & 1)
            stream->data[stream->bits / 8] |= (uint8_t)(0x80 >> stream->bits % 8);
}

static size_t stream_len(const struct stream *stream)
{
    return (stream->bits + 7) / 8;
}

/* From "mode/bits value/bits ..." in hexadecimal. */
static struct stream stream_of(const char *fields)
{
    struct stream stream = {{0}, 0};
    while (*fields != '\0') {
        char *end;
        const unsigned long value = strtoul(fields, &end, 16);
        assert_int_equal(*end, '/');
        push(&stream, (unsigned)value, (unsigned)strtoul(end + 1, &end, 10));
        fields = end + (*end == ' ');
    }
    return stream;
}

static const struct {
    const char *shows, *fields;
    unsigned version;
    const char *bytes;
    size_t len, segments;
    enum qr_fnc1 fnc1;
} GOOD[] = {
    {"numeric, 8 digits as 3 + 3 + 2", "1/4 8/10 C/10 159/10 43/7 0/4", 1, "01234567", 8, 1, QR_FNC1_NONE},
    {"numeric, one digit left", "1/4 4/12 7B/10 9/4 0/4", 10, "1239", 4, 1, QR_FNC1_NONE},
    {"alphanumeric, pairs and one", "2/4 5/9 1CE/11 739/11 2/6 0/4", 1, "AC-42", 5, 1, QR_FNC1_NONE},
    {"byte", "4/4 3/8 61/8 0/8 FF/8 0/4", 9, "a\0\xFF", 3, 1, QR_FNC1_NONE},
    {"byte, long count", "4/4 1/16 61/8 0/4", 27, "a", 1, 1, QR_FNC1_NONE},
    {"kanji of both ranges", "8/4 2/8 D9F/13 1AAA/13 0/4", 1, "\x93\x5F\xE4\xAA", 4, 1, QR_FNC1_NONE},
    {"hanzi", "D/4 1/4 1/8 1D6/13 0/4", 1, "\xA5\xF7", 2, 1, QR_FNC1_NONE},
    {"two segments", "1/4 1/10 5/4 4/4 1/8 61/8 0/4", 1, "5a", 2, 2, QR_FNC1_NONE},
    {"no terminator at the end", "4/4 1/8 61/8 0/3", 1, "a", 1, 1, QR_FNC1_NONE},
    {"nothing", "0/4", 1, "", 0, 0, QR_FNC1_NONE},
    {"FNC1 first", "5/4 1/4 1/10 5/4 0/4", 1, "5", 1, 1, QR_FNC1_GS1},
    {"FNC1 second", "9/4 25/8 1/4 1/10 5/4 0/4", 1, "5", 1, 1, QR_FNC1_INDUSTRY},
};

static void good_streams_say_what_they_say(void **state)
{
    (void)state;
    static struct qr_text text;
    for (size_t i = 0; i < sizeof GOOD / sizeof GOOD[0]; i++) {
        const struct stream stream = stream_of(GOOD[i].fields);
        if (!qr_segments_parse(stream.data, stream_len(&stream), GOOD[i].version, &text))
            fail_msg("%s: refused", GOOD[i].shows);
        if (text.len != GOOD[i].len || memcmp(text.bytes, GOOD[i].bytes, text.len) != 0)
            fail_msg("%s: %zu bytes: %.*s", GOOD[i].shows, text.len, (int)text.len, (const char *)text.bytes);
        assert_int_equal(text.segment_count, GOOD[i].segments);
        assert_int_equal(text.fnc1, GOOD[i].fnc1);
    }
}

static void percent_signs_stand_for_separators_only_with_fnc1(void **state)
{
    (void)state;
    static struct qr_text text;
    /* "A%" "%%" "1%": 10 * 45 + 38, 38 * 45 + 38, 1 * 45 + 38 */
    const struct stream gs1 = stream_of("5/4 2/4 6/9 1E8/11 6D4/11 53/11 0/4");
    assert_true(qr_segments_parse(gs1.data, stream_len(&gs1), 1, &text));
    assert_int_equal(text.len, 5); /* "%%%" is a percent sign and a separator, taken from the left */
    assert_memory_equal(text.bytes,
                        "A%\x1D"
                        "1\x1D",
                        5);
    const struct stream plain = stream_of("2/4 6/9 1E8/11 6D4/11 53/11 0/4");
    assert_true(qr_segments_parse(plain.data, stream_len(&plain), 1, &text));
    assert_int_equal(text.len, 6);
    assert_memory_equal(text.bytes, "A%%%1%", 6);
}

static void ecis_belong_to_the_segments_after_them(void **state)
{
    (void)state;
    static struct qr_text text;
    const struct stream stream =
        stream_of("4/4 1/8 61/8 7/4 1A/8 4/4 2/8 C3/8 A9/8 7/4 83E8/16 4/4 1/8 62/8 7/4 CF423F/24 4/4 0/8 0/4");
    assert_true(qr_segments_parse(stream.data, stream_len(&stream), 5, &text));
    assert_int_equal(text.segment_count, 4);
    assert_int_equal(text.segments[0].eci, QR_ECI_NONE);
    assert_int_equal(text.segments[1].eci, 26);
    assert_int_equal(text.segments[1].start, 1);
    assert_int_equal(text.segments[1].len, 2);
    assert_int_equal(text.segments[2].eci, 1000);
    assert_int_equal(text.segments[3].eci, 999999);
}

static void structured_append_gives_its_header(void **state)
{
    (void)state;
    static struct qr_text text;
    const struct stream stream = stream_of("3/4 2/4 3/4 A5/8 1/4 1/10 5/4 0/4");
    assert_true(qr_segments_parse(stream.data, stream_len(&stream), 1, &text));
    assert_true(text.appended);
    assert_int_equal(text.append_index, 2);
    assert_int_equal(text.append_count, 4);
    assert_int_equal(text.append_parity, 0xA5);
}

static void bad_streams_are_refused(void **state)
{
    (void)state;
    static struct qr_text text;
    static const char *const BAD[] = {
        "6/4 0/4",                             /* no such mode */
        "F/4 0/4",                             /* nor this */
        "1/4 3/10 3E8/10 0/4",                 /* 1000 in three digits */
        "1/4 2/10 64/7 0/4",                   /* 100 in two */
        "1/4 1/10 A/4 0/4",                    /* 10 in one */
        "2/4 2/9 7E9/11 0/4",                  /* 45 * 45 */
        "2/4 1/9 2D/6 0/4",                    /* 45 */
        "7/4 E0/8 0/4",                        /* an ECI of four bytes */
        "7/4 CF4240/24 0/4",                   /* ECI 1000000 */
        "3/4 4/4 3/4 0/8 0/4",                 /* part 5 of 4 */
        "3/4 0/4 1/4 0/8 3/4 1/4 1/4 0/8 0/4", /* two headers */
        "D/4 2/4 1/8 1D6/13 0/4",              /* an unknown hanzi subset */
    };
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        const struct stream stream = stream_of(BAD[i]);
        if (qr_segments_parse(stream.data, stream_len(&stream), 1, &text))
            fail_msg("taken: %s", BAD[i]);
    }
}

/* Every shorter prefix either fails or gives a prefix of the text: nothing is read beyond the end. */
static void every_truncation_is_survived(void **state)
{
    (void)state;
    static struct qr_text text;
    for (size_t i = 0; i < sizeof GOOD / sizeof GOOD[0]; i++) {
        const struct stream stream = stream_of(GOOD[i].fields);
        for (size_t len = 0; len < stream_len(&stream); len++) {
            uint8_t *exact = malloc(len > 0 ? len : 1); /* for the address sanitizer */
            assert_non_null(exact);
            memcpy(exact, stream.data, len);
            if (qr_segments_parse(exact, len, GOOD[i].version, &text))
                assert_true(text.len <= GOOD[i].len);
            free(exact);
        }
    }
}

static void noise_is_survived_and_segments_cover_the_text(void **state)
{
    (void)state;
    static struct qr_text text;
    uint64_t random = random_seed();
    unsigned taken = 0;
    for (unsigned round = 0; round < 100000; round++) {
        uint8_t noise[64];
        for (size_t i = 0; i < sizeof noise; i++)
            noise[i] = (uint8_t)random_next(&random);
        noise[0] = (uint8_t)(0x40 | (noise[0] & 0x0F)); /* or hardly any would be taken */
        if (!qr_segments_parse(noise, sizeof noise, 1 + random_below(&random, 40), &text))
            continue;
        size_t covered = 0;
        for (size_t i = 0; i < text.segment_count; i++) {
            assert_int_equal(text.segments[i].start, covered);
            covered += text.segments[i].len;
        }
        assert_int_equal(covered, text.len);
        taken++;
    }
    assert_in_range(taken, 1, 99999);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_streams_say_what_they_say),
        cmocka_unit_test(percent_signs_stand_for_separators_only_with_fnc1),
        cmocka_unit_test(ecis_belong_to_the_segments_after_them),
        cmocka_unit_test(structured_append_gives_its_header),
        cmocka_unit_test(bad_streams_are_refused),
        cmocka_unit_test(every_truncation_is_survived),
        cmocka_unit_test(noise_is_survived_and_segments_cover_the_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
