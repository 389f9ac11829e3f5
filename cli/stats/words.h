/* words.h: numbers, days and verdicts as the report shows them. */
#ifndef TRC_CLI_STATS_WORDS_H
#define TRC_CLI_STATS_WORDS_H

#include "report.h"

#define NUMBER_SIZE 32
#define DAY_SIZE 24
#define UNIT_WORDS_SIZE 96

/** Verdicts as people see them: by colour. Stacked in this order, what asks for attention last. */
enum shade { SHADE_GREEN, SHADE_BLUE, SHADE_GREY, SHADE_AMBER, SHADE_RED, SHADE_COUNT };

/** "green"…, and what it stands for in the user's language. */
const char *shade_name(enum shade shade);
const char *shade_words(enum shade shade);

/** Scans by shade. What has no verdict that is known here is grey. */
void shades_of_scans(const struct trc_scan_stats *stats, int64_t part[SHADE_COUNT]);
void shades_of_refusal(const struct trc_refusal_stats *stats, int64_t part[SHADE_COUNT]);

/** Add up, keys apart. */
void scan_stats_add(struct trc_scan_stats *sum, const struct trc_scan_stats *stats);

/** The finding's sentence, or its name when it is none that is known here. */
const char *refusal_words(const struct trc_refusal_stats *stats);

/** "1,234,567". */
const char *number_words(int64_t number, char words[NUMBER_SIZE]);

/** "2026-11-28". */
const char *day_words(int64_t day, char words[DAY_SIZE]);

/** "Shanghai", "CN-99" where there is no name, "not known". */
const char *region_words(const char *region);

/** "batch 3, unit 17" or "serial SN-A1". */
const char *unit_words(const struct trc_hot_unit *hot, char words[UNIT_WORDS_SIZE]);

/** What a recall covers: "06901234567892, lot L1". */
const char *recall_words(const struct trc_recall *recall, char *words, size_t size);

/** Days in equal runs, for drawing: the whole period, at most COLUMNS_MAX. */
enum { COLUMNS_MAX = 93 };
struct column {
    int64_t first_day, last_day;
    int64_t total, part[SHADE_COUNT];
};
struct columns {
    size_t count;
    int64_t days; /* of each column */
    int64_t most; /* the greatest total */
    struct column column[COLUMNS_MAX];
};
/** Empty columns for the period, at most `max` of them; then add days. */
void columns_init(struct columns *columns, const struct trc_stats_filter *filter, size_t max);
void columns_add(struct columns *columns, int64_t day, const int64_t part[SHADE_COUNT]);

#endif
