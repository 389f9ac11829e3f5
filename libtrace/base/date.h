/* date.h: calendar days and GS1's two-digit years. Internal; no clock. */
#ifndef TRC_BASE_DATE_H
#define TRC_BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

struct trc_date {
    int year, month, day;
};

/** Days from 1970-01-01 to a date of the Gregorian calendar. */
int64_t trc_date_to_days(struct trc_date date);

/** The reverse. */
struct trc_date trc_date_from_days(int64_t days);

/** Days in a month of 1 to 12. */
int trc_date_month_days(int year, int month);

/**
 * Read GS1's YYMMDD. The century is the one that puts the year within 49 years before and 50 after `this_year`; day 00
 * means the last day of the month.
 *
 * @param[in] text At least six characters.
 * @return false when the six characters are no date.
 * Source: GS1 General Specifications, 7.12 "Determination of century in dates".
 */
bool trc_date_parse_gs1(const char *text, int this_year, struct trc_date *date);

#endif
