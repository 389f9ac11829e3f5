/* marked.h: text that shows where it is wrong: "(01)0690123456789|3|". No mark: nothing is wrong. */
#ifndef TRC_TESTS_MARKED_H
#define TRC_TESTS_MARKED_H

#include <string.h>

/* '|' stands in no GS1 text. Copies the text without its marks; returns the offset of the first, or -1. */
static inline long marked_text(const char *marked, char *text)
{
    const char *mark = strchr(marked, '|');
    const long pos = mark != NULL ? mark - marked : -1;
    for (; *marked != '\0'; marked++)
        if (*marked != '|')
            *text++ = *marked;
    *text = '\0';
    return pos;
}

#endif
