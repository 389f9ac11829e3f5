/* chars.c: the table behind chars.h. */
#include "gs1/chars.h"

#define SETS (TRC_CHAR_CSET82 | TRC_CHAR_CSET39 | TRC_CHAR_CSET64)
#define NAME (TRC_CHAR_URI | TRC_CHAR_HOST | TRC_CHAR_PLAIN)

const uint8_t trc_chars_class[256] = {
    ['0' ... '9'] = SETS | NAME | TRC_CHAR_DIGIT | TRC_CHAR_HEX,
    ['A' ... 'F'] = SETS | NAME | TRC_CHAR_HEX,
    ['G' ... 'Z'] = SETS | NAME,
    ['a' ... 'f'] = TRC_CHAR_CSET82 | TRC_CHAR_CSET64 | NAME | TRC_CHAR_HEX,
    ['g' ... 'z'] = TRC_CHAR_CSET82 | TRC_CHAR_CSET64 | NAME,
    ['-'] = SETS | NAME,
    ['.'] = TRC_CHAR_CSET82 | NAME,
    ['_'] = TRC_CHAR_CSET82 | TRC_CHAR_CSET64 | TRC_CHAR_URI | TRC_CHAR_PLAIN,
    ['~'] = TRC_CHAR_URI | TRC_CHAR_PLAIN,
    ['!'] = TRC_CHAR_CSET82 | TRC_CHAR_URI,
    ['"'] = TRC_CHAR_CSET82,
    ['#'] = TRC_CHAR_CSET39,
    ['$'] = TRC_CHAR_URI,
    ['%'] = TRC_CHAR_CSET82,
    ['&' ... ','] = TRC_CHAR_CSET82 | TRC_CHAR_URI,
    ['/'] = TRC_CHAR_CSET82 | TRC_CHAR_CSET39 | TRC_CHAR_URI,
    [':'] = TRC_CHAR_CSET82 | TRC_CHAR_URI | TRC_CHAR_HOST,
    [';'] = TRC_CHAR_CSET82 | TRC_CHAR_URI,
    ['<'] = TRC_CHAR_CSET82,
    ['='] = TRC_CHAR_CSET82 | TRC_CHAR_CSET64 | TRC_CHAR_URI,
    ['>'] = TRC_CHAR_CSET82,
    ['?'] = TRC_CHAR_CSET82,
    ['@'] = TRC_CHAR_URI,
    ['['] = TRC_CHAR_URI | TRC_CHAR_HOST,
    [']'] = TRC_CHAR_URI | TRC_CHAR_HOST,
};
