/* lint_dates.c: dates and times that exist. */
#include "gs1/lint.h"

static unsigned two(const char *digits)
{
    return (unsigned)(digits[0] - '0') * 10 + (unsigned)(digits[1] - '0');
}

/* Month and day at part[pos]. A day of 00 means "some day of the month" where `day_optional`. */
static enum trc_rule month_and_day(const char *part, size_t pos, bool leap_year, bool day_optional,
                                   struct trc_flaw *flaw)
{
    static const unsigned char days[] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const unsigned month = two(part + pos), day = two(part + pos + 2);
    if (month < 1 || month > 12)
        return trc_lint_flaw(flaw, pos, TRC_RULE_MONTH);
    if (day > days[month] + (month == 2 && leap_year ? 1u : 0u) || (day == 0 && !day_optional))
        return trc_lint_flaw(flaw, pos + 2, TRC_RULE_DAY);
    return TRC_RULE_NONE;
}

/* Two-digit years stand for 1972 to 2071 at the most, where every fourth is a leap year. GS1 General Specifications,
 * 7.12, moves that window with the calendar; no clock is read here because only 2100 would make a difference. */
static enum trc_rule two_digit_year(const char *part, bool day_optional, struct trc_flaw *flaw)
{
    return month_and_day(part, 2, two(part) % 4 == 0, day_optional, flaw);
}

enum trc_rule trc_lint_dates_yymmd0(const char *part, size_t len, struct trc_flaw *flaw)
{
    (void)len;
    return two_digit_year(part, true, flaw);
}

enum trc_rule trc_lint_dates_yymmdd(const char *part, size_t len, struct trc_flaw *flaw)
{
    (void)len;
    return two_digit_year(part, false, flaw);
}

enum trc_rule trc_lint_dates_yyyymmdd(const char *part, size_t len, struct trc_flaw *flaw)
{
    (void)len;
    const unsigned year = two(part) * 100 + two(part + 2);
    return month_and_day(part, 4, year % 4 == 0 && (year % 100 != 0 || year % 400 == 0), false, flaw);
}

enum trc_rule trc_lint_dates_hh(const char *part, size_t len, struct trc_flaw *flaw)
{
    (void)len;
    return two(part) <= 23 ? TRC_RULE_NONE : trc_lint_flaw(flaw, 0, TRC_RULE_HOUR);
}

enum trc_rule trc_lint_dates_mi(const char *part, size_t len, struct trc_flaw *flaw)
{
    (void)len;
    return two(part) <= 59 ? TRC_RULE_NONE : trc_lint_flaw(flaw, 0, TRC_RULE_MINUTE);
}

enum trc_rule trc_lint_dates_ss(const char *part, size_t len, struct trc_flaw *flaw)
{
    (void)len;
    return two(part) <= 59 ? TRC_RULE_NONE : trc_lint_flaw(flaw, 0, TRC_RULE_SECOND);
}

enum trc_rule trc_lint_dates_hhmi(const char *part, size_t len, struct trc_flaw *flaw)
{
    (void)len;
    if (two(part) > 23)
        return trc_lint_flaw(flaw, 0, TRC_RULE_HOUR);
    return two(part + 2) <= 59 ? TRC_RULE_NONE : trc_lint_flaw(flaw, 2, TRC_RULE_MINUTE);
}
