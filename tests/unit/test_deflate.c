/* test_deflate.c: zlib reads back the rows that were told, whatever their runs; code lengths keep to their limit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

#include "label/crc.h"
#include "label/deflate.h"
#include "memory_sink.h"
#include "random.h"

#define ROWS_MAX 40
#define RUNS_MAX 300

struct row {
    struct trc_run run[RUNS_MAX];
    size_t run_count;
    uint32_t times;
};

static void take(void *context, const uint8_t *bytes, size_t len)
{
    assert_true(memory_sink(context, bytes, len));
}

/* Runs of different values that come to row_len bytes; `alphabet` values. */
static void make_row(uint64_t *random, struct row *row, size_t row_len, unsigned alphabet)
{
    row->run_count = 0;
    row->times = random_below(random, 3) == 0 ? 1 : 1 + random_below(random, 30);
    unsigned value = random_below(random, alphabet);
    for (size_t left = row_len; left > 0;) {
        unsigned len = 1 + random_below(random, random_below(random, 2) == 0 ? 4 : 700);
        if (len > left || row->run_count == RUNS_MAX - 1)
            len = (unsigned)left;
        row->run[row->run_count++] = (struct trc_run){.len = len, .value = (uint8_t)(value * 37)};
        left -= len;
        value = (value + 1 + random_below(random, alphabet - 1)) % alphabet;
    }
}

static void assert_reads_back(const struct row *rows, size_t count, size_t row_len)
{
    static struct trc_deflate deflate;
    struct memory_sink sink = MEMORY_SINK_INIT;
    trc_deflate_start(&deflate, row_len, take, &sink);
    for (size_t i = 0; i < count; i++)
        trc_deflate_plan(&deflate, rows[i].run, rows[i].run_count, rows[i].times);
    trc_deflate_head(&deflate);
    for (size_t i = 0; i < count; i++)
        trc_deflate_rows(&deflate, rows[i].run, rows[i].run_count, rows[i].times);
    trc_deflate_end(&deflate);

    z_stream zlib = {.next_in = (Bytef *)sink.bytes, .avail_in = (uInt)sink.len};
    assert_int_equal(inflateInit(&zlib), Z_OK);
    uint8_t *row = malloc(row_len), *expected = malloc(row_len);
    assert_true(row != NULL && expected != NULL);
    for (size_t i = 0; i < count; i++) {
        size_t pos = 0;
        for (size_t j = 0; j < rows[i].run_count; pos += rows[i].run[j++].len)
            memset(expected + pos, rows[i].run[j].value, rows[i].run[j].len);
        assert_int_equal(pos, row_len);
        for (uint32_t time = 0; time < rows[i].times; time++) {
            zlib.next_out = row;
            zlib.avail_out = (uInt)row_len;
            assert_true(inflate(&zlib, Z_SYNC_FLUSH) >= 0);
            assert_int_equal(zlib.avail_out, 0);
            assert_memory_equal(row, expected, row_len);
        }
    }
    zlib.next_out = row; /* no byte more, and the right Adler-32 */
    zlib.avail_out = 1;
    assert_int_equal(inflate(&zlib, Z_FINISH), Z_STREAM_END);
    assert_int_equal(zlib.avail_out, 1);
    assert_int_equal(zlib.avail_in, 0);
    inflateEnd(&zlib);
    free(row);
    free(expected);
    free(sink.bytes);
}

static void rows_read_back(void **state)
{
    (void)state;
    static const size_t row_lens[] = {5, 6, 33, 258, 259, 260, 261, 517, 4000, 32767, 32768, 32769, 40000};
    static struct row rows[ROWS_MAX];
    uint64_t random = random_seed();
    for (size_t i = 0; i < sizeof row_lens / sizeof *row_lens; i++) {
        for (int round = 0; round < 30; round++) {
            const size_t count = row_lens[i] > 5000 ? 3 : 1 + random_below(&random, ROWS_MAX);
            const unsigned alphabet = round % 3 == 0 ? 2 : 2 + random_below(&random, 250);
            for (size_t row = 0; row < count; row++) {
                if (row > 0 && random_below(&random, 4) == 0)
                    rows[row] = rows[row - 1];
                else
                    make_row(&random, &rows[row], row_lens[i], alphabet);
            }
            assert_reads_back(rows, count, row_lens[i]);
        }
    }
}

/* Frequencies as Fibonacci's numbers make the deepest tree there is. */
static void code_lengths_keep_to_their_limit(void **state)
{
    (void)state;
    for (unsigned limit = 7; limit <= 15; limit++) {
        for (size_t count = 2; count <= 60; count++) {
            uint64_t frequency[60] = {1, 1};
            for (size_t i = 2; i < count; i++)
                frequency[i] = frequency[i - 1] + frequency[i - 2];
            uint8_t length[60];
            trc_huffman_lengths(frequency, count, limit, length);
            uint32_t used = 0;
            for (size_t i = 0; i < count; i++) {
                assert_true(length[i] >= 1 && length[i] <= limit);
                assert_true(i == 0 || length[i] <= length[i - 1]);
                used += UINT32_C(1) << (15 - length[i]);
            }
            assert_int_equal(used, 1 << 15); /* complete, as zlib asks */
        }
    }
}

static void codes_of_the_standards_example(void **state)
{
    (void)state;
    /* RFC 1951 section 3.2.2: A to H with lengths (3, 3, 3, 3, 3, 2, 4, 4). */
    static const uint8_t length[] = {3, 3, 3, 3, 3, 2, 4, 4};
    static const uint16_t code[] = {2, 6, 1, 5, 3, 0, 7, 15}; /* 010 011 100 101 110 00 1110 1111, reversed */
    uint16_t found[8];
    trc_huffman_codes(length, 8, found);
    assert_memory_equal(found, code, sizeof code);
}

static void crc_is_zlibs(void **state)
{
    (void)state;
    assert_int_equal(trc_crc_more(0, "123456789", 9), 0xcbf43926);
    uint64_t random = random_seed();
    uint8_t bytes[100];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)random_next(&random);
    for (size_t len = 0; len <= sizeof bytes; len++) {
        const size_t cut = random_below(&random, (unsigned)len + 1);
        assert_int_equal(trc_crc_more(trc_crc_more(0, bytes, cut), bytes + cut, len - cut), crc32(0, bytes, (uInt)len));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_read_back),
        cmocka_unit_test(code_lengths_keep_to_their_limit),
        cmocka_unit_test(codes_of_the_standards_example),
        cmocka_unit_test(crc_is_zlibs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
