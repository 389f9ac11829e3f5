/* ascii.h: letters, digits and blanks of ASCII. Not <ctype.h>, which asks the user's locale: a Turkish one has no I. */
#ifndef TRC_BASE_ASCII_H
#define TRC_BASE_ASCII_H

#include <stdbool.h>

static inline bool trc_ascii_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool trc_ascii_is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static inline bool trc_ascii_is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static inline bool trc_ascii_is_letter(char c)
{
    return trc_ascii_is_upper(c) || trc_ascii_is_lower(c);
}

/** Blank, tab, line feed, vertical tab, form feed, carriage return. */
static inline bool trc_ascii_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline char trc_ascii_upper(char c)
{
    return (char)(trc_ascii_is_lower(c) ? c - 'a' + 'A' : c);
}

static inline char trc_ascii_lower(char c)
{
    return (char)(trc_ascii_is_upper(c) ? c - 'A' + 'a' : c);
}

#endif
