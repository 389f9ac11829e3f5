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

const char *scan_rung_name(enum scan_rung value)
{
    static const char *const names[] = {SCAN_RUNG_MAP(NAME_ROW)};
    return names[value];
}

/* Room for one more item: at every power of two the list doubles. @return the list, or NULL when memory ran out. */
static void *grow(void *items, size_t count, size_t size)
{
    if ((count & (count - 1)) != 0)
        return items;
    return reallocarray(items, count == 0 ? 1 : 2 * count, size);
}

bool scan_answer_add(struct scan_answer *answer, const struct scan_symbol *symbol)
{
    const size_t count = answer->symbol_count;
    struct scan_symbol *symbols = grow(answer->symbols, count, sizeof *symbols);
    if (symbols == NULL)
        return false;
    answer->symbols = symbols;
    char *text = malloc(symbol->text_len + 1);
    if (text == NULL)
        return false;
    memcpy(text, symbol->text, symbol->text_len);
    text[symbol->text_len] = '\0';
    symbols[count] = *symbol;
    symbols[count].text = text;
    answer->symbol_count++;
    answer->text_bytes += symbol->text_len;
    return true;
}

bool scan_answer_add_located(struct scan_answer *answer, const struct scan_located *located)
{
    const size_t count = answer->located_count, modules = scan_located_modules(located);
    struct scan_located *list = grow(answer->located, count, sizeof *list);
    if (list == NULL)
        return false;
    answer->located = list;
    int8_t *soft = malloc(modules);
    if (soft == NULL)
        return false;
    memcpy(soft, located->soft, modules);
    list[count] = *located;
    list[count].soft = soft;
    answer->located_count++;
    return true;
}

/* What this file has allocated is const only to others. */
static void drop(const void *owned)
{
    free((void *)(uintptr_t)owned); // NOLINT(performance-no-int-to-ptr)
}

void scan_answer_drop_located(struct scan_answer *answer, const bool *gone)
{
    size_t kept = 0;
    for (size_t i = 0; i < answer->located_count; i++)
        if (gone[i])
            drop(answer->located[i].soft);
        else
            answer->located[kept++] = answer->located[i];
    answer->located_count = kept;
}

void scan_answer_clear(struct scan_answer *answer)
{
    for (size_t i = 0; i < answer->symbol_count; i++)
        drop(answer->symbols[i].text);
    for (size_t i = 0; i < answer->located_count; i++)
        drop(answer->located[i].soft);
    free(answer->symbols);
    free(answer->located);
    *answer = (struct scan_answer){0};
}
