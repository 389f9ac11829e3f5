/* convert.c: dates, times and hex as people write them. */
#include "convert.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

const char *time_format(int64_t at_s, char text[TIME_TEXT_SIZE])
{
    const time_t at = (time_t)at_s;
    struct tm utc;
    text[0] = '\0';
    if (at_s != 0 && gmtime_r(&at, &utc) != NULL)
        strftime(text, TIME_TEXT_SIZE, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return text;
}

const char *time_words(int64_t at_s, char text[TIME_TEXT_SIZE])
{
    const time_t at = (time_t)at_s;
    struct tm local;
    text[0] = '\0';
    if (at_s != 0 && localtime_r(&at, &local) != NULL)
        strftime(text, TIME_TEXT_SIZE, "%Y-%m-%d %H:%M:%S %z", &local);
    return text;
}

/* GS1 General Specifications 7.12: two digits of a year are of the century that brings them nearest to now. */
static int full_year(int two_digits)
{
    const time_t now = time(NULL);
    struct tm local = {.tm_year = 126};
    localtime_r(&now, &local);
    const int year = local.tm_year + 1900, ahead = two_digits - year % 100;
    return year + ahead + (ahead >= 51 ? -100 : ahead <= -50 ? 100 : 0);
}

const char *gs1_date_words(const char *yymmdd, char text[TIME_TEXT_SIZE])
{
    if (yymmdd == NULL || strlen(yymmdd) != 6 || strspn(yymmdd, "0123456789") != 6)
        return yymmdd;
    const bool whole_month = strcmp(yymmdd + 4, "00") == 0;
    snprintf(text, TIME_TEXT_SIZE, whole_month ? "%04d-%.2s" : "%04d-%.2s-%.2s",
             full_year((yymmdd[0] - '0') * 10 + yymmdd[1] - '0'), yymmdd + 2, yymmdd + 4);
    return text;
}

const char *date_format(int64_t yyyymmdd, char text[TIME_TEXT_SIZE])
{
    snprintf(text, TIME_TEXT_SIZE, "%04d-%02d-%02d", (int)(yyyymmdd / 10000) % 10000, (int)(yyyymmdd / 100 % 100),
             (int)(yyyymmdd % 100));
    return text;
}

bool time_parse(const char *text, int64_t now_s, int64_t *at_s)
{
    if (strcmp(text, "now") == 0) {
        *at_s = now_s;
        return true;
    }
    struct tm utc = {0};
    const char *end = strptime(text, strlen(text) > 10 ? "%Y-%m-%dT%H:%M:%SZ" : "%Y-%m-%d", &utc);
    if (end == NULL || *end != '\0')
        return false;
    /* timegm() silently turns 30 February into 1 March: such a date does not exist. */
    const struct tm asked = utc;
    *at_s = timegm(&utc);
    return utc.tm_mday == asked.tm_mday && utc.tm_mon == asked.tm_mon && *at_s > 0;
}

int32_t time_utc_offset_s(int64_t at_s)
{
    const time_t at = (time_t)at_s;
    struct tm local;
    return localtime_r(&at, &local) != NULL ? (int32_t)local.tm_gmtoff : 0;
}

void hex_format(const uint8_t *bytes, size_t len, char *text)
{
    for (size_t i = 0; i < len; i++)
        snprintf(text + 2 * i, 3, "%02x", bytes[i]);
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)tolower((unsigned char)c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool hex_parse(const char *text, uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        const int high = hex_value(text[2 * i]);
        const int low = high < 0 ? -1 : hex_value(text[2 * i + 1]);
        if (low < 0)
            return false;
        bytes[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}
