/* stream.c: the bits of a pattern: segment headers, groups of characters, terminator and padding. */
#include "scanner/informed/stream.h"

#include <string.h>
#include <trc/label.h>

static const char ALNUM[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

struct writer {
    struct informed_stream *stream;
    unsigned bit;
};

static void put_bits(struct writer *writer, unsigned value, unsigned bits, bool known)
{
    for (; bits-- > 0; writer->bit++) {
        const unsigned at = writer->bit / 8, mark = 0x80u >> writer->bit % 8;
        if (at >= writer->stream->data_len || !known)
            continue;
        writer->stream->known[at] |= (uint8_t)mark;
        if (value >> bits & 1)
            writer->stream->value[at] |= (uint8_t)mark;
    }
}

/* Up to three digits, two alphanumeric characters or one byte from a value; false when none give it. */
static bool characters_of(unsigned value, unsigned bits, unsigned count, char out[3])
{
    switch (bits) {
    case 8:
        out[0] = (char)value;
        return true;
    case 11:
        out[0] = ALNUM[value / 45 % 45];
        out[1] = ALNUM[value % 45];
        return value < 45 * 45;
    case 6:
        out[0] = ALNUM[value % 45];
        return value < 45;
    default:
        for (unsigned i = count; i-- > 0; value /= 10)
            out[i] = (char)('0' + value % 10);
        return value == 0;
    }
}

static unsigned value_of(const char *text, unsigned count, enum trc_segment_mode mode)
{
    unsigned value = 0;
    for (unsigned i = 0; i < count; i++)
        value = mode == TRC_SEGMENT_NUMERIC ? value * 10 + (unsigned)(text[i] - '0')
                : mode == TRC_SEGMENT_ALNUM ? value * 45 + (unsigned)(strchr(ALNUM, text[i]) - ALNUM)
                                            : (unsigned char)text[i];
    return value;
}

static bool any_wild(const char *text, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        if (informed_is_wild(text[i]))
            return true;
    return false;
}

static void put_group(struct writer *writer, const struct informed_pattern *pattern, unsigned at, unsigned count,
                      enum trc_segment_mode mode)
{
    static const uint8_t BITS[TRC_SEGMENT_MODE_COUNT][4] = {{0, 4, 7, 10}, {0, 6, 11, 0}, {0, 8, 0, 0}};
    struct informed_stream *stream = writer->stream;
    const bool wild = any_wild(pattern->text + at, count);
    const uint8_t bits = BITS[mode][count];
    if (wild)
        stream->group[stream->group_count++] =
            (struct informed_group){(uint16_t)writer->bit, (uint16_t)at, bits, (uint8_t)count};
    put_bits(writer, wild ? 0 : value_of(pattern->text + at, count, mode), bits, !wild);
    if (at < pattern->host_end)
        stream->host_bits = (uint16_t)writer->bit;
}

static void put_segment(struct writer *writer, const struct informed_pattern *pattern, unsigned start, unsigned end,
                        enum trc_segment_mode mode, unsigned version)
{
    static const uint8_t COUNT_BITS[TRC_SEGMENT_MODE_COUNT][2] = {{10, 12}, {9, 11}, {8, 16}};
    static const uint8_t TOGETHER[TRC_SEGMENT_MODE_COUNT] = {3, 2, 1};
    put_bits(writer, 1u << mode, 4, true);
    put_bits(writer, end - start, COUNT_BITS[mode][version > 9], true);
    for (unsigned at = start; at < end; at += TOGETHER[mode])
        put_group(writer, pattern, at, end - at < TOGETHER[mode] ? end - at : TOGETHER[mode], mode);
}

/* The mode of each character; a wild one is taken for what is likely. */
static bool choose_modes(const struct informed_pattern *pattern, enum informed_split split, unsigned version,
                         uint8_t *modes)
{
    char likely[INFORMED_TEXT_MAX];
    for (unsigned i = 0; i < pattern->len; i++)
        likely[i] = !informed_is_wild(pattern->text[i])  ? pattern->text[i]
                    : pattern->text[i] == INFORMED_DIGIT ? '0'
                                                         : 'A';
    trc_segment_plan(likely, pattern->len, version, modes);
    if (split == INFORMED_SPLIT_CHEAPEST)
        return true;
    uint8_t widest = TRC_SEGMENT_NUMERIC;
    bool same = true;
    for (unsigned i = 0; i < pattern->len; i++) {
        const bool alnum = strchr(ALNUM, likely[i]) != NULL;
        widest = !alnum ? TRC_SEGMENT_BYTE : widest < TRC_SEGMENT_ALNUM ? TRC_SEGMENT_ALNUM : widest;
        same = same && modes[i] == modes[0];
    }
    memset(modes, widest, pattern->len);
    return !same; /* otherwise it is what the cheapest split gives */
}

static void put_padding(struct writer *writer)
{
    const unsigned end = 8u * writer->stream->data_len, left = end - writer->bit;
    put_bits(writer, 0, left < 4 ? left : 4, true);
    put_bits(writer, 0, (8 - writer->bit % 8) % 8, true);
    for (unsigned pad = 0xEC; writer->bit < end; pad ^= 0xEC ^ 0x11)
        put_bits(writer, pad, 8, true);
}

bool informed_stream_of(const struct informed_pattern *pattern, enum informed_split split, unsigned version,
                        unsigned data_len, struct informed_stream *stream)
{
    uint8_t modes[INFORMED_TEXT_MAX];
    struct writer writer = {stream, 0};
    memset(stream->value, 0, sizeof stream->value);
    memset(stream->known, 0, sizeof stream->known);
    stream->data_len = (uint16_t)data_len;
    stream->host_bits = stream->group_count = 0;
    if (!choose_modes(pattern, split, version, modes))
        return false;
    for (unsigned start = 0, end; start < pattern->len; start = end) {
        for (end = start + 1; end < pattern->len && modes[end] == modes[start];)
            end++;
        put_segment(&writer, pattern, start, end, (enum trc_segment_mode)modes[start], version);
    }
    if (writer.bit > 8 * data_len)
        return false;
    put_padding(&writer);
    return true;
}

static bool group_allows(const struct informed_pattern *pattern, const struct informed_group *group, unsigned value,
                         char out[3])
{
    if (!characters_of(value, group->bits, group->characters, out))
        return false;
    for (unsigned i = 0; i < group->characters; i++)
        if (!informed_allows(pattern->text[group->at + i], out[i]))
            return false;
    return true;
}

void informed_stream_narrow(const struct informed_pattern *pattern, struct informed_stream *stream)
{
    for (unsigned i = 0; i < stream->group_count; i++) {
        const struct informed_group *group = &stream->group[i];
        unsigned ever = 0, always = ~0u;
        char characters[3];
        for (unsigned value = 0; value < 1u << group->bits; value++)
            if (group_allows(pattern, group, value, characters)) {
                ever |= value;
                always &= value;
            }
        struct writer writer = {stream, group->bit};
        for (unsigned bit = group->bits; bit-- > 0;)
            put_bits(&writer, ever >> bit & 1, 1, (ever >> bit & 1) == (always >> bit & 1));
    }
}

bool informed_group_read(const struct informed_pattern *pattern, const struct informed_group *group,
                         const uint8_t *data, char *text)
{
    const unsigned first = group->bit / 8, shift = 24u - group->bit % 8 - group->bits;
    char characters[3];
    /* Two bytes or three; the last one is never beyond the data when its bits are needed. */
    unsigned window = (unsigned)data[first] << 16;
    if (group->bit % 8 + group->bits > 8)
        window |= (unsigned)data[first + 1] << 8;
    if (group->bit % 8 + group->bits > 16)
        window |= data[first + 2];
    if (!group_allows(pattern, group, window >> shift & ((1u << group->bits) - 1), characters))
        return false;
    if (text != NULL)
        memcpy(text + group->at, characters, group->characters);
    return true;
}
