/* page.c: one page of a document, which is looked at twice: the pictures that lie in it, and the page as it is drawn.
 */
#include "scanner/page.h"

#include <string.h>

#include "scanner/protocol.h"

static bool is_same(const struct scan_symbol *a, const struct scan_symbol *b)
{
    return a->symbology == b->symbology && a->text_len == b->text_len && memcmp(a->text, b->text, a->text_len) == 0;
}

/* How many of the first `end` symbols say the same as *symbol. */
static size_t count_same(const struct scan_answer *answer, size_t end, const struct scan_symbol *symbol)
{
    size_t count = 0;
    for (size_t i = 0; i < end; i++)
        count += is_same(&answer->symbols[i], symbol);
    return count;
}

/* Likewise what was located and not read, for drawings. */
static bool add_located(struct scan_answer *to, const struct scan_answer *from, const struct scan_picture *picture)
{
    for (size_t i = 0; i < from->located_count && to->located_count < SCAN_LOCATED_MAX; i++) {
        struct scan_located located = from->located[i];
        located.page = picture->page;
        located.frame = picture->embedded;
        if (!scan_answer_add_located(to, &located))
            return false;
    }
    return true;
}

/* Appends copies of `from` to `to`, up to what a single picture may hold. */
static bool add_all(struct scan_answer *to, const struct scan_answer *from, const struct scan_picture *picture)
{
    for (size_t i = 0; i < from->symbol_count && to->symbol_count < SCAN_SYMBOLS_MAX; i++) {
        struct scan_symbol symbol = from->symbols[i];
        symbol.page = picture->page;
        symbol.frame = picture->embedded;
        if (symbol.text_len <= SCAN_TEXTS_MAX - to->text_bytes && !scan_answer_add(to, &symbol))
            return false;
    }
    return true;
}

bool scan_page_take(struct scan_page *page, const struct scan_picture *picture, struct scan_answer *answer)
{
    struct scan_answer *look = picture->embedded > 0 ? &page->embedded : &page->drawn;
    const bool added = add_all(look, answer, picture) && add_located(look, answer, picture);
    page->number = picture->page;
    look->outcome = answer->outcome.result == SCAN_READ ? picture->outcome : answer->outcome;
    scan_answer_clear(answer);
    return added;
}

bool scan_page_merge(struct scan_page *page, struct scan_answer *merged)
{
    bool added = true;
    const struct scan_answer *embedded = &page->embedded;
    *merged = page->drawn;
    page->drawn = (struct scan_answer){0};
    const size_t drawn_count = merged->symbol_count;
    for (size_t i = 0; i < embedded->symbol_count && added; i++) {
        const struct scan_symbol *symbol = &embedded->symbols[i];
        if (count_same(embedded, i + 1, symbol) > count_same(merged, drawn_count, symbol))
            added = scan_answer_add(merged, symbol);
    }
    for (size_t i = 0; i < embedded->located_count && added; i++)
        added = scan_answer_add_located(merged, &embedded->located[i]);
    scan_page_clear(page);
    return added;
}

void scan_page_clear(struct scan_page *page)
{
    scan_answer_clear(&page->embedded);
    scan_answer_clear(&page->drawn);
    page->number = 0;
}
