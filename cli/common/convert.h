/* convert.h: dates, times and hex as people write them. */
#ifndef TRC_COMMON_CONVERT_H
#define TRC_COMMON_CONVERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TIME_TEXT_SIZE 32

/** "2026-11-22T08:00:00Z"; empty for 0. Returns `text`. */
const char *time_format(int64_t at_s, char text[TIME_TEXT_SIZE]);

/** The same for people: local time and its distance from UTC, "2026-11-28 17:38:15 +0800". */
const char *time_words(int64_t at_s, char text[TIME_TEXT_SIZE]);

/** A date of GS1 (YYMMDD) for people: "2031-12-31", or "2031-12" for day 00; as it is when it is no date; NULL: NULL.
 */
const char *gs1_date_words(const char *yymmdd, char text[TIME_TEXT_SIZE]);

/** "2026-11-22" for 20261122, a fact of kind TRC_FACT_DATE. Returns `text`. */
const char *date_format(int64_t yyyymmdd, char text[TIME_TEXT_SIZE]);

/** Read "YYYY-MM-DD" (its first second, UTC), "YYYY-MM-DDTHH:MM:SSZ" or "now". */
bool time_parse(const char *text, int64_t now_s, int64_t *at_s);

/** Seconds that the clock on the wall here is ahead of UTC. */
int32_t time_utc_offset_s(int64_t at_s);

/** Lower-case hex with a NUL: room for 2 * len + 1. */
void hex_format(const uint8_t *bytes, size_t len, char *text);

/** Exactly 2 * len hex digits of either case; reads no further. */
bool hex_parse(const char *text, uint8_t *bytes, size_t len);

#endif
