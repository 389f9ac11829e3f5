/* sightings.h: the codes of a stream, each told once however many frames show it. Bounded, whatever the stream shows.
 */
#ifndef TRC_SCAN_SIGHTINGS_H
#define TRC_SCAN_SIGHTINGS_H

#include <trc/verdict.h>

#include "scanner/package.h"

/* One code of a stream. */
struct scan_sighting {
    struct scan_symbol symbol; /* as it was read first, its print as well as any frame shows it; its text is owned */
    uint32_t last_frame;
    double first_s, last_s;      /* seconds from the stream's beginning */
    uint64_t frames;             /* in which it was read */
    unsigned labels;             /* as many places of one frame showed it at once */
    unsigned told;               /* lines that it has; the teller's */
    uint64_t number;             /* how many codes were seen before it */
    enum trc_verdict verdict;    /* when it was read first, for the view; NONE where nobody judges or looks */
    struct scan_package package; /* what barcodes beside it said in any frame */
    char gtin[TRC_GTIN_SIZE];    /* of the product that it names; empty: none */
    /* private */
    unsigned in_frame;                   /* as many places of the last frame */
    struct scan_sighting *chained;       /* of the same hash */
    struct scan_sighting *older, *newer; /* by when they were seen last */
};

struct scan_sightings;

/**
 * @param max_count, max_bytes As many codes, with texts of so many bytes together, are kept at a time.
 * @return NULL when memory ran out.
 */
struct scan_sightings *scan_sightings_open(size_t max_count, size_t max_bytes);

/** NULL-safe. */
void scan_sightings_close(struct scan_sightings *sightings);

/**
 * Note that a frame shows a code. The same text twice in one frame is one sighting.
 *
 * @param[out] fresh Has it not been kept before?
 * @return Borrowed until it is taken; NULL when memory ran out.
 */
struct scan_sighting *scan_sightings_note(struct scan_sightings *sightings, const struct scan_symbol *symbol,
                                          double at_s, bool *fresh);

/**
 * Take out the code that has not been seen for the longest time, if there are more than are to be kept. To be called
 * after each that is fresh, until it answers NULL.
 *
 * @return The caller's, for scan_sighting_free().
 */
struct scan_sighting *scan_sightings_take_surplus(struct scan_sightings *sightings);

/** Those kept, in the order in which they were first seen: an array from malloc, of borrowed ones; NULL for none. */
struct scan_sighting **scan_sightings_list(const struct scan_sightings *sightings, size_t *count);

/** The code seen last, and from there back through ->older. NULL: none. */
const struct scan_sighting *scan_sightings_newest(const struct scan_sightings *sightings);

/** How many different codes there were, those included that were taken out; one that came back counts again. */
uint64_t scan_sightings_total(const struct scan_sightings *sightings);

void scan_sighting_free(struct scan_sighting *sighting);

#endif
