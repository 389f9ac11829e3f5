/* tsv.h: rows of tab-separated test vectors. */
#ifndef TRC_TESTS_TSV_H
#define TRC_TESTS_TSV_H

#include <string.h>

/* Cuts a line into its columns, in place; missing ones are empty. */
static inline void tsv_cut(char *line, char **column, size_t count)
{
    line[strcspn(line, "\r\n")] = '\0';
    for (size_t i = 0; i < count; i++) {
        column[i] = line;
        line += strcspn(line, "\t");
        if (*line != '\0')
            *line++ = '\0';
    }
}

#endif
