/* sightings.c: the codes of a stream, each told once however many frames show it. */
#include "scanner/sightings.h"

#include <stdlib.h>
#include <string.h>

#include "scanner/goal.h"

struct scan_sightings {
    size_t max_count, max_bytes;
    size_t count, bytes;
    uint64_t total;
    struct scan_sighting *oldest, *newest;
    size_t slots; /* a power of two */
    struct scan_sighting *chains[];
};

/* That texts can be made to share a chain costs the reader of a hostile stream at most max_count comparisons. */
static struct scan_sighting **chain_of(struct scan_sightings *sightings, const struct scan_symbol *symbol)
{
    const uint64_t hash = scan_hash(symbol->text, symbol->text_len);
    return &sightings->chains[(size_t)(hash ^ hash >> 32) & (sightings->slots - 1)];
}

static bool is_same(const struct scan_symbol *a, const struct scan_symbol *b)
{
    return a->symbology == b->symbology && a->text_len == b->text_len && memcmp(a->text, b->text, a->text_len) == 0;
}

struct scan_sightings *scan_sightings_open(size_t max_count, size_t max_bytes)
{
    size_t slots = 1;
    while (slots < max_count)
        slots *= 2;
    struct scan_sightings *sightings = calloc(1, sizeof *sightings + slots * sizeof(struct scan_sighting *));
    if (sightings != NULL) {
        sightings->max_count = max_count;
        sightings->max_bytes = max_bytes;
        sightings->slots = slots;
    }
    return sightings;
}

void scan_sighting_free(struct scan_sighting *sighting)
{
    if (sighting != NULL)
        free((void *)(uintptr_t)sighting->symbol.text); // NOLINT(performance-no-int-to-ptr): const only to others
    free(sighting);
}

void scan_sightings_close(struct scan_sightings *sightings)
{
    while (sightings != NULL && sightings->oldest != NULL) {
        struct scan_sighting *oldest = sightings->oldest;
        sightings->oldest = oldest->newer;
        scan_sighting_free(oldest);
    }
    free(sightings);
}

/* Out of the order of when they were seen, and into it again as the newest. */
static void unlink_sighting(struct scan_sightings *sightings, struct scan_sighting *sighting)
{
    *(sighting->older != NULL ? &sighting->older->newer : &sightings->oldest) = sighting->newer;
    *(sighting->newer != NULL ? &sighting->newer->older : &sightings->newest) = sighting->older;
}

static void append(struct scan_sightings *sightings, struct scan_sighting *sighting)
{
    sighting->older = sightings->newest;
    sighting->newer = NULL;
    *(sightings->newest != NULL ? &sightings->newest->newer : &sightings->oldest) = sighting;
    sightings->newest = sighting;
}

static struct scan_sighting *add(struct scan_sightings *sightings, const struct scan_symbol *symbol, double at_s)
{
    struct scan_sighting **chain = chain_of(sightings, symbol), *sighting = calloc(1, sizeof *sighting);
    char *text = malloc(symbol->text_len + 1);
    if (sighting == NULL || text == NULL) {
        free(sighting);
        free(text);
        return NULL;
    }
    memcpy(text, symbol->text, symbol->text_len);
    text[symbol->text_len] = '\0';
    *sighting = (struct scan_sighting){.symbol = *symbol, .first_s = at_s, .number = sightings->total++};
    sighting->symbol.text = text;
    sighting->chained = *chain;
    *chain = sighting;
    sightings->count++;
    sightings->bytes += symbol->text_len;
    return sighting;
}

#define KEEP_HIGHEST(number)                                                                                           \
    do {                                                                                                               \
        if (other->number > print->number)                                                                             \
            print->number = other->number;                                                                             \
    } while (0)

/* A frame can hide what a label is printed like (at its edge, or blurred), and cannot make it better than it is. */
static void join_print(struct scan_print *print, const struct scan_print *other)
{
    print->measured |= other->measured;
    KEEP_HIGHEST(contrast_milli);
    KEEP_HIGHEST(modulation_milli);
    KEEP_HIGHEST(quiet_zone_centi);
    KEEP_HIGHEST(module_centi);
}

struct scan_sighting *scan_sightings_note(struct scan_sightings *sightings, const struct scan_symbol *symbol,
                                          double at_s, bool *fresh)
{
    struct scan_sighting *sighting = *chain_of(sightings, symbol);
    while (sighting != NULL && !is_same(&sighting->symbol, symbol))
        sighting = sighting->chained;
    *fresh = sighting == NULL;
    if (sighting != NULL)
        unlink_sighting(sightings, sighting);
    else
        sighting = add(sightings, symbol, at_s);
    if (sighting == NULL)
        return NULL;
    append(sightings, sighting);
    const bool next_frame = *fresh || sighting->last_frame != symbol->frame;
    sighting->frames += next_frame;
    sighting->in_frame = next_frame ? 1 : sighting->in_frame + 1;
    if (sighting->in_frame > sighting->labels)
        sighting->labels = sighting->in_frame;
    join_print(&sighting->symbol.print, &symbol->print);
    sighting->last_frame = symbol->frame;
    sighting->last_s = at_s;
    return sighting;
}

struct scan_sighting *scan_sightings_take_surplus(struct scan_sightings *sightings)
{
    struct scan_sighting *oldest = sightings->oldest;
    if (oldest == sightings->newest ||
        (sightings->count <= sightings->max_count && sightings->bytes <= sightings->max_bytes))
        return NULL;
    struct scan_sighting **link = chain_of(sightings, &oldest->symbol);
    while (*link != oldest)
        link = &(*link)->chained;
    *link = oldest->chained;
    unlink_sighting(sightings, oldest);
    sightings->count--;
    sightings->bytes -= oldest->symbol.text_len;
    return oldest;
}

static int compare_numbers(const void *a, const void *b)
{
    const uint64_t first = (*(struct scan_sighting *const *)a)->number;
    const uint64_t second = (*(struct scan_sighting *const *)b)->number;
    return (first > second) - (first < second);
}

struct scan_sighting **scan_sightings_list(const struct scan_sightings *sightings, size_t *count)
{
    struct scan_sighting **list = malloc((sightings->count + 1) * sizeof(struct scan_sighting *));
    *count = 0;
    if (list == NULL || sightings->count == 0) {
        free(list);
        return NULL;
    }
    for (struct scan_sighting *at = sightings->oldest; at != NULL; at = at->newer)
        list[(*count)++] = at;
    qsort(list, *count, sizeof *list, compare_numbers);
    return list;
}

const struct scan_sighting *scan_sightings_newest(const struct scan_sightings *sightings)
{
    return sightings->newest;
}

uint64_t scan_sightings_total(const struct scan_sightings *sightings)
{
    return sightings->total;
}
