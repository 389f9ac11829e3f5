/* answer.c: the names of results, and an answer's list of symbols. */
#include "scanner/answer.h"

#include <stdlib.h>
#include <string.h>

#define NAME_ROW(name, id) id,

const char *scan_result_name(enum scan_result value)
{
    static const char *const names[] = {SCAN_RESULT_MAP(NAME_ROW)};
    return names[value];
}

const char *scan_symbology_name(enum scan_symbology value)
{
    static const char *const names[] = {SCAN_SYMBOLOGY_MAP(NAME_ROW)};
    return names[value];
}

const char *scan_decoder_name(enum scan_decoder value)
{
    static const char *const names[] = {SCAN_DECODER_MAP(NAME_ROW)};
    return names[value];
}

bool scan_answer_add(struct scan_answer *answer, const struct scan_symbol *symbol)
{
    const size_t count = answer->symbol_count;
    if ((count & (count - 1)) == 0) { /* at every power of two the list doubles */
        struct scan_symbol *grown = reallocarray(answer->symbols, count == 0 ? 1 : 2 * count, sizeof *grown);
        if (grown == NULL)
            return false;
        answer->symbols = grown;
    }
    char *text = malloc(symbol->text_len + 1);
    if (text == NULL)
        return false;
    memcpy(text, symbol->text, symbol->text_len);
    text[symbol->text_len] = '\0';
    answer->symbols[count] = *symbol;
    answer->symbols[count].text = text;
    answer->symbol_count++;
    answer->text_bytes += symbol->text_len;
    return true;
}

void scan_answer_clear(struct scan_answer *answer)
{
    for (size_t i = 0; i < answer->symbol_count; i++)
        free((void *)(uintptr_t)answer->symbols[i].text); // NOLINT(performance-no-int-to-ptr): const only to others
    free(answer->symbols);
    *answer = (struct scan_answer){0};
}
