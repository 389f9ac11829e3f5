/* bits.c: segments in bits. */
#include "label/bits.h"

#include <assert.h>
#include <string.h>

#include "label/plan.h"

struct writer {
    uint8_t *next, *end;
    uint64_t bits; /* waiting, the last in the lowest place */
    unsigned count;
};

/* At most 32 bits at once. */
static void put(struct writer *writer, uint32_t value, unsigned count)
{
    writer->bits = writer->bits << count | value;
    writer->count += count;
    while (writer->count >= 8) {
        assert(writer->next < writer->end);
        writer->count -= 8;
        *writer->next++ = (uint8_t)(writer->bits >> writer->count);
    }
}

/* clang-format off */
static const uint8_t alphanumeric[256] = {
    [' '] = 36, ['$'] = 37, ['%'] = 38, ['*'] = 39, ['+'] = 40, ['-'] = 41, ['.'] = 42, ['/'] = 43, [':'] = 44,
    ['0'] = 0, ['1'] = 1, ['2'] = 2, ['3'] = 3, ['4'] = 4, ['5'] = 5, ['6'] = 6, ['7'] = 7, ['8'] = 8, ['9'] = 9,
    ['A'] = 10, ['B'] = 11, ['C'] = 12, ['D'] = 13, ['E'] = 14, ['F'] = 15, ['G'] = 16, ['H'] = 17, ['I'] = 18,
    ['J'] = 19, ['K'] = 20, ['L'] = 21, ['M'] = 22, ['N'] = 23, ['O'] = 24, ['P'] = 25, ['Q'] = 26, ['R'] = 27,
    ['S'] = 28, ['T'] = 29, ['U'] = 30, ['V'] = 31, ['W'] = 32, ['X'] = 33, ['Y'] = 34, ['Z'] = 35,
};
/* clang-format on */

static void put_digits(struct writer *writer, const uint8_t *text, size_t len)
{
    for (; len >= 3; text += 3, len -= 3)
        put(writer, (text[0] - '0') * 100u + (text[1] - '0') * 10u + (text[2] - '0'), 10);
    if (len == 2)
        put(writer, (text[0] - '0') * 10u + (text[1] - '0'), 7);
    else if (len == 1)
        put(writer, text[0] - '0', 4);
}

static void put_characters(struct writer *writer, const uint8_t *text, size_t len)
{
    for (; len >= 2; text += 2, len -= 2)
        put(writer, alphanumeric[text[0]] * 45u + alphanumeric[text[1]], 11);
    if (len == 1)
        put(writer, alphanumeric[text[0]], 6);
}

static void put_segment(struct writer *writer, const uint8_t *text, size_t len, enum trc_segment_mode mode,
                        unsigned version)
{
    put(writer, 1u << mode, 4);
    put(writer, (uint32_t)len, trc_count_bits(mode, version));
    if (mode == TRC_SEGMENT_NUMERIC)
        put_digits(writer, text, len);
    else if (mode == TRC_SEGMENT_ALNUM)
        put_characters(writer, text, len);
    else
        for (size_t i = 0; i < len; i++)
            put(writer, text[i], 8);
}

/* Four zero bits, or as many as there is room for; zeros to the next codeword; then two codewords in turn. */
static void put_end(struct writer *writer)
{
    const size_t room = (size_t)(writer->end - writer->next) * 8 - writer->count;
    put(writer, 0, room < 4 ? (unsigned)room : 4);
    put(writer, 0, (8 - writer->count) % 8);
    for (uint8_t pad = 0xec; writer->next < writer->end; pad ^= 0xec ^ 0x11)
        *writer->next++ = pad;
}

void trc_bits_write(const char *text, size_t len, const uint8_t *mode, unsigned version, uint8_t *data, size_t data_len)
{
    struct writer writer = {data, data + data_len, 0, 0};
    for (size_t start = 0, end; start < len; start = end) {
        for (end = start + 1; end < len && mode[end] == mode[start];)
            end++;
        put_segment(&writer, (const uint8_t *)text + start, end - start, mode[start], version);
    }
    put_end(&writer);
}
