/* date.c: calendar days and GS1's two-digit years. */
#include "base/date.h"

#include "base/ascii.h"

/* Counting years from March puts the leap day last, so that months before it never move. */
int64_t trc_date_to_days(struct trc_date date)
{
    const int64_t year = date.month <= 2 ? date.year - 1 : date.year;
    const int64_t era = (year >= 0 ? year : year - 399) / 400;
    const int64_t year_of_era = year - era * 400;
    const int64_t day_of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

struct trc_date trc_date_from_days(int64_t days)
{
    days += 719468;
    const int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    const int64_t day_of_era = days - era * 146097;
    const int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int64_t month_from_march = (5 * day_of_year + 2) / 153;
    struct trc_date date = {
        .month = (int)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9),
        .day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1),
    };
    date.year = (int)(year_of_era + era * 400 + (date.month <= 2));
    return date;
}

int trc_date_month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

static int two_digits(const char *text)
{
    return (text[0] - '0') * 10 + text[1] - '0';
}

bool trc_date_parse_gs1(const char *text, int this_year, struct trc_date *date)
{
    for (int i = 0; i < 6; i++)
        if (!trc_ascii_is_digit(text[i]))
            return false;
    const int two = two_digits(text), ahead = two - this_year % 100;
    date->year = this_year - this_year % 100 + two + (ahead >= 51 ? -100 : ahead <= -50 ? 100 : 0);
    date->month = two_digits(text + 2);
    date->day = two_digits(text + 4);
    if (date->month < 1 || date->month > 12)
        return false;
    const int last = trc_date_month_days(date->year, date->month);
    if (date->day == 0)
        date->day = last;
    return date->day <= last;
}
