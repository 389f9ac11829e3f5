/* pattern.h: the text of a batch's codes, with wild characters where it is not known. */
#ifndef TRC_SCAN_INFORMED_PATTERN_H
#define TRC_SCAN_INFORMED_PATTERN_H

#include "scanner/informed/informed.h"

/* Stands in a pattern for a character of which only the kind is known. */
enum informed_wild {
    INFORMED_DIGIT = 1,
    INFORMED_ALNUM,  /* 0-9 A-Z */
    INFORMED_BASE32, /* Crockford's */
    INFORMED_END_H,  /* the last character of an H seal, which has two zero bits */
    INFORMED_END_E   /* of an E seal: three */
};

struct informed_pattern {
    char text[INFORMED_TEXT_MAX]; /* values below ' ' are wild */
    uint16_t len;
    uint16_t host_end; /* where the path begins; before it nothing is covered by a seal */
};

/** @return false when a batch makes no sense, or no code of at most INFORMED_TEXT_MAX - 1 characters. */
bool informed_pattern_of(const struct informed_batch *batch, struct informed_pattern *pattern);

static inline bool informed_is_wild(char pattern)
{
    return (unsigned char)pattern < ' ';
}

/** Whether a pattern's character, wild or not, stands for `c`. */
bool informed_allows(char pattern, char c);

#endif
