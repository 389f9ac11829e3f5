/* formula.c: cells that a spreadsheet would compute. */
#include "formula.h"

#include <string.h>

/* Some pass over blanks, and some know the signs in full width. */
bool formula_begins(const char *text, size_t len)
{
    static const char *const signs[] = {"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"};
    while (len > 0 && *text == ' ')
        text++, len--;
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (len >= strlen(signs[i]) && memcmp(text, signs[i], strlen(signs[i])) == 0)
            return true;
    return false;
}
