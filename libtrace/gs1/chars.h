/* chars.h: which characters belong to which set: one table, one load for each test. */
#ifndef TRC_GS1_CHARS_H
#define TRC_GS1_CHARS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum trc_char_class {
    TRC_CHAR_DIGIT = 1,
    TRC_CHAR_CSET82 = 2, /* GS1 General Specifications, figure 7.11-1 */
    TRC_CHAR_CSET39 = 4, /* figure 7.11-2 */
    TRC_CHAR_CSET64 = 8, /* figure 7.11-3, with the pad character */
    TRC_CHAR_URI = 16,   /* may stand in a URI after the host and means nothing to its reader: all but ? # % */
    TRC_CHAR_HOST = 32,  /* may stand in a host: letters, digits, - . : [ ] */
    TRC_CHAR_PLAIN = 64, /* needs no percent-encoding: RFC 3986 section 2.3 */
    TRC_CHAR_HEX = 128,
};

extern const uint8_t trc_chars_class[256];

static inline bool trc_chars_is(char c, unsigned classes)
{
    return (trc_chars_class[(unsigned char)c] & classes) != 0;
}

/** The classes that all of these characters belong to. */
static inline unsigned trc_chars_common(const char *text, size_t len)
{
    unsigned classes = UINT8_MAX;
    for (size_t i = 0; i < len; i++)
        classes &= trc_chars_class[(unsigned char)text[i]];
    return classes;
}

/** The value of a hex digit of either case. */
static inline unsigned trc_chars_hex(char c)
{
    return c <= '9' ? (unsigned)(c - '0') : ((unsigned)c | 0x20u) - 'a' + 10u;
}

#endif
