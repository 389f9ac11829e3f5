/* place.h: where something happened, coarse on purpose: a region, or a point rounded to about 11 km, or both. */
#ifndef TRC_PLACE_H
#define TRC_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <trc/error.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TRC_REGION_MAX 6       /* ISO 3166-1 alpha-2, and "-" with 1 to 3 letters or digits: "CN-31", "US-CA", "DE" */
#define TRC_PLACE_TEXT_SIZE 18 /* "CN-310-31.2-121.5" and NUL */

/** A place; all zeros: none. Plain data. */
struct trc_place {
    char region[TRC_REGION_MAX + 1]; /* canonical, see trc_place_parse(); empty: not known */
    bool has_point;
    int16_t lat_tenths; /* degrees times ten: -900 to 900 */
    int16_t lon_tenths; /* -1799 to 1800 */
};

/**
 * Read a place: nothing, a region, a point, or a region and then a point. Blanks around each are skipped.
 *
 * A region is a code of ISO 3166 in either case; it need not be one that trc_region_name() knows. Provinces of China
 * have the two digits of GB/T 2260 and become those ("CN-31") from today's letters ("CN-SH") too. TW, HK and MO, with
 * whatever follows, are CN-71, CN-91 and CN-92, and so are CN-81 and CN-82 of GB/T 2260.
 *
 * A point is ISO 6709 in decimal degrees ("+31.23+121.47", with or without a last "/"), or two numbers with a comma
 * ("31.23, 121.47"). The second form needs a blank between a region and a number without a sign. "ZA-33.9+018.4" is the
 * country with a point; "ZA-33" alone would be a part of the country.
 *
 * The point is rounded to the next tenth of a degree, and of the exact one nothing is kept. Longitudes come out over
 * -180 and up to 180.
 *
 * @param[in]  text  NUL-terminated.
 * @param[out] place None unless TRC_OK.
 * @return TRC_OK; TRC_ERR_SYNTAX with the rule "place-region", "place-point" or "place-end" and its offset;
 *         TRC_ERR_RANGE for a latitude over 90 or a longitude over 360 degrees.
 * Allocates: nothing. Thread-safe. Source: ISO 3166-1, ISO 3166-2, GB/T 2260, ISO 6709 annex H.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_place_parse(const char *text, struct trc_place *place,
                                                        struct trc_error *error);

/**
 * The canonical text: the region, then ISO 6709 with one decimal: "CN-31+31.2+121.5"; empty for no place.
 *
 * trc_place_parse() reads it back as the same place. `place` must be one that trc_place_parse() could have made
 * (asserted for its numbers).
 */
TRC_EXPORT void trc_place_format(const struct trc_place *place, char text[TRC_PLACE_TEXT_SIZE]);

/**
 * The least distance in kilometres that two places can be apart; 0 when they may touch, -1 when it cannot be said.
 *
 * A lower bound: a point may have been 8 km off before it was rounded, and what is known by its region alone may be
 * anywhere in a circle around it. Where a place has both, the point counts. -1 when either is no place, or a region of
 * which we know neither the circle nor its country's, and neither region is within the other.
 *
 * Thread-safe. Source: libtrace/base/region.c for the circles.
 */
TRC_EXPORT int32_t trc_place_distance_km(const struct trc_place *a, const struct trc_place *b);

/** Is a region the same as another or a part of it? "CN-31" is within "CN-31" and "CN". What is no code is in nothing.
 */
TRC_EXPORT bool trc_region_is_within(const char *region, const char *outer);

/**
 * Is a region within one of a comma-separated list, such as struct trc_product has in `market`?
 *
 * Blanks are allowed; entries that are no region code are passed over. False says little of a region that is wider than
 * an entry: "CN" is not within "CN-31", although something known to be in "CN" may be.
 */
TRC_EXPORT bool trc_region_list_has(const char *list, const char *region);

/**
 * Is it a country of ISO 3166-1, or a part of one? Of China a part must exist (ISO 3166-2:CN, GB/T 2260); of others
 * every part is believed. "EU" is no country: it is a union of them.
 */
TRC_EXPORT bool trc_region_is_known(const char *region);

/**
 * A region by the name that trc_region_name() has for it, in either language; case and blanks around it do not count.
 *
 * @param len How many bytes of `name`.
 * @return Its canonical code, static; NULL when there is none of that name.
 */
TRC_EXPORT const char *trc_region_find(const char *name, size_t len);

/** A region's name in English or Chinese; NULL when it is not in our table. Static. */
TRC_EXPORT const char *trc_region_name(const char *region, bool chinese);

#ifdef __cplusplus
}
#endif

#endif
