/* words.c: numbers, days and verdicts as the report shows them. */
#include "words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "common/i18n.h"
#include "common/text.h"

_Static_assert(TRC_VERDICT_COUNT <= TRC_STATS_VERDICTS, "every verdict is counted");

static const char *const names[SHADE_COUNT] = {"green", "blue", "grey", "amber", "red"};
static const char *const words_of[SHADE_COUNT] = {N_("genuine"), N_("recalled"), N_("cannot tell"), N_("take care"),
                                                  N_("counterfeit")};

const char *shade_name(enum shade shade)
{
    return names[shade];
}

const char *shade_words(enum shade shade)
{
    return _(words_of[shade]);
}

static enum shade shade_of(enum trc_verdict verdict)
{
    for (enum shade shade = 0; shade < SHADE_COUNT; shade++)
        if (strcmp(names[shade], trc_verdict_colour(verdict)) == 0)
            return shade;
    return SHADE_GREY;
}

void shades_of_scans(const struct trc_scan_stats *stats, int64_t part[SHADE_COUNT])
{
    int64_t rest = stats->scans;
    memset(part, 0, SHADE_COUNT * sizeof *part);
    for (enum trc_verdict verdict = 0; verdict < TRC_VERDICT_COUNT; verdict++) {
        part[shade_of(verdict)] += stats->verdict[verdict];
        rest -= stats->verdict[verdict];
    }
    part[SHADE_GREY] += rest;
}

void scan_stats_add(struct trc_scan_stats *sum, const struct trc_scan_stats *stats)
{
    sum->scans += stats->scans;
    sum->counted += stats->counted;
    for (size_t i = 0; i < TRC_STATS_VERDICTS; i++)
        sum->verdict[i] += stats->verdict[i];
}

static enum trc_finding_id finding_of(const char *name)
{
    enum trc_finding_id id = 0;
    while (id < TRC_FINDING_COUNT && strcmp(trc_finding_name(id), name) != 0)
        id++;
    return id;
}

void shades_of_refusal(const struct trc_refusal_stats *stats, int64_t part[SHADE_COUNT])
{
    const enum trc_finding_id id = finding_of(stats->finding);
    const enum trc_severity severity = id < TRC_FINDING_COUNT ? trc_finding_severity(id) : TRC_SEVERITY_UNKNOWN;
    memset(part, 0, SHADE_COUNT * sizeof *part);
    part[severity == TRC_SEVERITY_COUNTERFEIT ? SHADE_RED
         : severity == TRC_SEVERITY_CAUTION   ? SHADE_AMBER
                                              : SHADE_GREY] = stats->scans;
}

const char *refusal_words(const struct trc_refusal_stats *stats)
{
    const enum trc_finding_id id = finding_of(stats->finding);
    return id < TRC_FINDING_COUNT ? trc_finding_text(id) : stats->finding;
}

const char *number_words(int64_t number, char words[NUMBER_SIZE])
{
    char digits[NUMBER_SIZE];
    const size_t len = (size_t)snprintf(digits, sizeof digits, "%" PRId64, number > 0 ? number : 0);
    size_t used = 0;
    for (size_t i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            words[used++] = ',';
        words[used++] = digits[i];
    }
    words[used] = '\0';
    return words;
}

const char *day_words(int64_t day, char words[DAY_SIZE])
{
    const time_t at = (time_t)(day * 86400);
    struct tm utc;
    words[0] = '\0';
    if (gmtime_r(&at, &utc) != NULL)
        strftime(words, DAY_SIZE, "%Y-%m-%d", &utc);
    return words;
}

const char *region_words(const char *region)
{
    const char *name = trc_region_name(region, i18n_is_chinese());
    return region[0] == '\0' ? _("not known") : name != NULL ? name : region;
}

const char *unit_words(const struct trc_hot_unit *hot, char words[UNIT_WORDS_SIZE])
{
    if (hot->serial[0] != '\0')
        snprintf(words, UNIT_WORDS_SIZE, _("serial %s"), hot->serial);
    else
        snprintf(words, UNIT_WORDS_SIZE, _("batch %" PRId64 ", unit %" PRIu32), hot->batch_id, hot->number);
    return words;
}

const char *recall_words(const struct trc_recall *recall, char *words, size_t size)
{
    size_t used = 0;
    words[0] = '\0';
    if (recall->gtin[0] != '\0')
        used += (size_t)snprintf(words + used, size - used, "%s ", recall->gtin);
    if (recall->lot[0] != '\0')
        used += (size_t)snprintf(words + used, size - used, _("lot %s "), recall->lot);
    if (recall->batch_id != 0)
        used += (size_t)snprintf(words + used, size - used, _("batch %" PRId64 " "), recall->batch_id);
    if (recall->first_unit != 0)
        used += (size_t)snprintf(words + used, size - used, "%" PRIu32 "-%" PRIu32 " ", recall->first_unit,
                                 recall->last_unit);
    if (used > 0)
        words[used - 1] = '\0';
    return words;
}

void columns_init(struct columns *columns, const struct trc_stats_filter *filter, size_t max)
{
    static const int64_t runs[] = {1, 7, 30, 365, 3650};
    const int64_t days = filter->last_day - filter->first_day + 1;
    size_t run = 0;
    while (run + 1 < sizeof runs / sizeof *runs && (days + runs[run] - 1) / runs[run] > (int64_t)max)
        run++;
    columns->days = runs[run];
    columns->most = 0;
    columns->count = 0;
    for (int64_t day = filter->first_day; day <= filter->last_day && columns->count < max; day += columns->days) {
        const int64_t last = day + columns->days - 1;
        columns->column[columns->count++] =
            (struct column){.first_day = day, .last_day = last < filter->last_day ? last : filter->last_day};
    }
}

void columns_add(struct columns *columns, int64_t day, const int64_t part[SHADE_COUNT])
{
    const int64_t index = (day - columns->column[0].first_day) / columns->days;
    if (index < 0 || (size_t)index >= columns->count)
        return;
    struct column *column = &columns->column[index];
    for (size_t i = 0; i < SHADE_COUNT; i++) {
        column->part[i] += part[i];
        column->total += part[i];
    }
    if (column->total > columns->most)
        columns->most = column->total;
}
